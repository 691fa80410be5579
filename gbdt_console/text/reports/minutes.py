"""Build the paper of a meeting's technical minutes: one page for the chair, the rest as annexes."""

from collections.abc import Iterator

from gbdt_console.core.cleaning import clean
from gbdt_console.core.conference.presence import Presence
from gbdt_console.core.outages.outage import Outage
from gbdt_console.core.reports.incidents import OPEN_MICROPHONES, UNORDERED_CALLS
from gbdt_console.core.reports.minutes import MinutesFacts
from gbdt_console.core.reports.paper import (
    Block,
    Cell,
    CellKind,
    Column,
    Heading,
    Paper,
    PaperKind,
    Signature,
    Table,
    Text,
)
from gbdt_console.text.meetings import code_name
from gbdt_console.text.outages import OutageWords
from gbdt_console.text.reports.minutes_annexes import MinutesAnnexes
from gbdt_console.text.reports.report_words import ReportWords

_MOST_OUTAGES = 5
"""Limits the outages on the chair's page, which stays one page; the annex has all."""
_LONGEST_REMEDY = 60
"""Limits a remedy on the chair's page, characters: two lines of its column."""


def minutes_paper(facts: MinutesFacts, words: ReportWords) -> Paper:
    """Return the minutes in the language of the words."""
    return _Minutes(facts, words).paper()


