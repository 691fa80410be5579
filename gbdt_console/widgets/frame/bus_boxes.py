"""The boxes of one bus: what is on air, and what the next take shows, whether it is ready or refused."""

from collections.abc import Sequence
from dataclasses import replace

from rich.cells import cell_len
from textual.strip import Strip

from gbdt_console.core.frame.view import BusView, FrameView
from gbdt_console.core.pictures import Bus, Shot
from gbdt_console.ui.conference.conference import ShownConference
from gbdt_console.ui.drawing.line_writer import StyledText
from gbdt_console.widgets.frame.air_text import AirText
from gbdt_console.widgets.frame.bus_text import BusText, boxes_of
from gbdt_console.widgets.frame.picture_box import NOTHING, BoxHead, boxed, one_pane
from gbdt_console.widgets.frame.wireframe import WHOLE, wireframe


def program_box(text: BusText, bus: BusView, width: int, height: int) -> list[Strip]:
    """Return what a bus has on air, and for how long that is not what was wanted."""
    view = text.view
    title = text.words(f"bus.{bus.bus}")
    if not view.knows(bus):
        head = BoxHead(title, is_heavy=True, edge=text.inks.unknown)
        return one_pane(text.look, (width, height), head, _unknown(text, bus))
    panes = text.panes(bus, width - 2)
    inside = wireframe(text.look, (width - 2, height - 2), boxes_of(bus, bus.layout), panes)
    remark, edge = NOTHING, text.inks.plain
    if bus.differs_since_utc is not None:
        lasted = text.formats.duration(view.now_utc - bus.differs_since_utc)
        wanted = next((seat for seat in bus.wanted.seats if seat), "") if bus.wanted is not None else ""
        told = (text.words("box.differs", lasted=lasted), text.view.called(wanted) if wanted else "")
        remark, edge = (": ".join(filter(None, told)), text.inks.suspect), text.inks.suspect
    if any(pane.is_moving is False for pane in bus.panes):
        edge = text.inks.down
    return boxed(text.look, width, BoxHead(title, _content(text), remark, is_heavy=True, edge=edge), inside)


def reported_box(text: BusText, width: int, height: int) -> list[Strip]:
    """Return what the MCU itself reports as shown, where no device tells of pictures."""
    view = text.view
    conference = view.conference
    head = BoxHead(text.words(f"bus.{Bus.BRANCHES}"), is_heavy=True, edge=text.inks.plain)
    if conference is None:
        return one_pane(text.look, (width, height), head, [(text.words("site.unknown"), text.inks.unknown)])
    row = conference.on_air
    if row is None or not row.site_id:
        return one_pane(text.look, (width, height), head, [AirText(text.look).on_air(view, conference)])
    inside = wireframe(text.look, (width - 2, height - 2), WHOLE, [text.on_air(row.site_id, width - 2)])
    return boxed(text.look, width, head, inside)


def _unknown(text: BusText, bus: BusView) -> Sequence[StyledText]:
    texts = [(text.words("site.unknown"), text.inks.unknown)]
    if bus.fault is not None:
        texts.append((text.words(f"control.{bus.fault}"), text.inks.quiet))
    elif bus.taken_s is not None:
        texts.append((text.words("pictures.old"), text.inks.quiet))
    return texts


def _content(text: BusText) -> StyledText:
    """Return which site presents; nothing where none does or no device can tell."""
    frame = text.view.frame
    site = text.view.site_of(frame.presenter) if frame is not None and frame.presenter else None
    if site is None:
        return NOTHING
    if frame is not None and frame.content is not None and frame.content.is_lost:
        return text.words("box.content.lost", number=site.number), text.inks.down
    return text.words("box.content", number=site.number), text.inks.accent


def preview_box(text: BusText, width: int, height: int) -> list[Strip]:
    """Return the picture that the next take shows, else the prepared site.

    While the pictures are unlinked that is what the branches see; the lower edge names the chair's preview.
    """
    frame = text.view.frame
    if frame is not None:
        for bus in frame.moved():
            if bus.preview is not None:
                return _loaded(text, frame, bus, (width, height), names_other=True)
        if not frame.is_linked:
            words, inks = text.words, text.inks
            head = BoxHead(words("preview.title"), remark=_with_other(text, frame, NOTHING, width - 4))
            return one_pane(text.look, (width, height), head, [(words("preview.empty"), inks.quiet)])
    return _prepared(text, width, height)


