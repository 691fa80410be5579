"""Build the paper of a meeting's technical minutes: one page for the chair, the rest as annexes."""

from collections.abc import Iterator
from dataclasses import replace

from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.clean_text import clean
from gbdt_console.core.conference.floor_events import CalledSet
from gbdt_console.core.conference.presence import Presence
from gbdt_console.core.outages.outage import Outage
from gbdt_console.core.reports.minutes import MinutesFacts
from gbdt_console.core.reports.paper import (
    Block,
    Heading,
    Paper,
    PaperKind,
    Signature,
    Table,
    Text,
)
from gbdt_console.text.meetings.meeting_text import kind_text
from gbdt_console.text.outages.outage_text import OutageWords
from gbdt_console.text.recordings.recording_text import recording_text
from gbdt_console.text.reports.minutes_annexes import MinutesAnnexes
from gbdt_console.text.reports.minutes_calls import guests_told, incidents_told
from gbdt_console.text.reports.report_words import ReportWords
from gbdt_console.text.reports.shutdown_paper import shutdown_told
from gbdt_console.text.reports.table_of import TableOf

_MOST_OUTAGES = 2
"""Limits the outages on the chair's page, which stays one page; the annex has all."""
_LONGEST_REMEDY = 36
"""Limits a remedy on the chair's page, characters: two lines of its column."""
_LONGEST_NAMES = 60
"""Limits the sites that a sentence of the chair's page names, characters; the annexes have all."""

_MISSED = frozenset({Presence.LOST, Presence.EXCUSED, Presence.ABSENT})
"""What is certain not to be attendance, whatever nothing tells beside it."""


def minutes_paper(facts: MinutesFacts, words: ReportWords) -> Paper:
    return _Minutes(facts, words).paper()


