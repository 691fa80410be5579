"""Build the tables of the yearly review."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from gbdt_console.core.clean_text import clean
from gbdt_console.core.register.entry import RegisterSection
from gbdt_console.core.reports.paper import CellKind, Table
from gbdt_console.core.reports.year import (
    GroupYear,
    HostYear,
    MeetingInYear,
    TimeChange,
    UnopenedMeeting,
    YearFacts,
)
from gbdt_console.text.outages.outage_text import code_name
from gbdt_console.text.reports.report_words import ReportWords
from gbdt_console.text.reports.table_of import TableOf
from gbdt_console.text.technicians.technician_text import day_text

_CLEANING = {None: "unknown", False: "no", True: "yes"}


class YearTables:
    def __init__(self, facts: YearFacts, words: ReportWords) -> None:
        self._facts = facts
        self._w = words

    def sites(self) -> Table:
        return (
            TableOf(self._w, self._facts.sites)
            .site(lambda one: one.site_id, 48)
            .text("carrier", lambda one: self._w.carrier(one.carrier_id), 36)
            .number("meetings", lambda one: one.meetings, 16)
            .number("outages", lambda one: one.outages, 16)
            .seconds("cut", lambda one: one.down_s, 24)
            .percent("availability", lambda one: one.availability_percent, 22)
            .percent("target", lambda one: one.target_percent, 18)
            .seconds("down", lambda one: one.contract_down_s, 24)
            .number("blips", lambda one: sum(one.blips), 18)
            .number("late-checks", lambda one: one.late_checks, 17)
            .number("unchecked", lambda one: one.unchecked, 17)
            .number("open", lambda one: one.open_microphones, 18)
            .table("report.table.sites", "report.no-sites")
        )

    def carriers(self) -> Table:
        """Return the outages that count against a carrier, with its estimates."""
        return self._groups("carrier", self._facts.carriers, self._w.carrier)

    def causes(self) -> Table:
        return self._groups("cause", self._facts.causes, lambda code: code_name(self._w.words, "cause", code))

    def hosts(self) -> Table:
        return (
            TableOf(self._w, self._facts.hosts)
            .text("host", self._host, 4)
            .number("meetings", lambda one: one.meetings)
            .seconds("length", lambda one: one.lasted_s)
            .number("late-notices", lambda one: one.late_notices)
            .table("report.table.hosts", "report.no-meetings")
        )

    def checks(self) -> Table:
        """Return one row a meeting with its checklist."""
        w = self._w
        return (
            TableOf(w, self._facts.meetings)
            .number("meeting", lambda one: one.number or None)
            .time("begin", lambda one: one.started_utc)
            .seconds("length", lambda one: one.lasted_s)
            .text("host", self._host, 3)
            .text("late-notice", lambda one: w("report.late") if one.is_notice_late else "", 2)
            .time("closed", lambda one: None if one.checked is None else one.checked.closed_utc)
            .seconds("late", lambda one: None if one.checked is None else one.checked.late_s)
            .number("late-sites", lambda one: None if one.checked is None else len(one.checked.late_sites))
            .number("unchecked", lambda one: len(one.unchecked))
            .text("shutdown", lambda one: w(f"report.shutdown.{one.shutdown}") if one.shutdown else "", 2)
            .table("report.table.checks", "report.no-meetings")
        )

    def unopened(self) -> Table:
        return (
            TableOf(self._w, self._facts.unopened)
            .number("meeting", lambda one: one.number)
            .time("planned-opening", lambda one: one.opening_utc)
            .text("host", self._host, 4)
            .table("report.table.unopened", "report.no-unopened")
        )

    def blips(self) -> Table:
        return (
            TableOf(self._w, enumerate(self._facts.blips_so_far, start=1))
            .text("month", lambda one: f"{one[0]:02}/{self._facts.year}")
            .number("blips", lambda one: one[1])
            .table("report.table.blips")
        )

    def untrained(self) -> Table:
        """Return the sites without a trained technician."""
        sites = self._facts.sites
        is_known = any(one.has_trained is not None for one in sites)
        return (
            TableOf(self._w, [one for one in sites if one.has_trained is False])
            .site(lambda one: one.site_id)
            .table("report.table.untrained", "report.all-trained" if is_known else "report.training-unknown")
        )

    def duties(self) -> Table:
        """Return what each site and its carrier owe: training, room rules, cleaning, a person on duty."""
        w = self._w
        return (
            TableOf(w, self._facts.sites)
            .site(lambda one: one.site_id, 3)
            .number("untrained", lambda one: one.untrained, 2)
            .text("rules", lambda one: w(f"report.rules.{'yes' if one.are_rules_posted else 'no'}"), 2)
            .text("cleaning", lambda one: w(f"report.cleaning.{_CLEANING[one.is_cleaning_overdue]}"), 2)
            .number("no-carrier", lambda one: one.no_carrier, 2)
            .table("report.table.duties", "report.no-sites")
        )

    def opinions(self) -> Table:
        return (
            TableOf(self._w, self._facts.opinions)
            .time("time", lambda one: one.at_utc)
            .site(lambda one: one.site, 3)
            .number("meeting", lambda one: one.number or None)
            .typed("opinion", lambda one: one.text, 5)
            .table("report.table.opinions", "report.no-opinions")
        )

    def changes(self) -> Table:
        """Return one row a changed time of a meeting."""
        w = self._w
        return (
            TableOf(w, self._facts.changes)
            .number("meeting", lambda one: one.number)
            .text("host", self._host, 3)
            .text("before", lambda one: _opening(one.before), 2)
            .text("after", lambda one: _opening(one.after), 2)
            .time("told", lambda one: one.told_utc)
            .text("late-change", lambda one: w("report.late") if one.is_late else "", 2)
            .table("report.table.new-times", "report.no-new-times")
        )

    def register(self) -> Table:
        """Return one row a kind of entries of the register."""
        w, held = self._w, sum(1 for one in self._facts.meetings if one.number)
        return (
            TableOf(w, self._facts.register)
            .text("kind", self._kind, 5)
            .text("article", lambda one: clean(one.kind.article), 2)
            .number("entries", lambda one: len(one.entries))
            .text("covered", lambda one: "" if one.meetings is None else f"{one.meetings}/{held}", 2)
            .money("amount", lambda one: "" if one.amount is None else one.amount, 2)
            .table("report.table.register")
        )

    def entries(self, section: RegisterSection) -> Table:
        """Return the entries of one kind; a column that they leave empty stays out."""
        own, table = section.entries, TableOf(self._w, section.entries)
        table.text("day", lambda one: day_text(one.day), 2)
        if any(one.body for one in own):
            table.typed("body", lambda one: one.body, 4)
        table.typed("entered", lambda one: one.text, 7)
        if any(one.paper for one in own):
            table.typed("paper", lambda one: one.paper, 3)
        if any(one.meeting for one in own):
            table.number("meeting", lambda one: one.meeting or None)
        if section.kind.has_amount:
            table.money("amount", lambda one: one.amount or None, 3)
        if any(one.person for one in own):
            table.typed("doer", lambda one: one.person, 3)
        made = table.table("report.table.entries", kind=self._kind(section))
        if section.amount is None:
            return made
        label = self._w("report.sum")
        sums = (section.amount if one.kind is CellKind.MONEY else "" for one in made.columns[1:])
        return replace(made, total=(label, *sums))

    def _kind(self, section: RegisterSection) -> str:
        name = clean(section.kind.name or section.kind.code)
        return self._w("report.register.former", name=name) if section.is_former else name

    def _host(self, one: MeetingInYear | HostYear | TimeChange | UnopenedMeeting) -> str:
        name = one.host_name or self._w.place.booking.host_name(one.host)
        return clean(name) if name else self._w("report.no-host")

    def _groups(self, name: str, groups: Iterable[GroupYear], called: Callable[[str], str]) -> Table:
        """Return one row a group of outages.

        name: of the groups' column, and behind it 's' of the table
        """
        return (
            TableOf(self._w, groups)
            .text(name, lambda one: called(one.name), 26)
            .number("outages", lambda one: one.outages, 12)
            .seconds("length", lambda one: one.down_s, 23)
            .seconds("mttr", lambda one: one.repair_s, 19)
            .number("estimates", lambda one: 0 if one.first is None else one.first.count, 14)
            .number("first-kept", lambda one: None if one.first is None else one.first.kept, 16)
            .seconds("first-error", lambda one: None if one.first is None else one.first.median_error_s, 20)
            .number("last-kept", lambda one: None if one.last is None else one.last.kept, 16)
            .seconds("last-error", lambda one: None if one.last is None else one.last.median_error_s, 20)
            .table(f"report.table.{name}s", "report.no-outages")
        )


def _opening(local: str) -> str:
    return f"{datetime.fromisoformat(local):%H:%M %d/%m/%Y}"
