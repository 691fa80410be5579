"""The box of the preview: what the next take shows, whether it is ready, and why it is refused."""

from dataclasses import replace

from rich.cells import cell_len
from textual.strip import Strip

from gbdt_console.core.frame.view import BusView, FrameView
from gbdt_console.core.pictures import Shot
from gbdt_console.ui.conference.conference import ShownConference
from gbdt_console.ui.drawing.line_writer import StyledText
from gbdt_console.widgets.frame.air_text import AirText
from gbdt_console.widgets.frame.bus_text import BusText, boxes_of
from gbdt_console.widgets.frame.picture_box import NOTHING, BoxHead, boxed, one_pane
from gbdt_console.widgets.frame.wireframe import WHOLE, wireframe


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
            words, inks = text.appearance.words, text.appearance.inks
            head = BoxHead(words("preview.title"), remark=_with_other(text, frame, NOTHING, width - 4))
            return one_pane(text.appearance, (width, height), head, [(words("preview.empty"), inks.quiet)])
    return _prepared(text, width, height)


def bus_preview_box(
    text: BusText, frame: FrameView, bus: BusView, size: tuple[int, int], seat: int | None
) -> list[Strip]:
    """Return the preview of one bus; `seat` is the highlighted pane, None on the other bus."""
    if bus.preview is not None:
        return _loaded(text, frame, bus, size, seat)
    inks, words = text.appearance.inks, text.appearance.words
    edge = inks.accent if seat is not None else inks.edge
    head = BoxHead(words("preview.title"), edge=edge)
    return one_pane(text.appearance, size, head, [(words("preview.empty"), inks.quiet)])


def _loaded(
    text: BusText,
    frame: FrameView,
    bus: BusView,
    size: tuple[int, int],
    seat: int | None = None,
    *,
    names_other: bool = False,
) -> list[Strip]:
    """Return the preview's wireframe, one of its panes highlighted where `seat` says so.

    names_other: the lower edge also names what the chair's preview holds, while the pictures are unlinked
    """
    appearance, (width, height) = text.appearance, size
    shot = bus.preview or Shot(bus.layout)
    conference, air = text.view.conference, AirText(appearance)
    against = frame.against(bus.bus)
    site_id = frame.gives_floor_to(bus.bus) or next(filter(None, shot.seats), "")
    notes, tag = {}, (appearance.words("preview.ready"), appearance.inks.accent)
    if conference is not None and site_id:
        notes[site_id] = air.readiness(text.view, conference, site_id)
        tag = _readiness_tag(text, conference, site_id)
    for code, about in reversed(against):
        notes[about] = _refusal(text, code, "pane"), appearance.inks.poor
    if against:
        tag = appearance.words("preview.refused"), appearance.inks.poor
    elif not text.view.knows(bus):
        tag = "", appearance.inks.quiet
    panes = text.seats(bus, shot, notes, width - 2)
    if seat is not None and seat < len(panes):
        panes[seat] = replace(panes[seat], ink=appearance.inks.cursor)
    inside = wireframe(appearance, (width - 2, height - 2), boxes_of(bus, shot.layout), panes)
    edge = appearance.inks.edge if seat is None else appearance.inks.accent
    remark = _remark(text, frame, bus)
    if names_other:
        remark = _with_other(text, frame, remark, width - 4)
    head = BoxHead(appearance.words("preview.title"), tag, remark, edge=edge)
    return boxed(appearance, width, head, inside)


def _prepared(text: BusText, width: int, height: int) -> list[Strip]:
    """Return the prepared site, where no device has a preview or nothing is loaded there."""
    appearance, conference = text.appearance, text.view.conference
    title = appearance.words("preview.title")
    site_id = conference.floor.prepared if conference is not None else ""
    if conference is None or not site_id:
        nobody = [(appearance.words("ready.nobody"), appearance.inks.quiet)]
        return one_pane(appearance, (width, height), BoxHead(title), nobody)
    state = AirText(appearance).readiness(text.view, conference, site_id)
    pane = text.seat(site_id, width - 2, {site_id: state}, is_alone=True)
    head = BoxHead(title, _readiness_tag(text, conference, site_id))
    return boxed(appearance, width, head, wireframe(appearance, (width - 2, height - 2), WHOLE, [pane]))


def _readiness_tag(text: BusText, conference: ShownConference, site_id: str) -> StyledText:
    words, inks = text.appearance.words, text.appearance.inks
    if AirText(text.appearance).is_ready(text.view, conference, site_id):
        return words("preview.ready"), inks.accent
    return words("preview.not-ready"), inks.poor


def _remark(text: BusText, frame: FrameView, bus: BusView) -> StyledText:
    """Return why a take of that bus is refused, else that it gives the floor too."""
    words, inks, against = text.appearance.words, text.appearance.inks, frame.against(bus.bus)
    for code, site_id in against[:1]:
        more = f" +{len(against) - 1}" if len(against) > 1 else ""
        return f"{_number(text, site_id)}{_refusal(text, code)}{more}", inks.poor
    if site_id := frame.gives_floor_to(bus.bus):
        return words("preview.gives-floor", number=_number(text, site_id).strip()), inks.quiet
    return NOTHING


def _with_other(text: BusText, frame: FrameView, remark: StyledText, room: int) -> StyledText:
    """Add to a remark what the chair's preview holds, while unlinked and where it has room."""
    appearance = text.appearance
    other = next((view.preview for view in frame.buses if view not in frame.moved()), None)
    if other is None:
        return remark
    first, *more = [text.view.site_of(seat) for seat in other.seats if seat] or [None]
    number = str(first.number) if first is not None else appearance.glyphs.nothing
    sites = f"{number} +{len(more)}" if more else number
    told, ink = remark
    both = appearance.glyphs.separator.join(
        filter(None, (told, appearance.words("preview.chair", sites=sites)))
    )
    return (both, ink if told else appearance.inks.quiet) if cell_len(both) <= room else remark


def _refusal(text: BusText, code: str, form: str = "short") -> str:
    """Return the short words of a reason, for the lower edge or for a pane; else the whole ones."""
    return AirText(text.appearance).refusal(code, form)


def _number(text: BusText, site_id: str) -> str:
    site = text.view.site_of(site_id)
    return f"{site.number} " if site is not None else ""
