"""Paints one site as a cell (number, mark, name, round trip where all names leave room) or as a single dot.

A cell has its part in the meeting before the name, so that no name moves; a dot has it in place of a normal
state.
"""

from rich.cells import cell_len
from textual.strip import Strip

from gbdt_console.core.site_view import SiteView
from gbdt_console.core.trouble import Trouble
from gbdt_console.ui.drawing.appearance import Appearance, Painter
from gbdt_console.ui.drawing.line_writer import LineWriter, fit
from gbdt_console.ui.shown_site import ShownSite
from gbdt_console.ui.site_names import NO_NAMES, SiteNames
from gbdt_console.widgets.site_text import SiteText

_BESIDE_NAME = 4
"""Cells of state, letter and part in the meeting, and of the blank at the end."""
_RTT = 6
"""Cells of a round trip of two digits and the blank before it."""


class CellPainter(Painter):
    """Paints cells of one width, each with a blank at its end."""

    def __init__(self, appearance: Appearance, width: int, names: SiteNames = NO_NAMES) -> None:
        """`names` are those of the network; a site of another one has its own, cut at the end."""
        super().__init__(appearance)
        self._text = SiteText(appearance)
        self._width = width
        self._names = names
        self._name = width - names.digits - _BESIDE_NAME
        self._has_figures = 0 < names.longest <= self._name - _RTT

    def paint(self, site: SiteView, shown: ShownSite, *, is_cursor: bool) -> tuple[Strip, ...]:
        writer = LineWriter(self._width, self.inks.quiet)
        ink = self._text.shown_ink(shown)
        text_ink = self.inks.cursor if is_cursor else ink
        writer.column(str(site.number), self._names.digits, text_ink, right=True)
        writer.write(self._text.mark(shown.state, shown.trouble), ink)
        is_filled = is_cursor or (shown.trouble is Trouble.DOWN and not shown.is_calm)
        if shown.mark is not None and writer.left > 1:
            mark_ink = text_ink if is_filled else self._text.call_ink(shown.mark)
            writer.write(self.glyphs.calls[shown.mark], mark_ink)
            text_ink = text_ink if is_filled or shown.trouble else mark_ink
        elif writer.left > 3:
            writer.write(" ", text_ink)
        if self._name > 1:
            name = self._names.shown(site, self._name)
            writer.write(fit(name, self._name) if is_filled else name, text_ink)
        if self._has_figures and not is_filled and shown.trouble is Trouble.NONE and shown.rtt_ms is not None:
            rtt = self._text.rtt(shown.rtt_ms)
            if cell_len(rtt) + 1 < writer.left:
                writer.skip_to(self._width - 1 - cell_len(rtt)).write(rtt, self.inks.quiet)
        return (writer.strip(),)


class DotPainter(Painter):
    """Paints the state's shape, or the part in the meeting of a site whose line and devices are well."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance)
        self._text = SiteText(appearance)

    def paint(self, site: SiteView, shown: ShownSite, *, is_cursor: bool) -> tuple[Strip, ...]:
        mark_ink = self._text.shown_ink(shown)
        shape = self._text.shape(shown.state, shown.trouble)
        if shown.mark is not None and shown.trouble in (Trouble.NONE, Trouble.MEETING):
            shape, mark_ink = self.glyphs.calls[shown.mark], self._text.call_ink(shown.mark)
        ink = self.inks.cursor if is_cursor else mark_ink
        return (LineWriter(1, self.inks.quiet).write(shape, ink).strip(),)
