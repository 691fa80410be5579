"""The roster: a head with counts and settings, the participants in three parts, and the open orders."""

from collections import Counter
from collections.abc import Sequence

from textual.strip import Strip

from gbdt_console.ui.conference.conference import RosterPart, ShownConference, part_of
from gbdt_console.ui.conference.key_targets import RosterCursor
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.drawing.line_writer import LineWriter, StyledText, rows_and_headings, titled
from gbdt_console.ui.view import View
from gbdt_console.widgets.conference.call_text import CallText
from gbdt_console.widgets.conference.roster_lines import RosterLine
from gbdt_console.widgets.lines import Lines

_CODES = {
    RosterPart.UNEXPECTED: "roster.unexpected", RosterPart.AWAY: "roster.absent",
    RosterPart.CONNECTED: "roster.connected",
}  # fmt: skip
_ORDERS_LEAST, _HEAD = 3, 2
"""Least height of the orders, and height of the head, lines."""


class RosterSheet(Lines):
    """Shows the roster.

    The highlighted row keeps its line of the screen until a person moves it.

    A participant that comes or goes moves the rows around it.
    """

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance, id="roster")
        self._call_text = CallText(appearance)
        self._top = 0
        self._held: int | None = None

    def release_cursor(self) -> None:
        """Allow the highlighted row on another line: a person moves it."""
        self._held = None

    def show_view(self, view: View, cursor: RosterCursor, going_up: Sequence[StyledText]) -> None:
        """Draw a View; `going_up` is what the upper level sees and hears of us."""
        width, height = self.size
        conference = view.conference
        if conference is None or not width or height <= _HEAD + _ORDERS_LEAST:
            return
        orders = self._orders(view, conference, width, max(_ORDERS_LEAST, height // 4))
        room = height - _HEAD - len(orders)
        head = [self._counts(conference, width), self._policy(view, conference, width)]
        if going_up:
            head, room = [*head, self._going_up(going_up, width)], room - 1
        self.show([*head, *self._rows(view, conference, cursor, width, room), *orders])

    def _counts(self, conference: ShownConference, width: int) -> Strip:
        inks, words, glyphs = self._appearance.inks, self._appearance.words, self._appearance.glyphs
        edge = glyphs.frame.across
        writer = LineWriter(width, inks.edge).write(edge * 2 + " ", inks.edge)
        if conference.is_known:
            counts = Counter(map(part_of, conference.rows))
            for place, part in enumerate(RosterPart):
                is_alien = part is RosterPart.UNEXPECTED and counts[part] > 0
                writer.write(glyphs.separator if place else "", inks.quiet)
                text = words(_CODES[part], n=counts[part])
                writer.write(text, inks.poor if is_alien else inks.strong)
        else:
            writer.write(words("roster.unknown"), inks.unknown)
        return writer.write(" ", inks.edge).skip_to(width, edge, inks.edge).strip()

    def _going_up(self, texts: Sequence[StyledText], width: int) -> Strip:
        """Return what the upper level sees and hears of us, on one line."""
        inks, between = self._appearance.inks, self._appearance.glyphs.separator
        writer = LineWriter(width, inks.quiet).write(
            f"  {self._appearance.words('upper.up.short')} ", inks.quiet
        )
        for place, text in enumerate(texts):
            writer.write(between if place else "", inks.quiet).write(*text)
        return writer.strip()

    def _policy(self, view: View, conference: ShownConference, width: int) -> Strip:
        """Return the conference's settings, or why they are unknown."""
        words, inks, glyphs = self._appearance.words, self._appearance.inks, self._appearance.glyphs
        floor, state = conference.floor, conference.view.state
        writer = LineWriter(width, inks.quiet).write("  ", inks.quiet)
        if conference.blocked_reason:
            return writer.write(words(conference.blocked_reason), inks.unknown).strip()
        held = {"closed": conference.is_closed, "blocking": floor.is_blocking}
        held |= {"silent": floor.is_silent, "called": bool(floor.upper) and floor.is_called}
        held |= {"dialogue": floor.is_dialogue, "break": floor.is_break}
        settings = [words(f"roster.policy.{name}") for name, is_on in held.items() if is_on]
        if conference.is_known and state is not None:
            settings += [words("roster.locked")] if state.is_locked else []
        settings = [*(settings or [words("roster.policy-none")]), *self._call_text.profile(view)]
        text = glyphs.separator.join(settings)
        writer.write(text, inks.plain).write(glyphs.separator, inks.quiet)
        writer.write(*self._call_text.recording(conference))
        if conference.view.is_protected is False:
            writer.write(glyphs.separator, inks.quiet).write(words("roster.unprotected.short"), inks.suspect)
        if view.frame is not None and view.frame.is_mixer_protected is False:
            writer.write(glyphs.separator, inks.quiet).write(words("frame.unprotected.short"), inks.suspect)
        return writer.strip()

    def _rows(
        self, view: View, conference: ShownConference, cursor: RosterCursor, width: int, room: int
    ) -> list[Strip]:
        lines, at = self._all(view, conference, cursor, width)
        if self._held is not None and 0 <= self._held < room:
            self._top = at - self._held
        else:
            most = max(0, len(lines) - room)
            self._top = max(0, min(self._top, at - 1, most))
            self._top = max(self._top, at - room + 1)
        self._held = at - self._top if cursor.rows else None
        blank = LineWriter(width, self._appearance.inks.quiet).strip()
        above = [blank] * max(0, -self._top)
        shown = (above + lines[max(0, self._top) :])[:room]
        return shown + [blank] * (room - len(shown))

    def _all(
        self, view: View, conference: ShownConference, cursor: RosterCursor, width: int
    ) -> tuple[list[Strip], int]:
        """Return all lines with headings, and the highlighted one's index."""
        painter = RosterLine(self._appearance, width)
        return rows_and_headings(
            self._appearance,
            width,
            cursor,
            lambda row: f"roster.part.{part_of(row).name.lower()}",
            lambda row, is_cursor: painter.paint(row, conference, view, is_cursor=is_cursor),
        )

    def _orders(self, view: View, conference: ShownConference, width: int, height: int) -> list[Strip]:
        """Return a line for each order under way or failed."""
        inks, words = self._appearance.inks, self._appearance.words
        orders = (*conference.view.orders, *view.room_orders)
        title = words("roster.orders", n=len(orders)) if orders else words("roster.orders-none")
        lines = [titled(self._appearance, width, (title, inks.strong))]
        for order in orders[: height - 1]:
            text, ink = self._call_text.order(view, order)
            lines.append(LineWriter(width, inks.quiet).write("  ", inks.quiet).write(text, ink).strip())
        return lines + [LineWriter(width, inks.quiet).strip()] * (height - len(lines))
