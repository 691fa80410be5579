"""Define the facts of the report about one outage, and judge it by the contracts of its lines."""

from collections.abc import Iterator, Mapping

from gbdt_console.core.carriers import Line
from gbdt_console.core.outages.contract_month import (
    Breach,
    answered,
    late_answers,
    late_repairs,
    repair_limit_s,
)
from gbdt_console.core.outages.outage import Outage
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.reports.minutes import JournalEnd
from gbdt_console.core.reports.whole_seconds import whole_s
from gbdt_console.core.units import SiteId, Utc


@dataclass(frozen=True, slots=True)
class LineJudged:
    """Holds what the contract of one line says about an outage.

    down_s: seconds that count as down, of the record's periods of this line
    repair_limit_s: allowed time to repair, seconds; None without a target or where another is to blame
    response_limit_s: allowed time to answer a report, seconds; None as before
    """

    site_id: SiteId
    carrier_id: str
    circuit: str
    down_s: int
    repair_limit_s: float | None
    response_limit_s: float | None


@dataclass(frozen=True, slots=True)
class OutageFacts:
    """Holds what the report about one outage says.

    at_utc: time of the report: how long an open outage has lasted is counted to it
    answered_utc: when the carrier answered the report; None before
    lines: its lines by the contract, in order of the record's sites
    """

    end: JournalEnd
    at_utc: Utc
    outage: Outage
    answered_utc: Utc | None
    lines: tuple[LineJudged, ...]
    breaches: tuple[Breach, ...]

    @property
    def lasted_s(self) -> float:
        return self.outage.lasted_s(self.at_utc)

    @property
    def carrier_ids(self) -> tuple[str, ...]:
        """Return the carriers of its lines, each once."""
        return tuple(dict.fromkeys(line.carrier_id for line in self.lines))

    def after_s(self, at_utc: Utc | None) -> float | None:
        """Return the seconds from its start to one of its times; None where that has not come."""
        return None if at_utc is None else at_utc - self.outage.started_utc


def outage_facts(outage: Outage, lines: Mapping[str, Line], end: JournalEnd, at_utc: Utc) -> OutageFacts:
    """Judge an outage.

    lines: the leased line of each site
    """
    at_utc = whole_s(at_utc)
    own = {site_id: lines[site_id] for site_id in outage.sites if site_id in lines}
    judged = tuple(_judged(outage, site_id, line) for site_id, line in own.items())
    breaches = dict.fromkeys(_breaches(outage, own, at_utc))
    return OutageFacts(end, at_utc, outage, answered(outage), judged, tuple(breaches))


def _judged(outage: Outage, site_id: str, line: Line) -> LineJudged:
    down_s = sum(period.down_s for period in outage.unavailable if period.site_id == site_id)
    minutes = line.contract.response_minutes
    is_its = outage.likely_cause.counts_against_carrier and minutes is not None
    return LineJudged(
        site_id,
        line.carrier_id,
        line.circuit,
        down_s,
        repair_limit_s(outage, line.contract),
        minutes * 60.0 if is_its and minutes is not None else None,
    )


def _breaches(outage: Outage, lines: Mapping[str, Line], at_utc: Utc) -> Iterator[Breach]:
    """Yield the missed targets of all lines; a late answer counts once for equal contracts."""
    for line in lines.values():
        yield from late_answers(outage, line.contract, at_utc)
    for period in outage.unavailable:
        if (line_of_it := lines.get(period.site_id)) is not None:
            yield from late_repairs(outage, period, line_of_it.contract)
