"""Shows the list of outage records and the highlighted one in full."""

from rich.cells import cell_len
from textual.strip import Strip

from gbdt_console.core.outages.outage import Outage
from gbdt_console.ui.cursor import Cursor
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.drawing.line_writer import LineWriter, rows_and_headings
from gbdt_console.ui.outages.words import ShownOutageWords
from gbdt_console.ui.view import View
from gbdt_console.widgets.list_and_sheet import ListAndSheet
from gbdt_console.widgets.outages.line import OutageLine
from gbdt_console.widgets.outages.sheet import OutageSheet


def end_title(pen: LineWriter, text: str, look: Appearance) -> LineWriter:
    """End a title line with the key that switches to the other list."""
    edge = look.glyphs.frame.across
    pen.skip_to(pen.at + pen.left - cell_len(text) - 4, edge, look.inks.edge)
    return pen.write(f" {text} ", look.inks.quiet).write(edge * 2, look.inks.edge)


class OutageListView(ListAndSheet):
    """Draws open records, then ended ones under a heading."""

    def show(self, view: View, cursor: Cursor[Outage]) -> None:
        """Draw a View."""
        self.show_parts(
            lambda width: self._outages(view, cursor, width), lambda width: self._whole(view, cursor, width)
        )

    def _outages(self, view: View, cursor: Cursor[Outage], width: int) -> tuple[Strip, list[Strip], int]:
        texts, painter = ShownOutageWords(self._look, view), OutageLine(self._look, width)
        lines, at = rows_and_headings(
            self._look,
            width,
            cursor,
            lambda outage: "" if outage.is_open else "outages.ended",
            lambda outage, is_cursor: painter.paint(outage, texts, view.now_utc, is_cursor=is_cursor),
        )
        return self._title(cursor, width), lines, at

    def _title(self, cursor: Cursor[Outage], width: int) -> Strip:
        """Paint the counts of present, restored and untold records."""
        look = self._look
        down = [outage for outage in cursor.rows if outage.is_down]
        watched = sum(outage.is_open for outage in cursor.rows) - len(down)
        texts = [look.words("outages.title", n=len(down)) if down else look.words("outages.none")]
        if watched:
            texts.append(look.words("outages.watched", n=watched))
        edge = look.glyphs.frame.across
        pen = LineWriter(width, look.inks.edge).write(edge * 2, look.inks.edge)
        pen.write(f" {look.glyphs.separator.join(texts)} ", look.inks.strong if down else look.inks.quiet)
        return end_title(pen, f"{look.glyphs.arrows[3]} {look.words('outages.to-months')}", look).strip()

    def _whole(self, view: View, cursor: Cursor[Outage], width: int) -> list[Strip]:
        row = cursor.row
        return [] if row is None else OutageSheet(self._look, width).paint(row, view)
