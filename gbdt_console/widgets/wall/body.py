"""The wall between header and hints: divides its height among pictures, board, trouble list and alarms."""

from textual.app import ComposeResult
from textual.containers import Vertical

from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.wall_scene import WallScene
from gbdt_console.widgets.alarms.panel import AlarmPanel
from gbdt_console.widgets.frame.pictures import Pictures
from gbdt_console.widgets.wall.board import Board
from gbdt_console.widgets.wall.group_board import GroupBoard
from gbdt_console.widgets.wall.layout import divide, divide_groups
from gbdt_console.widgets.wall.trouble_list import TroubleList

SitePicked = Board.SitePicked
"""Posted where the mouse was pressed on a site."""


class WallBody(Vertical):
    """Holds the wall's parts.

    Only a new number of sites or a new size changes the sites' heights; the alarms have what is left.
    """

    DEFAULT_CSS = """
    WallBody Pictures { height: 0; overflow: hidden hidden; }
    WallBody Board { height: 1fr; overflow: hidden auto; scrollbar-size-vertical: 1; }
    WallBody GroupBoard { height: 0; overflow: hidden hidden; }
    WallBody TroubleList { height: 0; overflow: hidden hidden; }
    WallBody AlarmPanel { height: 1fr; overflow: hidden hidden; }
    """

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self.board = Board(appearance)
        self.group_board = GroupBoard(appearance, id="groups")
        self._pictures = Pictures(appearance, id="pictures")
        self._troubles = TroubleList(appearance)
        self._alarms = AlarmPanel(appearance, id="alarms")
        self._key = (0, 0, 0)

    def compose(self) -> ComposeResult:
        yield self._pictures
        yield self.board
        yield self.group_board
        yield self._troubles
        yield self._alarms

    def show(self, scene: WallScene, height: int) -> None:
        """Draw a scene.

        height: the lines that the wall has in a meeting; the sites have no more outside of one, so that they
            stay in their places when it begins
        """
        groups = scene.groups
        self._divide(-1 if groups.is_overview else len(groups.places), height)
        self.board.show(scene.view, scene.site_id, groups.places)
        self._pictures.show_view(scene.view, self.board.names)
        self._show_lists(scene)

    def move_cursor(self, scene: WallScene) -> None:
        """Draw the cursor on another site or group."""
        if scene.site_id is not None:
            self.board.move_cursor(scene.site_id)
        self._show_lists(scene)

    def _show_lists(self, scene: WallScene) -> None:
        self.group_board.show_view(scene.view, scene.groups)
        self._troubles.show_view(scene.view, scene.site_id, self.board.names)
        self._alarms.show_view(scene.view, scene.alarms, self.board.names)

    def _divide(self, count: int, height: int) -> None:
        """Give the parts their heights; a negative `count` stands for groups in place of sites."""
        key = (count, self.app.size.width, height)
        if key == self._key:
            return
        self._key = key
        is_overview = count < 0
        heights = divide_groups(height) if is_overview else divide(count, self.app.size.width, height)
        parts = (
            (self._pictures, heights.pictures),
            (self.board, 0 if is_overview else heights.board),
            (self.group_board, heights.board if is_overview else 0),
            (self._troubles, heights.troubles),
        )
        for widget, lines in parts:
            widget.styles.height = lines
            widget.display = lines > 0
