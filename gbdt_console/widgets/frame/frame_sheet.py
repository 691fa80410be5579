"""The frame screen: both buses on air and in preview, layouts, what an undo brings back, and content."""

from textual.strip import Strip

from gbdt_console.ui.frame.frame_cursor import FrameCursor
from gbdt_console.widgets.frame.bus_boxes import bus_preview_box, program_box
from gbdt_console.widgets.frame.bus_text import BusText
from gbdt_console.widgets.frame.frame_lists import frame_lists
from gbdt_console.widgets.frame.picture_box import BoxHead, beside, listed
from gbdt_console.widgets.lines import Lines

_LIST_LINES = 6
"""Least height of layouts, undo and content below the pictures."""
_LIST_SHARE = 3
"""The lists have one of so many parts of the height."""


class FrameSheet(Lines):
    @property
    def lists_height(self) -> int:
        return max(_LIST_LINES, self.size.height // _LIST_SHARE)

    def show_text(self, text: BusText, cursor: FrameCursor) -> None:
        view = text.view
        width, height = self.size
        if not width or height < _LIST_LINES * 2:
            return
        frame = view.frame
        if frame is None or not frame.buses:
            said = "frame-screen.no-meeting" if view.snapshot.meeting is None else "frame-screen.none"
            head = BoxHead(self.words("frame-screen.title"))
            self.show(listed(self.look, (width, height), head, [(self.words(said), self.inks.quiet)]))
            return
        lists = self.lists_height
        rows: list[Strip] = []
        left, half = height - lists, width // 2
        for place, bus in enumerate(frame.buses):
            lines = left // (len(frame.buses) - place)
            left -= lines
            pane = cursor.pane if bus.bus is cursor.bus else None
            preview = bus_preview_box(text, frame, bus, (width - half, lines), pane)
            boxes = program_box(text, bus, half, lines), preview
            rows += beside(boxes, width, self.inks.plain)
        self.show([*rows, *frame_lists(text, frame, cursor, (width, lists))])
