"""Finds the cells of a screen that a sentence of the demonstration's tour is about."""

from textual.geometry import Region
from textual.screen import ModalScreen, Screen

from gbdt_console.ui.tour import Part
from gbdt_console.widgets.checklist.board import ChecklistBoard
from gbdt_console.widgets.chrome.tour_strip import TourStrip
from gbdt_console.widgets.frame.frame_sheet import FrameSheet
from gbdt_console.widgets.shutdown.list import ShutdownList
from gbdt_console.widgets.wall.board import Board


def cells_about(screen: Screen[object], about: Part | None) -> list[Region]:
    """Return the cells of a part of the screen; of the dialog where one is open."""
    if about is None or isinstance(screen, ModalScreen):
        boxes = screen.children if isinstance(screen, ModalScreen) else ()
        return [box.region for box in boxes if not isinstance(box, TourStrip)]
    widgets = list(screen.query(about.value))
    if about is Part.CURSOR:
        return [board.cursor_region for board in widgets if isinstance(board, Board)]
    if about is Part.LISTS:
        sheets = (sheet for sheet in widgets if isinstance(sheet, FrameSheet))
        return [sheet.region.shrink((sheet.size.height - sheet.lists_height, 0, 0, 0)) for sheet in sheets]
    if about is Part.ROWS:
        return [board.rows_region for board in widgets if isinstance(board, ChecklistBoard)]
    if about is Part.STEPS:
        lists = (steps for steps in widgets if isinstance(steps, ShutdownList))
        return [region for steps in lists for region in steps.meant_regions]
    return [widget.region for widget in widgets if widget.display]
