"""Draws one site as one line, in columns for the figures and words for what is wrong."""

from rich.cells import cell_len
from rich.style import Style
from textual.strip import Strip

from gbdt_console.core.snapshot import SiteView
from gbdt_console.ui.alarms.contacts import first_contact
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.drawing.line_writer import LineWriter, crop
from gbdt_console.ui.view import ShownSite, Trouble
from gbdt_console.widgets import site_text as marks
from gbdt_console.widgets.conference import call_text as calls

_NUMBER, _MARK, _RTT, _LOSS, _STATE, _SINCE = 5, 3, 7, 7, 12, 13
_LASTED, _CAUSE_LEAST = 9, 14
_ROOMY, _WIDE = 110, 150


class RowPainter:
    """Paints lines of one width; from 110 cells on with state, since, trend and devices in columns."""

    def __init__(self, look: Appearance, width: int) -> None:
        self._look = look
        self._width = width
        is_roomy = width >= _ROOMY
        self._name = max(14, min(28, width // 5))
        self._trend = max(0, min(30, width - 101)) if is_roomy else max(0, min(20, width - self._name - 35))

    def paint(
        self, site: SiteView, shown: ShownSite, now_utc: float, *, is_cursor: bool
    ) -> tuple[Strip, ...]:
        """The line, exactly the width, as a tuple of one."""
        pen = LineWriter(self._width, self._look.inks.quiet)
        self._head(pen, site, shown, is_cursor)
        if self._width >= _ROOMY:
            self._state(pen, shown, now_utc)
            self._figures(pen, shown, 0 if shown.trouble and self._width < _WIDE else self._trend)
            self._rest(pen, site, shown)
        elif shown.trouble is Trouble.NONE:
            if shown.call is None:
                self._figures(pen, shown, self._trend)
            else:
                self._figures(pen, shown)
            self._call(pen, shown)
            parts = self._look.glyphs.separator.join(text for text, _ in marks.parts(self._look, shown))
            for text in (parts, marks.short_parts(self._look, shown)):
                if cell_len(text) <= pen.left:
                    pen.write(text, self._look.inks.quiet)
                    break
        else:
            self._matter(pen, site, shown)
        return (pen.strip(),)

    def _head(self, pen: LineWriter, site: SiteView, shown: ShownSite, is_cursor: bool) -> None:
        look = self._look
        is_wrong = shown.trouble > Trouble.WORK and not shown.is_calm
        name_ink = look.inks.cursor if is_cursor else look.inks.strong if is_wrong else look.inks.quiet
        pen.write(look.glyphs.cursor if is_cursor else " ", look.inks.accent)
        pen.column(str(site.number), _NUMBER - 1, name_ink, right=True).write(" ", look.inks.quiet)
        pen.write(marks.mark(look, shown.state, shown.trouble), self._ink(shown))
        pen.skip_to(_NUMBER + _MARK + 1)
        chair = f" ({look.words('wall.chair')})" if shown.is_chair else ""
        pen.column(site.name + chair, self._name, name_ink).write(" ", look.inks.quiet)

    def _state(self, pen: LineWriter, shown: ShownSite, now_utc: float) -> None:
        look = self._look
        is_known = shown.since_utc is not None and shown.trouble not in (Trouble.DEVICE, Trouble.WORK)
        since = look.formats.since(shown.since_utc, now_utc) if shown.since_utc and is_known else ""
        end = pen.at + _STATE
        if shown.trouble in (Trouble.DEVICE, Trouble.WORK):
            pen.column(marks.word(look, shown), _STATE + _SINCE, self._ink(shown))
            return
        pen.write(marks.word(look, shown), self._ink(shown))
        pen.write(marks.seen(look, shown) if pen.at + 2 <= end else "", look.inks.quiet).skip_to(end)
        pen.column(since, _SINCE, look.inks.plain if shown.trouble else look.inks.quiet)

    def _figures(self, pen: LineWriter, shown: ShownSite, trend: int | None = None) -> None:
        """Round trip and loss; without a trend, what follows stands nearer."""
        look = self._look
        ink = look.inks.poor if shown.trouble is Trouble.POOR else look.inks.quiet
        pen.column(marks.rtt(look, shown.rtt_ms), _RTT, ink, right=True)
        pen.column(marks.loss(look, shown.loss_ratio), _LOSS, ink, right=True).write(" ", look.inks.quiet)
        if trend is not None:
            pen.write(" ", look.inks.quiet)
            marks.write_trend(pen, look, shown.trend, trend)
            pen.write("  ", look.inks.quiet)

    def _rest(self, pen: LineWriter, site: SiteView, shown: ShownSite) -> None:
        look = self._look
        if shown.trouble > Trouble.DEVICE:
            pen.column(marks.lasted(look, shown), _LASTED, look.inks.strong)
            self._cause(pen, shown, site)
        else:
            self._call(pen, shown)
            self._parts(pen, shown)
        if shown.trouble > Trouble.WORK:
            self._phone(pen, site, shown)

    def _matter(self, pen: LineWriter, site: SiteView, shown: ShownSite) -> None:
        """Words, how long and whom to phone, in the room of the figures."""
        look = self._look
        if shown.trouble is not Trouble.DEVICE or shown.alarm:
            pen.write(marks.word(look, shown), self._ink(shown))
            pen.write(marks.seen(look, shown) + " ", look.inks.quiet)
            pen.write(marks.lasted(look, shown), look.inks.strong)
        if shown.trouble is Trouble.DEVICE:
            self._parts(pen, shown)
        if shown.trouble is Trouble.POOR:
            figures = f" {marks.rtt(look, shown.rtt_ms)} {marks.loss(look, shown.loss_ratio)}"
            pen.write(figures, look.inks.poor)
        self._cause(pen, shown, site)
        if shown.trouble > Trouble.WORK:
            self._phone(pen, site, shown)

    def _ink(self, shown: ShownSite) -> Style:
        return marks.mark_ink(self._look, shown.trouble, is_calm=shown.is_calm)

    def _cause(self, pen: LineWriter, shown: ShownSite, site: SiteView) -> None:
        """The cause apart from the effect, as far as the number to phone keeps its room."""
        contact = first_contact(shown.speaks, site)
        room = pen.left - (cell_len(contact.phone) + 2 if contact else 0)
        text = marks.cause(self._look, shown)
        if text and room > _CAUSE_LEAST:
            pen.write(crop(f" {text}", room), self._look.inks.plain)

    def _phone(self, pen: LineWriter, site: SiteView, shown: ShownSite) -> None:
        contact = first_contact(shown.speaks, site)
        number = marks.phone(contact, pen.left - 2) if contact else ""
        pen.write("  ", self._look.inks.quiet).write(number, self._look.inks.strong)

    def _call(self, pen: LineWriter, shown: ShownSite) -> None:
        if shown.call is not None:
            calls.write(pen, self._look, shown.call)
            pen.write("  ", self._look.inks.quiet)

    def _parts(self, pen: LineWriter, shown: ShownSite) -> None:
        look = self._look
        for place, (text, is_abnormal) in enumerate(marks.parts(look, shown)):
            pen.write(look.glyphs.separator if place else "", look.inks.quiet)
            pen.write(text, look.inks.poor if is_abnormal else look.inks.quiet)
