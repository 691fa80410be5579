"""Draws one registered meeting in full: what it lacks, plan, answers and history; and who attends it."""

from collections import Counter
from collections.abc import Iterator, Sequence

from rich.style import Style
from textual.strip import Strip

from gbdt_console.core.clean_text import clean
from gbdt_console.core.conference.attended import Attended
from gbdt_console.core.conference.presence import Presence, SiteAttendance, is_first_minute
from gbdt_console.core.meetings.clashes import Slot
from gbdt_console.core.meetings.events import NoticeSent
from gbdt_console.core.meetings.overview import CalendarOverview
from gbdt_console.core.meetings.registration import Registration
from gbdt_console.core.meetings.rules import LackKind
from gbdt_console.text.guests.guest_text import guest_text
from gbdt_console.text.meetings.attendance import attendance_text, first_minute_text, uninvited_text
from gbdt_console.text.meetings.meeting_text import code_name, kind_text
from gbdt_console.ui.drawing.line_writer import LineWriter
from gbdt_console.ui.meetings.words import URGENT, ShownMeetingWords
from gbdt_console.ui.view import View
from gbdt_console.widgets.sheet import Sheet

_WORST_FIRST = (
    Presence.LOST, Presence.ABSENT, Presence.UNKNOWN, Presence.EXCUSED, Presence.THROUGH, Presence.PRESENT,
)  # fmt: skip
_LONGEST = 8_000
"""Limits a line of a notice, characters: the engine keeps no longer one."""


class AttendancePart(Sheet):
    def paint(self, view: View) -> Iterator[Strip]:
        """Yield the counts now, a line for each site that is away or was for a minute, then who has to speak.

        Nothing without a meeting, and before its opening; in the first minute one sentence.
        """
        snapshot, words = view.snapshot, self.look.words
        attended = _attended(view)
        if attended is None:
            return
        found = attended.sites
        yield self.rule("meetings.part.attendance" if _is_registered(view) else "meetings.part.unregistered")
        yield from self._paragraph("", self._counts(found, view), is_labelled=False)
        if is_first_minute(snapshot.attended_from_utc, view.now_utc):
            return
        for site in sorted(found, key=lambda site: _WORST_FIRST.index(site.now)):
            if not site.was_there:
                text = attendance_text(site, words, self.look.formats)
                reason = self._reason(view, site)
                line = f"{view.indent(site.site_id)}{view.called(site.site_id)}: {text}{reason}"
                yield from self._paragraph("", line, self._ink(site.now), is_labelled=False)
        for site in attended.uninvited:
            told = uninvited_text(site, snapshot.attended_from_utc, words, self.look.formats)
            line = f"{view.indent(site.site_id)}{view.called(site.site_id)}: {told}"
            yield from self._paragraph("", line, self.inks.poor, is_labelled=False)
        waiting = () if view.conference is None else view.conference.floor.running_order
        if waiting:
            text = words("attendance.not-heard", sites=", ".join(map(view.called, waiting)))
            yield from self._paragraph("", text, is_labelled=False)

    def sum_up(self, view: View) -> Iterator[Strip]:
        """Yield the counts of a running meeting that is not registered; `paint` tells it in full."""
        attended = None if _is_registered(view) else _attended(view)
        if attended is not None:
            said = self.words("meetings.unregistered-now", counts=self._counts(attended.sites, view))
            yield from self._paragraph("", said, self.inks.accent, is_labelled=False)

    def _counts(self, found: Sequence[SiteAttendance], view: View) -> str:
        if is_first_minute(view.snapshot.attended_from_utc, view.now_utc):
            return first_minute_text(found, self.words)
        counts = Counter(site.now for site in found)
        parts = [self.words(f"meetings.now.{p}", n=counts[p], all=len(found)) for p in Presence if counts[p]]
        return self.look.glyphs.separator.join(parts)

    def _reason(self, view: View, site: SiteAttendance) -> str:
        """Return why an excused site is away, in brackets."""
        is_told = view.conference is not None and site.now is Presence.EXCUSED
        reason = view.conference.floor.excuse_of(site.site_id) if is_told and view.conference else ""
        return f" ({reason})" if reason else ""

    def _ink(self, presence: Presence) -> Style:
        return {
            Presence.LOST: self.inks.down,
            Presence.ABSENT: self.inks.poor,
            Presence.UNKNOWN: self.inks.unknown,
            Presence.EXCUSED: self.inks.quiet,
            Presence.THROUGH: self.inks.unknown,
            Presence.PRESENT: self.inks.plain,
        }[presence]


