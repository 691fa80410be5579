"""A widget of finished lines that repaints only the cells that changed."""

from collections.abc import Mapping, Sequence

from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip

from gbdt_console.ui.drawing.appearance import Appearance, Painter
from gbdt_console.ui.drawing.line_writer import changed_span
from gbdt_console.widgets.still_scroll import StillScroll


class Lines(StillScroll, Painter, can_focus=False):
    """Shows the lines that it was last given, scrolled if need be.

    is_painted: whether a picture was made with the lines that it was last given
    steps: for each line that is a row of a list, how many rows below the highlighted one it stands
    """

    class Picked(Message):
        """The mouse asks for the row `step` places below the highlighted one: it selects, and never acts."""

        def __init__(self, step: int) -> None:
            super().__init__()
            self.step = step

    class Resized(Message):
        """The widget's size changed, so its lines must be made again."""

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, Lines.Resized)

    def __init__(self, appearance: Appearance, *, id: str) -> None:
        super().__init__(id=id)
        Painter.__init__(self, appearance)
        self._lines: list[Strip] = []
        self.is_painted = True
        self.steps: Mapping[int, int] = {}

    def on_resize(self) -> None:
        self.screen.post_message(self.Resized())

    def on_mouse_down(self, event: events.MouseDown) -> None:
        step = self.steps.get(event.y + self.scroll_offset.y)
        if step is not None:
            self.post_message(self.Picked(step))

    def on_mouse_scroll_down(self) -> None:
        if self.steps:
            self.post_message(self.Picked(1))

    def on_mouse_scroll_up(self) -> None:
        if self.steps:
            self.post_message(self.Picked(-1))

    def show(self, lines: Sequence[Strip]) -> None:
        """Take new lines and repaint the cells that differ."""
        before, self._lines = self._lines, list(lines)
        width = max((line.cell_length for line in lines), default=0)
        if len(before) != len(self._lines) or self.virtual_size.width != width:
            self.virtual_size = Size(width, len(self._lines))
            self.is_painted = False
            self.refresh()
            return
        top = self.scroll_offset.y
        regions = [
            Region(span[0], y - top, span[1] - span[0], 1)
            for y, (old, new) in enumerate(zip(before, self._lines, strict=True))
            if 0 <= y - top < self.size.height and (span := changed_span(old, new))
        ]
        if regions:
            self.is_painted = False
            self.refresh(*regions)

    def render_line(self, y: int) -> Strip:
        self.is_painted = True
        at = y + self.scroll_offset.y
        if at >= len(self._lines):
            return Strip.blank(self.size.width, self.inks.plain)
        return self._lines[at].adjust_cell_length(self.size.width, self.inks.plain)
