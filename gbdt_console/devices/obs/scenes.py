"""Reads the scenes of OBS as layouts: the places of their items as panes, the items as what a pane can show.

Several items in the same place are one pane: the topmost that is switched on is seen there. Scenes whose
panes stand in the same places are one layout.
Locked items, texts, images, colours and slide shows are decoration.
"""

import math
from collections.abc import Iterable, Mapping, Sequence

from gbdt_console.core.clean_text import clean
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.pictures import Box
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.devices.control import ControlError

_SAME = 0.01
"""Limits what two items in one place may differ, as a fraction of the picture: a few pixels by hand."""
_SMALLEST = 0.01
"""Limits what of an item must be inside the picture to be a pane, as a fraction of the picture."""
_DECORATION = ("text_", "image_source", "color_source", "slideshow")
"""Beginnings of the input kinds that show no living picture; a version ends them (text_ft2_source_v2)."""
_LEFT, _RIGHT, _TOP, _BOTTOM = 1, 2, 4, 8
"""Bits of an alignment: which corner or side of the item stands at its position; none is the middle."""
_NO_BOUNDS = "OBS_BOUNDS_NONE"
_SCENE = "OBS_SOURCE_TYPE_SCENE"


@dataclass(frozen=True, slots=True)
class Canvas:
    """The size of the whole picture, pixels."""

    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a scene.

    id: its number within the scene
    name: name of its source as OBS spells it
    source: the same name, cleaned
    level: higher items cover lower ones
    has_size: whether its source has a size, which one without a picture has not
    """

    id: int
    name: str
    source: str
    is_on: bool
    level: int
    box: Box
    has_size: bool = True


@dataclass(frozen=True, slots=True)
class Pane:
    """One place of a scene and the items that stand in it, topmost first."""

    box: Box
    items: tuple[Item, ...]

    @property
    def seen(self) -> Item | None:
        """The item that is seen there; None where none is switched on."""
        return next((item for item in self.items if item.is_on), None)

    def has(self, source: str) -> bool:
        """Tell whether that source can be shown there; the empty one always can."""
        return not source or any(item.source == source for item in self.items)


@dataclass(frozen=True, slots=True)
class Scene:
    """One scene.

    name: its name as OBS spells it
    id: what the console calls it, also once it has another name
    panes: its panes from the upper left to the lower right
    switched_on: names of all its sources that are switched on, decoration too
    has_nested: whether a scene or a group is among them, whose own sources go out with it
    """

    name: str
    id: str
    panes: tuple[Pane, ...]
    switched_on: frozenset[str] = frozenset()
    has_nested: bool = False

    def can_show(self, sources: Sequence[str]) -> bool:
        """Tell whether the panes can show these sources, one each; an empty one leaves its pane as it is."""
        return len(sources) <= len(self.panes) and all(
            pane.has(source) for pane, source in zip(self.panes, sources, strict=False)
        )

    def shows(self, sources: Sequence[str]) -> bool:
        """Tell whether the panes show these sources now."""
        return self.can_show(sources) and all(
            not source or (pane.seen is not None and pane.seen.source == source)
            for pane, source in zip(self.panes, sources, strict=False)
        )

    def changes_for(self, sources: Sequence[str]) -> dict[int, bool]:
        """Return which items are to be switched on or off, so that the panes show these sources."""
        changes: dict[int, bool] = {}
        for pane, source in zip(self.panes, sources, strict=False):
            if source:
                chosen = next(item for item in pane.items if item.source == source)
                changes |= {
                    item.id: item is chosen for item in pane.items if item.is_on is not (item is chosen)
                }
        return changes


def read_canvas(answer: Mapping[str, object]) -> Canvas:
    """Read the answer to GetVideoSettings. Raises ControlError."""
    width, height = _number(answer, "baseWidth"), _number(answer, "baseHeight")
    if width <= 0 or height <= 0:
        raise ControlError(ControlFault.MALFORMED, "no canvas")
    return Canvas(width, height)


def read_scene(name: str, scene_id: str, answer: Mapping[str, object], canvas: Canvas) -> Scene:
    """Read the answer to GetSceneItemList. Raises ControlError."""
    rows = answer.get("sceneItems")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ControlError(ControlFault.MALFORMED, "no scene items")
    items = [item for row in rows if (item := _item(row, canvas)) is not None]
    panes: list[list[Item]] = []
    for item in sorted(items, key=lambda item: item.level, reverse=True):
        same = next((pane for pane in panes if _is_same(pane[0].box, item.box)), None)
        if same is None:
            panes.append([item])
        else:
            same.append(item)
    # By halves of the tolerance, so that a row placed by hand keeps its order from left to right.
    places = sorted(
        panes, key=lambda pane: (round(pane[0].box.y / _SAME / 2), round(pane[0].box.x / _SAME / 2))
    )
    on = [row for row in rows if row.get("sceneItemEnabled") is True]
    return Scene(
        name,
        scene_id,
        tuple(Pane(pane[0].box, tuple(pane)) for pane in places),
        frozenset(source for row in on if isinstance(source := row.get("sourceName"), str)),
        any(row.get("isGroup") is True or row.get("sourceType") == _SCENE for row in on),
    )


def group(scenes: Iterable[Scene]) -> list[list[Scene]]:
    """Put scenes with the same places together, in their order; a scene without panes stands alone."""
    groups: list[list[Scene]] = []
    for scene in scenes:
        same = next((others for others in groups if scene.panes and _are_same(others[0], scene)), None)
        if same is None:
            groups.append([scene])
        else:
            same.append(scene)
    return groups


def _are_same(one: Scene, other: Scene) -> bool:
    return len(one.panes) == len(other.panes) and all(
        _is_same(mine.box, its.box) for mine, its in zip(one.panes, other.panes, strict=True)
    )


def _is_same(one: Box, other: Box) -> bool:
    return (
        abs(one.x - other.x) < _SAME
        and abs(one.y - other.y) < _SAME
        and abs(one.width - other.width) < _SAME
        and abs(one.height - other.height) < _SAME
    )


def _item(row: Mapping[str, object], canvas: Canvas) -> Item | None:
    """Read one item; None where it fills no pane."""
    kind, number, source, level = (
        row.get(key) for key in ("inputKind", "sceneItemId", "sourceName", "sceneItemIndex")
    )
    if (isinstance(kind, str) and kind.startswith(_DECORATION)) or row.get("sceneItemLocked") is True:
        return None
    is_on, transform = row.get("sceneItemEnabled"), row.get("sceneItemTransform")
    if (
        not isinstance(number, int)
        or not isinstance(source, str)
        or not isinstance(level, int)
        or not isinstance(is_on, bool)
        or not isinstance(transform, dict)
    ):
        raise ControlError(ControlFault.MALFORMED, "no scene item")
    box = _box(transform, canvas)
    if box is None or not source:
        return None
    has_size = min(_number(transform, "sourceWidth"), _number(transform, "sourceHeight")) > 0
    return Item(number, source, clean(source), is_on, level, box, has_size)


def _box(transform: Mapping[str, object], canvas: Canvas) -> Box | None:
    """Return the place of an item, cut at the picture's edges; None where it is outside or has no size."""
    if transform.get("boundsType") == _NO_BOUNDS:
        crop_x = _number(transform, "cropLeft") + _number(transform, "cropRight")
        crop_y = _number(transform, "cropTop") + _number(transform, "cropBottom")
        width = (_number(transform, "sourceWidth") - crop_x) * _number(transform, "scaleX")
        height = (_number(transform, "sourceHeight") - crop_y) * _number(transform, "scaleY")
    else:
        width, height = _number(transform, "boundsWidth"), _number(transform, "boundsHeight")
    alignment = int(_number(transform, "alignment"))
    left = -width * _part(alignment, _LEFT, _RIGHT)
    top = -height * _part(alignment, _TOP, _BOTTOM)
    turn = math.radians(_number(transform, "rotation"))
    cos, sin = math.cos(turn), math.sin(turn)
    corners = [(x, y) for x in (left, left + width) for y in (top, top + height)]
    x, y = _number(transform, "positionX"), _number(transform, "positionY")
    across = [(x + right * cos - down * sin) / canvas.width for right, down in corners]
    along = [(y + right * sin + down * cos) / canvas.height for right, down in corners]
    x0, y0, x1, y1 = _cut(min(across)), _cut(min(along)), _cut(max(across)), _cut(max(along))
    return Box(x0, y0, x1 - x0, y1 - y0) if min(x1 - x0, y1 - y0) >= _SMALLEST else None


def _part(alignment: int, first: int, last: int) -> float:
    """Return how much of the item lies before its position: nothing, all, or half."""
    return 0.0 if alignment & first else 1.0 if alignment & last else 0.5


def _cut(fraction: float) -> float:
    return min(1.0, max(0.0, fraction))


def _number(fields: Mapping[str, object], key: str) -> float:
    value = fields.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e9:
        raise ControlError(ControlFault.MALFORMED, f"no {key}")
    return float(value)
