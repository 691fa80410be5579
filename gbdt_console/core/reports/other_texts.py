"""Puts other texts into fields of journal entries: nothing for typed words, an office for a person."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, field, fields, replace
from functools import cache
from typing import Any

from gbdt_console.core.clean_text import clean
from gbdt_console.core.events import Entry
from gbdt_console.core.json_value import Json
from gbdt_console.core.meetings.events import MeetingChanged, MeetingRegistered, SeriesRegistered
from gbdt_console.core.outages.events import OutageTold
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.technicians.events import TechnicianNamed
from gbdt_console.core.technicians.roster import SiteTechnicians

_TYPED, _MARK = frozenset({"reason", "text"}), "…"
"""Event fields of a person's words, and what stands for them on a paper that does not tell them."""
_OPERATORS = ("operator", "operator_before", "operator_name")
"""Event fields that hold who did something."""


@dataclass(frozen=True, slots=True)
class Offices:
    """Holds what stands on papers in the place of persons' names.

    operator: for who operates the console
    other: for who was reached or confirmed, and for a site's technician
    roles: what each technician is who may be named in typed words, by the name in small letters
    """

    operator: str
    other: str
    roles: Mapping[str, str] = field(default_factory=dict)

    def instead(self, text: str) -> str:
        """Return typed words with a role in place of each known name."""
        if not self.roles or " " not in text:
            return text
        return _any_of(tuple(self.roles)).sub(lambda found: self.roles[found[0].casefold()], text)


@cache
def _any_of(names: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(names, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)


class TechnicianNames:
    """Collects the technicians' names of sites.yaml and of the journal, each with its role."""

    def __init__(self, configured: Iterable[SiteTechnicians], other: str) -> None:
        """`other` stands for a technician whose role sites.yaml does not tell."""
        self._other = other
        self._posts = {(site.site_id, post): one for site in configured for post, one in site.holders}
        self.roles: dict[str, str] = {}
        for holder in self._posts.values():
            self._know(holder.name, holder.role)

    def take(self, entry: Entry) -> None:
        match entry.event:
            case TechnicianNamed() as named:
                holder = self._posts.get((named.site, named.post))
                self._know(named.name, "" if holder is None else holder.role)
            case MeetingRegistered() | MeetingChanged() | SeriesRegistered() as planned:
                for technician in planned.plan.technicians:
                    self._know(technician.name, "")

    def _know(self, name: str, role: str) -> None:
        """Keep a name of several words: one word alone may be a place or a thing."""
        name = clean(name.strip())
        if " " in name:
            self.roles.setdefault(name.casefold(), role or self._other)


def with_offices(entry: Entry, offices: Offices) -> Entry:
    """Return the entry with offices in place of persons' names, and in typed words of the known ones."""
    values = ((name, value) for name, value in entry.data.items() if isinstance(value, str))
    said = {name: new for name, value in values if (new := offices.instead(value)) != value}
    texts = said | dict.fromkeys(_OPERATORS, offices.operator)
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
