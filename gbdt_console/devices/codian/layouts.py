"""Names the MCU's layouts and draws those whose panes are known.

The API guide numbers the layouts and shows them as drawings; the MCU cannot be asked which it has. The full
screen and what is a grid come from Shongo's table of them, the numbers of panes of 8, 9 and 43 from a
controller that chooses them by the number of participants, and the family view of 20 panes from the
administrator's guide ('5 x 4'). The numbers of small panes in 5, 6 and 7 are not certain. A layout that is
not drawn here is offered by its number alone.
"""

import re

from gbdt_console.core.pictures import Box, Layout
from gbdt_console.devices.boxes import corner, grid

MOST_PANES = 20
"""Limit of panes in the MCU's largest layout."""

_GRIDS = {1: (1, 1), 2: (2, 2), 3: (3, 3), 4: (4, 4), 8: (3, 2), 9: (4, 3), 43: (5, 4)}
"""Columns and rows of each grid."""

_CORNERS = {5: 3, 6: 4, 7: 5}
"""Columns of each layout with a large pane in the upper left corner and small ones right and below."""

_MOST_LAYOUTS = 59
"""The highest number that is offered: clients use numbers up to 53."""


def _boxes(number: int) -> tuple[Box, ...]:
    if number in _GRIDS:
        return grid(*_GRIDS[number])
    return corner(_CORNERS[number]) if number in _CORNERS else ()


def layout_id(number: int) -> str:
    """Return the MCU's own word for a layout."""
    return f"layout{number}"


def layout_number(layout: str) -> int | None:
    """Return the number in such a word; None for any other, such as 'family2'."""
    found = re.fullmatch(r"layout([1-9][0-9]?)", layout)
    return int(found[1]) if found else None


OWN = "default"
"""The MCU's word for its own choice of layout and panes: the conference's custom layout is not in use."""

_NUMBERED = tuple(Layout(layout_id(n), boxes=_boxes(n)) for n in range(1, _MOST_LAYOUTS + 1))
_DRAWN, _UNDRAWN = ([one for one in _NUMBERED if bool(one.boxes) is is_drawn] for is_drawn in (True, False))
LAYOUTS = (Layout(OWN), *_DRAWN, *_UNDRAWN)
"""What is offered: the MCU's own choice, in which a meeting begins, then the drawn ones, then the others.

So two keys lead from the begin of a meeting to four pictures.
"""


def is_own_choice(layout: str) -> bool:
    """Tell whether the MCU fills all panes of that layout itself: the default one, and the families."""
    return layout == OWN or re.fullmatch(r"family[1-9]", layout) is not None


def pane_count(number: int | None) -> int | None:
    """Return how many panes a layout has; None where that is not known."""
    return len(_boxes(number or 0)) or None
