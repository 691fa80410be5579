"""The bar on top of every screen of a replay: that it is one, its moment, and the time line."""

from rich.cells import cell_len
from rich.style import Style
from textual.strip import Strip

from gbdt_console.core.replay.replayed import Replayed
from gbdt_console.core.replay.timeline import SpanKind, TimeLine
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.drawing.line_writer import LineWriter, StyledText
from gbdt_console.ui.replay import BAR_LINES
from gbdt_console.ui.view import View
from gbdt_console.widgets.lines import Lines

_SPEAKER, _OUTAGE = 1, 2


class ReplayBar(Lines):
    """Shows two lines, the first in reverse over the whole width so that nobody takes it for live."""

    DEFAULT_CSS = f"ReplayBar {{ dock: top; height: {BAR_LINES}; overflow: hidden hidden; }}"

    def __init__(self, appearance: Appearance, replayed: Replayed) -> None:
        super().__init__(appearance, id="replay")
        self._replayed = replayed

    def show_view(self, view: View, now_s: float) -> None:
        """Draw the bar for a View; `now_s` is the moment on the console's monotonic clock."""
        width = self.size.width
        if width:
            self.show([self._banner(view, width, now_s), self._line(width, view.now_utc)])

    def _banner(self, view: View, width: int, now_s: float) -> Strip:
        words, formats, inks = self.look.words, self.look.formats, self.look.inks
        playback = self._replayed.playback
        code = "replay.playing" if playback.is_playing(now_s) else "replay.paused"
        clock = formats.clock(view.now_utc)
        writer = LineWriter(width, inks.cursor)
        writer.write(f" {words('replay.title')}  {formats.day(view.now_utc)} {clock}  ", inks.cursor)
        writer.write(words(code, speed=playback.speed), inks.cursor)
        note = words("replay.note")
        if writer.left > cell_len(note) + 2:
            writer.skip_to(width - cell_len(note) - 1).write(note, inks.cursor)
        return writer.strip()

    def _line(self, width: int, now_utc: float) -> Strip:
        """Draw begin, time line, legend and end."""
        shapes, line = self.glyphs.replay, self._replayed.time_line
        begin, end = self.formats.time(line.begin_utc), self.formats.time(line.end_utc)
        legend: list[StyledText] = [
            (f"  {shapes[_SPEAKER]} ", self.inks.accent),
            (self.words("replay.speaking"), self.inks.quiet),
            (f"  {shapes[_OUTAGE]} ", self.inks.down),
            (self.words("replay.lost"), self.inks.quiet),
        ]
        legend_cells = sum(cell_len(text) for text, _ in legend)
        if width < legend_cells * 3:
            legend, legend_cells = [], 0
        writer = LineWriter(width, self.inks.plain).write(f" {begin} ", self.inks.quiet)
        cells = width - writer.at - cell_len(end) - 2 - legend_cells
        for text, ink in self._cells(line, max(1, cells), now_utc):
            writer.write(text, ink)
        writer.write(f" {end}", self.inks.quiet)
        for text, ink in legend:
            writer.write(text, ink)
        return writer.strip()

    def _cells(self, line: TimeLine, cells: int, now_utc: float) -> list[StyledText]:
        """Return one shape a cell: nothing, a speaker, an outage, both, or the moment."""
        inks, shapes = self.look.inks, self.look.glyphs.replay
        length_s = max(1.0, line.end_utc - line.begin_utc)

        def place(utc: float) -> int:
            return min(cells - 1, max(0, int((utc - line.begin_utc) / length_s * cells)))

        marks = [0] * cells
        for span in line.spans:
            bit = _SPEAKER if span.kind is SpanKind.SPEAKER else _OUTAGE
            for cell in range(place(span.from_utc), place(span.until_utc) + 1):
                marks[cell] |= bit
        ink_of: tuple[Style, ...] = (inks.edge, inks.accent, inks.down, inks.down)
        found = [(shapes[mark], ink_of[mark]) for mark in marks]
        found[place(now_utc)] = (shapes[-1], inks.cursor)
        return found
