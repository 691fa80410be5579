"""The list of what is wrong, in words and with the number to phone, for walls whose sites are too small."""

from textual.strip import Strip

from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.drawing.line_writer import LineWriter
from gbdt_console.ui.view import View
from gbdt_console.widgets.lines import Lines
from gbdt_console.widgets.wall.row import RowPainter


class Troubles(Lines):
    """Only shown; the cursor goes to a site by Tab or by its number."""

    def __init__(self, look: Appearance) -> None:
        super().__init__(look, id="troubles")
        self._view: View | None = None
        self._cursor: str | None = None

    def on_resize(self) -> None:
        if self._view is not None:
            self.show_view(self._view, self._cursor)

    def show_view(self, view: View, cursor: str | None) -> None:
        """List as many as there is room for, and say how many more there are."""
        self._view, self._cursor = view, cursor
        width, height = self.size
        if not width or height < 2:
            return
        sites = view.in_trouble
        room = height - 1
        kept = sites if len(sites) <= room else sites[: room - 1]
        painter = RowPainter(self._look, width)
        lines = [self._title(len(sites), width)]
        for site in kept:
            lines += painter.paint(site, view.site(site), view.now_utc, is_cursor=site.id == cursor)
        if len(kept) < len(sites):
            more = self._look.words("troubles.more", n=len(sites) - len(kept))
            lines.append(
                LineWriter(width, self._look.inks.quiet).write("  " + more, self._look.inks.strong).strip()
            )
        blank = LineWriter(width, self._look.inks.quiet).strip()
        self.show(lines + [blank] * (height - len(lines)))

    def _title(self, count: int, width: int) -> Strip:
        look = self._look
        text = look.words("troubles.title", n=count) if count else look.words("troubles.none")
        edge = look.glyphs.frame.across
        pen = LineWriter(width, look.inks.edge).write(edge * 2, look.inks.edge)
        pen.write(f" {text} ", look.inks.strong if count else look.inks.quiet)
        return pen.skip_to(width, edge, look.inks.edge).strip()
