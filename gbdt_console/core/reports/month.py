"""Define the facts of a month by the contracts: lines, outages and breaches of one carrier or of all."""

from gbdt_console.core.carriers import Line
from gbdt_console.core.outages.contract_clock import UnavailablePeriod
from gbdt_console.core.outages.contract_month import LineMonth
from gbdt_console.core.outages.outage import Outage
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.reports.minutes import JournalEnd
from gbdt_console.core.units import Utc


@dataclass(frozen=True, slots=True)
class LineReport:
    """Holds one line in one month.

    line: the line; None for a site that sites.yaml no longer lists
    periods: its unavailable periods that touch the month, in order of begin
    """

    line: Line | None
    month: LineMonth
    periods: tuple[UnavailablePeriod, ...]


@dataclass(frozen=True, slots=True)
class OutageInMonth:
    """Holds one outage of a month.

    down_s: seconds of its lines that count as down within the month
    """

    outage: Outage
    down_s: int
    answered_utc: Utc | None


@dataclass(frozen=True, slots=True)
class MonthFacts:
    """Holds one month of one carrier's lines, or of all lines.

    month: 'YYYY-MM'
    closed_s: end of the closed days, which alone count, since the epoch
    lines: one for each line, in order of the sites
    outages: records that took the lines down in the month, or that count against the carrier, by number
    began_s: begin of the journal where that is later than the month's: nobody watched before; else None
    """

    end: JournalEnd
    month: str
    carrier_id: str
    from_s: int
    until_s: int
    closed_s: int
    lines: tuple[LineReport, ...]
    outages: tuple[OutageInMonth, ...]
    began_s: int | None = None

    @property
    def counted_s(self) -> int:
        """Return the seconds of all lines over which availability is computed."""
        return sum(line.month.counted_s for line in self.lines)

    @property
    def unseen_s(self) -> int:
        return sum(line.month.unseen_s for line in self.lines)

    @property
    def down_s(self) -> int:
        return sum(line.month.down_s for line in self.lines)

    @property
    def periods(self) -> int:
        return sum(line.month.outages for line in self.lines)

    @property
    def availability_percent(self) -> float | None:
        """Return the availability of all lines together, percent; None where no second counts."""
        return 100.0 * (self.counted_s - self.down_s) / self.counted_s if self.counted_s else None

    @property
    def repair_s(self) -> float | None:
        """Return the mean time to repair (MTTR), seconds; None without an unavailable period."""
        return self.down_s / self.periods if self.periods else None

    @property
    def breaches(self) -> int:
        return sum(len(line.month.breaches) for line in self.lines)