def bus_preview_box(
    text: BusText, frame: FrameView, bus: BusView, size: tuple[int, int], pane: int | None
) -> list[Strip]:
    """Return the preview of one bus; `pane` is the highlighted one, None on the other bus."""
    if bus.preview is not None:
        return _loaded(text, frame, bus, size, pane)
    edge = text.inks.accent if pane is not None else text.inks.edge
    head = BoxHead(text.words("preview.title"), edge=edge)
    return one_pane(text.look, size, head, [(text.words("preview.empty"), text.inks.quiet)])


def _loaded(
    text: BusText,
    frame: FrameView,
    bus: BusView,
    size: tuple[int, int],
    pane: int | None = None,
    *,
    names_other: bool = False,
) -> list[Strip]:
    """Return the preview's wireframe, one of its panes highlighted where `pane` says so.

    names_other: the lower edge also names what the chair's preview holds, while the pictures are unlinked
    """
    appearance, (width, height) = text.look, size
    shot = bus.preview or Shot(bus.layout)
    conference, air = text.view.conference, AirText(appearance)
    against = frame.against(bus.bus)
    site_id = frame.gives_floor_to(bus.bus) or next(filter(None, shot.seats), "")
    notes, tag = {}, (appearance.words("preview.ready"), appearance.inks.accent)
    if conference is not None and site_id:
        notes[site_id] = air.readiness(text.view, conference, site_id)
        tag = _readiness_tag(text, conference, site_id)
    for code, about in reversed(against):
        notes[about] = air.refusal(code, "pane"), appearance.inks.poor
    if against:
        tag = appearance.words("preview.refused"), appearance.inks.poor
    elif not text.view.knows(bus):
        tag = "", appearance.inks.quiet
    panes = text.seats(bus, shot, notes, width - 2)
    if pane is not None and pane < len(panes):
        panes[pane] = replace(panes[pane], ink=appearance.inks.cursor)
    inside = wireframe(appearance, (width - 2, height - 2), boxes_of(bus, shot.layout), panes)
    edge = appearance.inks.edge if pane is None else appearance.inks.accent
    remark = _remark(text, frame, bus)
    if names_other:
        remark = _with_other(text, frame, remark, width - 4)
    head = BoxHead(appearance.words("preview.title"), tag, remark, edge=edge)
    return boxed(appearance, width, head, inside)


def _prepared(text: BusText, width: int, height: int) -> list[Strip]:
    """Return the prepared site, where no device has a preview or nothing is loaded there."""
    appearance, conference = text.look, text.view.conference
    title = appearance.words("preview.title")
    site_id = conference.floor.prepared if conference is not None else ""
    if conference is None or not site_id:
        nobody = AirText(appearance).nobody(text.view)
        return one_pane(appearance, (width, height), BoxHead(title), [nobody])
    state = AirText(appearance).readiness(text.view, conference, site_id)
    shown = text.seat(site_id, width - 2, {site_id: state}, is_alone=True)
    head = BoxHead(title, _readiness_tag(text, conference, site_id))
    return boxed(appearance, width, head, wireframe(appearance, (width - 2, height - 2), WHOLE, [shown]))


def _readiness_tag(text: BusText, conference: ShownConference, site_id: str) -> StyledText:
    if AirText(text.look).is_ready(text.view, conference, site_id):
        return text.words("preview.ready"), text.inks.accent
    return text.words("preview.not-ready"), text.inks.poor


def _remark(text: BusText, frame: FrameView, bus: BusView) -> StyledText:
    """Return why a take of that bus is refused, else that it gives the floor too."""
    words, inks, against = text.words, text.inks, frame.against(bus.bus)
    for code, site_id in against[:1]:
        more = f" +{len(against) - 1}" if len(against) > 1 else ""
        return f"{_number(text, site_id)}{AirText(text.look).refusal(code, 'short')}{more}", inks.poor
    if site_id := frame.gives_floor_to(bus.bus):
        return words("preview.gives-floor", number=_number(text, site_id).strip()), inks.quiet
    return NOTHING


def _with_other(text: BusText, frame: FrameView, remark: StyledText, room: int) -> StyledText:
    """Add to a remark what the chair's preview holds, while unlinked and where it has room."""
    other = next((view.preview for view in frame.buses if view not in frame.moved()), None)
    if other is None:
        return remark
    first, *more = [text.view.site_of(seat) for seat in other.seats if seat] or [None]
    number = str(first.number) if first is not None else text.glyphs.nothing
    sites = f"{number} +{len(more)}" if more else number
    told, ink = remark
    both = text.glyphs.separator.join(filter(None, (told, text.words("preview.chair", sites=sites))))
    return (both, ink if told else text.inks.quiet) if cell_len(both) <= room else remark


def _number(text: BusText, site_id: str) -> str:
    site = text.view.site_of(site_id)
    return f"{site.number} " if site is not None else ""
