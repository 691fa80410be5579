"""Draws the frame of one picture or list: title, tag at the right, remark at the bottom."""

from collections.abc import Sequence
from textwrap import wrap

from rich.cells import cell_len
from rich.style import Style
from textual.strip import Strip

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.drawing.line_writer import LineWriter, StyledText, crop
from gbdt_console.widgets.frame.wireframe import WHOLE, PaneText, wireframe

NOTHING: StyledText = ("", Style.null())
"""No tag and no remark."""


@dataclass(frozen=True, slots=True)
class BoxHead:
    """What the frame of a box says.

    tag: at the right of the title; left out where it has no room
    remark: in the lower edge
    is_heavy: whether it is drawn as a picture on air
    edge: style of the frame; None for that of frames
    """

    title: str
    tag: StyledText = NOTHING
    remark: StyledText = NOTHING
    is_heavy: bool = False
    edge: Style | None = None


def boxed(appearance: Appearance, width: int, head: BoxHead, inside: Sequence[Strip]) -> list[Strip]:
    """Return the lines of a box of `width` cells; `inside` are its lines, two cells narrower."""
    inks, glyphs = appearance.inks, appearance.glyphs
    frame = glyphs.cursor_frame if head.is_heavy else glyphs.frame
    edge = head.edge or inks.edge
    top = LineWriter(width, edge).write(frame.top_left, edge)
    if head.title:
        top.write(f" {crop(head.title, width - 6)} ", inks.strong)
    tag, ink = head.tag
    if tag and top.at + cell_len(tag) + 4 <= width:
        top.skip_to(width - 3 - cell_len(tag), frame.across, edge).write(f" {tag} ", ink)
    top.skip_to(width - 1, frame.across, edge).write(frame.top_right, edge)
    bottom = LineWriter(width, edge).write(frame.bottom_left, edge)
    remark, ink = head.remark
    if remark:
        bottom.write(f" {crop(remark, width - 4)} ", ink)
    bottom.skip_to(width - 1, frame.across, edge).write(frame.bottom_right, edge)
    sides = [
        LineWriter(width, inks.plain).write(frame.down, edge).join(line).write(frame.down, edge).strip()
        for line in inside
    ]
    return [top.strip(), *sides, bottom.strip()]


def beside(boxes: Sequence[Sequence[Strip]], width: int, ground: Style) -> list[Strip]:
    """Return boxes of one height side by side, as lines of `width` cells."""
    lines = []
    for parts in zip(*boxes, strict=True):
        writer = LineWriter(width, ground)
        for part in parts:
            writer.join(part)
        lines.append(writer.strip())
    return lines


def one_pane(
    appearance: Appearance, size: tuple[int, int], head: BoxHead, texts: Sequence[StyledText]
) -> list[Strip]:
    """Return a box of that size with a few words in its middle."""
    (text, ink), *notes = texts
    width, height = size
    pane = PaneText("", text, ink, tuple(notes))
    return boxed(appearance, width, head, wireframe(appearance, (width - 2, height - 2), WHOLE, [pane]))


def listed(
    appearance: Appearance, size: tuple[int, int], head: BoxHead, texts: Sequence[StyledText]
) -> list[Strip]:
    """Return a box of that size with the texts, as many as fit; long ones go on in lines that are left."""
    width, height = size
    ground, rows = appearance.inks.plain, height - 2
    lines: list[Strip] = []
    for left, (text, ink) in zip(range(len(texts[:rows]) - 1, -1, -1), texts, strict=False):
        for place, part in enumerate(_parts(text, width - 4, rows - len(lines) - left)):
            line = LineWriter(width - 2, ground).skip_to(3 if place else 1)
            lines.append(line.write(part, ink).strip())
    blank = LineWriter(width - 2, ground).strip()
    return boxed(appearance, width, head, [*lines, *[blank] * (rows - len(lines))])


def _parts(text: str, room: int, most: int) -> list[str]:
    """Divide a text into at most `most` lines behind whole words; the last has all the rest."""
    if cell_len(text) <= room or most < 2:
        return [text]
    indent = " " * (len(text) - len(text.lstrip()))
    parts = wrap(text, room - 2, initial_indent=indent, break_long_words=False) or [text]
    return [*parts[: most - 1], " ".join(parts[most - 1 :])] if len(parts) > most else parts
