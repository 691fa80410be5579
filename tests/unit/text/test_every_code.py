"""Every event and every command of the package's own tables has words in both languages."""

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import StrEnum
from functools import cache
from typing import Any, get_origin, get_type_hints

import click
import pytest

from gbdt_console.cli.main import root
from gbdt_console.core.command_table import COMMANDS
from gbdt_console.core.commands import Command, CommandDefinition
from gbdt_console.core.events import EVENT_CLASSES, Entry, Event, TrapSeen
from gbdt_console.core.ledger import Checkpoint
from gbdt_console.core.meetings.recurrence import Every, Repeat
from gbdt_console.core.meetings.registration import MeetingKind, MeetingPlan
from gbdt_console.journal.codec import event_data
from gbdt_console.text.entries import EntryWords
from gbdt_console.text.formats import Formats
from gbdt_console.text.words import LANGUAGES, Words
from tests.support.catalogues import entries, placeholders

AT_UTC = 1_767_597_737.0
UNSAID = (Checkpoint,)
"""Written by the journal for itself; no screen shows it."""
KNOWN: dict[str, object] = {
    "type": "codec.lost",
    "severity": "major",
    "code": "order.late",
    "what": "microphone.block",
    "stage": "failed",
    "before": "up",
    "after": "unknown",
}
"""Values that are codes themselves."""
OF_TRAPS = {"code": "cold-start"}
"""Where a code is that of a trap."""
PLAN = MeetingPlan(
    "Giao ban", "vp-ubnd", MeetingKind.PROVINCIAL, ("sapa",), "sapa", "2026-01-05T08:00", "UTC"
)
CODES = {code: text for _, code, text in entries("vi")}


def made(kind: type[Any], *, is_full: bool) -> Event:
    """An event of that class: with all its fields filled, or empty where its class allows."""
    values: dict[str, object] = {}
    known = KNOWN | (OF_TRAPS if kind is TrapSeen else {})
    for name, hint in get_type_hints(kind).items():
        has_default = any(f.name == name and f.default is not MISSING for f in fields(kind))
        if not any(f.name == name for f in fields(kind)) or (has_default and not is_full):
            continue
        filled: dict[object, object] = {
            str: "x" if is_full else "", int: 3, float: AT_UTC, float | None: AT_UTC, bool: is_full,
            MeetingPlan: PLAN, Repeat: Repeat(Every.WEEK),
        }  # fmt: skip
        origin = dict if get_origin(hint) is Mapping else get_origin(hint) or list
        is_record = is_dataclass(hint) and hint not in filled
        empty = made(hint, is_full=is_full) if is_record else filled[hint] if hint in filled else origin()
        values[name] = known.get(name, empty) if hint is str else empty
        if isinstance(hint, type) and issubclass(hint, StrEnum):
            values[name] = next((one for one in hint if one == known.get(name)), next(iter(hint)))
    return kind(**values)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("is_full", [False, True])
@pytest.mark.parametrize("kind", [kind for kind in EVENT_CLASSES.values() if kind not in UNSAID])
def test_every_event_is_said_without_codes(kind: type[Any], is_full: bool, language: str) -> None:
    event, words = made(kind, is_full=is_full), Words(language)
    entry = Entry(1, AT_UTC, event.KIND, event.VERSION, "", event_data(event), event)
    sentence = EntryWords(words, Formats(words), {}).sentence(entry)
    assert kind.KIND not in sentence
    assert "{" not in sentence


@cache
def kind_of(code: str) -> type | None:
    """The class of the event that these words are about: that of the longest KIND at their beginning."""
    parts = code.removeprefix("event.").split(".")
    kinds = (EVENT_CLASSES.get(".".join(parts[:n])) for n in range(len(parts), 0, -1))
    return next((kind for kind in kinds if kind), None) if code.startswith("event.") else None


class Asked(Words):
    """Remembers which values the sentence of an event was given."""

    def __init__(self) -> None:
        super().__init__("vi")
        self.given: set[str] = set()

    def __call__(self, code: str, /, **params: object) -> str:
        if code.startswith("event."):
            self.given |= params.keys()
        return super().__call__(code, **params)


def test_the_words_of_events_belong_to_one() -> None:
    assert [code for code in CODES if code.startswith("event.") and kind_of(code) is None] == []


@pytest.mark.parametrize("kind", [kind for kind in EVENT_CLASSES.values() if kind not in UNSAID])
def test_every_place_in_the_words_of_an_event_is_filled(kind: type) -> None:
    words = Asked()
    for is_full in (False, True):
        event = made(kind, is_full=is_full)
        entry = Entry(1, AT_UTC, event.KIND, event.VERSION, "", event_data(event), event)
        EntryWords(words, Formats(words), {}).sentence(entry)
    wanted = {place for code in CODES if kind_of(code) is kind for place in placeholders(CODES[code])}
    assert wanted - words.given == set()


def unsaid(row: CommandDefinition, language: str) -> list[str]:
    """The codes of a row that have no words in that language."""
    words = Words(language)
    return [code for code in (*row.words, *row.confirmations) if not words.has(code)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("row", COMMANDS, ids=lambda row: row.command.__name__)
def test_every_command_has_words_also_for_its_refusals(row: CommandDefinition, language: str) -> None:
    assert unsaid(row, language) == []
    assert len(row.words) == (2 if row.words_by else 1)


class KeepNote(Command):
    """Stands in no table of the package."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_command_without_words_is_named(language: str) -> None:
    row = CommandDefinition(KeepNote, ("note.keep", "ask.break.off"), confirmations=("guard.note",))
    assert unsaid(row, language) == ["note.keep", "guard.note"]


@pytest.mark.parametrize("row", COMMANDS, ids=lambda row: row.command.__name__)
def test_a_command_can_be_confirmed_where_its_row_says_so(row: CommandDefinition) -> None:
    names = [field.name for field in fields(row.command)]  # type: ignore[arg-type]
    assert ("is_sure" in names) == bool(row.confirmations)
    assert row.words_by in ("", *names)


@pytest.mark.parametrize("row", [row for row in COMMANDS if row.verb], ids=lambda row: row.command.__name__)
def test_the_verb_of_a_command_exists(row: CommandDefinition) -> None:
    found: click.Command | None = root
    for name in row.verb.split():
        assert isinstance(found, click.Group)
        found = found.get_command(click.Context(found), name)
    assert found is not None
    assert not isinstance(found, click.Group)


def test_no_command_stands_in_two_rows() -> None:
    assert len({row.command for row in COMMANDS}) == len(COMMANDS)
    assert len({row.command.__name__ for row in COMMANDS}) == len(COMMANDS)
