"""Finds the checklist and the shutdown of the meeting in one conference."""

from collections.abc import Mapping
from typing import TypeVar

from gbdt_console.core.ledger import Ledger
from gbdt_console.core.meetings.book import CalendarBook
from gbdt_console.core.meetings.held import MeetingsHeld
from gbdt_console.core.meetings.meeting import meeting_of_sheet

T = TypeVar("T")


def newest_here(ledger: Ledger, sheets: Mapping[str, T]) -> T | None:
    """Return the newest of sheets whose meeting is held in the conference where the ledger is seen.

    sheets: by the meeting's id in sheets, the newest last
    """
    here = (
        one for id_, one in reversed(tuple(sheets.items())) if _place_of(ledger, id_) == ledger.conference
    )
    return next(here, None)


def _place_of(ledger: Ledger, sheet_id: str) -> str:
    """Return the id of the conference of a sheet's meeting; the first one's where nothing tells."""
    meeting_id = meeting_of_sheet(sheet_id)
    found = ledger[CalendarBook].find(int(meeting_id)) if meeting_id.isdecimal() else None
    if found is not None:
        return found.plan.conference
    for conference, held in ledger.every(MeetingsHeld).items():
        running = "" if held.running is None else held.running.id
        if meeting_id in (running, "" if held.last is None else held.last.meeting_id):
            return conference
    return ""
