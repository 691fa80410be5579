"""Names the layouts that a Meeting Server offers, and draws those that always have the same panes.

The number of panes of `allEqual`, `automatic`, `onePlusN`, `stacked` and `telepresence` follows the number of
participants.
"""

from gbdt_console.core.pictures import Layout
from gbdt_console.devices.boxes import corner, grid

LAYOUTS = (
    Layout("speakerOnly", boxes=grid(1, 1)),
    Layout("onePlusFive", boxes=corner(3)),
    Layout("onePlusSeven", boxes=corner(4)),
    Layout("onePlusNine", boxes=corner(5)),
    Layout("allEqualQuarters", boxes=grid(2, 2)),
    Layout("allEqualNinths", boxes=grid(3, 3)),
    Layout("allEqualSixteenths", boxes=grid(4, 4)),
    Layout("allEqualTwentyFifths", boxes=grid(5, 5)),
    *(Layout(name) for name in ("allEqual", "automatic", "onePlusN", "stacked", "telepresence")),
)

_BY_ID = {layout.id: layout for layout in LAYOUTS}


def is_offered(layout: str) -> bool:
    return layout in _BY_ID


def pane_count(layout: str) -> int | None:
    """Return how many panes a layout has; None where that is not known."""
    found = _BY_ID.get(layout)
    return len(found.boxes) or None if found is not None else None
