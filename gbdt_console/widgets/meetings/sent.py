"""Draws the notices about a meeting as they were sent, the newest first."""

from collections.abc import Iterator, Sequence

from textual.strip import Strip

from gbdt_console.core.clean_text import clean
from gbdt_console.core.meetings.events import NoticeSent
from gbdt_console.core.meetings.registration import Registration
from gbdt_console.text.meetings.meeting_text import code_name
from gbdt_console.ui.meetings.words import ShownMeetingWords
from gbdt_console.ui.view import View
from gbdt_console.widgets.sheet import Sheet

_LONGEST = 8_000
"""Limits a line, characters: the engine keeps no longer notice."""


class SentNotices(Sheet):
    """Paints each notice: whom it told, and its text; one of before a change is marked."""

    def paint(
        self, meeting: Registration, sent: Sequence[NoticeSent], texts: ShownMeetingWords, view: View
    ) -> Iterator[Strip]:
        """Yield the lines, each exactly the width; none where nothing was sent."""
        if sent:
            yield self.rule("meetings.part.sent")
        for notice in reversed(sent):
            yield from self._notice(meeting, notice, texts, view)

    def _notice(
        self, meeting: Registration, notice: NoticeSent, texts: ShownMeetingWords, view: View
    ) -> Iterator[Strip]:
        words, inks = self._look.words, self._look.inks
        is_replaced = notice.revision < meeting.revision
        told = words(
            "meetings.sent",
            group=words(f"meetings.group.{notice.group}"),
            recipients=", ".join(map(texts.recipient, notice.recipients)),
            channel=code_name(words, "channel", notice.channel),
            operator=clean(notice.operator),
        )
        at = self._look.formats.since(notice.at_utc, view.now_utc)
        yield from self._paragraph(at, told, inks.quiet if is_replaced else inks.strong, is_text=True)
        if is_replaced:
            yield from self._paragraph("", words("meetings.sent-replaced"), inks.poor)
        without = "meetings.sent-closed" if meeting.plan.is_closed else "meetings.sent-no-text"
        for line in (notice.text or words(without)).splitlines():
            yield from self._paragraph("", clean(line, _LONGEST), inks.quiet if is_replaced else None)
