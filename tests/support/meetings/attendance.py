"""Folds the attendance of one meeting from entries."""

from collections.abc import Iterable, Sequence

from gbdt_console.core.attendance_sheet import AttendanceFold, AttendanceSheet
from gbdt_console.core.events import Entry
from gbdt_console.core.units import Utc


def attendance_of(
    entries: Iterable[Entry], site_ids: Sequence[str], now_utc: Utc, registration: int = 0
) -> AttendanceSheet | None:
    """Return the attendance of one meeting from all entries of the journal."""
    fold = AttendanceFold(registration)
    for entry in entries:
        fold.take(entry)
    return fold.sheet(site_ids, now_utc)
