"""Paints one site as a framed tile of at least 25 x 4 cells."""

from collections.abc import Iterator

from rich.cells import cell_len
from rich.style import Style
from textual.strip import Strip

from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.snapshot import SiteView
from gbdt_console.ui.alarms.contacts import first_contact
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.drawing.line_writer import LineWriter, StyledText, crop
from gbdt_console.ui.view import ShownSite, Trouble
from gbdt_console.widgets.conference.call_text import CallText
from gbdt_console.widgets.site_text import SiteText, phone_text

_RTT, _LOSS = 6, 6
"""Widths of the figures' columns, cells."""
_ROOMY = 32
"""Width from which the time since when has its word."""
_PART_LINES = 4
"""Lines inside the frame from which each part has a line of its own."""


class TilePainter:
    """Paints tiles of one size."""

    def __init__(self, appearance: Appearance, width: int, height: int) -> None:
        self._appearance = appearance
        self._text = SiteText(appearance)
        self._call_text = CallText(appearance)
        self._width = width
        self._height = height

    def paint(
        self, site: SiteView, shown: ShownSite, now_utc: float, *, is_cursor: bool
    ) -> tuple[Strip, ...]:
        """Return the tile's lines, each exactly the tile's width."""
        body = self._body(site, shown, now_utc)
        rows = [self._top(site, shown, is_cursor)]
        rows += [self._side(line, shown, is_cursor) for line in body]
        rows.append(self._bottom(site, shown, is_cursor))
        return tuple(rows)

    def _edge(self, shown: ShownSite, is_cursor: bool) -> Style:
        inks = self._appearance.inks
        if is_cursor:
            return inks.accent
        return inks.edge if shown.trouble <= Trouble.DEVICE else self._text.ink(shown.trouble)

    def _top(self, site: SiteView, shown: ShownSite, is_cursor: bool) -> Strip:
        appearance = self._appearance
        inks, glyphs = appearance.inks, appearance.glyphs
        frame = glyphs.cursor_frame if is_cursor else glyphs.frame
        edge = self._edge(shown, is_cursor)
        writer = LineWriter(self._width, inks.quiet).write(frame.top_left, edge)
        role, role_ink = self._role(shown)
        room = self._width - 2 - cell_len(role)
        writer.write(crop(f" {site.number} {site.name} ", room), self._name_ink(shown, is_cursor))
        if role:
            writer.skip_to(self._width - 3 - cell_len(role), frame.across, edge)
            writer.write(f" {role} " if writer.left > cell_len(role) + 2 else f" {role}", role_ink)
        return writer.skip_to(self._width - 1, frame.across, edge).write(frame.top_right, edge).strip()

    def _role(self, shown: ShownSite) -> StyledText:
        """Return the chair, or a lost site that has the floor; else nothing."""
        words, inks = self._appearance.words, self._appearance.inks
        if shown.is_chair:
            return words("wall.chair").upper(), inks.plain
        if shown.call is not None and shown.call.is_lost_speaker:
            return words("roster.has-floor").upper(), inks.down
        return "", inks.plain

    def _name_ink(self, shown: ShownSite, is_cursor: bool) -> Style:
        inks = self._appearance.inks
        if is_cursor:
            return inks.cursor
        if shown.trouble is Trouble.DOWN:
            return self._text.mark_ink(shown.trouble, is_calm=shown.is_calm)
        return inks.plain if shown.trouble is Trouble.NONE else inks.strong

    def _side(self, inside: Strip, shown: ShownSite, is_cursor: bool) -> Strip:
        glyphs = self._appearance.glyphs
        frame = glyphs.cursor_frame if is_cursor else glyphs.frame
        edge = self._edge(shown, is_cursor)
        return (
            LineWriter(self._width, self._appearance.inks.quiet)
            .write(frame.down, edge)
            .join(inside)
            .write(frame.down, edge)
            .strip()
        )

    def _bottom(self, site: SiteView, shown: ShownSite, is_cursor: bool) -> Strip:
        inks, glyphs = self._appearance.inks, self._appearance.glyphs
        frame = glyphs.cursor_frame if is_cursor else glyphs.frame
        edge = self._edge(shown, is_cursor)
        writer = LineWriter(self._width, inks.quiet).write(frame.bottom_left, edge)
        contact = first_contact(shown.root_alarm, site)
        if shown.trouble > Trouble.WORK and contact is not None:
            number = phone_text(contact, self._width - 3)
            if number:
                writer.write(f"{number} ", inks.strong)
        return writer.skip_to(self._width - 1, frame.across, edge).write(frame.bottom_right, edge).strip()

    def _body(self, site: SiteView, shown: ShownSite, now_utc: float) -> list[Strip]:
        appearance, room = self._appearance, self._height - 2
        cause = self._text.cause(shown)
        lines = [self._state_line(shown, now_utc)]
        lines += [self._writer().write(cause, appearance.inks.plain).strip()] if cause else []
        if expected := self._text.expected(shown):
            is_late = shown.expected is not None and shown.expected[1] < 0
            ink = appearance.inks.down if is_late else appearance.inks.strong
            lines.append(self._writer().write(expected, ink).strip())
        call = self._call_lines(shown, 2 if room >= _PART_LINES else 1)
        if shown.state in (PointState.DOWN, PointState.UNKNOWN):
            lines += [*call, self._line_line(shown)]
            rest = [(self._circuit(site), False), (site.role, False)]
        elif room < _PART_LINES:
            is_short = shown.trouble.is_beside_line and room < _PART_LINES - 1
            figures, parts = [] if is_short else [self._line_line(shown)], [self._parts_line(shown)]
            details = [*figures, *parts, *call] if shown.trouble else [*call, *figures, *parts]
            return [*lines, *details, self._writer().strip()][:room]
        else:
            lines += [self._line_line(shown), *call]
            text = self._text
            found = [text.faulty(shown), text.codec(shown), text.microphone(shown), text.power(shown)]
            shown_already = ("", text.state(shown))
            rest = [part for part in found if part[0] not in shown_already]
            rest += [(site.role, False), (self._circuit(site), False)]
        lines += [self._part_line(*part) for part in rest]
        lines += [self._writer().strip()] * (room - len(lines))
        return lines[:room]

    def _call_lines(self, shown: ShownSite, most: int) -> list[Strip]:
        """Return the lines of its call, `most` at most.

        There are none where it takes no part.
        """
        lines: list[Strip] = []
        rest = 0
        while shown.call is not None and len(lines) < most and (rest or not lines):
            writer = self._writer()
            rest = self._call_text.write(writer, shown.call, rest)
            lines.append(writer.strip())
        return lines

    def _circuit(self, site: SiteView) -> str:
        return self._appearance.glyphs.separator.join(filter(None, (site.carrier, site.circuit)))

    def _writer(self) -> LineWriter:
        return LineWriter(self._width - 2, self._appearance.inks.quiet).skip_to(1)

    def _state_line(self, shown: ShownSite, now_utc: float) -> Strip:
        inks = self._appearance.inks
        writer = self._writer()
        ink = self._text.mark_ink(shown.trouble, is_calm=shown.is_calm)
        writer.write(self._text.shape(shown.state, shown.trouble), ink).write(" ", inks.quiet)
        writer.write(self._text.state(shown), ink).write(self._text.acknowledged(shown), inks.quiet)
        if shown.lasted_s is not None:
            writer.write(" " + self._text.lasted(shown), inks.strong)
        for text in self._times(shown, now_utc):
            if writer.left > cell_len(text):
                writer.write(" " + text, inks.plain if shown.trouble > Trouble.DEVICE else inks.quiet)
        return writer.strip()

    def _times(self, shown: ShownSite, now_utc: float) -> Iterator[str]:
        """Yield the state's beginning, and the age of an old value.

        A narrow tile has the shorter form.
        """
        words, formats = self._appearance.words, self._appearance.formats
        if shown.since_utc is not None and shown.trouble.is_of_line:
            since = formats.since(shown.since_utc, now_utc)
            is_narrow = self._width < _ROOMY
            yield since if is_narrow else words("wall.since", since=since)
        if shown.age_s is not None:
            yield words("wall.age", age=formats.age(shown.age_s))

    def _line_line(self, shown: ShownSite) -> Strip:
        appearance, writer = self._appearance, self._writer()
        ink = self._text.ink(shown.trouble) if shown.trouble is Trouble.POOR else appearance.inks.quiet
        writer.column(self._text.rtt(shown.rtt_ms), _RTT, ink, right=True)
        writer.column(self._text.loss(shown.loss_ratio), _LOSS, ink, right=True).write(
            " ", appearance.inks.quiet
        )
        self._text.write_trend(writer, shown.trend, writer.left - 1)
        return writer.strip()

    def _part_line(self, text: str, is_abnormal: bool) -> Strip:
        inks = self._appearance.inks
        return self._writer().write(text, inks.poor if is_abnormal else inks.quiet).strip()

    def _parts_line(self, shown: ShownSite) -> Strip:
        appearance, writer = self._appearance, self._writer()
        for place, (text, is_abnormal) in enumerate(self._text.parts(shown)):
            writer.write(appearance.glyphs.separator if place else "", appearance.inks.quiet)
            writer.write(text, appearance.inks.poor if is_abnormal else appearance.inks.quiet)
        return writer.strip()
