"""Journal entries as they may leave the journal: of a closed meeting (A12.3) not what it is about."""

from collections.abc import Sequence
from dataclasses import replace

from gbdt_console.core.events import Entry, MeetingClosedSet, MeetingStarted


def hide_closed_titles(entries: Sequence[Entry]) -> list[Entry]:
    """In the order of the journal. Of a meeting that one of these marks as closed, and none takes back, the
    title is empty, also in the entry that came before it was marked."""
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
