"""The page of one site: puts line, alarms, hour, contacts, journal and devices below or beside each other."""

from collections.abc import Sequence

from textual.strip import Strip

from gbdt_console.core.events import Entry
from gbdt_console.core.site_history import SitePast
from gbdt_console.core.site_view import SiteView
from gbdt_console.ui.alarms.rows import AlarmCursor
from gbdt_console.ui.alarms.words import AlarmWords
from gbdt_console.ui.drawing.appearance import Appearance, Painter
from gbdt_console.ui.drawing.line_writer import LineWriter
from gbdt_console.ui.view import View
from gbdt_console.widgets.alarms.sheet import AlarmSheet
from gbdt_console.widgets.site.hour_graph import HourGraph
from gbdt_console.widgets.site.sheet import SiteSheet

_WIDE = 150
"""Width from which devices are beside contacts and journal."""
_GAP = 2
"""Cells between the two sides."""
_NEWEST = 5
"""Entries of the journal before the devices on a narrow page; the others follow the devices."""
_GRAPH_LEAST, _GRAPH_MOST = 4, 8
"""Least and greatest height of the graph, lines."""


class SitePage(Painter):
    """Paints the whole page for one size; it paints the graph of a SitePast once."""

    def __init__(self, appearance: Appearance, width: int, height: int) -> None:
        super().__init__(appearance)
        self._width = width
        self._graph = HourGraph(appearance, width, max(_GRAPH_LEAST, min(_GRAPH_MOST, height // 6)))
        self._past: SitePast | None = None
        self._drawn: list[Strip] = []

    def paint(
        self, site: SiteView, view: View, past: SitePast | None, alarms: AlarmCursor | None = None
    ) -> list[Strip]:
        """Return all lines, each exactly the width.

        past: the site's last hour and journal; None while they are being read
        alarms: the site's alarms with the highlighted one; None for no alarms
        """
        sheet = SiteSheet(self.look, self._width)
        head = sheet.line(site, view)
        head += AlarmSheet(self.look, self._width).of_site(view, alarms) if alarms else []
        head += [*self._hour(sheet, past), sheet.blank()]
        if self._width >= _WIDE:
            return head + self._beside(site, view, past)
        entries = past.entries if past else ()
        lines = [*head, *sheet.contacts(site), sheet.blank(), *sheet.care(site, view)]
        lines += [*self._journal(sheet, view, past, entries[:_NEWEST]), sheet.blank()]
        lines += sheet.devices(site, view)
        if entries[_NEWEST:]:
            lines += [sheet.blank(), *self._journal(sheet, view, past, entries[_NEWEST:])]
        return lines

    def _hour(self, sheet: SiteSheet, past: SitePast | None) -> list[Strip]:
        if past is None:
            return [sheet.rule("hour.title"), sheet.remark("past.reading")]
        if past is not self._past:
            until = self.formats.clock(past.from_utc_s + len(past.seconds))
            title = sheet.title(self.words("hour.title_until", time=until))
            self._past, self._drawn = past, [title, *self._graph.paint(past)]
        return self._drawn

    def _beside(self, site: SiteView, view: View, past: SitePast | None) -> list[Strip]:
        """Return devices on the left, contacts and journal on the right."""
        left_width = (self._width - _GAP) * 55 // 100
        left_sheet = SiteSheet(self.look, left_width)
        right_sheet = SiteSheet(self.look, self._width - _GAP - left_width)
        left = left_sheet.devices(site, view)
        right = [*right_sheet.contacts(site), right_sheet.blank(), *right_sheet.care(site, view)]
        right += self._journal(right_sheet, view, past, past.entries if past else ())
        left += [left_sheet.blank()] * (len(right) - len(left))
        right += [right_sheet.blank()] * (len(left) - len(right))
        return [
            LineWriter(self._width, self.inks.plain).join(one).skip_to(left_width + _GAP).join(other).strip()
            for one, other in zip(left, right, strict=True)
        ]

    def _journal(
        self, sheet: SiteSheet, view: View, past: SitePast | None, entries: Sequence[Entry]
    ) -> list[Strip]:
        lines = [sheet.rule("site.journal")]
        if past is None or not entries:
            return [*lines, sheet.remark("past.reading" if past is None else "past.nothing")]
        texts, since = AlarmWords(self.look, view).entries, self.formats.since
        said = ((since(entry.at_utc, view.now_utc), texts.sentence(entry)) for entry in entries)
        return [*lines, *(sheet.moment(at, sentence) for at, sentence in said)]
