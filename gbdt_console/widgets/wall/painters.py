"""Chooses what paints the sites of a wall."""

from typing import Protocol

from textual.strip import Strip

from gbdt_console.core.site_view import SiteView
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.shown_site import ShownSite
from gbdt_console.ui.site_names import SiteNames
from gbdt_console.widgets.wall.cell import CellPainter, DotPainter
from gbdt_console.widgets.wall.layout import LayoutKind, WallLayout
from gbdt_console.widgets.wall.row import RowPainter
from gbdt_console.widgets.wall.tile import TilePainter


class PaintsSite(Protocol):
    """Paints a site into its slot; every line is exactly the slot's width."""

    def paint(self, site: SiteView, shown: ShownSite, *, is_cursor: bool) -> tuple[Strip, ...]: ...


def painter_for(layout: WallLayout, look: Appearance, names: SiteNames) -> PaintsSite:
    match layout.kind:
        case LayoutKind.TILE:
            return TilePainter(look, layout.width, layout.height, names)
        case LayoutKind.LINE:
            return RowPainter(look, layout.width, names)
        case LayoutKind.CELL:
            return CellPainter(look, layout.width, names)
        case LayoutKind.DOT:
            return DotPainter(look)
