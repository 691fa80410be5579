"""Build the annexes of a meeting's technical minutes."""

from functools import partial

from gbdt_console.core.clean_text import clean
from gbdt_console.core.conference.floor_events import CallerIsolated
from gbdt_console.core.conference.presence import Presence, SiteAttendance
from gbdt_console.core.events import Entry
from gbdt_console.core.frame.shown import kind_of, site_of_seat
from gbdt_console.core.journal_head import digest_on_paper
from gbdt_console.core.pictures import Bus
from gbdt_console.core.reports.minutes import Checked, Incident, MinutesFacts, Shown, Turn
from gbdt_console.core.reports.other_texts import with_marks
from gbdt_console.core.reports.paper import (
    Annex,
    Block,
    Chart,
    ChartKind,
    ChartRow,
    Span,
    Table,
    Text,
)
from gbdt_console.text.checklist.checklist_text import check_name
from gbdt_console.text.entries import EntryWords
from gbdt_console.text.reports.outages.tables import OutageTables
from gbdt_console.text.reports.report_words import ReportWords
from gbdt_console.text.reports.table_of import TableOf

_BAD = (Presence.LOST, Presence.ABSENT)


class MinutesAnnexes:
    """Writes what the chair's page sums up."""

    def __init__(self, facts: MinutesFacts, words: ReportWords) -> None:
        self._facts = facts
        self._w = words
        self._entries = EntryWords(words.words, words.formats, words.place.names)

    def annexes(self) -> tuple[Annex, ...]:
        """Return the annexes in order, without those of what did not happen: the first page says that."""
        return tuple(annex for annex in self._all() if _is_told(annex))

    def outages_number(self) -> int:
        """Return the number of the annex of outages; 0 where there is none."""
        title = self._w("report.annex.outages")
        return next((n for n, annex in enumerate(self.annexes(), start=1) if annex.title == title), 0)

    def _all(self) -> tuple[Annex, ...]:
        w = self._w
        return (
            Annex(w("report.annex.attendance"), self._attended(), is_wide=True),
            Annex(w("report.annex.turns"), (self._turns(),), is_wide=True),
            Annex(w("report.annex.outages"), self._outages(), is_wide=True),
            Annex(w("report.annex.checklist"), self._checklist()),
            Annex(w("report.annex.incidents"), (self._incidents(),)),
            Annex(w("report.annex.acts"), (self._acts(), *self._unsaid())),
        )

    def _attended(self) -> tuple[Block, ...]:
        uninvited = self._uninvited() if self._facts.attendance.uninvited else ()
        return (self._attendance(), *uninvited, self._time_line())

    def _uninvited(self) -> tuple[Block, ...]:
        """Tell of the sites that did not belong to the meeting: in its conference they heard and saw it."""
        isolated = {
            act.event.site: act.at_utc
            for act in reversed(self._facts.acts)
            if isinstance(act.event, CallerIsolated) and act.event.site
        }
        sheet = self._facts.attendance
        table = (
            TableOf(self._w, sheet.uninvited)
            .site(lambda one: one.site_id, 3)
            .seconds("inside", lambda one: one.present_between(sheet.from_utc, sheet.until_utc))
        )
        if self._facts.before_opening_s[0]:
            table.seconds("before-opening", lambda one: one.present_between(0.0, sheet.from_utc))
        made = (
            table.seconds("minutes.unknown", partial(_seconds, Presence.UNKNOWN))
            .text("inside-when", self._inside, 4)
            .time("isolated", lambda one: isolated.get(one.site_id))
            .table("report.table.uninvited")
        )
        return (made, Text(self._w("report.isolated"))) if isolated else (made,)

    def _inside(self, site: SiteAttendance) -> str:
        clock = self._w.formats.clock
        inside = (one for one in site.spans if one.presence in (Presence.PRESENT, Presence.UNKNOWN))
        return "; ".join(f"{clock(one.from_utc)}-{clock(one.until_utc)}" for one in inside)

    def _attendance(self) -> Table:
        table = TableOf(self._w, self._facts.attendance.sites).site(lambda one: one.site_id, 3)
        told = {one.presence for site in self._facts.attendance.sites for one in site.spans}
        seldom = {Presence.THROUGH, Presence.UNKNOWN}
        for presence in (one for one in Presence if one not in seldom or one in told):
            table.seconds(f"minutes.{presence}", partial(_seconds, presence))
        return table.text("gaps", self._gaps, 5).table("report.table.attendance", "report.no-sites")

    def _gaps(self, site: SiteAttendance) -> str:
        w, clock = self._w, self._w.formats.clock
        return "; ".join(
            f"{clock(one.from_utc)}-{clock(one.until_utc)} {w(f'report.presence.{one.presence}')}"
            for one in site.spans
            if one.presence is not Presence.PRESENT
        )

    def _time_line(self) -> Chart:
        w, sheet = self._w, self._facts.attendance
        rows = tuple(
            ChartRow(
                w.site(site.site_id),
                spans=tuple(
                    Span(
                        one.from_utc,
                        one.until_utc,
                        w(f"report.presence.{one.presence}"),
                        one.presence in _BAD,
                    )
                    for one in site.spans
                    if one.presence is not Presence.EXCUSED
                ),
            )
            for site in sheet.sites
        )
        return Chart(
            w("report.chart.attendance"),
            ChartKind.TIMELINE,
            rows,
            from_utc=sheet.from_utc,
            until_utc=sheet.until_utc,
        )

    def _turns(self) -> Table:
        table = (
            TableOf(self._w, self._facts.turns)
            .time("begin", lambda one: one.from_utc)
            .time("end", lambda one: one.until_utc)
            .seconds("length", lambda one: one.lasted_s)
            .text("speaker", self._speaker, 3)
        )
        for bus in Bus:
            table.text(f"picture.{bus}", partial(self._pictures, bus), 4)
        return table.table("report.table.turns", "report.no-turns")

    def _speaker(self, turn: Turn) -> str:
        name = self._w.site(turn.site_id)
        return self._w("report.chairs", site=name) if turn.is_chair else name

    def _pictures(self, bus: Bus, turn: Turn) -> str:
        """Write the pictures of one bus with the time from which each was on air."""
        w = self._w
        return "; ".join(
            f"{w.formats.clock(one.from_utc)} {self._picture(one)}" for one in turn.shown if one.bus is bus
        )

    def _picture(self, shown: Shown) -> str:
        """Write the sites of a picture, what the device chose itself, and that nobody ordered it."""
        w, seats = self._w, shown.shot.seats
        kinds = (w.words(f"frame.pane.{kind_of(seat)}") for seat in seats if seat and not site_of_seat(seat))
        told = ", ".join(
            filter(None, (w.sites(filter(None, map(site_of_seat, seats))), *dict.fromkeys(kinds)))
        )
        return " ".join(
            filter(None, (told or w("report.by-device"), "" if shown.is_ordered else w("report.not-ordered")))
        )

    def _checklist(self) -> tuple[Block, ...]:
        w, checked = self._w, self._facts.checked
        if checked is None:
            return (Text(w("report.minutes.no-checklist")),)
        places = {site_id: place for place, site_id in enumerate(w.place.site_ids)}
        table = (
            TableOf(w, sorted(checked.sites, key=lambda one: places.get(one.site_id, len(places))))
            .site(lambda one: one.site_id, 3)
            .time("signed", lambda one: one.signed_utc)
            .seconds("late", lambda one: one.late_s)
            .number("cells.passed", lambda one: one.passed)
            .number("cells.signed", lambda one: one.signed)
            .number("cells.faulty", lambda one: one.faulty)
            .number("cells.unknown", lambda one: one.unknown)
            .table("report.table.checklist", "report.no-sites")
        )
        signed = (
            Text(w("report.digest", digest=digest_on_paper(checked.digest)))
            if checked.digest
            else Text(w("report.not-signed"))
        )
        return table, self._changes(checked), signed

    def _changes(self, checked: Checked) -> Table:
        words = self._w.words
        return (
            TableOf(self._w, checked.changes)
            .time("time", lambda one: one.at_utc)
            .site(lambda one: one.site_id, 3)
            .text("check", lambda one: check_name(words, one.check), 2)
            .text("was", lambda one: words(f"checklist.state.{one.was}"), 2)
            .text("now", lambda one: words(f"checklist.state.{one.now}"), 2)
            .table("report.table.changes", "report.no-changes")
        )

    def _outages(self) -> tuple[Block, ...]:
        facts, tables = self._facts, OutageTables(self._w)
        records = tables.records(facts.outages, "in-meeting", facts.down_s)
        return (records, tables.estimates(facts.outages))

    def _incidents(self) -> Table:
        facts, sheet, words = self._facts, self._facts.attendance, self._w.words
        table = (
            TableOf(self._w, facts.incidents)
            .time("begin", lambda one: one.from_utc)
            .time("end", lambda one: one.until_utc)
            .seconds("in-meeting", lambda one: one.within_s(sheet.from_utc, sheet.until_utc))
        )
        if facts.before_opening_s[1]:
            table.seconds("before-opening", facts.stranger_before_s)
        return (
            table.text("what", lambda one: words(f"alarm.{one.type}.name"), 3)
            .text("who", self._who, 3)
            .table("report.table.incidents", "report.no-incidents")
        )

    def _who(self, one: Incident) -> str:
        w = self._w
        return w.site(one.site_id) if one.site_id else clean(one.caller) or w.words("caller.no-number")

    def _acts(self) -> Table:
        w, acts = self._w, self._facts.acts
        return (
            TableOf(w, map(with_marks, acts) if self._facts.attendance.meeting.is_closed else acts)
            .number("entry", lambda entry: entry.seq)
            .time("time", lambda entry: entry.at_utc)
            .text("operator", lambda entry: w.operator(entry.actor), 2)
            .typed("act", self._act, 6)
            .table("report.table.acts", "report.no-acts")
        )

    def _act(self, entry: Entry) -> str:
        """Write what was done; the operator has a column of their own."""
        return self._entries.sentence(entry).removesuffix(f" ({self._w.operator(entry.actor)})")

    def _unsaid(self) -> tuple[Text, ...]:
        is_closed = self._facts.attendance.meeting.is_closed
        return (Text(self._w("report.closed.words")),) if is_closed else ()


def _is_told(annex: Annex) -> bool:
    return any(isinstance(block, Table) and block.rows for block in annex.blocks)


def _seconds(presence: Presence, site: SiteAttendance) -> float:
    return site.seconds.get(presence, 0.0)
