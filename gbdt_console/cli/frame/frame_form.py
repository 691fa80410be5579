"""Writes the pictures in the stable JSON form that docs/frame-json.md documents."""

from gbdt_console.cli.form_parts import age_of, cleaned, head, iso, order_form
from gbdt_console.core.clean_text import clean
from gbdt_console.core.frame.content import Presentation
from gbdt_console.core.frame.view import BusView, FrameView, PaneView
from gbdt_console.core.json_value import Json
from gbdt_console.core.pictures import Box, Bus, Layout, Shot
from gbdt_console.core.record_form import Form
from gbdt_console.core.snapshot import Snapshot


def frame_object(snapshot: Snapshot, frame: FrameView) -> dict[str, Json]:
    """Return the whole form. What is on air is null while it is not known, never the last picture."""
    content = frame.content
    return {
        **head(snapshot),
        **_FRAME(frame),
        "presentation": _CONTENT(content, snapshot) if content is not None and content.site_id else None,
        "buses": [_bus(bus, snapshot) for bus in frame.buses],
    }


def _bus(bus: BusView, now: Snapshot) -> dict[str, Json]:
    is_known = bus.is_known(now.at_s)
    found = _BUS(bus) | {"is_known": is_known, "age_s": age_of(now, bus.taken_s)}
    return found if is_known else found | dict.fromkeys(("layout", "panes", "differs_since"))


def _shots(shots: tuple[tuple[Bus, Shot], ...]) -> dict[str, Json]:
    return {bus.value: _SHOT(shot) for bus, shot in shots}


_SHOT = Form(Shot, rules={"seats": lambda seats: [seat or None for seat in seats]})
_CONTENT = Form(
    Presentation,
    keys={"device_id": "codec"},
    left_out={"taken_s": "stands as its age"},
    more={"age_s": lambda content, now: age_of(now, content.taken_s)},
)
_BUS = Form(
    BusView,
    left_out={
        "taken_s": "stands as its age",
        "fresh_for_s": "told by `is_known`",
        "since_utc": "told by its panes",
    },
    parts=(
        _SHOT,
        Form(PaneView, rules={"words": cleaned}, time=iso),
        Form(Layout, keys={"boxes": "panes"}, rules={"name": cleaned}, parts=(Box,)),
    ),
    time=iso,
)
_FRAME = Form(
    FrameView,
    keys={"is_one_picture": "can_compose"},
    rules={
        "is_one_picture": lambda is_one: not is_one,
        "recorded_to": cleaned,
        "undo": lambda steps: [_shots(step) for step in steps],
        "saved": lambda saved: [{"name": clean(name), **_shots(shots)} for name, shots in saved],
    },
    left_out={
        "buses": "judged at the moment",
        "content": "judged at the moment",
        "refusals": "of the take that is meant",
        "fixed_content": "told to people",
        "by_documents": "told to people",
        "blank": "drawn on the screen only",
    },
    properties=("presenter",),
    more={"refusals": lambda frame: [{"code": code, "site": site} for code, site in frame.against()]},
    parts=(order_form("site"),),
)
