"""Build the annexes of a meeting's technical minutes."""

from gbdt_console.core.clean_text import clean
from gbdt_console.core.conference.presence import Presence, SiteAttendance
from gbdt_console.core.frame.shown import kind_of, site_of_seat
from gbdt_console.core.journal_head import digest_on_paper
from gbdt_console.core.pictures import Bus
from gbdt_console.core.reports.minutes import Checked, Incident, MinutesFacts, Shown, Turn
from gbdt_console.core.reports.paper import (
    Annex,
    Block,
    Cell,
    CellKind,
    Chart,
    ChartKind,
    ChartRow,
    Column,
    Span,
    Table,
    Text,
)
from gbdt_console.core.shutdown.steps import Step
from gbdt_console.text.checklist.checklist_text import check_name
from gbdt_console.text.entries import EntryWords
from gbdt_console.text.reports.outages.tables import OutageTables
from gbdt_console.text.reports.report_words import ReportWords
from gbdt_console.text.shutdown.shutdown_text import doubt_text, step_name

_BAD = (Presence.LOST, Presence.ABSENT)
_TIME, _SECONDS, _NUMBER = CellKind.TIME, CellKind.SECONDS, CellKind.NUMBER


class MinutesAnnexes:
    """Writes what the chair's page sums up."""

    def __init__(self, facts: MinutesFacts, words: ReportWords) -> None:
        self._facts = facts
        self._w = words

    def annexes(self) -> tuple[Annex, ...]:
        """Return all annexes in order; each exists although it may be empty, so that numbers stay."""
        w = self._w
        return (
            Annex(w("report.annex.attendance"), (self._attendance(), self._time_line()), is_wide=True),
            Annex(w("report.annex.turns"), (self._turns(),), is_wide=True),
            Annex(w("report.annex.checklist"), self._checklist()),
            Annex(w("report.annex.outages"), self._outages(), is_wide=True),
            Annex(w("report.annex.incidents"), (self._incidents(),)),
            Annex(w("report.annex.acts"), (self._acts(),)),
            Annex(w("report.annex.shutdown"), (self._shutdown(),)),
        )

    def _attendance(self) -> Table:
        w = self._w
        columns = (
            Column(w("report.column.site"), weight=3),
            *(Column(w(f"report.column.minutes.{presence}"), _NUMBER) for presence in Presence),
            Column(w("report.column.gaps"), weight=5),
        )
        rows = tuple(self._site_row(site) for site in self._facts.attendance.sites)
        return Table(w("report.table.attendance"), columns, rows, w("report.no-sites"))

    def _site_row(self, site: SiteAttendance) -> tuple[Cell, ...]:
        w, minutes, clock = self._w, site.minutes(), self._w.formats.clock
        gaps = [
            " ".join((f"{clock(one.from_utc)}-{clock(one.until_utc)}", w(f"report.presence.{one.presence}")))
            for one in site.spans
            if one.presence is not Presence.PRESENT
        ]
        counts = (minutes.count(presence) for presence in Presence)
        return (w.site(site.site_id), *counts, "; ".join(gaps))

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
        w = self._w
        columns = (
            Column(w("report.column.begin"), _TIME, 2),
            Column(w("report.column.end"), _TIME, 2),
            Column(w("report.column.length"), _SECONDS, 2),
            Column(w("report.column.speaker"), weight=3),
            *(Column(w(f"report.column.picture.{bus}"), weight=4) for bus in Bus),
        )
        return Table(
            w("report.table.turns"),
            columns,
            tuple(map(self._turn_row, self._facts.turns)),
            w("report.no-turns"),
        )

    def _turn_row(self, turn: Turn) -> tuple[Cell, ...]:
        w = self._w
        name = w.site(turn.site_id)
        speaker = w("report.chairs", site=name) if turn.is_chair else name
        pictures = (self._pictures(turn, bus) for bus in Bus)
        return (turn.from_utc, turn.until_utc, turn.lasted_s, speaker, *pictures)

    def _pictures(self, turn: Turn, bus: Bus) -> str:
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
        columns = (
            Column(w("report.column.site"), weight=3),
            Column(w("report.column.signed"), _TIME, 2),
            Column(w("report.column.late"), _SECONDS, 2),
            *(
                Column(w(f"report.column.cells.{name}"), _NUMBER)
                for name in ("passed", "signed", "faulty", "unknown")
            ),
        )
        rows = tuple(
            (
                w.site(one.site_id), one.signed_utc, one.late_s,
                one.passed, one.signed, one.faulty, one.unknown,
            )
            for one in checked.sites
        )  # fmt: skip
        signed = (
            Text(w("report.digest", digest=digest_on_paper(checked.digest)))
            if checked.digest
            else Text(w("report.not-signed"))
        )
        return (
            Table(w("report.table.checklist"), columns, rows, w("report.no-sites")),
            self._changes(checked),
            signed,
        )

    def _changes(self, checked: Checked) -> Table:
        w = self._w
        columns = (
            Column(w("report.column.time"), _TIME, 2),
            Column(w("report.column.site"), weight=3),
            Column(w("report.column.check"), weight=2),
            Column(w("report.column.was"), weight=2),
            Column(w("report.column.now"), weight=2),
        )
        rows = tuple(
            (
                one.at_utc,
                w.site(one.site_id),
                check_name(w.words, one.check),
                w.words(f"checklist.state.{one.was}"),
                w.words(f"checklist.state.{one.now}"),
            )
            for one in checked.changes
        )
        return Table(w("report.table.changes"), columns, rows, w("report.no-changes"))

    def _outages(self) -> tuple[Block, ...]:
        facts, tables = self._facts, OutageTables(self._w)
        records = tables.records(facts.outages, self._w("report.column.in-meeting"), facts.down_s)
        return (records, tables.estimates(facts.outages))

    def _incidents(self) -> Table:
        w = self._w
        columns = (
            Column(w("report.column.begin"), _TIME, 2),
            Column(w("report.column.end"), _TIME, 2),
            Column(w("report.column.in-meeting"), _SECONDS, 2),
            Column(w("report.column.what"), weight=3),
            Column(w("report.column.who"), weight=3),
        )
        rows = tuple(map(self._incident_row, self._facts.incidents))
        return Table(w("report.table.incidents"), columns, rows, w("report.no-incidents"))

    def _incident_row(self, one: Incident) -> tuple[Cell, ...]:
        w, sheet = self._w, self._facts.attendance
        who = w.site(one.site_id) if one.site_id else clean(one.caller) or w.words("caller.no-number")
        within_s = one.within_s(sheet.from_utc, sheet.until_utc)
        return (one.from_utc, one.until_utc, within_s, w.words(f"alarm.{one.type}.name"), who)

    def _acts(self) -> Table:
        w = self._w
        entries = EntryWords(w.words, w.formats, w.place.names)
        columns = (
            Column(w("report.column.entry"), _NUMBER),
            Column(w("report.column.time"), _TIME, 2),
            Column(w("report.column.operator"), weight=2),
            Column(w("report.column.act"), weight=6),
        )
        rows = tuple(
            (entry.seq, entry.at_utc, w.operator(entry.actor), clean(entries.sentence(entry), 400))
            for entry in self._facts.acts
        )
        return Table(w("report.table.acts"), columns, rows, w("report.no-acts"))

    def _shutdown(self) -> Table | Text:
        w, record = self._w, self._facts.shutdown
        if record is None:
            return Text(w("report.minutes.no-shutdown"))
        columns = (
            Column(w("report.column.site"), weight=3),
            Column(w("report.column.step"), weight=3),
            Column(w("report.column.state"), weight=2),
            Column(w("report.column.time"), _TIME, 2),
            Column(w("report.column.evidence"), weight=4),
        )
        ends = ((site_id, step, record.end(site_id, step)) for site_id in record.sites for step in Step)
        rows = tuple(
            (
                w.site(site_id),
                step_name(w.words, step),
                w(f"report.step.{end.state}"),
                end.at_utc or None,
                clean(": ".join(filter(None, (end.by, end.note)))) or doubt_text(w.words, end.code),
            )
            for site_id, step, end in ends
        )
        return Table(w("report.table.shutdown"), columns, rows, w("report.no-steps"))
