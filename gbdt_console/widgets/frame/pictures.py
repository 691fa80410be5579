"""The pictures on top of the wall: both programs, preview, floor, microphones and orders."""

from functools import cached_property
from itertools import pairwise

from textual.strip import Strip

from gbdt_console.ui.site_names import SiteNames
from gbdt_console.ui.view import View
from gbdt_console.widgets.frame.bus_boxes import preview_box, program_box, reported_box
from gbdt_console.widgets.frame.bus_text import BusText
from gbdt_console.widgets.frame.list_boxes import floor_box, meeting_box, orders_box, others_of
from gbdt_console.widgets.frame.picture_box import NOTHING, beside
from gbdt_console.widgets.frame.to_come import ToCome
from gbdt_console.widgets.lines import Lines

_WIDE = 160
"""Width from which microphones and orders have a box of their own."""


class Pictures(Lines):
    """Shows a row of boxes in a meeting, and that there is none outside of one.

    The number of boxes depends on size and configuration only.
    """

    @cached_property
    def _to_come(self) -> ToCome:
        return ToCome(self.look)

    def show_view(self, view: View, names: SiteNames) -> None:
        width, height = self.size
        if not width or height < 3:
            return
        text = BusText(self.look, view, names)
        if view.snapshot.meeting is None:
            size = width, height
            self.show(self._to_come.boxes(text, size) if width >= _WIDE else meeting_box(text, size))
        elif view.conference is None and view.frame is None:
            half = width // 2
            boxes = [meeting_box(text, (half, height)), floor_box(text, (width - half, height))]
            self.show(beside(boxes, width, self.inks.plain))
        else:
            self.show(self._row(text, width, height))

    def _row(self, text: BusText, width: int, height: int) -> list[Strip]:
        """Return programs, preview, floor and orders, `height` lines of `width` cells."""
        buses = text.view.frame.buses if text.view.frame is not None else ()
        is_wide = width >= _WIDE
        count = (len(buses) or 1) + (3 if is_wide else 2)
        rooms = [end - begin for begin, end in pairwise(width * place // count for place in range(count + 1))]
        boxes = [program_box(text, bus, room, height) for bus, room in zip(buses, rooms, strict=False)]
        boxes = boxes or [reported_box(text, rooms[0], height)]
        boxes.append(preview_box(text, rooms[len(boxes)], height))
        others = others_of(text, rooms[-1] - 4, is_whole=is_wide)
        remark = others[0] if others and not is_wide else NOTHING
        boxes.append(floor_box(text, (rooms[len(boxes)], height), remark))
        if is_wide:
            boxes.append(orders_box(text, (rooms[-1], height), others))
        return beside(boxes, width, self.inks.plain)
