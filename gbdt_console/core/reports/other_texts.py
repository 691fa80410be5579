"""Puts other texts into fields of journal entries: nothing for typed words, an office for a person."""

from collections.abc import Mapping
from dataclasses import MISSING, fields, replace
from typing import Any

from gbdt_console.core.events import Entry
from gbdt_console.core.json_value import Json
from gbdt_console.core.outages.events import OutageTold
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.technicians.events import TechnicianNamed

_TYPED, _MARK = frozenset({"reason", "text"}), "…"
"""Event fields of a person's words, and what stands for them on a paper that does not tell them."""
_OPERATORS = ("operator", "operator_before", "operator_name")
"""Event fields that hold who did something."""


@dataclass(frozen=True, slots=True)
class Offices:
    """Holds what stands on papers in the place of persons' names.

    operator: for who operates the console
    other: for who was reached or confirmed, and for a site's technician
    """

    operator: str
    other: str


def with_offices(entry: Entry, offices: Offices) -> Entry:
    """Return the entry with offices in place of persons' names; remarks stay as they were typed."""
    texts = dict.fromkeys(_OPERATORS, offices.operator)
    if isinstance(entry.event, TechnicianNamed):
        texts["name"] = offices.other
    elif not isinstance(entry.event, OutageTold):  # whoever was told there is the chair
        texts["person"] = offices.other
    return replace(with_texts(entry, texts), actor=entry.actor and offices.operator)


def with_texts(entry: Entry, texts: Mapping[str, str]) -> Entry:
    """Return the entry with other texts in the fields of these names, where they hold any."""
    data: dict[str, Json] = {
        name: texts[name] if name in texts and value and isinstance(value, str) else value
        for name, value in entry.data.items()
    }
    return replace(entry, data=data, event=entry.event and _changed(entry.event, texts))


def with_marks(entry: Entry) -> Entry:
    """Return the entry with a mark in place of the typed words that its sentence needs and are not told."""
    event: Any = entry.event
    inline = getattr(event, "INLINE", "")
    record = getattr(event, inline) if inline else event
    needed = {one.name for one in fields(record) if one.default is MISSING} if event else set()
    unsaid = {name: _MARK for name in needed & _TYPED if not getattr(record, name)}
    if not unsaid:
        return entry
    changed = replace(record, **unsaid)
    return replace(
        entry, data={**entry.data, **unsaid}, event=replace(event, **{inline: changed}) if inline else changed
    )


def _changed(record: Any, texts: Mapping[str, str]) -> Any:
    """Return an event, and what it holds, with other texts."""
    new: dict[str, Any] = {
        one.name: texts[one.name]
        for one in fields(record)
        if one.name in texts and isinstance(value := getattr(record, one.name), str) and value
    }
    if inline := getattr(record, "INLINE", ""):
        new[inline] = _changed(getattr(record, inline), texts)
    return replace(record, **new) if new else record
