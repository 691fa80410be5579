"""Finds the closed sheets that guard their meetings."""

from gbdt_console.core.checklist.sheet import ChecklistBook, Sheet
from gbdt_console.core.feature import Books
from gbdt_console.core.meetings.book import CalendarBook
from gbdt_console.core.meetings.held import running_meetings
from gbdt_console.core.meetings.meeting import sheet_id_of
from gbdt_console.core.units import Utc


def guarding_sheets(books: Books, now_utc: Utc) -> tuple[Sheet, ...]:
    """Return the closed sheets whose meeting is not over, UTC seconds: each is its meeting's lock."""
    return tuple(
        sheet
        for sheet in books[ChecklistBook].sheets.values()
        if sheet.closing is not None and _is_not_over(books, sheet, now_utc)
    )


def _is_not_over(books: Books, sheet: Sheet, now_utc: Utc) -> bool:
    """Tell whether the sheet's meeting runs or is still to come."""
    number = int(sheet.meeting_id) if sheet.meeting_id.isdigit() else 0
    registered, running = books[CalendarBook].find(number), running_meetings(books).values()
    is_running = any(sheet_id_of(one) == sheet.meeting_id for one in running)
    is_ahead = now_utc < sheet.opening_utc
    return is_running or (is_ahead if registered is None else registered.is_open)
