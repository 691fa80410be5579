"""Write the pictures in their documented, stable JSON form (docs/frame-json.md)."""

from gbdt_console.cli.status.status_form import iso
from gbdt_console.core.clean_text import clean
from gbdt_console.core.frame.content import Presentation
from gbdt_console.core.frame.view import BusView, FrameView, PaneView
from gbdt_console.core.json_value import Json
from gbdt_console.core.pictures import Layout, Shot
from gbdt_console.core.snapshot import Snapshot

FORM = 1
"""Version of the form; rises when a field changes its meaning or goes."""


def frame_object(snapshot: Snapshot, frame: FrameView) -> dict[str, Json]:
    """Return the whole form.

    What is on air is null while it is not known, never the last picture.
    """
    return {
        "form": FORM,
        "at": iso(snapshot.at_utc),
        "can_compose": not frame.is_one_picture,
        "is_mixer_protected": frame.is_mixer_protected,
        "is_linked": frame.is_linked,
        "floor_site": frame.floor_site_id or None,
        "refusals": [{"code": code, "site": site_id} for code, site_id in frame.against()],
        "presenter": frame.presenter,
        "presentation": _presentation(snapshot, frame.content),
        "buses": [_bus(snapshot, bus) for bus in frame.buses],
        "undo": [{bus.value: _shot(shot) for bus, shot in step} for step in frame.undo],
        "rolling_s": frame.rolling_s,
        "kept_off": list(frame.kept_off),
        "saved": [
            {"name": clean(name), **{bus.value: _shot(shot) for bus, shot in shots}}
            for name, shots in frame.saved
        ],
        "orders": [
            {
                "what": order.what,
                "site": order.target or None,
                "stage": order.stage.value,
                "code": order.code or None,
                "said": clean(order.words) or None,
                "is_reverted": order.is_reverted,
            }
            for order in frame.orders
        ],
    }


def _presentation(snapshot: Snapshot, content: Presentation | None) -> Json:
    if content is None or not content.site_id:
        return None
    age_s = snapshot.age_s(content.taken_s)
    return {
        "site": content.site_id,
        "codec": content.device_id or None,
        "age_s": None if age_s is None else round(age_s, 2),
        "is_lost": content.is_lost,
    }


def _bus(snapshot: Snapshot, bus: BusView) -> dict[str, Json]:
    is_known, age_s = bus.is_known(snapshot.at_s), snapshot.age_s(bus.taken_s)
    return {
        "bus": bus.bus.value,
        "is_known": is_known,
        "fault": bus.fault.value if bus.fault else None,
        "age_s": None if age_s is None else round(age_s, 2),
        "layout": bus.layout or None if is_known else None,
        "panes": [_pane(pane) for pane in bus.panes] if is_known else None,
        "wanted": _shot(bus.wanted),
        "differs_since": _time(bus.differs_since_utc) if is_known else None,
        "preview": _shot(bus.preview),
        "layouts": [_layout(layout) for layout in bus.layouts],
    }


def _pane(pane: PaneView) -> dict[str, Json]:
    return {
        "kind": pane.kind.value,
        "site": pane.site_id or None,
        "words": clean(pane.words) or None,
        "since": _time(pane.since_utc),
        "is_moving": pane.is_moving,
        "frozen_since": _time(pane.frozen_since_utc),
    }


def _shot(shot: Shot | None) -> Json:
    if shot is None:
        return None
    return {"layout": shot.layout, "seats": [seat or None for seat in shot.seats]}


def _layout(layout: Layout) -> dict[str, Json]:
    boxes: list[Json] = [
        {"x": box.x, "y": box.y, "width": box.width, "height": box.height} for box in layout.boxes
    ]
    return {"id": layout.id, "name": clean(layout.name) or None, "panes": boxes}


def _time(at_utc: float | None) -> str | None:
    return None if at_utc is None else iso(at_utc)
