"""Makes each report from the journal, for the verbs and for the screen of reports."""

from collections.abc import Callable
from functools import partial

from gbdt_console.cli.reports.reading import Fold, Source
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.events import Entry
from gbdt_console.core.json_value import Json
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.reports.archive import ReportFailed
from gbdt_console.core.reports.minutes import JournalEnd, MinutesFacts
from gbdt_console.core.reports.minutes_fold import MeetingRef, MinutesFold
from gbdt_console.core.reports.minutes_json import minutes_object, shutdown_object
from gbdt_console.core.reports.month_fold import MonthFold
from gbdt_console.core.reports.month_json import month_object, outage_report_object
from gbdt_console.core.reports.other_texts import Offices, TechnicianNames, with_offices
from gbdt_console.core.reports.outages.facts import outage_facts
from gbdt_console.core.reports.outages.fold import OutagesFold
from gbdt_console.core.reports.paper import Paper
from gbdt_console.core.reports.year_fold import YearFold
from gbdt_console.core.reports.year_json import year_object
from gbdt_console.core.reports.year_sums import year_facts
from gbdt_console.core.sites import Network
from gbdt_console.text.reports.minutes import minutes_paper
from gbdt_console.text.reports.month import availability_paper, carrier_paper
from gbdt_console.text.reports.outages.outage_paper import outage_paper
from gbdt_console.text.reports.shutdown_paper import shutdown_paper
from gbdt_console.text.reports.year import year_paper


@dataclass(frozen=True, slots=True)
class Report:
    facts: Callable[[], dict[str, Json]]
    paper: Callable[[], Paper]


@dataclass(frozen=True, slots=True)
class _Nameless:
    """Hands entries on to a fold with an office in place of persons' names."""

    fold: Fold
    offices: Offices

    def take(self, entry: Entry) -> None:
        self.fold.take(with_offices(entry, self.offices))


@dataclass(frozen=True, slots=True)
class ReportMaker:
    """Makes reports.

    read_journal: gives every journal entry to a fold, and returns the last one
    """

    source: Source
    read_journal: Callable[[Fold], JournalEnd]
    offices_only: bool = False

    def read(self, fold: Fold) -> JournalEnd:
        """Give every journal entry to a fold, nameless where wanted; return the last one."""
        if not self.offices_only:
            return self.read_journal(fold)
        words, network = self.source.words, self.source.network
        other = words("report.office.other")
        names = TechnicianNames(() if network is None else network.technicians, other)
        self.read_journal(names)  # a remark may name whom a later entry makes known
        return self.read_journal(_Nameless(fold, Offices(words("report.office"), other, names.roles)))

    def minutes(self, ref: MeetingRef) -> Report:
        """Make the minutes of a meeting. Raises ReportFailed."""
        facts = self._of_meeting(ref)
        return Report(partial(minutes_object, facts), partial(minutes_paper, facts, self.source.words))

    def shutdown(self, ref: MeetingRef) -> Report:
        """Make the record of the shutdown after a meeting. Raises ReportFailed."""
        facts = self._of_meeting(ref)
        if (record := facts.shutdown) is None:
            raise ReportFailed("report.minutes.no-shutdown")
        paper = partial(shutdown_paper, facts, record, self.source.words)
        return Report(partial(shutdown_object, facts, record), paper)

    def _of_meeting(self, ref: MeetingRef) -> MinutesFacts:
        fold = MinutesFold(ref)
        end = self.read(fold)
        facts = fold.facts(self.source.words.place.site_ids, end, SystemClock().utc())
        if facts is None:
            raise ReportFailed("meetings.not-held")
        return facts

    def outage(self, number: int) -> Report:
        """Make the report about one outage. Raises ReportFailed."""
        fold = OutagesFold()
        end = self.read(fold)
        outage = fold.records.get(number)
        if outage is None:
            raise ReportFailed("report.outage.none", number=number)
        facts = outage_facts(outage, self.source.lines, end, SystemClock().utc())
        return Report(partial(outage_report_object, facts), partial(outage_paper, facts, self.source.words))

    def outages(self, month: str, carrier: str) -> Report:
        """Make the outages and lines of a carrier in a month; of all carriers for an empty id."""
        return self._month(month, carrier, "outages", carrier_paper)

    def availability(self, month: str) -> Report:
        return self._month(month, "", "availability", availability_paper)

    def year(self, year: int, network: Network) -> Report:
        words, now_utc = self.source.words, SystemClock().utc()
        fold = YearFold(year, words.place.timezone)
        facts = year_facts(fold, network, self.read(fold), now_utc)
        return Report(partial(year_object, facts), partial(year_paper, facts, words))

    def _month(self, month: str, carrier: str, name: str, paper: Callable[..., Paper]) -> Report:
        words = self.source.words
        fold = MonthFold(month, words.place.timezone)
        end = self.read(fold)
        facts = fold.facts(self.source.lines, end, SystemClock().utc(), carrier)
        return Report(partial(month_object, facts, name), partial(paper, facts, words))
