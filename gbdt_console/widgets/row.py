"""Draws one site as one line, in columns for the figures and words for what is wrong."""

from rich.cells import cell_len
from textual.strip import Strip

from gbdt_console.core.snapshot import SiteView
from gbdt_console.ui.look import Look
from gbdt_console.ui.pen import Pen
from gbdt_console.ui.view import ShownSite, Trouble
from gbdt_console.widgets import marks

_NUMBER, _MARK, _RTT, _LOSS, _STATE, _SINCE = 5, 3, 8, 7, 15, 13
_ROOMY = 100


class RowPainter:
    """Paints lines of one width; from 100 cells on with state, since, trend and devices in columns."""

    def __init__(self, look: Look, width: int) -> None:
        self._look = look
        self._width = width
        self._name = max(14, min(30, width // 4))

    def paint(
        self, site: SiteView, shown: ShownSite, now_utc: float, *, is_cursor: bool
    ) -> tuple[Strip, ...]:
        """The line, exactly the width, as a tuple of one."""
        pen = Pen(self._width, self._look.inks.quiet)
        self._head(pen, site, shown, is_cursor)
        if self._width >= _ROOMY:
            self._state(pen, shown, now_utc)
            self._figures(pen, shown, 20)
            self._rest(pen, site, shown)
        elif shown.trouble is Trouble.NONE:
            self._figures(pen, shown, min(10, self._width - pen.at - _RTT - _LOSS - 12))
            self._parts(pen, shown)
        else:
            self._matter(pen, site, shown)
        return (pen.strip(),)

    def _head(self, pen: Pen, site: SiteView, shown: ShownSite, is_cursor: bool) -> None:
        look = self._look
        name_ink = look.inks.cursor if is_cursor else look.inks.strong if shown.trouble else look.inks.quiet
        pen.write(look.glyphs.cursor if is_cursor else " ", look.inks.accent)
        pen.column(str(site.number), _NUMBER - 1, name_ink, right=True).write(" ", look.inks.quiet)
        pen.write(marks.mark(look, shown.state, shown.trouble), marks.mark_ink(look, shown.trouble))
        pen.skip_to(_NUMBER + _MARK + 1)
        chair = f" ({look.words('wall.chair')})" if shown.is_chair else ""
        pen.column(site.name + chair, self._name, name_ink).write(" ", look.inks.quiet)

    def _state(self, pen: Pen, shown: ShownSite, now_utc: float) -> None:
        look = self._look
        since = "" if shown.since_utc is None else look.formats.since(shown.since_utc, now_utc)
        pen.column(marks.word(look, shown), _STATE, marks.mark_ink(look, shown.trouble))
        pen.write(" ", look.inks.quiet)
        pen.column(since, _SINCE, look.inks.plain if shown.trouble else look.inks.quiet)

    def _figures(self, pen: Pen, shown: ShownSite, trend: int) -> None:
        look = self._look
        ink = look.inks.poor if shown.trouble is Trouble.POOR else look.inks.quiet
        pen.column(marks.rtt(look, shown.rtt_ms), _RTT, ink, right=True)
        pen.column(marks.loss(look, shown.loss_ratio), _LOSS, ink, right=True).write("  ", look.inks.quiet)
        marks.write_trend(pen, look, shown.trend, trend)
        pen.write("  ", look.inks.quiet)

    def _rest(self, pen: Pen, site: SiteView, shown: ShownSite) -> None:
        look = self._look
        if shown.trouble > Trouble.DEVICE:
            pen.write(marks.lasted(look, shown), look.inks.strong).write("  ", look.inks.quiet)
            self._phone(pen, site)
            return
        self._parts(pen, shown)
        if shown.trouble:
            pen.write("  ", look.inks.quiet)
            self._phone(pen, site)

    def _matter(self, pen: Pen, site: SiteView, shown: ShownSite) -> None:
        """Words, how long and whom to phone, in the room of the figures."""
        look = self._look
        if shown.trouble is Trouble.DEVICE:
            self._parts(pen, shown)
        else:
            pen.write(marks.word(look, shown), marks.mark_ink(look, shown.trouble)).write(
                " ", look.inks.quiet
            )
            pen.write(marks.lasted(look, shown), look.inks.strong)
        if shown.trouble is Trouble.POOR:
            pen.write(
                f" {marks.rtt(look, shown.rtt_ms)} {marks.loss(look, shown.loss_ratio)}", look.inks.poor
            )
        pen.write(" ", look.inks.quiet)
        self._phone(pen, site)

    def _phone(self, pen: Pen, site: SiteView) -> None:
        if site.contacts:
            pen.write(marks.phone(site.contacts[0], pen.left), self._look.inks.strong)

    def _parts(self, pen: Pen, shown: ShownSite) -> None:
        look = self._look
        parts = [marks.codec(look, shown), marks.power(look, shown.power)]
        for place, (text, is_abnormal) in enumerate(
            sorted((p for p in parts if p[0]), key=lambda p: not p[1])
        ):
            separator = look.glyphs.separator if place else ""
            if not is_abnormal and pen.left < cell_len(separator + text):
                return
            pen.write(separator, look.inks.quiet).write(
                text, look.inks.poor if is_abnormal else look.inks.quiet
            )
