"""Draws one site as a framed tile of at least 25 x 5 cells."""

from collections.abc import Iterator

from rich.cells import cell_len
from rich.style import Style
from textual.strip import Strip

from gbdt_console.core.snapshot import SiteView
from gbdt_console.ui.look import Look
from gbdt_console.ui.pen import Pen, crop
from gbdt_console.ui.view import ShownSite, Trouble
from gbdt_console.widgets import marks

_RTT, _LOSS = 6, 6
_ROOMY = 32


class TilePainter:
    """Paints tiles of one size."""

    def __init__(self, look: Look, width: int, height: int) -> None:
        self._look = look
        self._width = width
        self._height = height

    def paint(
        self, site: SiteView, shown: ShownSite, now_utc: float, *, is_cursor: bool
    ) -> tuple[Strip, ...]:
        """The tile's lines, each exactly the tile's width."""
        body = self._body(site, shown, now_utc)
        rows = [self._top(site, shown, is_cursor)]
        rows += [self._side(line, shown, is_cursor) for line in body]
        rows.append(self._bottom(site, shown, is_cursor))
        return tuple(rows)

    def _edge(self, shown: ShownSite, is_cursor: bool) -> Style:
        if is_cursor:
            return self._look.inks.accent
        return (
            self._look.inks.edge
            if shown.trouble <= Trouble.DEVICE
            else marks.ink_of(self._look, shown.trouble)
        )

    def _top(self, site: SiteView, shown: ShownSite, is_cursor: bool) -> Strip:
        look = self._look
        frame = look.glyphs.cursor_frame if is_cursor else look.glyphs.frame
        edge = self._edge(shown, is_cursor)
        pen = Pen(self._width, look.inks.quiet).write(frame.top_left, edge)
        right = self._corner_word(site, shown)
        room = self._width - 2 - (cell_len(right) + 3 if right else 0)
        is_loud = shown.trouble > Trouble.DEVICE
        name_ink = look.inks.cursor if is_cursor else look.inks.strong if is_loud else look.inks.plain
        pen.write(crop(f" {site.number} {site.name} ", max(room, 8)), name_ink)
        if right:
            pen.skip_to(self._width - 3 - cell_len(right), frame.across, edge)
            pen.write(f" {right} ", marks.mark_ink(look, shown.trouble) if is_loud else look.inks.plain)
        pen.skip_to(self._width - 1, frame.across, edge)
        return pen.write(frame.top_right, edge).strip()

    def _corner_word(self, site: SiteView, shown: ShownSite) -> str:
        if shown.trouble > Trouble.DEVICE:
            return marks.word(self._look, shown)
        return self._look.words("wall.chair").upper() if shown.is_chair else ""

    def _side(self, inside: Strip, shown: ShownSite, is_cursor: bool) -> Strip:
        frame = self._look.glyphs.cursor_frame if is_cursor else self._look.glyphs.frame
        edge = self._edge(shown, is_cursor)
        return (
            Pen(self._width, self._look.inks.quiet)
            .write(frame.down, edge)
            .join(inside)
            .write(frame.down, edge)
            .strip()
        )

    def _bottom(self, site: SiteView, shown: ShownSite, is_cursor: bool) -> Strip:
        look = self._look
        frame = look.glyphs.cursor_frame if is_cursor else look.glyphs.frame
        edge = self._edge(shown, is_cursor)
        pen = Pen(self._width, look.inks.quiet).write(frame.bottom_left, edge)
        if shown.trouble is not Trouble.NONE and site.contacts:
            number = marks.phone(site.contacts[0], self._width - 4)
            if number:
                pen.write(f" {number} ", look.inks.strong)
        return pen.skip_to(self._width - 1, frame.across, edge).write(frame.bottom_right, edge).strip()

    def _body(self, site: SiteView, shown: ShownSite, now_utc: float) -> list[Strip]:
        room = self._height - 2
        lines = [self._state_line(shown, now_utc), self._line_line(shown)]
        if room >= 4:
            lines += [
                self._part_line(*marks.codec(self._look, shown)),
                self._part_line(*marks.power(self._look, shown.power)),
            ]
        else:
            lines.append(self._parts_line(shown))
        if room >= 5:
            lines.append(self._part_line(site.role, False))
        if room >= 6:
            carrier = self._look.glyphs.separator.join(filter(None, (site.carrier, site.circuit)))
            lines.append(self._part_line(carrier, False))
        return lines[:room]

    def _pen(self) -> Pen:
        return Pen(self._width - 2, self._look.inks.quiet).skip_to(1)

    def _state_line(self, shown: ShownSite, now_utc: float) -> Strip:
        look, pen = self._look, self._pen()
        ink = marks.mark_ink(look, shown.trouble)
        pen.write(marks.mark(look, shown.state, shown.trouble), ink).write(" ", look.inks.quiet)
        if shown.trouble <= Trouble.DEVICE:
            pen.write(marks.word(look, shown), marks.ink_of(look, shown.trouble))
        elif shown.lasted_s is not None:
            pen.write(marks.lasted(look, shown), look.inks.strong)
        for text in self._times(shown, now_utc):
            if pen.left > cell_len(text):
                pen.write(" " + text, look.inks.plain if shown.trouble > Trouble.DEVICE else look.inks.quiet)
        return pen.strip()

    def _times(self, shown: ShownSite, now_utc: float) -> Iterator[str]:
        """Since when, and how old where it is old; the shorter form where the tile is narrow."""
        look = self._look
        if shown.since_utc is not None:
            since = look.formats.since(shown.since_utc, now_utc)
            is_narrow = self._width < _ROOMY
            yield since if is_narrow else look.words("wall.since", since=since)
        if shown.age_s is not None:
            yield look.words("wall.age", age=look.formats.age(shown.age_s))

    def _line_line(self, shown: ShownSite) -> Strip:
        look, pen = self._look, self._pen()
        ink = marks.ink_of(look, shown.trouble) if shown.trouble is Trouble.POOR else look.inks.quiet
        pen.column(marks.rtt(look, shown.rtt_ms), _RTT, ink, right=True)
        pen.column(marks.loss(look, shown.loss_ratio), _LOSS, ink, right=True).write(" ", look.inks.quiet)
        marks.write_trend(pen, look, shown.trend, pen.left - 1)
        return pen.strip()

    def _part_line(self, text: str, is_abnormal: bool) -> Strip:
        return self._pen().write(text, self._look.inks.poor if is_abnormal else self._look.inks.quiet).strip()

    def _parts_line(self, shown: ShownSite) -> Strip:
        """Codec and power on one line, the abnormal one first."""
        look, pen = self._look, self._pen()
        parts = [marks.codec(look, shown), marks.power(look, shown.power)]
        for place, (text, is_abnormal) in enumerate(
            sorted((p for p in parts if p[0]), key=lambda p: not p[1])
        ):
            pen.write(look.glyphs.separator if place else "", look.inks.quiet)
            pen.write(text, look.inks.poor if is_abnormal else look.inks.quiet)
        return pen.strip()
