"""The lists of the frame screen: layouts, what an undo brings back, content and orders."""

from collections.abc import Sequence

from rich.style import Style
from textual.strip import Strip

from gbdt_console.core.frame.view import FrameView
from gbdt_console.core.pictures import Shot
from gbdt_console.ui.frame.frame_cursor import FrameCursor
from gbdt_console.widgets.frame.bus_text import BusText
from gbdt_console.widgets.frame.layout_box import layout_box
from gbdt_console.widgets.frame.list_boxes import others_of
from gbdt_console.widgets.frame.picture_box import BoxHead, beside, listed

_ROOMY = 10
"""Height of the lists from which orders are whole sentences on several lines."""


def frame_lists(text: BusText, frame: FrameView, cursor: FrameCursor, size: tuple[int, int]) -> list[Strip]:
    """Return the layouts, the pictures that an undo brings back, and content with orders."""
    width, height = size
    bus = frame.bus(cursor.bus) or frame.buses[0]
    ends = (width * 9 // 20, width * 29 // 40)
    rooms = (ends[0], ends[1] - ends[0], width - ends[1])
    undo, content = BoxHead(text.words("undo.title", n=len(frame.undo))), BoxHead(text.words("content.title"))
    boxes = (
        layout_box(text, bus, (rooms[0], height)),
        listed(text.look, (rooms[1], height), undo, _undo(text, frame)),
        listed(
            text.look,
            (rooms[2], height),
            content,
            _content(text, frame, (rooms[2], height)),
        ),
    )
    return beside(boxes, width, text.inks.plain)


def _undo(text: BusText, frame: FrameView) -> list[tuple[str, Style]]:
    """Return one line a step, the next one first, with the sites that it brings back."""
    if not frame.undo:
        return [(text.words("undo.none"), text.inks.quiet)]
    sites = [_sites(text, [shot for _, shot in step]) for step in frame.undo]
    return [(f"z {sites[0]}", text.inks.plain), *((f"  {site}", text.inks.quiet) for site in sites[1:])]


def _sites(text: BusText, shots: Sequence[Shot]) -> str:
    seats = dict.fromkeys(seat for shot in shots for seat in shot.seats if seat)
    return ", ".join(text.view.called(site_id) for site_id in seats) or text.glyphs.nothing


def _content(text: BusText, frame: FrameView, size: tuple[int, int]) -> list[tuple[str, Style]]:
    """Return who presents and who says so, whether the buses are linked, and the orders."""
    room, is_whole = size[0] - 4, size[1] >= _ROOMY
    linked = text.words("frame.linked" if frame.is_linked else "frame.unlinked.short"), text.inks.quiet
    links = [linked] if len(frame.buses) > 1 else []
    code = "content.fixed" if is_whole else "content.fixed.short"
    is_open = frame.is_mixer_protected is False
    wire = [(text.words("frame.unprotected.short"), text.inks.suspect)] if is_open else []
    if frame.by_documents:
        wire.append((text.words("driver.by-documents.short"), text.inks.suspect))
    fixed = [(text.words(code, device=frame.fixed_content), text.inks.quiet)] if frame.fixed_content else []
    one = [(text.words("frame.one-picture.short"), text.inks.quiet)] if frame.is_one_picture else []
    return [
        *_presenter(text, frame),
        *one,
        *links,
        *wire,
        *others_of(text, room, is_whole=is_whole),
        *fixed,
    ]


def _presenter(text: BusText, frame: FrameView) -> list[tuple[str, Style]]:
    """Return who presents or dropped out while presenting, and which device said so how long ago."""
    inks, words, content = text.inks, text.words, frame.content
    if content is None:
        return [(words("content.unknown.short"), inks.unknown)]
    ink = inks.down if content.is_lost else inks.strong if content.site_id else inks.quiet
    lines = [(words(f"{content.code}.short", site=text.view.called(content.site_id)), ink)]
    if content.site_id and content.taken_s is not None:
        ago = text.formats.duration(max(0.0, text.view.now_s - content.taken_s))
        lines.append((words(f"{content.source_code}.short", ago=ago), inks.quiet))
    return lines
