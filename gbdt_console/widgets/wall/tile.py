"""Draws one site as a framed tile of at least 25 x 5 cells."""

from collections.abc import Iterator

from rich.cells import cell_len
from rich.style import Style
from textual.strip import Strip

from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.snapshot import SiteView
from gbdt_console.ui.alarms.contacts import first_contact
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.drawing.line_writer import LineWriter, crop
from gbdt_console.ui.view import ShownSite, Trouble
from gbdt_console.widgets import site_text as marks
from gbdt_console.widgets.conference import call_text as calls

_RTT, _LOSS = 6, 6
_ROOMY = 32
_PART_LINES = 4


class TilePainter:
    """Paints tiles of one size."""

    def __init__(self, look: Appearance, width: int, height: int) -> None:
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
        pen = LineWriter(self._width, look.inks.quiet).write(frame.top_left, edge)
        chair = look.words("wall.chair").upper() if shown.is_chair else ""
        room = self._width - 2 - cell_len(chair)
        pen.write(crop(f" {site.number} {site.name} ", room), self._name_ink(shown, is_cursor))
        if chair:
            pen.skip_to(self._width - 3 - cell_len(chair), frame.across, edge)
            pen.write(f" {chair} " if pen.left > cell_len(chair) + 2 else f" {chair}", look.inks.plain)
        return pen.skip_to(self._width - 1, frame.across, edge).write(frame.top_right, edge).strip()

    def _name_ink(self, shown: ShownSite, is_cursor: bool) -> Style:
        if is_cursor:
            return self._look.inks.cursor
        if shown.trouble is Trouble.DOWN:
            return marks.mark_ink(self._look, shown.trouble, is_calm=shown.is_calm)
        return self._look.inks.plain if shown.trouble is Trouble.NONE else self._look.inks.strong

    def _side(self, inside: Strip, shown: ShownSite, is_cursor: bool) -> Strip:
        frame = self._look.glyphs.cursor_frame if is_cursor else self._look.glyphs.frame
        edge = self._edge(shown, is_cursor)
        return (
            LineWriter(self._width, self._look.inks.quiet)
            .write(frame.down, edge)
            .join(inside)
            .write(frame.down, edge)
            .strip()
        )

    def _bottom(self, site: SiteView, shown: ShownSite, is_cursor: bool) -> Strip:
        look = self._look
        frame = look.glyphs.cursor_frame if is_cursor else look.glyphs.frame
        edge = self._edge(shown, is_cursor)
        pen = LineWriter(self._width, look.inks.quiet).write(frame.bottom_left, edge)
        contact = first_contact(shown.speaks, site)
        if shown.trouble > Trouble.WORK and contact is not None:
            number = marks.phone(contact, self._width - 3)
            if number:
                pen.write(f"{number} ", look.inks.strong)
        return pen.skip_to(self._width - 1, frame.across, edge).write(frame.bottom_right, edge).strip()

    def _body(self, site: SiteView, shown: ShownSite, now_utc: float) -> list[Strip]:
        look, room = self._look, self._height - 2
        cause = marks.cause(look, shown)
        lines = [self._state_line(shown, now_utc)]
        lines += [self._pen().write(cause, look.inks.plain).strip()] if cause else []
        call = self._call_lines(shown, 2 if room >= _PART_LINES else 1)
        if shown.state in (PointState.DOWN, PointState.UNKNOWN):
            lines += [*call, self._line_line(shown)]
            about = [(self._circuit(site), False), (site.role, False)]
        elif room < _PART_LINES:
            is_short = shown.trouble is Trouble.DEVICE and room < _PART_LINES - 1
            figures, parts = [] if is_short else [self._line_line(shown)], [self._parts_line(shown)]
            about_it = [*figures, *parts, *call] if shown.trouble else [*call, *figures, *parts]
            return [*lines, *about_it, self._pen().strip()][:room]
        else:
            lines += [self._line_line(shown), *call]
            found = [marks.faulty(look, shown), marks.codec(look, shown), marks.microphone(look, shown)]
            found.append(marks.power(look, shown))
            said = ("", marks.word(look, shown))
            about = [part for part in found if part[0] not in said]
            about += [(site.role, False), (self._circuit(site), False)]
        lines += [self._part_line(*part) for part in about]
        lines += [self._pen().strip()] * (room - len(lines))
        return lines[:room]

    def _call_lines(self, shown: ShownSite, most: int) -> list[Strip]:
        """Its part in the conference; no line where it takes none."""
        lines: list[Strip] = []
        rest = 0
        while shown.call is not None and len(lines) < most and (rest or not lines):
            pen = self._pen()
            rest = calls.write(pen, self._look, shown.call, rest)
            lines.append(pen.strip())
        return lines

    def _circuit(self, site: SiteView) -> str:
        return self._look.glyphs.separator.join(filter(None, (site.carrier, site.circuit)))

    def _pen(self) -> LineWriter:
        return LineWriter(self._width - 2, self._look.inks.quiet).skip_to(1)

    def _state_line(self, shown: ShownSite, now_utc: float) -> Strip:
        look, pen = self._look, self._pen()
        ink = marks.mark_ink(look, shown.trouble, is_calm=shown.is_calm)
        pen.write(marks.mark(look, shown.state, shown.trouble), ink).write(" ", look.inks.quiet)
        pen.write(marks.word(look, shown), ink).write(marks.seen(look, shown), look.inks.quiet)
        if shown.lasted_s is not None:
            pen.write(" " + marks.lasted(look, shown), look.inks.strong)
        for text in self._times(shown, now_utc):
            if pen.left > cell_len(text):
                pen.write(" " + text, look.inks.plain if shown.trouble > Trouble.DEVICE else look.inks.quiet)
        return pen.strip()

    def _times(self, shown: ShownSite, now_utc: float) -> Iterator[str]:
        """Since when, and how old where it is old; the shorter form where the tile is narrow."""
        look = self._look
        if shown.since_utc is not None and shown.trouble not in (Trouble.DEVICE, Trouble.WORK):
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
        look, pen = self._look, self._pen()
        for place, (text, is_abnormal) in enumerate(marks.parts(look, shown)):
            pen.write(look.glyphs.separator if place else "", look.inks.quiet)
            pen.write(text, look.inks.poor if is_abnormal else look.inks.quiet)
        return pen.strip()
