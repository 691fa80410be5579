"""Draws the codec and the power of every site in a grid, for walls that have room to spare."""

from collections.abc import Sequence
from math import ceil

from rich.cells import cell_len
from textual.strip import Strip

from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.site_view import SiteView
from gbdt_console.ui.drawing.line_writer import LineWriter, StyledText, crop, titled
from gbdt_console.ui.shown_site import ShownSite
from gbdt_console.ui.site_names import SiteNames
from gbdt_console.ui.view import View
from gbdt_console.widgets.site_text import SiteText

_SLOT = 50
"""Least cells of a site."""
_NAME = 13


class SiteMarks(SiteText):
    """A site without codec or UPS has no mark of it; what is wrong is said in words."""

    def lines(self, view: View, names: SiteNames, width: int, room: int) -> list[Strip]:
        """Return a heading and the sites, row by row; nothing where they do not fit `room` lines."""
        sites, columns = view.snapshot.sites, max(1, width // _SLOT)
        told = [(site, view.site(site)) for site in sites] if ceil(len(sites) / columns) < room else []
        if not any(shown.codec is not None or shown.power is not None for _, shown in told):
            return []
        rows = [told[first : first + columns] for first in range(0, len(told), columns)]
        title = titled(self.look, width, (self.words("marks.title"), self.inks.quiet))
        return [title, *(self._row(row, names, width, width // columns) for row in rows)]

    def _row(
        self, told: Sequence[tuple[SiteView, ShownSite]], names: SiteNames, width: int, slot: int
    ) -> Strip:
        pen, quiet = LineWriter(width, self.inks.plain), self.inks.quiet
        for place, (site, shown) in enumerate(told):
            pen.skip_to(place * slot + 1)
            pen.column(str(site.number), names.digits, quiet, right=True).write(" ", quiet)
            pen.column(names.shown(site, _NAME), _NAME, quiet).write(" ", quiet)
            end, gap = (place + 1) * slot - 1, ""
            for text, ink in (self._of_codec(shown), self._of_power(shown)):
                has_room = pen.at + len(gap) + cell_len(text) <= end
                if text and (has_room or ink is not quiet):  # what is normal is left out rather than cut
                    pen.write(gap, quiet).write(crop(text, max(0, end - pen.at)), ink)
                    gap = self.glyphs.separator
        return pen.strip()

    def _of_codec(self, shown: ShownSite) -> StyledText:
        if shown.codec is None or (wrong := self._codec(shown)):
            return "" if shown.codec is None else wrong, self.inks.poor
        if shown.is_codec_off:
            return self.words("screen.codec.fault", fault=self.words("screen.codec.off")), self.inks.quiet
        is_known = shown.codec is not PointState.UNKNOWN
        ink = self.inks.quiet if is_known else self.inks.unknown
        return self.words("marks.codec" if is_known else "marks.codec.unknown"), ink

    def _of_power(self, shown: ShownSite) -> StyledText:
        power = shown.power
        if power is None or (wrong := self._power(shown)):
            return "" if power is None else wrong, self.inks.poor
        if power.source is None:
            return self.words("marks.power.unknown"), self.inks.unknown
        if power.minutes is None:
            return self.words("marks.power"), self.inks.quiet
        return self.words("marks.power.minutes", minutes=self.formats.number(power.minutes)), self.inks.quiet
