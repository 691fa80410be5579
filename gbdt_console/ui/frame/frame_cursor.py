"""Keeps which pane of which preview the keys of the frame screen mean."""

from gbdt_console.core.frame.view import BusView, FrameView
from gbdt_console.core.pictures import Bus, Layout


class FrameCursor:
    """Highlights one pane of one preview, while Snapshots come.

    bus: the bus whose preview is meant
    pane: number of the pane, from 0
    """

    def __init__(self) -> None:
        self.bus = Bus.BRANCHES
        self.pane = 0

    def see(self, frame: FrameView) -> None:
        """Take the newest pictures: stay on a bus and a pane that are there."""
        if frame.buses and frame.bus(self.bus) is None:
            self.bus = frame.buses[0].bus
        view = frame.bus(self.bus)
        self.pane = min(self.pane, max(0, panes_of(view) - 1)) if view is not None else 0

    def other_bus(self, frame: FrameView) -> None:
        """Go to the next bus, round and round."""
        buses = [view.bus for view in frame.buses]
        if self.bus in buses:
            self.bus = buses[(buses.index(self.bus) + 1) % len(buses)]
            self.see(frame)

    def move(self, step: int, frame: FrameView) -> None:
        """Go to another pane; never past an end."""
        view = frame.bus(self.bus)
        if view is not None and 0 <= self.pane + step < panes_of(view):
            self.pane += step

    def layout(self, step: int, frame: FrameView) -> Layout | None:
        """Return the layout `step` places from the preview's, round and round.

        None where there is no other.
        """
        view = frame.bus(self.bus)
        if view is None or len(view.layouts) < 2:
            return None
        now = view.preview.layout if view.preview is not None else view.layout
        ids = [layout.id for layout in view.layouts]
        at = ids.index(now) + step if now in ids else 0
        return view.layouts[at % len(ids)]


def panes_of(view: BusView) -> int:
    """Return the number of panes of a bus's preview, 0 where nothing is loaded."""
    if view.preview is None:
        return 0
    layout = next((layout for layout in view.layouts if layout.id == view.preview.layout), None)
    return max(len(layout.boxes) if layout is not None else 0, len(view.preview.seats))
