"""The wall's grid: one widget that draws every site and repaints only the cells that changed."""

from collections.abc import Iterable, Mapping, Sequence

from textual import events
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.strip import Strip

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.site_view import SiteView
from gbdt_console.ui.drawing.appearance import Appearance, Painter
from gbdt_console.ui.drawing.line_writer import LineWriter, changed_span
from gbdt_console.ui.held_site import HeldSite, glimpsed, held
from gbdt_console.ui.site_names import NO_NAMES, KeptNames
from gbdt_console.ui.view import View
from gbdt_console.widgets.still_scroll import StillScroll
from gbdt_console.widgets.wall.layout import LayoutKind, WallLayout, layout_for
from gbdt_console.widgets.wall.painters import painter_for


@dataclass(frozen=True, slots=True)
class _Painted:
    held: HeldSite
    is_cursor: bool
    lines: tuple[Strip, ...]


def _has_same_labels(one: SiteView, other: SiteView) -> bool:
    """Return whether the configured values that a painter shows are equal."""
    return one is other or (
        (one.name, one.number, one.role, one.carrier, one.circuit)
        == (other.name, other.number, other.role, other.carrier, other.circuit)
        and one.contacts == other.contacts
    )


class Board(StillScroll, Painter, can_focus=False):
    """Shows a View. The cursor is a site's id, not a row that another site could move into."""

    class SitePicked(Message):
        """The mouse was pressed on a site."""

        def __init__(self, site_id: str) -> None:
            super().__init__()
            self.site_id = site_id

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(id="board")
        Painter.__init__(self, appearance)
        self._view: View | None = None
        self._kept = KeptNames()
        self.names = NO_NAMES
        self.wall_layout = WallLayout(LayoutKind.TILE, 0, 1, 1, 1)
        self._painter = painter_for(self.wall_layout, self.look, self.names)
        self._painted: dict[int, _Painted] = {}
        self.sites: tuple[SiteView, ...] = ()
        self._places: Sequence[int] = ()
        self._index_of: Mapping[str, int] = {}
        self._cursor: str | None = None

    @property
    def cursor_region(self) -> Region:
        """The cells of the site under the cursor, on the screen; none where the cursor is on no site."""
        index = self._index_of.get(self._cursor or "")
        if index is None:
            return Region()
        return self.wall_layout.region(index).translate(self.region.offset - self.scroll_offset)

    def index_of(self, site_id: str | None) -> int | None:
        """Return the slot of a site; None where it shows no such site."""
        return self._index_of.get(site_id or "")

    def show(self, view: View, cursor: str | None, places: Sequence[int]) -> None:
        """Take a newer View and repaint what it changes.

        places: the places of the sites to show in the Snapshot
        """
        names, sites = self._kept.of(view.snapshot.sites), view.snapshot.sites
        is_other_network = self._view is None or names is not self.names or places != self._places
        self.sites = sites if len(places) == len(sites) else tuple(sites[place] for place in places)
        if is_other_network:
            self._places = places
            self._index_of = {site.id: index for index, site in enumerate(self.sites)}
        self._view, self._cursor, self.names = view, cursor, names
        if is_other_network:
            self._lay_out()
            return
        self._repaint(self._visible())

    def move_cursor(self, cursor: str) -> None:
        """Move the cursor to a site and scroll it into sight."""
        before, self._cursor = self._cursor, cursor
        if self._view is None or cursor not in self._index_of:
            return
        indexes = [self.index_of(site_id) for site_id in (before, cursor)]
        self._reveal(self._index_of[cursor])
        self._repaint(index for index in indexes if index is not None)

    def _reveal(self, index: int) -> None:
        region = self.wall_layout.region(index)
        top, height = self.scroll_offset.y, self.size.height
        if region.y < top:
            self.scroll_to(y=region.y, animate=False, immediate=True)
        elif region.bottom > top + height:
            self.scroll_to(y=region.bottom - height, animate=False, immediate=True)

    def on_resize(self) -> None:
        self._lay_out()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        at = event.get_content_offset(self) or Offset(-1, -1)
        index = self.wall_layout.index_at(at.x, at.y + self.scroll_offset.y)
        if index is not None and index < len(self.sites):
            self.post_message(self.SitePicked(self.sites[index].id))

    def render_line(self, y: int) -> Strip:
        inks = self.look.inks
        row, line = divmod(y + self.scroll_offset.y, self.wall_layout.height)
        first = row * self.wall_layout.columns
        writer = LineWriter(self.size.width, inks.plain)
        if self._view is None or first >= len(self.sites):
            return writer.strip()
        if self.wall_layout.kind is LayoutKind.DOT:
            writer.column(str(self.sites[first].number), self.wall_layout.left - 1, inks.quiet, right=True)
        for index in range(first, min(first + self.wall_layout.columns, len(self.sites))):
            writer.skip_to(self.wall_layout.region(index).x)
            writer.join(self._lines_of(index, self._view)[line])
        return writer.strip()

    def _lay_out(self) -> None:
        self._painted.clear()
        width, height = self.container_size
        self.wall_layout = layout_for(len(self.sites), width, height)
        if self.wall_layout.lines > height:
            self.wall_layout = layout_for(len(self.sites), width - 2, height)
        self._painter = painter_for(self.wall_layout, self.look, self.names)
        self.virtual_size = Size(min(width, self.size.width), self.wall_layout.lines)
        self.refresh()

    def _visible(self) -> range:
        first = self.scroll_offset.y // self.wall_layout.height
        last = (self.scroll_offset.y + self.size.height - 1) // self.wall_layout.height
        return range(
            min(first * self.wall_layout.columns, len(self.sites)),
            min((last + 1) * self.wall_layout.columns, len(self.sites)),
        )

    def _repaint(self, indexes: Iterable[int]) -> None:
        if self._view is None:
            return
        regions: list[Region] = []
        for index in indexes:
            regions += self._changes(index, self._view)
        if regions:
            self.refresh(*regions)

    def _changes(self, index: int, view: View) -> list[Region]:
        """Return the cells that change; there are none for a site that was not painted yet."""
        before = self._painted.get(index)
        if before is None:
            return []
        site, was = self.sites[index], before.held
        is_cursor = site.id == self._cursor
        is_same = is_cursor == before.is_cursor
        if is_same and was.holds_in(view, site):
            return []
        is_same = is_same and _has_same_labels(site, was.site)
        now = (was.renewed(view, site) if is_same else None) or self._held(index, view)
        if is_same and (now.shown is was.shown or now.shown == was.shown):
            self._painted[index] = _Painted(now, is_cursor, before.lines)
            return []
        after = self._paint(index, now)
        region = self.wall_layout.region(index)
        top = region.y - self.scroll_offset.y
        return [
            Region(region.x + span[0], top + y, span[1] - span[0], 1)
            for y, (old, new) in enumerate(zip(before.lines, after, strict=True))
            if (span := changed_span(old, new))
        ]

    def _lines_of(self, index: int, view: View) -> tuple[Strip, ...]:
        painted = self._painted.get(index)
        return painted.lines if painted else self._paint(index, self._held(index, view))

    def _held(self, index: int, view: View) -> HeldSite:
        """Return as much of a site's values as the layout can show."""
        is_small = self.wall_layout.kind in (LayoutKind.CELL, LayoutKind.DOT)
        site = self.sites[index]
        return glimpsed(view, site, self._places[index]) if is_small else held(view, site)

    def _paint(self, index: int, now: HeldSite) -> tuple[Strip, ...]:
        is_cursor = now.site.id == self._cursor
        lines = self._painter.paint(now.site, now.shown, is_cursor=is_cursor)
        self._painted[index] = _Painted(now, is_cursor, lines)
        return lines

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self._painted.clear()
