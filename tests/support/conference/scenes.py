"""What a meeting's conference looks like at some moments, to be looked at and held as pictures."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from gbdt_console.core.conference.floor import Floor
from gbdt_console.core.conference.floor_check import FloorFault
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.conference.view import OrderView
from gbdt_console.core.requests import Stage
from gbdt_console.core.snapshot import Snapshot
from tests.support.conference.snapshots import conferring, rows_of, stranger
from tests.support.rooms.snapshots import room, with_rooms


def _floor(snapshot: Snapshot) -> Floor:
    return Floor(
        chair="site1", speaker="site6", since_utc=snapshot.at_utc - 192, prepared="site8",
        running_order=("site8", "site4", "site10"), is_blocking=True,
    )  # fmt: skip


def idle(snapshot: Snapshot) -> Snapshot:
    """No meeting: two sites test."""
    rows = rows_of(len(snapshot.sites), away=range(3, len(snapshot.sites) + 1))
    return conferring(snapshot, rows, floor=Floor(), is_meeting=False)


def quiet(snapshot: Snapshot) -> Snapshot:
    rows = rows_of(len(snapshot.sites), opened=(1, 6))
    return conferring(snapshot, rows, floor=_floor(snapshot), shown=6)


def out_of_turn(snapshot: Snapshot) -> Snapshot:
    rows = rows_of(len(snapshot.sites), opened=(1, 6, 7), away=(9,))
    rows = tuple(
        replace(row, participant=replace(row.participant, is_talking=True))
        if row.participant and row.site_id in ("site6", "site7")
        else row
        for row in rows
    )
    return conferring(snapshot, rows, floor=_floor(snapshot), shown=6, open_since=((7, 35.0),))


def alien(snapshot: Snapshot) -> Snapshot:
    rows = (
        *rows_of(len(snapshot.sites), opened=(1, 6), away=(9,), stale=(3,)),
        stranger(name="phong hop 2"),
    )
    orders = (
        OrderView("microphone.block", "site7", Stage.SENT),
        OrderView("microphone.block", "site10", Stage.FAILED, "control.refused", "No Channel by that name"),
        OrderView("microphone.unblock", "site6", Stage.VERIFIED, is_reverted=True),
    )
    snapshot = conferring(snapshot, rows, floor=_floor(snapshot), shown=1, orders=orders)
    return with_rooms(snapshot, (room(1, is_muted=False, is_plain_text=True),))


def lost(snapshot: Snapshot) -> Snapshot:
    rows = rows_of(len(snapshot.sites), opened=(1, 6))
    return conferring(
        snapshot, rows, floor=_floor(snapshot), shown=6, fault=ControlFault.SILENT, age_s=30.0,
        open_since=((7, 35.0),),
    )  # fmt: skip


def speaker_lost(snapshot: Snapshot) -> Snapshot:
    """The speaker's line is cut, and the first of the running order is not there."""
    rows = rows_of(len(snapshot.sites), opened=(1, 6), stale=(6,), away=(4,))
    return conferring(
        snapshot, rows, floor=replace(_floor(snapshot), prepared="", running_order=("site4", "site8")),
        shown=6, faults=((FloorFault.SPEAKER_LOST, 6, 151.0),),
    )  # fmt: skip


def speaker_muted(snapshot: Snapshot) -> Snapshot:
    """Somebody else blocks the speaker and shows another site."""
    rows = rows_of(len(snapshot.sites), opened=(1,))
    faults = ((FloorFault.SPEAKER_MUTED, 6, 12.0), (FloorFault.PICTURE_OTHER, 6, 12.0))
    return conferring(snapshot, rows, floor=_floor(snapshot), shown=5, faults=faults)


def rooms(snapshot: Snapshot) -> Snapshot:
    """The rooms' own layer beside the centre's: an open microphone behind a block, a speaker whose own is
    closed, a codec that sleeps, one that cannot be asked, one whose word is too old."""
    asked = (
        OrderView("room.mute", "site5", Stage.ACCEPTED),
        OrderView("room.preset", "site5", Stage.UNKNOWN, "order.not-readable"),
        OrderView("room.hang-up", "site5", Stage.FAILED, "control.refused", "error: no active call"),
    )
    made = (
        room(1, is_muted=False), room(2, is_muted=True), room(3, is_muted=None),
        room(4, is_muted=True, fault=ControlFault.CREDENTIALS),
        room(5, is_muted=False, is_plain_text=True, orders=asked, floor_preset=2),
        room(6, is_muted=True), room(7, is_muted=False, age_s=30.0),
        room(8, is_muted=True, preset=2, floor_preset=2), room(9, is_muted=True, is_asleep=True, calls=()),
    )  # fmt: skip
    rows = rows_of(len(snapshot.sites), opened=(1, 6, 7), away=(9,))
    return with_rooms(conferring(snapshot, rows, floor=_floor(snapshot), shown=6), made)


SCENES: Mapping[str, Callable[[Snapshot], Snapshot]] = {
    "idle": idle, "quiet": quiet, "out-of-turn": out_of_turn, "alien": alien, "lost": lost,
    "rooms": rooms, "speaker-lost": speaker_lost, "speaker-muted": speaker_muted,
}  # fmt: skip
