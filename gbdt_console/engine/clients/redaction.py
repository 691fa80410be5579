"""Hides the titles of closed meetings (A12.3) in entries that leave the journal."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from gbdt_console.core.events import Entry, MeetingClosedSet, MeetingStarted


class ClosedTitles:
    """Knows which meetings end up closed, from the entries it was shown.

    A meeting counts by the last entry about it, so the title is also hidden in the entry before its closing.
    """

    def __init__(self) -> None:
        self._is_closed: dict[str, bool] = {}

    def learn(self, entries: Iterable[Entry]) -> None:
        """Take the next entries, in the order of the journal."""
        for entry in entries:
            match entry.event:
                case MeetingStarted() as begun:
                    self._is_closed[begun.meeting] = begun.is_closed
                case MeetingClosedSet() as marked:
                    self._is_closed[marked.meeting] = marked.is_on

    def hide(self, entry: Entry) -> Entry:
        """Return an entry that was learnt, with an empty title where its meeting is closed."""
        event = entry.event
        if not isinstance(event, MeetingStarted) or not self._is_closed[event.meeting]:
            return entry
        return replace(entry, data={**entry.data, "title": ""}, event=replace(event, title=""))


def hide_closed_titles(entries: Sequence[Entry]) -> list[Entry]:
    """Return the entries with empty titles of meetings that end up closed.

    entries: in the order of the journal
    """
    titles = ClosedTitles()
    titles.learn(entries)
    return [titles.hide(entry) for entry in entries]
