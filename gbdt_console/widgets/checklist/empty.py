"""Shows, where there is no checklist, what it will ask and for which meeting."""

from collections.abc import Iterator

from textual.strip import Strip

from gbdt_console.core.checklist.checks import Check
from gbdt_console.text.checklist.checklist_text import ChecklistWords
from gbdt_console.ui.meetings.shown_meetings import ShownCalendar
from gbdt_console.ui.meetings.words import ShownMeetingWords
from gbdt_console.ui.view import View
from gbdt_console.widgets.frame.next_box import next_meeting_line
from gbdt_console.widgets.sheet import Sheet


class SheetToCome(Sheet):
    """Paints the one thing to do, the next meeting, the last sheet, and each check with its proof."""

    def paint(self, view: View, height: int) -> list[Strip]:
        """Return at most `height` lines; where whole sentences have no room, what comes first in each."""
        whole, brief = ([*self._page(view, is_brief=is_brief)] for is_brief in (False, True))
        return (whole if len(whole) <= height else brief)[:height]

    def _page(self, view: View, *, is_brief: bool) -> Iterator[Strip]:
        calendar = ShownCalendar()
        coming = next_meeting_line(self.look, view, calendar, self._width)
        following = calendar.next_meeting
        yield self.rule("checklist.heading")
        yield from self._paragraph("", self.words("checklist.nothing"), self.inks.strong, is_labelled=False)
        if coming is None or following is None:
            yield from self._paragraph("", self.words("checklist.no-next"), is_labelled=False)
        else:
            sites = ShownMeetingWords(self.look, view).sites(following.plan.sites)
            asked = self.words("checklist.of-sites", n=len(following.plan.sites), sites=sites)
            yield coming
            yield from self._paragraph("", asked, is_labelled=False)
        yield from self._last(view)
        yield self.rule("checklist.asks")
        text = ChecklistWords(self.words, self.formats, {})
        for check in Check:
            proof = self.words(f"check.{check}.proof")
            said = proof.partition(";")[0] if is_brief else proof
            yield from self._paragraph(text.title(check), said, is_text=True)

    def _last(self, view: View) -> Iterator[Strip]:
        """Yield a line about the newest sheet of another conference; none of this one is kept."""
        sheets = (part.checklist for part in view.snapshot.elsewhere if part.checklist is not None)
        last = max(sheets, key=lambda sheet: sheet.opening_utc, default=None)
        if last is not None:
            text = ChecklistWords(self.words, self.formats, {})
            counts = text.counts(last, view.now_s, view.now_utc)
            said = self.glyphs.separator.join(filter(None, (*counts, text.closed(last, view.now_utc))))
            opening = self.formats.coming(last.opening_utc, view.now_utc)
            line = self.words("checklist.last", opening=opening, said=said)
            yield from self._paragraph("", line, self.inks.quiet, is_labelled=False)
