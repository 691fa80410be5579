"""Paints one site as a framed tile of at least 25 x 4 cells.

A normal site has only its microphone, in a conference, and its round trip.
"""

from dataclasses import replace

from rich.cells import cell_len
from rich.style import Style
from textual.strip import Strip

from gbdt_console.core.site_view import SiteView
from gbdt_console.core.trouble import Trouble
from gbdt_console.ui.alarms.contacts import first_callee
from gbdt_console.ui.drawing.appearance import Appearance, Painter
from gbdt_console.ui.drawing.line_writer import LineWriter, StyledText
from gbdt_console.ui.shown_site import ShownSite
from gbdt_console.ui.site_names import NO_NAMES, SiteNames
from gbdt_console.widgets.conference.call_text import CallText
from gbdt_console.widgets.site_text import SiteText

_RTT = 8
"""Room that the chair's role leaves for a round trip, cells."""
_ROOMY = 32
"""Width from which part in the conference and round trip share a line."""


class TilePainter(Painter):
    def __init__(self, appearance: Appearance, width: int, height: int, names: SiteNames = NO_NAMES) -> None:
        """`names` are those of the network; a site of another one has its own, cut at the end."""
        self._names = names
        super().__init__(appearance)
        self._text = SiteText(appearance)
        self._call_text = CallText(appearance)
        self._width = width
        self._height = height
        self._room = width - 4  # a line inside the frame has a blank on both sides

    def paint(self, site: SiteView, shown: ShownSite, *, is_cursor: bool) -> tuple[Strip, ...]:
        body = self._body(site, self._without_role(site, shown))
        rows = [self._top(site, shown, is_cursor)]
        rows += [self._side(line, shown, is_cursor) for line in body]
        rows.append(self._bottom(site, shown, is_cursor))
        return tuple(rows)

    def _edge(self, shown: ShownSite, is_cursor: bool) -> Style:
        if is_cursor:
            return self.inks.accent
        return self.inks.edge if shown.trouble <= Trouble.DEVICE else self._text.ink(shown.trouble)

    def _top(self, site: SiteView, shown: ShownSite, is_cursor: bool) -> Strip:
        frame = self.glyphs.cursor_frame if is_cursor else self.glyphs.frame
        edge = self._edge(shown, is_cursor)
        writer = LineWriter(self._width, self.inks.quiet).write(frame.top_left, edge)
        writer.write(f" {site.number} {self._name(site)} ", self._name_ink(shown, is_cursor))
        role, role_ink = self._role(shown)
        if role and self._has_role_on_top(site, role):
            writer.skip_to(self._width - 4 - cell_len(role), frame.across, edge).write(f" {role} ", role_ink)
        return writer.skip_to(self._width - 1, frame.across, edge).write(frame.top_right, edge).strip()

    def _without_role(self, site: SiteView, shown: ShownSite) -> ShownSite:
        """Leave out of a lost site's call that it has the floor, where the frame says it."""
        call, (role, _) = shown.call, self._role(shown)
        if call is None or not call.is_lost_speaker or not self._has_role_on_top(site, role):
            return shown
        return replace(shown, call=replace(call, is_speaker=False))

    def _has_role_on_top(self, site: SiteView, role: str) -> bool:
        """Return whether the frame has room for the role whole, beside the whole name."""
        return cell_len(f" {site.number} {self._name(site)}  {role} ") <= self._width - 5

    def _name(self, site: SiteView) -> str:
        digits = max(self._names.digits, len(str(site.number)))
        return self._names.shown(site, self._width - 5 - digits)

    def _role(self, shown: ShownSite) -> StyledText:
        """Return the chair, or a lost site that has the floor; else nothing."""
        if shown.is_chair:
            return self.words("wall.chair").upper(), self.inks.plain
        if shown.call is not None and shown.call.is_lost_speaker:
            return self.words("roster.has-floor").upper(), self.inks.down
        return "", self.inks.plain

    def _name_ink(self, shown: ShownSite, is_cursor: bool) -> Style:
        if is_cursor:
            return self.inks.cursor
        if shown.trouble is Trouble.DOWN:
            return self._text.shown_ink(shown)
        return self.inks.plain if shown.trouble is Trouble.NONE else self.inks.strong

    def _side(self, inside: Strip, shown: ShownSite, is_cursor: bool) -> Strip:
        frame = self.glyphs.cursor_frame if is_cursor else self.glyphs.frame
        edge = self._edge(shown, is_cursor)
        return (
            LineWriter(self._width, self.inks.quiet)
            .write(frame.down, edge)
            .join(inside)
            .write(frame.down, edge)
            .strip()
        )

    def _bottom(self, site: SiteView, shown: ShownSite, is_cursor: bool) -> Strip:
        frame = self.glyphs.cursor_frame if is_cursor else self.glyphs.frame
        edge = self._edge(shown, is_cursor)
        writer = LineWriter(self._width, self.inks.quiet).write(frame.bottom_left, edge)
        callee = None if shown.is_unanswered else first_callee(shown.root_alarm, site)
        if shown.trouble > Trouble.WORK and callee is not None:
            number = self._text.phone(callee, self._width - 5)
            if number:
                writer.write(f" {number} ", self.inks.strong)
        return writer.skip_to(self._width - 1, frame.across, edge).write(frame.bottom_right, edge).strip()

    def _body(self, site: SiteView, shown: ShownSite) -> list[Strip]:
        """Return the lines inside the frame: what is wrong, and one line of call and figures."""
        inks, room = self.look.inks, self._height - 2
        is_late = shown.expected is not None and shown.expected[1] < 0
        wrong = (
            (self.look.glyphs.separator.join(self._text.abnormal(shown)), inks.poor),
            (self._text.cause(shown), inks.plain),
            (self._text.expected(shown), inks.down if is_late else inks.strong),
        )
        lines = [self._writer().write(text, ink).strip() for text, ink in wrong if text]
        is_figures_first = shown.trouble in (Trouble.NONE, Trouble.MEETING, Trouble.POOR)
        figures, rest = self._figures_lines(site, shown)
        lines = [*figures, *lines] if is_figures_first else [*lines, *figures]
        if shown.trouble:
            lines.insert(0, self._state_line(shown))
        lines += [self._call_line(shown, rest, "")[0].strip()] if rest else []
        lines += [self._writer().write(text, inks.quiet).strip() for text in self._behind(shown)]
        return [*lines, *[self._writer().strip()] * (room - len(lines))][:room]

    def _behind(self, shown: ShownSite) -> tuple[str, ...]:
        """Return who is behind its call leg; or what is known of it behind another's, and whose that is."""
        if shown.through is not None:
            leg, state = shown.through
            return self.words(f"member.one.{state}"), self.words("member.leg", leg=leg)
        names = ", ".join(member.name for member, _ in shown.members)
        return (self.words("member.all", members=names),) if names else ()

    def _state_line(self, shown: ShownSite) -> Strip:
        """Return the state, for how long it has lasted at the right side, and the age of an old value."""
        ink = self._text.shown_ink(shown)
        writer = self._writer()
        lasted = self._text.lasted(shown)
        state = LineWriter(self._room - cell_len(lasted) - (1 if lasted else 0), self.inks.quiet)
        state.write(self._text.shape(shown.state, shown.trouble), ink).write(" ", self.inks.quiet)
        state.write(self._text.state_within(shown, state.left), ink)
        state.write(self._text.acknowledged(shown), self.inks.quiet)
        if shown.age_s is not None:
            age = " " + self.words("wall.age", age=self.formats.age(shown.age_s))
            state.write(age if cell_len(age) <= state.left else "", self.inks.plain)
        writer.join(state.strip())
        return self._at_right(writer, lasted, self.inks.strong)

    def _figures_lines(self, site: SiteView, shown: ShownSite) -> tuple[list[Strip], int]:
        """Return the part in the conference, and at the right side the round trip.

        These are two lines in a conference where the tile is narrow. Beside them the first part of the call
        that is left, 0 where none is.
        """
        inks, text = self.look.inks, self._text
        is_poor = shown.trouble is Trouble.POOR
        figures = "" if shown.rtt_ms is None else text.rtt(shown.rtt_ms)
        if is_poor:
            figures = f"{figures}  {text.loss(shown.loss_ratio)}".strip()
        ink = inks.poor if is_poor else inks.quiet
        is_split = shown.call is not None and self._width < _ROOMY
        first, rest = self._call_line(shown, 0, "" if is_split else figures)
        if not is_split:
            return [self._at_right(self._with_role(first, site, shown), figures, ink)], rest
        second, rest = self._call_line(shown, rest, figures) if rest else (self._writer(), 0)
        second = self._with_role(second, site, shown)
        is_blank = second.at == 1 and not figures
        return [first.strip(), *([] if is_blank else [self._at_right(second, figures, ink)])], rest

    def _call_line(self, shown: ShownSite, begin: int, figures: str) -> tuple[LineWriter, int]:
        """Write the parts of the call from `begin` on, and leave room for the figures.

        Return the first part that is left, 0 where none is.
        """
        line = LineWriter(self._room - (cell_len(figures) + 1 if figures else 0), self.inks.quiet)
        rest = 0 if shown.call is None else self._call_text.write(line, shown.call, begin)
        if shown.trouble is Trouble.NONE:
            line.write(self._text.off(shown), self.inks.quiet)
        return self._writer().join(line.written()), rest

    def _with_role(self, writer: LineWriter, site: SiteView, shown: ShownSite) -> LineWriter:
        """Add the chair's role where the frame has no room for it and the line has."""
        role, ink = self._role(shown)
        between = self.glyphs.separator if writer.at > 1 else ""
        is_told = not shown.is_chair or self._has_role_on_top(site, role)
        if not is_told and cell_len(between + role) + _RTT <= writer.left:
            writer.write(between, self.inks.quiet).write(role, ink)
        return writer

    def _at_right(self, writer: LineWriter, text: str, ink: Style) -> Strip:
        return writer.skip_to(1 + self._room - cell_len(text)).write(text, ink).strip()

    def _writer(self) -> LineWriter:
        return LineWriter(self._width - 2, self.inks.quiet).skip_to(1)
