"""The wall between banner and hints: divides its height among board, trouble list and alarms."""

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Vertical

from gbdt_console.ui.alarms.rows import AlarmCursor
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.view import View
from gbdt_console.widgets.alarms.panel import AlarmPanel
from gbdt_console.widgets.wall.board import Board
from gbdt_console.widgets.wall.layout import divide
from gbdt_console.widgets.wall.trouble_list import TroubleList


@dataclass(frozen=True, slots=True)
class WallRoom:
    """The height of the wall.

    now: the lines it has
    in_meeting: the lines it has in a meeting; the sites have no more outside of one, so that they stay in
        their places when it begins
    """

    now: int
    in_meeting: int


class WallBody(Vertical):
    """Holds the wall's three parts.

    Only a new number of sites or a new size changes the sites' heights; the alarms have what is left.
    """

    DEFAULT_CSS = """
    WallBody Board { height: 1fr; overflow: hidden auto; scrollbar-size-vertical: 1; }
    WallBody TroubleList { height: 0; overflow: hidden hidden; }
    WallBody AlarmPanel { height: 0; overflow: hidden hidden; }
    """

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self.board = Board(appearance)
        self._troubles = TroubleList(appearance)
        self._alarms = AlarmPanel(appearance)
        self._key = (0, 0, WallRoom(0, 0))

    def compose(self) -> ComposeResult:
        yield self.board
        yield self._troubles
        yield self._alarms

    def show(self, view: View, site_id: str | None, alarms: AlarmCursor, room: WallRoom) -> None:
        """Draw a View."""
        self._divide(len(view.snapshot.sites), room)
        self.board.show(view, site_id)
        self._troubles.show_view(view, site_id)
        self._alarms.show_view(view, alarms)

    def move_cursor(self, view: View, site_id: str, alarms: AlarmCursor) -> None:
        """Draw the cursor on another site."""
        self.board.move_cursor(site_id)
        self._troubles.show_view(view, site_id)
        self._alarms.show_view(view, alarms)

    def _divide(self, count: int, room: WallRoom) -> None:
        key = (count, self.app.size.width, room)
        if key == self._key:
            return
        self._key = key
        board, troubles, _ = divide(count, self.app.size.width, room.in_meeting)
        heights = (board, troubles, max(0, room.now - board - troubles))
        for widget, lines in zip((self.board, self._troubles, self._alarms), heights, strict=True):
            widget.styles.height = lines
            widget.display = lines > 0