def _is_registered(view: View) -> bool:
    meeting = view.snapshot.meeting
    return meeting is None or bool(meeting.registration)


def _attended(view: View) -> Attended | None:
    """Return who attends the running meeting; None without one, and before its opening."""
    snapshot, meeting = view.snapshot, view.snapshot.meeting
    if meeting is None or not 0.0 < snapshot.attended_from_utc < view.now_utc:
        return None
    ids = [site.id for site in snapshot.sites]
    from_utc, untold = snapshot.attended_from_utc, snapshot.attendance_untold
    return Attended.between(meeting, ids, snapshot.attendance, untold, from_utc, view.now_utc)


class MeetingSheet(Sheet):
    def paint(
        self, meeting: Registration, overview: CalendarOverview, sent: Sequence[NoticeSent], view: View
    ) -> list[Strip]:
        """Return all lines, each exactly the width; what the operator does next stands on top.

        sent: the notices about the meeting, oldest first
        """
        texts = ShownMeetingWords(self.look, view)
        lines = [*self._head(meeting, texts, view)]
        lines += self._lacks(meeting, overview, texts, view)
        running = view.snapshot.meeting
        if running is not None and (running.id == meeting.meeting_id or not running.registration):
            lines += AttendancePart(self.look, self._width).paint(view)
        lines += [*self._plan(meeting, texts), *self._guests(meeting, view)]
        lines += self._notices(meeting, texts, view)
        lines += self._history(meeting, texts, view)
        return [*lines, *self._sent(meeting, sent, texts, view)]

    def _head(self, meeting: Registration, texts: ShownMeetingWords, view: View) -> Iterator[Strip]:
        look, plan = self.look, meeting.plan
        pen = LineWriter(self._width, look.inks.plain).write(" ", look.inks.plain)
        title = look.words("meetings.sheet-title", number=meeting.number, title=texts.title(plan))
        yield pen.write(title, look.inks.strong).strip()
        parts = (texts.span(plan, view.now_utc), texts.countdown(meeting), texts.state(meeting))
        line = look.glyphs.separator.join(filter(None, parts))
        yield from self._paragraph("", line, look.inks.accent, is_labelled=False)
        who = f"{texts.host(plan)} ({kind_text(look.words, plan.kind, plan.kind_name)})"
        yield from self._paragraph("", who, is_labelled=False)

    def _lacks(
        self, meeting: Registration, overview: CalendarOverview, texts: ShownMeetingWords, view: View
    ) -> Iterator[Strip]:
        lacks, inks = overview.lacks(meeting), self.look.inks
        if not lacks:
            return
        yield self.rule("meetings.part.lacks")
        for lack, text in zip(lacks, texts.lacks(meeting, lacks), strict=True):
            ink = inks.down if lack.kind in URGENT else inks.poor
            is_clash = lack.kind is LackKind.CLASH
            clashes = overview.clashes(Slot.of(meeting)) if is_clash else ()
            for line in (texts.clash_line(clash, view.now_utc) for clash in clashes) if is_clash else (text,):
                yield from self._paragraph("", line, ink, is_labelled=False)

    def _plan(self, meeting: Registration, texts: ShownMeetingWords) -> Iterator[Strip]:
        yield self.rule("meetings.part.plan")
        for name, text in texts.plan_rows(meeting.plan):
            yield from self._paragraph(f"meetings.label.{name}", text)

    def _guests(self, meeting: Registration, view: View) -> Iterator[Strip]:
        of_meeting = [one for one in view.snapshot.guests if one.meeting_id == str(meeting.number)]
        ended_utc = view.now_utc if meeting.ended_utc is None else meeting.ended_utc
        for place, guest in enumerate(of_meeting):
            said = guest_text(self.look.words, self.look.formats, guest, ended_utc)
            yield from self._paragraph("meetings.label.guests", said, is_labelled=not place)

    def _notices(self, meeting: Registration, texts: ShownMeetingWords, view: View) -> Iterator[Strip]:
        """Yield for each group who was told, who confirmed, and whom to tell first or again."""
        if not meeting.notices:
            return
        yield self.rule("meetings.part.notices")
        for state in meeting.notice_states(dict(view.snapshot.booking.settings.carriers)):
            told = [
                n for n in meeting.notices if n.group is state.group and n.recipient not in state.outdated
            ]
            confirmed = sum(notice.confirmed_utc is not None for notice in told)
            text = self.words("meetings.notice-state", told=len(told), confirmed=confirmed)
            group = self.words(f"meetings.group.{state.group}")
            yield from self._paragraph("", f"{group}: {text}", is_labelled=False)
            for code, recipients in (("to-tell", state.untold), ("again", state.outdated)):
                if recipients:
                    sites = ", ".join(map(texts.recipient, recipients))
                    ink = self.inks.down if code == "again" else self.inks.poor
                    yield from self._paragraph("", self.words(f"meetings.notice-{code}", sites=sites), ink)

    def _history(self, meeting: Registration, texts: ShownMeetingWords, view: View) -> Iterator[Strip]:
        """Yield registration, notice, answers, invitation, change, start and end, oldest first."""
        words = self.look.words
        moments: list[tuple[float | None, str]] = [
            (meeting.notice_utc, words("meetings.noticed", channel=self._channel(meeting.notice_channel))),
            (meeting.registered_utc, words("meetings.registered", operator=meeting.registered_by)),
            (meeting.changed_utc, words("meetings.changed", reason=meeting.change_reason)),
            (meeting.invited_utc, words("meetings.invited", paper=meeting.paper)),
            (meeting.cancelled_utc, words("meetings.cancelled", reason=meeting.cancel_reason)),
            (meeting.lapsed_utc, words("meetings.state.lapsed")),
            (meeting.started_utc, words("meetings.started")),
            (meeting.ended_utc, words("meetings.ended")),
        ]
        for a in meeting.agreements:
            answer = code_name(words, "answer", a.answer)
            text = f"{texts.site(a.site_id)} {answer}, {self._channel(a.channel)} {a.person}"
            moments.append((a.at_utc, text.rstrip(" ,")))
        yield self.rule("meetings.part.history")
        for at_utc, text in sorted((at, text) for at, text in moments if at is not None):
            at = self.look.formats.since(at_utc, view.now_utc)
            yield from self._paragraph(at, text.rstrip(": "), is_text=True)

    def _channel(self, channel: str) -> str:
        return code_name(self.words, "channel", channel)

    def _sent(
        self, meeting: Registration, sent: Sequence[NoticeSent], texts: ShownMeetingWords, view: View
    ) -> Iterator[Strip]:
        """Yield each notice, the newest first: whom it told, and its text; an outdated one is marked."""
        if sent:
            yield self.rule("meetings.part.sent")
        for notice in reversed(sent):
            yield from self._sent_notice(meeting, notice, texts, view)

    def _sent_notice(
        self, meeting: Registration, notice: NoticeSent, texts: ShownMeetingWords, view: View
    ) -> Iterator[Strip]:
        words, inks = self.look.words, self.look.inks
        is_replaced = notice.revision < meeting.revision
        told = words(
            "meetings.sent",
            group=words(f"meetings.group.{notice.group}"),
            recipients=", ".join(map(texts.recipient, notice.recipients)),
            channel=code_name(words, "channel", notice.channel),
            operator=clean(notice.operator),
        )
        at = self.look.formats.since(notice.at_utc, view.now_utc)
        yield from self._paragraph(at, told, inks.quiet if is_replaced else inks.strong, is_text=True)
        if is_replaced:
            yield from self._paragraph("", words("meetings.sent-replaced"), inks.poor)
        without = "meetings.sent-closed" if meeting.plan.is_closed else "meetings.sent-no-text"
        for line in (notice.text or words(without)).splitlines():
            yield from self._paragraph("", clean(line, _LONGEST), inks.quiet if is_replaced else None)
