"""Rooms' codecs made by hand for scripted Snapshots."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.conference.view import OrderView
from gbdt_console.core.rooms.room import (
    CameraPosition,
    CameraView,
    PresetStanding,
    PresetView,
    Registration,
    RoomCall,
    RoomState,
    RoomView,
)
from gbdt_console.core.snapshot import Snapshot

FRESH_FOR_S = 6.0


@dataclass(frozen=True, slots=True)
class MadeRoom:
    """A codec as it said `age_s` before the Snapshot."""

    view: RoomView
    age_s: float


def room(
    number: int,
    *,
    is_muted: bool | None = True,
    is_asleep: bool | None = False,
    calls: Sequence[RoomCall] | None = None,
    fault: ControlFault | None = None,
    age_s: float = 0.6,
    is_plain_text: bool = False,
    preset: int | None = None,
    floor_preset: int | None = None,
    may_be_opened: bool | None = None,
    orders: Sequence[OrderView] = (),
    camera: CameraView | None = None,
    standing: PresetStanding | None = None,
    left_utc: float | None = None,
    preset_names: Mapping[int, str] | None = None,
    content_source: str | None = None,
    screen_layout: str | None = None,
    registrations: Sequence[Registration] = (),
    lost_parts: Sequence[str] = (),
    screen_layouts: Sequence[str] = (),
) -> MadeRoom:
    """The codec of a site, closed, awake and in the conference, unless told otherwise."""
    calls = (RoomCall("34", "hoinghi@mcu.example", True),) if calls is None else tuple(calls)
    if standing is None:
        standing = PresetStanding.NOT_READABLE if camera is None else PresetStanding.HELD
    state = RoomState(
        is_muted,
        is_asleep,
        calls,
        None,
        content_source,
        screen_layout,
        tuple(registrations),
        tuple(lost_parts),
        tuple(screen_layouts),
    )
    view = RoomView(
        f"site{number}", f"site{number}.codec", is_plain_text, fault, fresh_for_s=FRESH_FOR_S,
        state=state, preset=preset, orders=tuple(orders),
        floor_preset=floor_preset, may_be_opened=may_be_opened, camera=camera,
        standing=None if preset is None else PresetView(preset, standing, left_utc),
        preset_names=tuple(sorted((preset_names or {}).items())), learnt=None if camera is None else (),
    )  # fmt: skip
    return MadeRoom(view, age_s)


def camera_alone(number: int, *, preset: int | None = None, fault: ControlFault | None = None) -> MadeRoom:
    """A site whose camera can be controlled and no codec."""
    made = room(number, preset=preset, floor_preset=3, fault=fault)
    device_id = f"site{number}.camera"
    view = replace(
        made.view,
        device_id=device_id,
        camera=CameraView(device_id, True, fault),
        state=RoomState(None, None, None, CameraPosition(1, 2, 3)),
    )
    return replace(made, view=view)


def with_rooms(snapshot: Snapshot, made: Iterable[MadeRoom]) -> Snapshot:
    rooms = tuple(replace(one.view, taken_s=snapshot.at_s - one.age_s) for one in made)
    return replace(snapshot, rooms=rooms)
