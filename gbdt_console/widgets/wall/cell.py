"""Draws one site as a cell (number, mark, as much of the name as fits) or as a single dot.

What a meeting has to say of it stands before the name, so that no name moves, and in place of a dot that is
well.
"""

from textual.strip import Strip

from gbdt_console.core.snapshot import SiteView
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.drawing.line_writer import LineWriter, crop, fit
from gbdt_console.ui.view import ShownSite, Trouble
from gbdt_console.widgets import site_text as marks


class CellPainter:
    """Paints cells of one width; a blank parts each from the next."""

    def __init__(self, look: Appearance, width: int, digits: int) -> None:
        self._look = look
        self._width = width
        self._digits = digits

    def paint(
        self, site: SiteView, shown: ShownSite, now_utc: float, *, is_cursor: bool
    ) -> tuple[Strip, ...]:
        look = self._look
        pen = LineWriter(self._width, look.inks.quiet)
        ink = marks.mark_ink(look, shown.trouble, is_calm=shown.is_calm)
        text_ink = look.inks.cursor if is_cursor else ink
        pen.column(str(site.number), self._digits, text_ink, right=True)
        pen.write(marks.mark(look, shown.state, shown.trouble), ink)
        is_filled = is_cursor or (shown.trouble is Trouble.DOWN and not shown.is_calm)
        if shown.mark is not None and pen.left > 1:
            mark_ink = text_ink if is_filled else marks.call_ink(look, shown.mark)
            pen.write(look.glyphs.calls[shown.mark], mark_ink)
            text_ink = text_ink if is_filled or shown.trouble else mark_ink
        elif pen.left > 3:
            pen.write(" ", text_ink)
        if pen.left > 2:
            name = site.name
            pen.write(fit(name, pen.left - 1) if is_filled else crop(name, pen.left - 1), text_ink)
        return (pen.strip(),)


class DotPainter:
    """Paints the state's shape alone; of a site that is well, its part in the meeting."""

    def __init__(self, look: Appearance) -> None:
        self._look = look

    def paint(
        self, site: SiteView, shown: ShownSite, now_utc: float, *, is_cursor: bool
    ) -> tuple[Strip, ...]:
        mark_ink = marks.mark_ink(self._look, shown.trouble, is_calm=shown.is_calm)
        shape = marks.shape(self._look, shown.state, shown.trouble)
        if shown.mark is not None and shown.trouble is Trouble.NONE:
            shape, mark_ink = self._look.glyphs.calls[shown.mark], marks.call_ink(self._look, shown.mark)
        ink = self._look.inks.cursor if is_cursor else mark_ink
        return (LineWriter(1, self._look.inks.quiet).write(shape, ink).strip(),)
