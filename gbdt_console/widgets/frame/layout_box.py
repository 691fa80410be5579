"""The box of the layouts that a device offers, as small wireframes with the preview's one marked."""

from math import ceil

from textual.strip import Strip

from gbdt_console.core.frame.view import BusView
from gbdt_console.core.pictures import Layout
from gbdt_console.text.frame.layout_text import layout_text
from gbdt_console.ui.drawing.line_writer import LineWriter
from gbdt_console.widgets.frame.bus_text import BusText
from gbdt_console.widgets.frame.picture_box import BoxHead, boxed, listed
from gbdt_console.widgets.frame.wireframe import PaneText, wireframe

_WIDTH, _HEIGHT = 15, 5
"""Least cells of one small wireframe, without the line of its name below it."""
_WIDTH_MOST = 24
"""Most columns of one, which is as much as its name needs."""


def layout_box(text: BusText, bus: BusView, size: tuple[int, int]) -> list[Strip]:
    """Return as many layouts as fit, the preview's one among them, and how many more there are."""
    width, height = size
    title = text.words("layouts.title", n=len(bus.layouts))
    if not bus.layouts:
        head = BoxHead(title, remark=(_saved(text), text.inks.quiet))
        return listed(text.look, size, head, [(text.words("layouts.none"), text.inks.quiet)])
    now = bus.preview.layout if bus.preview is not None else bus.layout
    drawn = sum(bool(layout.boxes) for layout in bus.layouts)
    wide, tall = _size(drawn or len(bus.layouts), width - 2, height - 2)
    columns = max(1, (width - 2) // (wide + 1))
    rows = max(1, (height - 2) // (tall + 1))
    kept = sorted(bus.layouts, key=lambda layout: layout.id != now)[: columns * rows]
    shown = [layout for layout in bus.layouts if layout in kept]
    lines: list[Strip] = []
    for row in range(rows):
        part = shown[row * columns : (row + 1) * columns]
        boxes = [
            _small(text, layout, (wide, tall), is_now=layout.id == now, is_low=tall + 1 > height - 2)
            for layout in part
        ]
        for line in range(tall + 1):
            writer = LineWriter(width - 2, text.inks.plain)
            for one in boxes:
                writer.join(one[line]).write(" ", text.inks.plain)
            lines.append(writer.strip())
    blank = LineWriter(width - 2, text.inks.plain).strip()
    lines = [*lines, *[blank] * height][: height - 2]
    left = len(bus.layouts) - len(shown)
    more = text.words("layouts.more", n=left) if left > 0 else ""
    remark = text.glyphs.separator.join(filter(None, (more, _saved(text))))
    return boxed(text.look, width, BoxHead(title, remark=(remark, text.inks.quiet)), lines)


def _size(count: int, width: int, height: int) -> tuple[int, int]:
    """Return columns and lines of one wireframe: the largest with which all of them fit, else the least.

    In a low box no name stands below, so that its lower edge is not cut off.
    """
    for wide in range(_WIDTH_MOST, _WIDTH, -1):
        tall, columns = wide * _HEIGHT // _WIDTH, width // (wide + 1)
        if columns and ceil(count / columns) * (tall + 1) <= height:
            return wide, tall
    return _WIDTH, min(_HEIGHT, height)


def _saved(text: BusText) -> str:
    """Name the layouts that are kept under a name; empty where there are none."""
    frame = text.view.frame
    names = [name for name, _ in frame.saved] if frame is not None else []
    return text.words("frame.saved.list", names=", ".join(names)) if names else ""


def _small(
    text: BusText, layout: Layout, size: tuple[int, int], *, is_now: bool, is_low: bool
) -> list[Strip]:
    """Return a small wireframe with numbered panes, and its name below or, in a low box, in its edge."""
    wide, tall = size
    ink = text.inks.strong if is_now else text.inks.quiet
    panes = [PaneText(str(n), "", ink) for n in range(1, len(layout.boxes) + 1)]
    inside = wireframe(text.look, (wide - 2, tall - 2), layout.boxes, panes)
    name = layout_text(text.words, layout)
    head = BoxHead(
        name if is_low else "", is_heavy=is_now, edge=text.inks.accent if is_now else text.inks.edge
    )
    below = LineWriter(wide, text.inks.plain).skip_to(1).write(name, ink)
    return [*boxed(text.look, wide, head, inside), below.strip()]
