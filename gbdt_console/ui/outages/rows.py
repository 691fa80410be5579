"""Arranges the outage records and the months of lines as lists, and finds the record that a key means."""

from collections.abc import Sequence

from gbdt_console.core.outages.contract_month import LineMonth
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


def months_by_need(months: Sequence[LineMonth]) -> tuple[LineMonth, ...]:
    """Return the lines with missed targets first, then those cut since the last closed day.

    Of equal ones those with the least downtime left come first.
    """
    return tuple(sorted(months, key=_need))


def _need(month: LineMonth) -> tuple[bool, bool, float, float]:
    left_s = float("inf") if month.left_s is None else month.left_s
    percent = month.availability_percent
    is_quiet = month.today is None or month.today.is_quiet
    return not month.breaches, is_quiet, left_s, 100.0 if percent is None else percent


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
