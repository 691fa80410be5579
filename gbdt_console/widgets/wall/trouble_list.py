"""The list of sites in trouble, with words and phone numbers, for walls that draw their sites too small."""

from textual.strip import Strip

from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.drawing.line_writer import LineWriter, titled
from gbdt_console.ui.site_names import NO_NAMES, SiteNames
from gbdt_console.ui.view import View
from gbdt_console.widgets.lines import Lines
from gbdt_console.widgets.wall.row import RowPainter


class TroubleList(Lines):
    """Shows sites in trouble; the cursor goes to one by Tab or by its number."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance, id="troubles")
        self._view: View | None = None
        self._cursor: str | None = None
        self._names = NO_NAMES

    def on_resize(self) -> None:
        if self._view is not None:
            self.show_view(self._view, self._cursor, self._names)

    def show_view(self, view: View, cursor: str | None, names: SiteNames) -> None:
        """List as many sites as have room, and count the others."""
        self._view, self._cursor, self._names = view, cursor, names
        width, height = self.size
        if not width or height < 2:
            return
        sites = view.in_trouble
        room = height - 1
        kept = sites if len(sites) <= room else sites[: room - 1]
        painter = RowPainter(self.look, width, names)
        lines = [self._title(len(sites), width)]
        for site in kept:
            lines += painter.paint(site, view.site(site), is_cursor=site.id == cursor)
        if len(kept) < len(sites):
            more = self.words("troubles.more", n=len(sites) - len(kept))
            lines.append(LineWriter(width, self.inks.quiet).write("  " + more, self.inks.strong).strip())
        blank = LineWriter(width, self.inks.quiet).strip()
        self.show(lines + [blank] * (height - len(lines)))

    def _title(self, count: int, width: int) -> Strip:
        text = self.words("troubles.title", n=count) if count else self.words("troubles.none")
        return titled(self.look, width, (text, self.inks.strong if count else self.inks.quiet))
