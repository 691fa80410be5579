"""The box of one program: what a bus has on air, or that nobody can tell."""

from collections.abc import Sequence

from textual.strip import Strip

from gbdt_console.core.frame.view import BusView
from gbdt_console.core.pictures import Bus
from gbdt_console.ui.drawing.line_writer import StyledText
from gbdt_console.widgets.frame.air_text import AirText
from gbdt_console.widgets.frame.bus_text import BusText, boxes_of
from gbdt_console.widgets.frame.picture_box import NOTHING, BoxHead, boxed, one_pane
from gbdt_console.widgets.frame.wireframe import WHOLE, wireframe


def program_box(text: BusText, bus: BusView, width: int, height: int) -> list[Strip]:
    """Return what a bus has on air, and for how long that is not what was wanted."""
    appearance, view = text.appearance, text.view
    inks, words = appearance.inks, appearance.words
    title = words(f"bus.{bus.bus}")
    if not view.knows(bus):
        head = BoxHead(title, is_heavy=True, edge=inks.unknown)
        return one_pane(appearance, (width, height), head, _unknown(text, bus))
    panes = text.panes(bus, width - 2)
    inside = wireframe(appearance, (width - 2, height - 2), boxes_of(bus, bus.layout), panes)
    remark, edge = NOTHING, inks.plain
    if bus.differs_since_utc is not None:
        lasted = appearance.formats.duration(view.now_utc - bus.differs_since_utc)
        wanted = next((seat for seat in bus.wanted.seats if seat), "") if bus.wanted is not None else ""
        told = (words("box.differs", lasted=lasted), text.view.called(wanted) if wanted else "")
        remark, edge = (": ".join(filter(None, told)), inks.suspect), inks.suspect
    if any(pane.is_moving is False for pane in bus.panes):
        edge = inks.down
    return boxed(appearance, width, BoxHead(title, _content(text), remark, is_heavy=True, edge=edge), inside)


def reported_box(text: BusText, width: int, height: int) -> list[Strip]:
    """Return what the MCU itself reports as shown, where no device tells of pictures."""
    appearance, view = text.appearance, text.view
    conference = view.conference
    head = BoxHead(appearance.words(f"bus.{Bus.BRANCHES}"), is_heavy=True, edge=appearance.inks.plain)
    if conference is None:
        return one_pane(
            appearance, (width, height), head, [(appearance.words("site.unknown"), appearance.inks.unknown)]
        )
    row = conference.on_air
    if row is None or not row.site_id:
        return one_pane(appearance, (width, height), head, [AirText(appearance).on_air(view, conference)])
    inside = wireframe(appearance, (width - 2, height - 2), WHOLE, [text.on_air(row.site_id, width - 2)])
    return boxed(appearance, width, head, inside)


def _unknown(text: BusText, bus: BusView) -> Sequence[StyledText]:
    """Say that it is unknown, and why."""
    words, inks = text.appearance.words, text.appearance.inks
    texts = [(words("site.unknown"), inks.unknown)]
    if bus.fault is not None:
        texts.append((words(f"control.{bus.fault}"), inks.quiet))
    elif bus.taken_s is not None:
        texts.append((words("pictures.old"), inks.quiet))
    return texts


def _content(text: BusText) -> StyledText:
    """Return which site presents; nothing where none does or no device can tell."""
    frame = text.view.frame
    site = text.view.site_of(frame.presenter) if frame is not None and frame.presenter else None
    if site is None:
        return NOTHING
    inks, words = text.appearance.inks, text.appearance.words
    if frame is not None and frame.content is not None and frame.content.is_lost:
        return words("box.content.lost", number=site.number), inks.down
    return words("box.content", number=site.number), inks.accent
