"""Defines the types of single values. Each reads the text of the file, or tells what it wants instead."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network
from typing import Annotated, Final
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from gbdt_console.core.rooms.room import LONGEST_PRESET_NAME
from gbdt_console.settings.nearest import nearest

_WHOLE: Final = re.compile(r"0|[1-9][0-9]{0,9}")
_NUMBER: Final = re.compile(r"-?(0|[1-9][0-9]{0,9})(\.[0-9]{1,9})?")
_RANGE: Final = re.compile(r"[0-9.]{7,15}/[0-9]{1,2}")
SECRET_REFERENCE: Final = re.compile(r"env:[A-Z_][A-Z0-9_]{0,99}|file:/[^\0]{1,190}")
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+")


_BLANK_LETTERS: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and symbols that show nothing: Hangul fillers and the empty Braille pattern."""


def refusal(code: str, **params: str) -> PydanticCustomError:
    """Return a refusal, which schema_check passes on. The value itself is never in it."""
    return PydanticCustomError("custom", "{code}", {"code": code, "params": params})


def text_of(value: object) -> str:
    """Return the value where it is one text. Refuse None, a list or a mapping."""
    if not isinstance(value, str):
        raise refusal("settings.want-text")
    return value.strip()


def whole(value: object) -> int:
    """Read decimal digits without a leading zero. Refuse `010`, `0x10`, `1_000` and `1e3`."""
    text = text_of(value)
    if not _WHOLE.fullmatch(text):
        raise refusal("settings.want-whole-number")
    return int(text)


def number(value: object) -> float:
    """Read decimal digits with at most one point. Refuse exponents, commas and `14:50`."""
    text = text_of(value)
    if not _NUMBER.fullmatch(text):
        raise refusal("settings.want-number")
    return float(text)


def flag(value: object) -> bool:
    """Read `true` or `false` only. `no`, `on` and `1` mean different things to different readers."""
    text = text_of(value)
    if text not in ("true", "false"):
        raise refusal("settings.want-true-or-false")
    return text == "true"


def one_of(choices: type[StrEnum]) -> Callable[[object], StrEnum]:
    def choose(value: object) -> StrEnum:
        text = text_of(value)
        try:
            return choices(text)
        except ValueError:
            raise refusal("settings.want-one-of", known=nearest(text, choices)) from None

    return choose


def _ipv4_text(value: object) -> str:
    """Return the text; one of IPv6 is told since when it will be taken (decision 79)."""
    text = text_of(value)
    if ":" in text:
        raise refusal("settings.no-ipv6")
    return text


def _range(value: object) -> IPv4Network:
    text = _ipv4_text(value)
    try:
        if not _RANGE.fullmatch(text):
            raise ValueError
        network = IPv4Network(text, strict=False)
    except ValueError:
        raise refusal("settings.want-range") from None
    if str(network) != text:
        raise refusal("settings.range-start", start=str(network))
    return network


def _address(value: object) -> IPv4Address:
    text = _ipv4_text(value)
    try:
        return IPv4Address(text)
    except ValueError:
        raise refusal("settings.want-address") from None


def _secret(text: str) -> str:
    if not SECRET_REFERENCE.fullmatch(text):
        raise refusal("settings.secret-in-clear")
    return text


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError):
        raise refusal("settings.want-timezone") from None
    return text


def _visible(text: str) -> str:
    """Refuse a text with blank letters, or with nothing but combining marks.

    The reading of the file refuses format characters before.
    """
    is_seen = any(unicodedata.category(char)[0] in "LNPS" for char in text)
    if not is_seen or not _BLANK_LETTERS.isdisjoint(text):
        raise refusal("settings.invisible")
    return text


def _phone(text: str) -> str:
    if not any(char.isdigit() for char in text):
        raise refusal("settings.want-phone")
    return text


def _day(text: str) -> str:
    """Refuse what is no day of the calendar, written YYYY-MM-DD."""
    try:
        is_day = date.fromisoformat(text).isoformat() == text
    except ValueError:
        is_day = False
    if not is_day:
        raise refusal("settings.want-day")
    return text


def _email(text: str) -> str:
    if not _EMAIL.fullmatch(text):
        raise refusal("settings.want-email")
    return text


def _preset_name(text: str) -> str:
    if len(text) > LONGEST_PRESET_NAME:
        raise refusal("settings.text-too-long", most=str(LONGEST_PRESET_NAME))
    return text


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(_visible)]
Word = Annotated[str, BeforeValidator(text_of)]
"""A text that is checked later, against a list of words; an empty one gets that list as its message."""
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
"""Lower case, digits and hyphens: ids stand in commands, file names and device ids ('sa-pa.ups')."""
PresetName = Annotated[Text, AfterValidator(_preset_name)]
"""A camera preset's name, which stands beside its site's on one line."""
Whole = Annotated[int, BeforeValidator(whole)]
Number = Annotated[float, BeforeValidator(number)]
Percent = Annotated[float, BeforeValidator(number), Field(ge=0, le=100)]
Flag = Annotated[bool, BeforeValidator(flag)]
Range = Annotated[IPv4Network, BeforeValidator(_range)]
Address = Annotated[IPv4Address, BeforeValidator(_address)]
SecretReference = Annotated[Text, AfterValidator(_secret)]
Zone = Annotated[Text, AfterValidator(_zone)]
Phone = Annotated[Text, AfterValidator(_phone)]
Day = Annotated[Text, AfterValidator(_day)]
"""A day as 'YYYY-MM-DD'."""
Email = Annotated[Text, AfterValidator(_email)]
