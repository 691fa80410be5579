"""The roster: a head that counts and says what is set, three parts, and what was asked of the MCU."""

from collections import Counter

from textual.strip import Strip

from gbdt_console.ui.conference.conference import RosterPart, ShownConference, part_of
from gbdt_console.ui.conference.roster_cursor import RosterCursor
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.drawing.line_writer import LineWriter
from gbdt_console.ui.view import View
from gbdt_console.widgets.conference.call_text import order_words, recording
from gbdt_console.widgets.conference.roster_lines import RosterLine
from gbdt_console.widgets.lines import Lines

_CODES = {
    RosterPart.UNEXPECTED: "roster.unexpected", RosterPart.AWAY: "roster.absent",
    RosterPart.CONNECTED: "roster.connected",
}  # fmt: skip
_ORDERS_LEAST, _HEAD = 3, 2


class RosterSheet(Lines):
    """The highlighted line stays on its line of the screen until a person moves it: who comes or goes moves
    the others around it."""

    def __init__(self, look: Appearance) -> None:
        super().__init__(look, id="roster")
        self._top = 0
        self._held: int | None = None

    def let_go(self) -> None:
        """A person moves the highlight: it may stand on another line."""
        self._held = None

    def show_view(self, view: View, cursor: RosterCursor) -> None:
        """Draw a View."""
        width, height = self.size
        conference = view.conference
        if conference is None or not width or height <= _HEAD + _ORDERS_LEAST:
            return
        orders = self._orders(view, conference, width, max(_ORDERS_LEAST, height // 4))
        room = height - _HEAD - len(orders)
        head = [self._counts(conference, width), self._policy(view, conference, width)]
        self.show([*head, *self._rows(view, conference, cursor, width, room), *orders])

    def _counts(self, conference: ShownConference, width: int) -> Strip:
        look = self._look
        edge = look.glyphs.frame.across
        pen = LineWriter(width, look.inks.edge).write(edge * 2 + " ", look.inks.edge)
        if conference.is_known:
            counts = Counter(map(part_of, conference.rows))
            for place, part in enumerate(RosterPart):
                is_alien = part is RosterPart.UNEXPECTED and counts[part] > 0
                pen.write(look.glyphs.separator if place else "", look.inks.quiet)
                text = look.words(_CODES[part], n=counts[part])
                pen.write(text, look.inks.poor if is_alien else look.inks.strong)
        else:
            pen.write(look.words("roster.unknown"), look.inks.unknown)
        return pen.write(" ", look.inks.edge).skip_to(width, edge, look.inks.edge).strip()

    def _policy(self, view: View, conference: ShownConference, width: int) -> Strip:
        """What is set in the room, or why nothing is known of it."""
        look, words, floor, state = self._look, self._look.words, conference.floor, conference.view.state
        pen = LineWriter(width, look.inks.quiet).write("  ", look.inks.quiet)
        if conference.trouble:
            return pen.write(words(conference.trouble), look.inks.unknown).strip()
        held = {"closed": conference.is_closed, "blocking": floor.is_blocking}
        held |= {"silent": floor.is_silent, "called": bool(floor.upper) and floor.is_called}
        held |= {"dialogue": floor.is_dialogue, "break": floor.is_break}
        said = [words(f"roster.policy.{name}") for name, is_on in held.items() if is_on]
        if conference.is_known and state is not None:
            said += [words("roster.locked")] if state.is_locked else []
        text = look.glyphs.separator.join(said) or words("roster.policy-none")
        pen.write(text, look.inks.plain).write(look.glyphs.separator, look.inks.quiet)
        return pen.write(*recording(look, conference)).strip()

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
        blank = LineWriter(width, self._look.inks.quiet).strip()
        above = [blank] * max(0, -self._top)
        shown = (above + lines[max(0, self._top) :])[:room]
        return shown + [blank] * (room - len(shown))

    def _all(
        self, view: View, conference: ShownConference, cursor: RosterCursor, width: int
    ) -> tuple[list[Strip], int]:
        """Every line under the heading of its part, and on which the highlighted one is."""
        look, painter = self._look, RosterLine(self._look, width)
        lines: list[Strip] = []
        at, part = 0, None
        for row in cursor.rows:
            if part_of(row) is not part:
                part = part_of(row)
                heading = look.words(f"roster.part.{part.name.lower()}")
                lines.append(
                    LineWriter(width, look.inks.quiet).write(f"  {heading}", look.inks.quiet).strip()
                )
            is_cursor = row is cursor.row
            at = len(lines) if is_cursor else at
            lines.append(painter.paint(row, conference, view, is_cursor=is_cursor))
        return lines, at

    def _orders(self, view: View, conference: ShownConference, width: int, height: int) -> list[Strip]:
        """What is under way and what ended badly, each alone, so that each can be asked again alone."""
        look, edge = self._look, self._look.glyphs.frame.across
        orders = (*conference.view.orders, *view.room_orders)
        title = look.words("roster.orders", n=len(orders)) if orders else look.words("roster.orders-none")
        pen = LineWriter(width, look.inks.edge).write(edge * 2, look.inks.edge)
        lines = [pen.write(f" {title} ", look.inks.strong).skip_to(width, edge, look.inks.edge).strip()]
        for order in orders[: height - 1]:
            text, ink = order_words(look, view, order)
            lines.append(
                LineWriter(width, look.inks.quiet).write("  ", look.inks.quiet).write(text, ink).strip()
            )
        return lines + [LineWriter(width, look.inks.quiet).strip()] * (height - len(lines))