class _Minutes:
    """Writes the chair's page."""

    def __init__(self, facts: MinutesFacts, words: ReportWords) -> None:
        self._facts = facts
        self._w = words
        self._outages = OutageWords(words.words, words.formats, words.place.names)

    def paper(self) -> Paper:
        """Return the whole paper."""
        facts, w = self._facts, self._w
        meeting = facts.attendance.meeting
        is_titled = bool(meeting.title) and not meeting.is_closed
        subject = (
            w("report.minutes.subject", title=clean(meeting.title))
            if is_titled
            else w("report.minutes.closed")
        )
        return Paper(
            PaperKind.MINUTES,
            f"minutes-{meeting.registration or w.day(facts.started_utc).isoformat()}",
            subject,
            w.place.head,
            w.day(facts.attendance.until_utc),
            w.place.timezone,
            w.words.language,
            tuple(self._blocks()),
            MinutesAnnexes(facts, w).annexes(),
            (Signature(w("report.minutes.sign.technician")), Signature(w("report.minutes.sign.host"))),
            (),
            facts.end.seq,
            facts.end.hash,
        )

    def _blocks(self) -> Iterator[Block]:
        yield from self._meeting()
        yield Heading(self._w("report.minutes.results"))
        yield from self._attendance()
        yield from self._floor()
        yield from self._preparation()
        yield from self._incidents()
        yield from self._shutdown()
        yield self._worst_outages()
        left = len(self._facts.outages) - _MOST_OUTAGES
        if left > 0:
            yield Text(self._w("report.minutes.more-outages", n=left))

    def _meeting(self) -> Iterator[Block]:
        facts, w = self._facts, self._w
        sheet = facts.attendance
        meeting, registration = sheet.meeting, facts.registration
        chair = w.site(meeting.chair_site_id)
        if registration is None:
            yield Text(w("report.minutes.chair", chair=chair))
        else:
            plan = registration.plan
            host = clean(w.place.booking.host_name(plan.host))
            kind = code_name(w.words, "kind", plan.kind)
            yield Text(w("report.minutes.host", host=host, kind=kind, chair=chair))
        times = {
            "opening": w.moment(meeting.opening_utc),
            "begin": w.moment(sheet.from_utc),
            "planned": w.moment(sheet.planned_end_utc),
            "end": w.moment(sheet.until_utc),
            "length": w.length(facts.lasted_s),
            "over": w.length(abs(sheet.overrun_s)),
        }
        code = "running"
        if sheet.is_over:
            code = "late" if sheet.overrun_s >= 1.0 else "early" if sheet.overrun_s <= -1.0 else "in-time"
        yield Text(w(f"report.minutes.times.{code}", **times))

    def _attendance(self) -> Iterator[Block]:
        w, sites = self._w, self._facts.attendance.sites
        kinds = {site.site_id: {span.presence for span in site.spans} for site in sites}
        whole = [site_id for site_id, found in kinds.items() if found == {Presence.PRESENT}]
        never = [site_id for site_id, found in kinds.items() if found and Presence.PRESENT not in found]
        partly = [site_id for site_id in kinds if site_id not in (*whole, *never)]
        yield Text(w("report.minutes.attendance", all=len(sites), whole=len(whole), partly=len(partly)))
        if partly:
            yield Text(w("report.minutes.partly", sites=w.sites(partly)))
        if never:
            yield Text(w("report.minutes.never", n=len(never), sites=w.sites(never)))

    def _floor(self) -> Iterator[Block]:
        w = self._w
        turns = [turn for turn in self._facts.turns if not turn.is_chair]
        speakers = dict.fromkeys(turn.site_id for turn in turns)
        lasted = w.length(sum(turn.lasted_s for turn in turns))
        yield Text(w("report.minutes.turns", n=len(turns), sites=len(speakers), length=lasted))
        if self._facts.attendance.waiting:
            yield Text(w("report.minutes.not-heard", sites=w.sites(self._facts.attendance.waiting)))

    def _preparation(self) -> Iterator[Block]:
        w, checked = self._w, self._facts.checked
        if checked is None:
            yield Text(w("report.minutes.no-checklist"))
            return
        late = [one.site_id for one in checked.sites if one.late_s is not None]
        facts = {"due": w.moment(checked.due_utc), "by": clean(checked.closed_by)}
        if checked.closed_utc is None:
            yield Text(w("report.minutes.checklist.open", **facts))
        elif checked.late_s is None:
            yield Text(w("report.minutes.checklist.in-time", time=w.moment(checked.closed_utc), **facts))
        else:
            late_by = w.length(checked.late_s)
            time = w.moment(checked.closed_utc)
            yield Text(w("report.minutes.checklist.late", time=time, late=late_by, **facts))
        if late:
            yield Text(w("report.minutes.late-sites", n=len(late), sites=w.sites(late)))

    def _incidents(self) -> Iterator[Block]:
        facts, w = self._facts, self._w
        from_utc, until_utc = facts.attendance.from_utc, facts.attendance.until_utc
        open_ = [one for one in facts.incidents if one.type in OPEN_MICROPHONES]
        calls = [one for one in facts.incidents if one.type in UNORDERED_CALLS]
        lasted_s = sum(one.within_s(from_utc, until_utc) for one in open_)
        yield Text(
            w("report.minutes.incidents", open=len(open_), length=w.length(lasted_s), calls=len(calls))
        )

    def _shutdown(self) -> Iterator[Block]:
        w, record = self._w, self._facts.shutdown
        if record is None:
            yield Text(w("report.minutes.no-shutdown"))
            return
        closing = record.closing
        left = record.open_sites if closing is None else closing.open_sites
        counts = {"off": len(record.sites) - len(left), "all": len(record.sites)}
        if closing is None:
            yield Text(w("report.minutes.shutdown.open", **counts))
        else:
            yield Text(
                w(
                    "report.minutes.shutdown.closed",
                    time=w.moment(closing.at_utc),
                    by=clean(closing.by),
                    **counts,
                )
            )
        if left:
            yield Text(w("report.minutes.still-on", sites=w.sites(left)))

    def _worst_outages(self) -> Table:
        facts, w = self._facts, self._w
        worst = sorted(facts.outages, key=lambda one: (-facts.down_s(one), one.number))[:_MOST_OUTAGES]
        return Table(
            w("report.minutes.outages"),
            (
                Column(w("report.column.number"), CellKind.NUMBER),
                Column(w("report.column.sites"), weight=3),
                Column(w("report.column.cause"), weight=2),
                Column(w("report.column.begin"), CellKind.TIME, 2),
                Column(w("report.column.in-meeting"), CellKind.SECONDS, 2),
                Column(w("report.column.remedy"), weight=3),
            ),
            tuple(self._outage_row(outage) for outage in sorted(worst, key=lambda one: one.number)),
            w("report.minutes.no-outages"),
        )

    def _outage_row(self, outage: Outage) -> tuple[Cell, ...]:
        w = self._w
        return (
            outage.number,
            w.sites(outage.sites) or w.words("thing.mcu"),
            self._outages.cause(outage) or w.words("outage.cause.unknown"),
            outage.started_utc,
            self._facts.down_s(outage),
            clean(outage.remedy, _LONGEST_REMEDY) or w("report.no-remedy"),
        )
