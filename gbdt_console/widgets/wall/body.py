"""The wall between header and hints: divides its height among pictures, board, trouble list and alarms."""

from textual.app import ComposeResult
from textual.containers import Vertical

from gbdt_console.ui.alarms.rows import AlarmCursor
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.view import View
from gbdt_console.widgets.alarms.panel import AlarmPanel
from gbdt_console.widgets.frame.pictures import Pictures
from gbdt_console.widgets.wall.board import Board
from gbdt_console.widgets.wall.layout import divide
from gbdt_console.widgets.wall.trouble_list import TroubleList


class WallBody(Vertical):
    """Holds the wall's parts.

    Only a new number of sites or a new size changes the sites' heights; the alarms have what is left.
    """

    DEFAULT_CSS = """
    WallBody Pictures { height: 0; overflow: hidden hidden; }
    WallBody Board { height: 1fr; overflow: hidden auto; scrollbar-size-vertical: 1; }
    WallBody TroubleList { height: 0; overflow: hidden hidden; }
    WallBody AlarmPanel { height: 1fr; overflow: hidden hidden; }
    """

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self.board = Board(appearance)
        self._pictures = Pictures(appearance, id="pictures")
        self._troubles = TroubleList(appearance)
        self._alarms = AlarmPanel(appearance, id="alarms")
        self._key = (0, 0, 0)

    def compose(self) -> ComposeResult:
        yield self._pictures
        yield self.board
        yield self._troubles
        yield self._alarms

    def show(
        self, view: View, site_id: str | None, alarms: AlarmCursor, height: int, *, is_observer: bool
    ) -> None:
        """Draw a View.

        height: the lines that the wall has in a meeting; the sites have no more outside of one, so that they
            stay in their places when it begins
        is_observer: whether no keys are named
        """
        self._divide(len(view.snapshot.sites), height)
        self.board.show(view, site_id)
        self._pictures.show_view(view, self.board.names, is_observer=is_observer)
        self._troubles.show_view(view, site_id, self.board.names)
        self._alarms.show_view(view, alarms, self.board.names)

    def move_cursor(self, view: View, site_id: str, alarms: AlarmCursor) -> None:
        """Draw the cursor on another site."""
        self.board.move_cursor(site_id)
        self._troubles.show_view(view, site_id, self.board.names)
        self._alarms.show_view(view, alarms, self.board.names)

    def _divide(self, count: int, height: int) -> None:
        key = (count, self.app.size.width, height)
        if key == self._key:
            return
        self._key = key
        heights = divide(count, self.app.size.width, height)
        parts = (
            (self._pictures, heights.pictures),
            (self.board, heights.board),
            (self._troubles, heights.troubles),
        )
        for widget, lines in parts:
            widget.styles.height = lines
            widget.display = lines > 0
