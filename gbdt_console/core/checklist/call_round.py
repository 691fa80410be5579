"""Says which site of the sheet is called next."""

from collections.abc import Sequence

from gbdt_console.core.checklist.view import SiteChecks, Standing
from gbdt_console.core.units import Utc

_NOT_CALLED = (Standing.CALLING, Standing.ANSWERED)


def next_to_call(rows: Sequence[SiteChecks], at: int, now_utc: Utc, *, but: str = "") -> SiteChecks | None:
    """Return the next site to call, from the row at place `at` on in a circle; None where none is left.

    Sites that nobody called come first, then those to call again: the one that waits longest. A site that
    somebody calls now is left to them.

    but: id of a site that is not meant
    """
    around = (*rows[at:], *rows[:at])
    free = [r for r in around if r.site_id != but and r.standing_at(now_utc) not in _NOT_CALLED]
    uncalled = (row for row in free if row.standing_at(now_utc) is Standing.UNCALLED)
    again = min(free, key=lambda row: 0.0 if row.call is None else row.call.at_utc, default=None)
    return next(uncalled, again)
