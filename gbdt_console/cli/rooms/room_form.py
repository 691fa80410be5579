"""Writes the rooms' codecs in the stable JSON form that docs/room-json.md documents."""

from collections.abc import Callable

from gbdt_console.cli.form_parts import age_of, cleaned, head, iso, order_form
from gbdt_console.core.clean_text import clean
from gbdt_console.core.json_value import Json
from gbdt_console.core.record_form import Form
from gbdt_console.core.rooms.room import (
    CameraView,
    PresetView,
    Registration,
    RoomCall,
    RoomState,
    RoomView,
)
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.ui.rooms.shown_room import ShownRoom, rooms_of


def rooms_object(snapshot: Snapshot) -> dict[str, Json]:
    """Return the whole form. Values that are not known now are null, never the last ones."""
    return _of_rooms(snapshot, lambda room: _room(snapshot, room) | _presets(room))


def presets_object(snapshot: Snapshot) -> dict[str, Json]:
    return _of_rooms(snapshot, _presets)


def _of_rooms(snapshot: Snapshot, told: Callable[[ShownRoom], dict[str, Json]]) -> dict[str, Json]:
    sites = {site.id: site for site in snapshot.sites}
    rooms: list[Json] = [
        {
            "site": site_id,
            "number": sites[site_id].number if site_id in sites else None,
            "name": sites[site_id].name if site_id in sites else None,
            **told(room),
        }
        for site_id, room in rooms_of(snapshot).items()
    ]
    return {**head(snapshot), "rooms": rooms}


def _room(snapshot: Snapshot, room: ShownRoom) -> dict[str, Json]:
    return {
        **_ROOM(room.view),
        "is_known": room.state is not None,
        "age_s": age_of(snapshot, room.view.taken_s),
        "is_blocked": _is_blocked(snapshot, room.view.site_id),
        **_STATE.or_nulls(room.state),
    }


def _presets(room: ShownRoom) -> dict[str, Json]:
    """Return the preset accepted last and all that are known, by number."""
    view, standing = room.view, room.standing
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
    return {"standing": None if standing is None else _STANDING(standing), "presets": presets}


def _is_blocked(snapshot: Snapshot, site_id: str) -> bool | None:
    """Return the centre's block; None while the conference is not known."""
    view = snapshot.conference
    if view is None or not view.is_known(snapshot.at_s):
        return None
    row = view.row(site_id)
    return row.participant.is_blocked if row is not None and row.participant is not None else None


_STANDING = Form(PresetView, keys={"left_utc": "left_at"}, time=iso)
_AS_PRESETS = "told by `standing` and `presets`"
_ROOM = Form(
    RoomView,
    left_out={
        "taken_s": "stands as its age",
        "fresh_for_s": "told by `is_known`",
        "state": "stands as its parts",
        "muted_since_s": "counted on the screen only",
        "standing": _AS_PRESETS,
        "preset_names": _AS_PRESETS,
        "learnt": _AS_PRESETS,
    },
    parts=(CameraView, order_form("")),
)
_STATE = Form(
    RoomState,
    rules={
        "content_source": lambda name: None if name is None else clean(name),
        "screen_layout": lambda name: None if name is None else clean(name),
        "lost_parts": lambda names: None if names is None else [clean(name) for name in names],
    },
    left_out={"position": "steps of motors"},
    parts=(
        Form(RoomCall, rules={"number": cleaned}, left_out={"id": "the codec's own"}),
        Form(Registration),
    ),
)
