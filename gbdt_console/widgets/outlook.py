"""Writes what comes next: what the checklist still lacks, and the meetings that are to come."""

from collections.abc import Iterator, Sequence

from rich.style import Style

from gbdt_console.core.site_view import numbered_names
from gbdt_console.text.checklist.checklist_text import ChecklistWords
from gbdt_console.text.phases import sheet_ahead
from gbdt_console.text.shutdown.shutdown_text import ShutdownWords
from gbdt_console.ui.drawing.appearance import Appearance, Painter
from gbdt_console.ui.drawing.line_writer import StyledText
from gbdt_console.ui.meetings.shown_meetings import ShownCalendar
from gbdt_console.ui.meetings.words import URGENT, ShownMeetingWords
from gbdt_console.ui.view import View

_MOST_MEETINGS = 4


class Outlook(Painter):
    """Keeps the judgement of the calendar from one View to the next."""

    def __init__(self, look: Appearance) -> None:
        super().__init__(look)
        self._calendar = ShownCalendar()

    def gaps(self, view: View, most: int) -> Iterator[StyledText]:
        """Yield how far the sheet is, then sites with what each lacks: `most` texts at most."""
        snapshot = view.snapshot
        sheet = sheet_ahead(snapshot) if snapshot.meeting is None else snapshot.checklist
        if sheet is None:
            yield self.words("outlook.no-sheet"), self.inks.quiet
            return
        text = ChecklistWords(self.words, self.formats, numbered_names(view.snapshot.sites))
        missing = () if sheet.closing is not None else sheet.open_rows(view.now_s)
        if not missing:
            yield text.sentence(sheet, view.now_s, view.now_utc), self.inks.quiet
            return
        counted = self.words("outlook.gaps", n=len(missing), all=len(sheet.rows))
        left = text.countdown(sheet, view.now_utc)
        yield self.glyphs.separator.join(filter(None, (counted, left))), self.inks.accent
        ink = self.inks.poor if view.now_utc >= sheet.due_utc else self.inks.plain
        told = [text.missing((row,), view.now_s) for row in missing[:most]]
        yield from self._first(most - 1, told, len(missing), ink)

    def shutdown(self, view: View, most: int) -> Iterator[StyledText]:
        """Yield how far the shutdown is, then sites with what each waits for: `most` texts at most."""
        record, names = view.snapshot.shutdown, numbered_names(view.snapshot.sites)
        if record is None or record.closing is not None:
            yield f"{self.words('phase.lack.not-begun')}{self.glyphs.separator}F7", self.inks.accent
            return
        text, left = ShutdownWords(self.words, self.formats, names), record.stragglers
        counted = self.words("outlook.gaps", n=len(left), all=len(record.sites))
        yield f"{counted}{self.glyphs.separator}F7", self.inks.accent
        waiting = [
            self.words("outlook.waits", site=text.sites([site.site_id]), step=text.step(site.next_step))
            for site in left[:most]
            if site.next_step is not None
        ]
        yield from self._first(most - 1, waiting, len(left), self.inks.plain)

    def meetings(self, view: View) -> Iterator[StyledText]:
        """Yield each meeting that is to come, with how much it lacks; that there is none."""
        overview, texts = self._calendar.see(view.snapshot), ShownMeetingWords(self.look, view)
        coming = [meeting for meeting in self._calendar.meetings if meeting.is_coming]
        for meeting in coming[:_MOST_MEETINGS]:
            lacks = overview.lacks(meeting)
            when, title = texts.span(meeting.plan, view.now_utc), texts.title(meeting.plan)
            lacking = self.words("outlook.lacks", n=len(lacks)) if lacks else ""
            is_urgent = any(lack.kind in URGENT for lack in lacks)
            ink = self.inks.down if is_urgent else self.inks.poor if lacks else self.inks.plain
            yield self.glyphs.separator.join(filter(None, (when, title, lacking))), ink
        if not coming:
            yield self.words("phase.lack.none"), self.inks.quiet

    def _first(self, most: int, texts: Sequence[str], count: int, ink: Style) -> Iterator[StyledText]:
        """Yield at most `most` texts; the last counts the sites that have none."""
        told = texts if count <= most else texts[: max(0, most - 1)]
        yield from ((text, ink) for text in told)
        if count > len(told):
            yield self.words("checklist.more-sites", n=count - len(told)), ink
