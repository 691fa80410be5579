"""The strip of a meeting on every screen: on air, prepared, next; on a low idle wall the next meeting."""

from rich.cells import cell_len
from rich.style import Style
from textual.strip import Strip

from gbdt_console.core.conference.roster import first_present
from gbdt_console.ui.conference.conference import ShownConference
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.drawing.line_writer import LineWriter, StyledText, crop
from gbdt_console.ui.meetings.shown_meetings import ShownCalendar
from gbdt_console.ui.view import View
from gbdt_console.widgets.frame.air_text import AirText
from gbdt_console.widgets.frame.next_box import next_meeting_line
from gbdt_console.widgets.lines import Lines

ROOMY = 30
"""Height of the terminal from which the strip has three lines in place of one, or the wall its pictures."""
_LINES, _LINES_ROOMY = 1, 3
_GAP = 2
"""Cells between two columns."""


def strip_lines(height: int, *, is_low_only: bool = False) -> int:
    """Return the lines that a meeting's strip takes on a terminal of that height."""
    return _LINES if height < ROOMY else 0 if is_low_only else _LINES_ROOMY


class OnAirStrip(Lines):
    """Shows one line on a low terminal, else three with a title.

    `lines` is their number; nothing in a meeting changes it. Without an MCU it is 0, and outside of a meeting
    too; but a low wall, which has no room for pictures, then names the next meeting.
    """

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance, id="air")
        self._air = AirText(appearance)
        self._calendar = ShownCalendar()
        self.lines = 0
        self.display = False

    def show_view(self, view: View, *, is_low_only: bool = False) -> None:
        """Draw the strip for a View; an observer sees no keys.

        is_low_only: whether a roomy terminal has the pictures in its place
        """
        conference, (width, height) = view.conference, self.app.size
        is_there = conference is not None and conference.is_meeting
        lines = strip_lines(height, is_low_only=is_low_only) if is_there else 0
        idle = None
        if is_low_only and height < ROOMY and view.snapshot.meeting is None:
            idle = next_meeting_line(self.look, view, self._calendar, width)
            lines = 0 if idle is None else _LINES
        if lines != self.lines:
            self.lines = lines
            self.styles.height = lines
            self.display = lines > 0
        if idle is not None:
            self.show([idle])
        elif conference is not None and lines:
            self._show_meeting(view, conference, width)

    def _show_meeting(self, view: View, conference: ShownConference, width: int) -> None:
        if self.lines == _LINES:
            self.show([self._low(view, conference, width)])
            return
        others = self._air.others(view, conference, width * 4 // 10 - 2)
        holder = self._air.holder(view, conference, width * 3 // 10 - 2 * _GAP)
        columns = (
            ("air.title", [self._air.on_air(view, conference), holder]),
            ("ready.title", self._air.ready(view, conference)),
            ("other.title", others or [self._air.no_others(conference)]),
        )
        self.show(self._roomy(columns, width))

    def _low(self, view: View, conference: ShownConference, width: int) -> Strip:
        """Return one line: on air, preview, and what else there is, else the next speaker."""
        appearance = self.look
        inks, words = appearance.inks, appearance.words
        writer = LineWriter(width, inks.plain)
        ends = (width // 3, width * 2 // 3 - 1, width)
        others = self._air.others(view, conference, ends[2] - ends[1] - 2)
        parts = (
            (words("air.title.short"), *self._on_air(view, conference)),
            self._preview(view, conference, ends[1] - ends[0] - 1),
            ("", *others[0], "") if others else (words("next.title.short"), *self._next(view, conference)),
        )
        for (title, text, ink, tail), end in zip(parts, ends, strict=True):
            part = LineWriter(end - writer.at - (1 if end < width else 0), inks.plain)
            part.write(f" {title} " if title else " ", inks.quiet)
            part.write(crop(text, part.left - cell_len(tail)), ink).write(tail, ink)
            writer.join(part.strip())
            if end < width:
                writer.write(appearance.glyphs.frame.down, inks.edge)
        return writer.strip()

    def _on_air(self, view: View, conference: ShownConference) -> tuple[str, Style, str]:
        """Return what is on air, and for how long the speaker has had the floor."""
        text, ink = self._air.on_air(view, conference, is_short=True)
        floor = conference.floor
        has_floor = bool(floor.speaker) and text.startswith(view.called(floor.speaker, is_short=True))
        lasted = view.now_utc - (floor.since_utc or view.now_utc)
        return text, ink, f" {self.formats.duration(lasted)}" if has_floor else ""

    def _preview(self, view: View, conference: ShownConference, room: int) -> tuple[str, str, Style, str]:
        """Return title, the loaded site, its style, and a sign that it is ready; else why it is not.

        A reason is never cropped: in fewer cells the site has its number alone, then the title is left out.
        """
        appearance, site_id = self.look, self._air.loaded(view, conference)
        inks, title = appearance.inks, appearance.words("ready.title.short")
        refused = self._air.against(view, site_id, "pane")
        if not site_id and refused is None:
            return title, appearance.glyphs.nothing, inks.quiet, ""
        if refused is None and self._air.is_ready(view, conference, site_id):
            ink = self._air.readiness(view, conference, site_id)[1]
            return title, view.called(site_id, is_short=True), ink, f" {appearance.glyphs.seen}"
        if refused is not None:
            site_id, state, ink = *refused, inks.poor
        else:
            state, ink = self._air.readiness(view, conference, site_id)
        named, site = view.called(site_id, is_short=True), view.site_of(site_id)
        texts = [appearance.glyphs.separator.join((named, state))]
        texts += [] if site is None else [f"{site.number} {state}"]
        left = room - cell_len(title) - 2
        fitting = next((text for text in texts if cell_len(text) <= left), "")
        return (title, fitting, ink, "") if fitting else ("", texts[-1], ink, "")

    def _next(self, view: View, conference: ShownConference) -> tuple[str, Style, str]:
        """Return the first of the running order that is in the conference and not prepared."""
        queue = [site for site in conference.floor.running_order if site != conference.floor.prepared]
        following = first_present(queue, conference.rows)
        text = view.called(following, is_short=True) if following else self.glyphs.nothing
        return text, self.inks.quiet, ""

    def _roomy(self, columns: tuple[tuple[str, list[StyledText]], ...], width: int) -> list[Strip]:
        writers = [LineWriter(width, self.inks.plain) for _ in range(_LINES_ROOMY)]
        edge = self.glyphs.frame.across
        for (code, texts), end in zip(columns, (width * 3 // 10, width * 6 // 10, width), strict=True):
            room = end - writers[0].at - (_GAP if end < width else 0)
            title = LineWriter(room, self.inks.edge).write(edge * 2, self.inks.edge)
            title.write(f" {self.words(code)} ", self.inks.quiet).skip_to(room, edge, self.inks.edge)
            blank: StyledText = ("", self.inks.quiet)
            rows = [title] + [
                LineWriter(room, self.inks.plain).skip_to(2).write(text, ink)
                for text, ink in (*texts, blank, blank)[: _LINES_ROOMY - 1]
            ]
            for writer, row in zip(writers, rows, strict=True):
                writer.join(row.strip()).skip_to(end)
        return [writer.strip() for writer in writers]
