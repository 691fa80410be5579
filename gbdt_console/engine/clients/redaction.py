"""Hides the titles of closed meetings (A12.3) in entries that leave the journal."""

from collections.abc import Sequence
from dataclasses import replace

from gbdt_console.core.events import Entry, MeetingClosedSet, MeetingStarted


def hide_closed_titles(entries: Sequence[Entry]) -> list[Entry]:
    """Return the entries with empty titles of meetings that end up closed.

    A meeting counts by the last entry about it, so the title is also hidden in the entry before its closing.

    entries: in the order of the journal
    """
    is_closed: dict[str, bool] = {}
    for entry in entries:
        match entry.event:
            case MeetingStarted() as begun:
                is_closed[begun.meeting] = begun.is_closed
            case MeetingClosedSet() as marked:
                is_closed[marked.meeting] = marked.is_on
    return [_untitled(entry) if _starts_one_of(entry, is_closed) else entry for entry in entries]


def _starts_one_of(entry: Entry, is_closed: dict[str, bool]) -> bool:
    return isinstance(entry.event, MeetingStarted) and is_closed[entry.event.meeting]


def _untitled(entry: Entry) -> Entry:
    assert isinstance(entry.event, MeetingStarted)
    return replace(entry, data={**entry.data, "title": ""}, event=replace(entry.event, title=""))
