"""The roster: a head with counts and settings, the participants in three parts, and the open orders."""

from collections.abc import Sequence

from textual.strip import Strip

from gbdt_console.ui.conference.conference import ShownConference, part_of
from gbdt_console.ui.conference.key_targets import RosterCursor
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.drawing.line_writer import LineWriter, StyledText, row_steps, rows_and_headings
from gbdt_console.ui.view import View
from gbdt_console.widgets.conference.room_facts import RoomFacts
from gbdt_console.widgets.conference.roster_lines import RosterLine
from gbdt_console.widgets.lines import Lines

_ORDERS_LEAST, _HEAD = 3, 2
"""Least height of the orders, and height of the head, lines."""


class RosterSheet(Lines):
    """Shows the roster. The highlighted row keeps its line of the screen until a person moves it.

    A participant that comes or goes moves the rows around it.
    """

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance, id="roster")
        self._facts = RoomFacts(appearance)
        self._top = 0
        self._held: int | None = None
        self._shown: dict[int, int] = {}

    def release_cursor(self) -> None:
        """Allow the highlighted row on another line: a person moves it."""
        self._held = None

    def show_view(self, view: View, cursor: RosterCursor, going_up: Sequence[StyledText]) -> None:
        """Draw a View; `going_up` is what the upper level sees and hears of us."""
        width, height = self.size
        conference = view.conference
        if conference is None or not width or height <= _HEAD + _ORDERS_LEAST:
            return
        orders = self._facts.orders(view, conference, width, max(_ORDERS_LEAST, height // 4))
        head = self._facts.head(view, conference, going_up, width)
        room = height - len(head) - len(orders)
        self.show([*head, *self._rows(view, conference, cursor, width, room), *orders])
        self.steps = {len(head) + line: step for line, step in self._shown.items() if 0 <= line < room}

    def _rows(
        self, view: View, conference: ShownConference, cursor: RosterCursor, width: int, room: int
    ) -> list[Strip]:
        lines, at, headings = self._all(view, conference, cursor, width)
        if self._held is not None and 0 <= self._held < room:
            self._top = at - self._held
        else:
            most = max(0, len(lines) - room)
            self._top = max(0, min(self._top, at - 1, most))
            self._top = max(self._top, at - room + 1)
        self._held = at - self._top if cursor.rows else None
        self._shown = row_steps(-self._top, len(lines), at, headings) if cursor.rows else {}
        blank = LineWriter(width, self.inks.quiet).strip()
        above = [blank] * max(0, -self._top)
        shown = (above + lines[max(0, self._top) :])[:room]
        hidden = [one for one in headings if one < self._top]
        if hidden and self._top not in headings:  # the highlighted row is never the first line
            shown[0] = self._heading(lines[hidden[-1]], self._top + 1 - len(hidden), width)
        return shown + [blank] * (room - len(shown))

    def _heading(self, heading: Strip, above: int, width: int) -> Strip:
        """Return the heading of a part that begins above, and how many rows stand there."""
        quiet = self.inks.quiet
        text = f"{heading.text.rstrip()}  {self.glyphs.arrows[0]}{above}"
        return LineWriter(width, quiet).write(text, quiet).strip()

    def _all(
        self, view: View, conference: ShownConference, cursor: RosterCursor, width: int
    ) -> tuple[list[Strip], int, list[int]]:
        """Return all lines, the highlighted one's index, and those of the headings."""
        painter = RosterLine(self.look, width)
        return rows_and_headings(
            self.look,
            width,
            cursor,
            lambda row: f"roster.part.{part_of(row).name.lower()}",
            lambda row, is_cursor: painter.paint(row, conference, view, is_cursor=is_cursor),
        )
