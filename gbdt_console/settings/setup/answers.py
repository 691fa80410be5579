"""Define the answers of the guided start, and check single values by the types of sites.yaml."""

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from pydantic import TypeAdapter, ValidationError

from gbdt_console.core.clean_text import SYMBOL, clean
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.setup.points import Point
from gbdt_console.settings.schema_check import message_of
from gbdt_console.settings.source import code_point
from gbdt_console.settings.tree import LONGEST_TEXT

Values = Mapping[str, str]
"""Answers by the code of their question; secrets are never among them."""


_SHOWN = 40
"""Limits the wrong value that a message names, characters."""


@dataclass(frozen=True, slots=True)
class Answers:
    """Holds what was answered.

    interfaces: port that carries the line, by the router's address; asked anew after an interruption
    """

    values: Values = field(default_factory=dict)
    points: tuple[Point, ...] = ()
    interfaces: Mapping[str, str] = field(default_factory=dict)


class Refused(Exception):
    """A value cannot be used.

    params: values of the message, never the refused value of a secret
    line: line of the file that holds the value; 0 where there is none
    """

    line = 0

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def checked(kind: Any, raw: str, field_name: str, most: int = LONGEST_TEXT) -> str:
    """Return the cleaned text of a value. Raises Refused.

    kind: type of the value in sites.yaml, of settings/scalars.py
    raw: text as it was typed or read
    most: limit of the text, characters
    """
    text = clean(raw, LONGEST_TEXT * 4).strip()
    said_of = {"field": field_name, "value": clean(text, _SHOWN)}
    if SYMBOL in text:
        bad = next((char for char in raw if clean(char) == SYMBOL), SYMBOL)
        raise Refused("settings.control-character", code_point=code_point(bad), **said_of)
    if len(text) > most:
        raise Refused("settings.text-too-long", most=str(most), **said_of)
    refused: Refused | None = None
    try:
        TypeAdapter(kind).validate_python(text)
    except ValidationError as error:
        code, said = message_of(error.errors(include_url=False, include_input=False)[0])
        refused = Refused(code, **(said_of | said))
    if refused is not None:
        raise refused
    return text
