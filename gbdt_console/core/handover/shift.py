"""Defines the journal's event of a shift that was taken over, the command, and what stays known of it."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, replace
from typing import cast

from gbdt_console.core.commands import Command, CommandDefinition, Guard
from gbdt_console.core.events import Event
from gbdt_console.core.feature import Books, Feature
from gbdt_console.core.handover.page import Item, ItemKind
from gbdt_console.core.json_value import Json
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import ActorName, Utc


@dataclass(frozen=True, slots=True)
class ShiftTakenOver(Event, kind="shift.taken-over"):
    """An operator took the shift over and signed what was handed over.

    before: name of the operator who took it over the time before; empty where there was none
    items: the values of each Item; of meetings without titles
    digest: SHA-256 of the items; it shows edits and is no cryptographic signature
    """

    operator: ActorName
    before: str
    uid: int
    terminal: str
    note: str
    items: list[dict[str, Json]]
    digest: str
    at_utc: Utc


@dataclass(frozen=True, slots=True)
class Shift:
    """Holds the shift that was taken over last.

    before: name of the operator before; empty where there was none
    open_items: number of things that were open or promised
    late_items: number of those that were overdue
    """

    operator: ActorName
    before: str
    note: str
    open_items: int
    late_items: int
    digest: str
    at_utc: Utc


@dataclass(frozen=True, slots=True)
class TakeOverShift(Command):
    """Sign as the operator of the asking client that the shift is taken over with all that is open."""

    note: str = ""


HANDOVER_COMMANDS = (
    CommandDefinition(
        TakeOverShift,
        ("ask.shift-take-over",),
        verb="handover sign",
        guard=Guard.MAY_TAKE_CONTROL,
        is_record=True,
    ),
)


def items_data(items: Iterable[Item]) -> list[dict[str, Json]]:
    """Return the items as the event holds them; a meeting's title stays out, as it may be closed later."""
    kept = (replace(item, words="") if item.kind is ItemKind.MEETING else item for item in items)
    return [
        cast(dict[str, Json], asdict(item) | {"kind": item.kind.value, "sites": list(item.sites)})
        for item in kept
    ]


def digest_of(items: list[dict[str, Json]]) -> str:
    content = json.dumps(items, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()


def shift_of(event: ShiftTakenOver) -> Shift:
    handed = [item for item in event.items if item.get("kind") not in (ItemKind.MEETING, ItemKind.LACK)]
    late = sum(item.get("is_late") is True for item in handed)
    return Shift(
        event.operator, event.before, event.note, len(handed), late, event.digest, event.at_utc
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShiftBook:
    """Holds the shift that was taken over last; None before the first."""

    last: Shift | None = None


def _fold(_: ShiftBook, event: ShiftTakenOver, __: Books) -> ShiftBook:
    return ShiftBook(shift_of(event))


SHIFT = Feature("shift", ShiftBook, (ShiftTakenOver,), _fold)
