"""Shows the list of outage records and the highlighted one in full."""

from rich.cells import cell_len
from textual.strip import Strip

from gbdt_console.core.outages.outage import Outage, OutageState
from gbdt_console.core.outages.rules import is_overdue, knows_old_time
from gbdt_console.ui.cursor import Cursor
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.drawing.line_writer import LineWriter, crop
from gbdt_console.ui.outages.words import ShownOutageWords
from gbdt_console.ui.view import View
from gbdt_console.widgets.list_and_sheet import ListAndSheet
from gbdt_console.widgets.outages.sheet import OutageSheet

_NUMBER = 5
_CLOCK = 11
_LASTED = 9


def end_title(pen: LineWriter, text: str, look: Appearance) -> LineWriter:
    """End a title line with the key that switches to the other list."""
    edge = look.glyphs.frame.across
    pen.skip_to(pen.at + pen.left - cell_len(text) - 4, edge, look.inks.edge)
    return pen.write(f" {text} ", look.inks.quiet).write(edge * 2, look.inks.edge)


class OutageListView(ListAndSheet[Outage]):
    """Draws open records, then ended ones under a heading."""

    def show(self, view: View, cursor: Cursor[Outage]) -> None:
        self._texts = ShownOutageWords(self.look, view)
        super().show(view, cursor)

    def part(self, row: Outage) -> str:
        return "" if row.is_open else "outages.ended"

    def write(self, pen: LineWriter, row: Outage, *, is_cursor: bool) -> LineWriter:
        """Write number, begin, length, sites with fault, cause, and what is due at the end of the line."""
        ink = self.inks.quiet if not row.is_open else self.inks.down if row.is_down else self.inks.plain
        pen.column(str(row.number), _NUMBER - 1, self.inks.quiet, right=True).write(" ", self.inks.quiet)
        pen.column(self.formats.since(row.started_utc, self.view.now_utc), _CLOCK, self.inks.quiet)
        pen.write(" ", self.inks.quiet)
        pen.column(self.formats.duration(row.lasted_s(self.view.now_utc)), _LASTED, ink, right=True)
        tail = self._tail(row)
        end = pen.width - cell_len(tail) - 2
        name_ink = self.inks.cursor if is_cursor else self.inks.strong if row.is_down else self.inks.quiet
        indent = self.view.indent((row.sites_down or row.sites)[0]) if row.sites else ""
        pen.write(f"  {indent}", self.inks.quiet).write(crop(self._texts.sites(row), end - pen.at), name_ink)
        for text, text_ink in (
            (self._texts.fault(row), ink),
            (self._texts.cause(row), self.inks.plain if row.is_open else self.inks.quiet),
        ):
            if text and end - pen.at > 4:
                pen.write(crop(f"{self.glyphs.separator}{text}", end - pen.at), text_ink)
        is_due = is_overdue(row, self.view.now_utc) or knows_old_time(row)
        tail_ink = self.inks.quiet if not row.is_open else self.inks.down if is_due else self.inks.strong
        return pen.skip_to(end).write(f" {tail}", tail_ink)

    def title(self, width: int) -> Strip:
        """Paint the counts of present, restored and untold records."""
        down = [outage for outage in self.cursor.rows if outage.is_down]
        watched = sum(outage.is_open for outage in self.cursor.rows) - len(down)
        texts = [self.words("outages.title", n=len(down)) if down else self.words("outages.none")]
        if watched:
            texts.append(self.words("outages.watched", n=watched))
        edge = self.glyphs.frame.across
        pen = LineWriter(width, self.inks.edge).write(edge * 2, self.inks.edge)
        pen.write(f" {self.glyphs.separator.join(texts)} ", self.inks.strong if down else self.inks.quiet)
        return end_title(pen, f"{self.glyphs.arrows[3]} {self.words('outages.to-months')}", self.look).strip()

    def sheet(self, row: Outage, width: int) -> list[Strip]:
        return OutageSheet(self.look, width).paint(row, self.view)

    def _tail(self, outage: Outage) -> str:
        """Write what the operator waits for or still owes."""
        if not outage.is_down:
            return (
                self.words("outage.back")
                if outage.state is OutageState.RESTORED
                else self._texts.state(outage)
            )
        if knows_old_time(outage):
            return self.words("outage.owes.old-time")
        return self._texts.countdown(outage) or self.words("outage.no-estimate")
