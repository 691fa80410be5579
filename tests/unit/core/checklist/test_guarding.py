"""How long a closed sheet guards its meeting: from the closing until the meeting is over."""

from dataclasses import replace

from gbdt_console.core.checklist.events import ChecklistClosed, ChecklistOpened
from gbdt_console.core.checklist.guarding import guarding_sheets
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.meetings.book import CalendarBook
from tests.support.meetings.shown import registered
from tests.support.screens.scripted_port import AT_UTC

LATER = AT_UTC + 3_600.0


def guards(meeting_id: str, **ended: float) -> bool:
    """Tell whether the closed sheet guards an hour after its opening; `ended` changes the registration."""
    calendar = CalendarBook.of([replace(registered(7, AT_UTC, 1, 2), **ended)], ())  # type: ignore[arg-type]
    ledger = Ledger(calendar)
    ledger.apply(ChecklistOpened(meeting_id, ["site1"], AT_UTC, AT_UTC - 1_800.0, AT_UTC - 7_200.0, "x"))
    assert guarding_sheets(ledger, AT_UTC - 3_600.0) == ()
    ledger.apply(ChecklistClosed(meeting_id, {}, "x", 0, "", AT_UTC - 3_600.0, "", ""))
    assert len(guarding_sheets(ledger, AT_UTC - 1.0)) == (not ended)
    return guarding_sheets(ledger, LATER) != ()


def test_a_closed_sheet_guards_a_registered_meeting_until_its_end_and_not_its_opening() -> None:
    assert guards("7"), "it starts late"
    assert not guards("7", ended_utc=AT_UTC + 60.0)
    assert not guards("7", cancelled_utc=AT_UTC - 60.0)
    assert not guards("giao-ban"), "without a registration the opening is all that is known"