class _Minutes:
    def __init__(self, facts: MinutesFacts, words: ReportWords) -> None:
        self._facts = facts
        self._w = words
        self._annexes = MinutesAnnexes(facts, words)
        self._outages = OutageWords(words.words, words.formats, words.place.names)

    def paper(self) -> Paper:
        facts, w = self._facts, self._w
        meeting = facts.attendance.meeting
        is_titled = bool(meeting.title) and not meeting.is_closed
        subject = (
            w("report.minutes.subject", title=clean(meeting.title))
            if is_titled
            else w("report.minutes.closed")
        )
        paper = w.paper(
            PaperKind.MINUTES,
            f"minutes-{meeting.registration or w.day(facts.started_utc).isoformat()}",
            subject,
            facts.attendance.until_utc,
            facts.end,
            self._blocks(),
            self._annexes.annexes(),
            (Signature(w("report.minutes.sign.technician")), Signature(w("report.minutes.sign.host"))),
            self._recipients(),
        )
        return replace(paper, is_private=meeting.is_closed)

    def _recipients(self) -> tuple[str, ...]:
        registration, w = self._facts.registration, self._w
        host = "" if registration is None else clean(w.place.booking.host_of(registration.plan))
        return (host,) if host else ()

    def _blocks(self) -> Iterator[Block]:
        yield from self._meeting()
        yield Heading(self._w("report.minutes.results"))
        parts = (
            self._attendance(),
            (*self._floor(), *incidents_told(self._facts, self._w)),
            self._preparation(),
        )
        told = (" ".join(part) for part in (*parts, guests_told(self._facts, self._w), self._recordings()))
        yield from map(Text, filter(None, (*told, shutdown_told(self._facts, self._w))))
        yield self._worst_outages()

    def _meeting(self) -> Iterator[Block]:
        facts, w = self._facts, self._w
        sheet = facts.attendance
        meeting, registration = sheet.meeting, facts.registration
        venue = w("report.minutes.venue", chair=w.site(meeting.leading_site_id))
        venue = f"{venue} {w('report.minutes.decisions')}"
        if registration is None:
            yield Text(f"{venue} {w('report.minutes.unregistered')}")
        else:
            plan = registration.plan
            host = clean(w.place.booking.host_of(plan))
            kind = kind_text(w.words, plan.kind, plan.kind_name)
            yield Text(f"{w('report.minutes.host', host=host, kind=kind)} {venue}")
        if meeting.upper_site_id:
            yield Text(self._both_levels())
        if meeting.hosted:
            yield Text(w("report.minutes.hosted", host=clean(meeting.hosted)))
        times = {
            "opening": w.moment(sheet.planned_opening_utc),
            "begin": self._clock(sheet.from_utc),
            "planned": self._clock(sheet.planned_end_utc),
            "end": self._clock(sheet.until_utc),
            "length": w.length(facts.lasted_s),
            "over": w.length(abs(sheet.overrun_s)),
        }
        code = "running"
        if sheet.is_over:
            code = "late" if sheet.overrun_s >= 1.0 else "early" if sheet.overrun_s <= -1.0 else "in-time"
        if facts.started_utc < sheet.from_utc:
            times["begin"] = w("report.minutes.started-before", time=self._clock(facts.started_utc))
        yield Text(w(f"report.minutes.times.{code}", **times))

    def _both_levels(self) -> str:
        """Write who chairs at which level, how often we were called on, and the losses of the link."""
        facts, w = self._facts, self._w
        lost = [one for one in facts.outages if one.opened_by and one.opened_by.type == AlarmType.UPPER_LOST]
        calls = [one for one in facts.acts if isinstance(one.event, CalledSet) and one.event.is_on]
        return w(
            "report.minutes.levels",
            chair=w.site(facts.attendance.meeting.chair_site_id),
            calls=len(calls),
            lost=len(lost),
            length=w.length(sum(map(facts.down_s, lost))),
        )

    def _clock(self, utc_s: float) -> str:
        """Write a time of day, with its date where that is not the date of the opening."""
        w, opening_utc = self._w, self._facts.attendance.meeting.opening_utc
        return w.formats.clock(utc_s) if w.day(utc_s) == w.day(opening_utc) else w.moment(utc_s)

    def _attendance(self) -> Iterator[str]:
        w, sheet = self._w, self._facts.attendance
        sites, begin, end = sheet.sites, sheet.from_utc, sheet.until_utc
        kinds = {site.site_id: {span.presence for span in site.spans} for site in sites}
        whole = [site_id for site_id, found in kinds.items() if found == {Presence.PRESENT}]
        through = [site_id for site_id, found in kinds.items() if Presence.THROUGH in found]
        untold = [
            site_id
            for site_id, found in kinds.items()
            if Presence.UNKNOWN in found and not found & _MISSED and site_id not in through
        ]
        never = [site_id for site_id, found in kinds.items() if found and found <= _MISSED]
        partly = [site_id for site_id in kinds if site_id not in (*whole, *never, *through, *untold)]
        told = "report.minutes.attendance.untold" if untold else "report.minutes.attendance"
        yield w(told, all=len(sites), whole=len(whole), partly=len(partly), untold=len(untold))
        if partly:
            yield w("report.minutes.partly", sites=w.few_sites(partly, _LONGEST_NAMES))
        if through:
            yield w("report.minutes.through", n=len(through), sites=w.few_sites(through, _LONGEST_NAMES))
        if never:
            yield w("report.minutes.never", n=len(never), sites=w.few_sites(never, _LONGEST_NAMES))
        if untold:
            yield w("report.minutes.unknown", n=len(untold), sites=w.few_sites(untold, _LONGEST_NAMES))
        if uninvited := [one.site_id for one in sheet.uninvited if one.present_between(begin, end)]:
            names = w.few_sites(uninvited, _LONGEST_NAMES)
            yield w("report.minutes.uninvited", n=len(uninvited), sites=names)
        sites_s, calls_s = self._facts.before_opening_s
        if sites_s or calls_s:
            yield w("report.minutes.before-opening", sites=w.length(sites_s), calls=w.length(calls_s))

    def _floor(self) -> Iterator[str]:
        w = self._w
        turns = [turn for turn in self._facts.turns if not turn.is_chair]
        speakers = dict.fromkeys(turn.site_id for turn in turns)
        lasted = w.length(sum(turn.lasted_s for turn in turns))
        told = "report.minutes.turns" if turns else "report.minutes.no-turns"
        yield w(told, n=len(turns), sites=len(speakers), length=lasted)
        if self._facts.attendance.waiting:
            yield w(
                "report.minutes.not-heard", sites=w.few_sites(self._facts.attendance.waiting, _LONGEST_NAMES)
            )

    def _preparation(self) -> Iterator[str]:
        w, checked = self._w, self._facts.checked
        if checked is None:
            yield w("report.minutes.no-checklist")
            return
        late, unknown = checked.late_sites, sum(one.unknown for one in checked.sites if one.is_late)
        facts = {"due": self._clock(checked.due_utc), "by": clean(checked.closed_by)}
        if checked.closed_utc is None:
            yield w("report.minutes.checklist.open", **facts)
        elif checked.late_s is None:
            code = "in-time" if checked.is_in_time else "closed"
            yield w(f"report.minutes.checklist.{code}", time=self._clock(checked.closed_utc), **facts)
        else:
            late_by = w.length(checked.late_s)
            time = self._clock(checked.closed_utc)
            yield w("report.minutes.checklist.late", time=time, late=late_by, **facts)
        if late:
            sites = w.few_sites(late, _LONGEST_NAMES)
            yield w("report.minutes.late-sites", n=len(late), sites=sites, unknown=unknown)

    def _recordings(self) -> Iterator[str]:
        w = self._w
        told = [recording_text(w.words, w.formats, one) for one in self._facts.recordings]
        registration = self._facts.registration
        if told:
            yield w("report.minutes.recordings", what=". ".join(told))
        elif registration is not None and registration.plan.must_record:
            yield w("report.minutes.no-recording")

    def _worst_outages(self) -> Table:
        facts, w = self._facts, self._w
        worst = sorted(facts.outages, key=lambda one: (-facts.down_s(one), one.number))[:_MOST_OUTAGES]
        is_cut = len(facts.outages) > _MOST_OUTAGES
        return (
            TableOf(w, sorted(worst, key=lambda one: one.number))
            .number("number", lambda one: one.number)
            .text("sites", self._sites_of, 5)
            .text("cause", lambda one: self._outages.cause(one) or w.words("outage.cause.unknown"), 2)
            .time("begin", lambda one: one.started_utc, 3)
            .seconds("in-meeting", facts.down_s)
            .text("remedy", lambda one: clean(one.remedy, _LONGEST_REMEDY) or w("report.no-remedy"), 4)
            .table(
                "report.minutes.more-outages" if is_cut else "report.minutes.outages",
                "report.minutes.no-outages",
                n=_MOST_OUTAGES,
                all=len(facts.outages),
                annex=self._annexes.outages_number(),
            )
        )

    def _sites_of(self, outage: Outage) -> str:
        """Name the first site and count the others: '8 Sa Pa (+3)'."""
        if not outage.sites:
            return self._w.words("thing.mcu")
        more = f" (+{len(outage.sites) - 1})" if len(outage.sites) > 1 else ""
        return self._w.site(outage.sites[0]) + more
