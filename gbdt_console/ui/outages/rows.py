"""Arranges the outage records as a list, and keeps the highlighted one."""

from collections.abc import Sequence

from gbdt_console.core.outages.outage import Outage, OutageState
from gbdt_console.core.outages.rules import is_overdue


def rows_of(outages: Sequence[Outage], now_utc: float) -> tuple[Outage, ...]:
    """Return the records: overdue, present, restored, then ended ones, each part newest first."""
    return tuple(sorted(outages, key=lambda o: (_part(o, now_utc), -o.started_utc, -o.number)))


def _part(outage: Outage, now_utc: float) -> int:
    if not outage.is_open:
        return 3
    if not outage.is_down:
        return 2
    return 0 if is_overdue(outage, now_utc) else 1


class OutageCursor:
    """Highlights a record by its number; arriving records never move the highlight.

    rows: the records in the order of the list
    """

    def __init__(self) -> None:
        self.rows: tuple[Outage, ...] = ()
        self._number = 0

    @property
    def row(self) -> Outage | None:
        """Return the highlighted record; None in an empty list."""
        return next((outage for outage in self.rows if outage.number == self._number), None)

    def see(self, outages: Sequence[Outage], now_utc: float) -> None:
        """Take the newest records; where the highlighted one is gone, the first is highlighted."""
        self.rows = rows_of(outages, now_utc)
        if self.row is None and self.rows:
            self._number = self.rows[0].number

    def move(self, step: int) -> None:
        """Highlight the row `step` places below, at most the last one."""
        if self.rows:
            at = next((i for i, outage in enumerate(self.rows) if outage.number == self._number), 0)
            self._number = self.rows[max(0, min(len(self.rows) - 1, at + step))].number


def outage_of_site(outages: Sequence[Outage], site_id: str) -> Outage | None:
    """Return the newest open record of a site: one that lasts before a restored one; else None."""
    found = [o for o in outages if o.is_open and site_id in o.sites and o.state is not OutageState.CLOSED]
    return max(found, key=lambda o: (o.is_down, o.started_utc), default=None)


def outage_to_tell(outages: Sequence[Outage]) -> Outage | None:
    """Return the record that the chair must be told of next: the oldest untold, else one with a new time."""
    present = [outage for outage in outages if outage.is_down]
    untold = [outage for outage in present if not outage.told]
    changed = [outage for outage in present if outage.told and not outage.is_chair_told]
    return next(iter(untold or changed or present), None)
