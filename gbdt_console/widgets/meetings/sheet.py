"""Draws one registered meeting in full: what it lacks, plan, answers and history."""

from collections.abc import Iterator, Sequence

from textual.strip import Strip

from gbdt_console.core.meetings.clashes import Slot
from gbdt_console.core.meetings.events import NoticeSent
from gbdt_console.core.meetings.overview import CalendarOverview
from gbdt_console.core.meetings.registration import Registration
from gbdt_console.core.meetings.rules import LackKind
from gbdt_console.text.meetings.meeting_text import code_name
from gbdt_console.ui.drawing.line_writer import LineWriter
from gbdt_console.ui.meetings.words import URGENT, ShownMeetingWords
from gbdt_console.ui.view import View
from gbdt_console.widgets.meetings.attendance import AttendancePart
from gbdt_console.widgets.meetings.sent import SentNotices
from gbdt_console.widgets.sheet import Sheet


class MeetingSheet(Sheet):
    """Paints a meeting in lines of one width."""

    def paint(
        self, meeting: Registration, overview: CalendarOverview, sent: Sequence[NoticeSent], view: View
    ) -> list[Strip]:
        """Return all lines, each exactly the width; what the operator does next stands on top.

        sent: the notices about the meeting, oldest first
        """
        texts = ShownMeetingWords(self._look, view)
        lines = [*self._head(meeting, texts, view)]
        if view.snapshot.meeting is not None and view.snapshot.meeting.id == meeting.meeting_id:
            lines += AttendancePart(self._look, self._width).paint(view)
        lines += self._lacks(meeting, overview, texts, view)
        lines += [*self._plan(meeting, texts), *self._notices(meeting, texts, view)]
        lines += self._history(meeting, texts, view)
        return [*lines, *SentNotices(self._look, self._width).paint(meeting, sent, texts, view)]

    def _head(self, meeting: Registration, texts: ShownMeetingWords, view: View) -> Iterator[Strip]:
        look, plan = self._look, meeting.plan
        pen = LineWriter(self._width, look.inks.plain).write(" ", look.inks.plain)
        title = look.words("meetings.sheet-title", number=meeting.number, title=texts.title(plan))
        yield pen.write(title, look.inks.strong).strip()
        parts = (texts.span(plan, view.now_utc), texts.countdown(meeting), texts.state(meeting))
        line = look.glyphs.separator.join(filter(None, parts))
        yield from self._paragraph("", line, look.inks.accent, is_labelled=False)
        who = f"{texts.host(plan)} ({code_name(look.words, 'kind', plan.kind)})"
        yield from self._paragraph("", who, is_labelled=False)

    def _lacks(
        self, meeting: Registration, overview: CalendarOverview, texts: ShownMeetingWords, view: View
    ) -> Iterator[Strip]:
        lacks, inks = overview.lacks(meeting), self._look.inks
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
        plan = meeting.plan
        yield self.rule("meetings.part.plan")
        technicians = (f"{texts.site(t.site_id)}: {t.name}" for t in plan.technicians)
        rows = (
            ("chair", texts.site(plan.chair_site_id)),
            ("upper", texts.upper(plan)),
            ("sites", ", ".join(map(texts.site, plan.sites))),
            ("order", ", ".join(map(texts.site, plan.running_order))),
            ("technicians", ", ".join(technicians)),
            ("contact", plan.chair_contact),
            ("profile", plan.profile_id),
        )
        for name, text in rows:
            if text:
                yield from self._paragraph(f"meetings.label.{name}", text)

    def _notices(self, meeting: Registration, texts: ShownMeetingWords, view: View) -> Iterator[Strip]:
        """Yield for each group who was told, who confirmed, and whom to tell first or again."""
        if not meeting.notices:
            return
        words, inks = self._look.words, self._look.inks
        yield self.rule("meetings.part.notices")
        for state in meeting.notice_states(dict(view.snapshot.booking.settings.carriers)):
            told = [
                n for n in meeting.notices if n.group is state.group and n.recipient not in state.outdated
            ]
            confirmed = sum(notice.confirmed_utc is not None for notice in told)
            text = words("meetings.notice-state", told=len(told), confirmed=confirmed)
            group = words(f"meetings.group.{state.group}")
            yield from self._paragraph("", f"{group}: {text}", is_labelled=False)
            for code, recipients in (("to-tell", state.untold), ("again", state.outdated)):
                if recipients:
                    sites = ", ".join(map(texts.recipient, recipients))
                    ink = inks.down if code == "again" else inks.poor
                    yield from self._paragraph("", words(f"meetings.notice-{code}", sites=sites), ink)

    def _history(self, meeting: Registration, texts: ShownMeetingWords, view: View) -> Iterator[Strip]:
        """Yield registration, notice, answers, invitation, change, start and end, oldest first."""
        words = self._look.words
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
            at = self._look.formats.since(at_utc, view.now_utc)
            yield from self._paragraph(at, text.rstrip(": "), is_text=True)

    def _channel(self, channel: str) -> str:
        return code_name(self._look.words, "channel", channel)
