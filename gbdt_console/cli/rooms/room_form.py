"""Write the rooms' codecs in their documented, stable JSON form (docs/room-json.md)."""

from gbdt_console.cli.status.status_form import iso
from gbdt_console.core.clean_text import clean
from gbdt_console.core.conference.view import OrderView
from gbdt_console.core.json_value import Json
from gbdt_console.core.rooms.room import CameraView
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.ui.rooms.shown_room import ShownRoom, rooms_of

FORM = 1
"""Version of the form; rises when a field changes its meaning or goes."""


def rooms_object(snapshot: Snapshot) -> dict[str, Json]:
    """Return the whole form.

    Values that are not known now are null, never the last ones.
    """
    names = {site.id: (site.number, site.name) for site in snapshot.sites}
    return {
        "form": FORM,
        "at": iso(snapshot.at_utc),
        "rooms": [
            _room(snapshot, room, *names.get(site_id, (None, None)))
            for site_id, room in rooms_of(snapshot).items()
        ],
    }


def presets_object(snapshot: Snapshot) -> dict[str, Json]:
    """Return the form of the presets alone."""
    names = {site.id: (site.number, site.name) for site in snapshot.sites}
    rooms: list[Json] = []
    for site_id, room in rooms_of(snapshot).items():
        number, name = names.get(site_id, (None, None))
        head: dict[str, Json] = {"site": site_id, "number": number, "name": name}
        rooms.append(head | _presets(room))
    return {"form": FORM, "at": iso(snapshot.at_utc), "rooms": rooms}


def _presets(room: ShownRoom) -> dict[str, Json]:
    """Return the preset accepted last and all that are known, by number."""
    view, standing = room.view, room.standing
    last: Json = None
    if standing is not None:
        left = iso(standing.left_utc)
        last = {"preset": standing.preset, "standing": standing.standing.value, "left_at": left}
    names, learnt = dict(view.preset_names), view.learnt
    presets: list[Json] = [
        {
            "preset": number,
            "name": clean(names[number]) if number in names else None,
            "is_learnt": None if learnt is None else number in learnt,
            "is_floor": number == view.floor_preset,
        }
        for number in view.presets
    ]
    return {"standing": last, "presets": presets}


def _room(snapshot: Snapshot, room: ShownRoom, number: int | None, name: str | None) -> dict[str, Json]:
    view, state, age_s = room.view, room.state, room.age_s
    return {
        "site": view.site_id,
        "number": number,
        "name": name,
        "device": view.device_id,
        "is_known": state is not None,
        "fault": view.fault.value if view.fault else None,
        "age_s": None if age_s is None else round(age_s, 2),
        "is_muted": state.is_muted if state else None,
        "is_blocked": _is_blocked(snapshot, view.site_id),
        "is_asleep": state.is_asleep if state else None,
        "calls": [_call(*call) for call in _calls(room)] if state and state.calls is not None else None,
        "content_source": clean(state.content_source) if state and state.content_source is not None else None,
        "screen_layout": clean(state.screen_layout) if state and state.screen_layout is not None else None,
        "preset": view.preset,
        "floor_preset": view.floor_preset,
        "may_be_opened": view.may_be_opened,
        "is_plain_text": view.is_plain_text,
        "camera": _camera(view.camera),
        **_presets(room),
        "orders": [_order(order) for order in view.orders],
    }


def _camera(camera: CameraView | None) -> Json:
    if camera is None:
        return None
    fault = camera.fault.value if camera.fault else None
    return {"device": camera.device_id, "fault": fault, "is_plain_text": camera.is_plain_text}


def _calls(room: ShownRoom) -> list[tuple[str, bool]]:
    return [(clean(call.number), call.is_connected) for call in room.calls or ()]


def _call(number: str, is_connected: bool) -> Json:
    return {"number": number or None, "is_connected": is_connected}


def _is_blocked(snapshot: Snapshot, site_id: str) -> bool | None:
    """Return the centre's block; None while the conference is not known."""
    view = snapshot.conference
    if view is None or not view.is_known(snapshot.at_s):
        return None
    row = view.row(site_id)
    return row.participant.is_blocked if row is not None and row.participant is not None else None


def _order(order: OrderView) -> Json:
    return {
        "what": order.what,
        "stage": order.stage.value,
        "code": order.code or None,
        "said": clean(order.words) or None,
        "is_reverted": order.is_reverted,
    }
