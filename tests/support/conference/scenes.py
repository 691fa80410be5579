"""What a meeting's conference looks like at some moments, to be looked at and held as pictures."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from gbdt_console.core.alarms.alarm import Alarm, AlarmKey, Severity
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.conference.floor import Floor
from gbdt_console.core.conference.floor_check import FloorFault
from gbdt_console.core.conference.roster import RosterStatus
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.conference.view import OrderView
from gbdt_console.core.people import Contact
from gbdt_console.core.requests import Stage
from gbdt_console.core.rooms.room import RoomCall
from gbdt_console.core.snapshot import ConferencePart, Snapshot
from tests.support.alarms.snapshots import with_alarms
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


def two_meetings(snapshot: Snapshot) -> Snapshot:
    """The first half of the sites meets in the hall, the others elsewhere, where one is absent."""
    half, count = (len(snapshot.sites) + 1) // 2, len(snapshot.sites)
    here = conferring(
        snapshot, rows_of(half, opened=(1, 6)), shown=6,
        floor=replace(_floor(snapshot), prepared="site4", running_order=("site4",)),
    )  # fmt: skip
    beside = rows_of(count, opened=(half + 1,), away=(count - 2,))[half:]
    there = conferring(snapshot, beside, floor=Floor(f"site{half + 1}"))
    assert here.meeting is not None
    ours = tuple(site.id for site in snapshot.sites)
    other = replace(
        here.meeting, id="m2", title="Tập huấn Sở Y tế", chair_site_id=ours[half], sites=ours[half:],
        running_order=(), registration=12,
    )  # fmt: skip
    part = ConferencePart("b", "Phòng họp B", other, conference=there.conference)
    key = AlarmKey(f"site{count - 2}", AlarmType.SITE_ABSENT)
    absent = Alarm(1, key, Severity.CRITICAL, snapshot.at_utc - 154, snapshot.at_utc - 94, key.resource)
    here = with_alarms(replace(here, elsewhere=(part,)), [absent])
    return replace(here, meeting=replace(here.meeting, sites=ours[:half]))


def upper_lost(snapshot: Snapshot) -> Snapshot:
    """Site 11 is the upper level's centre and led the meeting until its link was lost 74 s ago."""
    *ours, upper = snapshot.sites
    duty = Contact("Trực Cục Bưu điện Trung ương", "080 43 000")
    upper = replace(
        upper,
        name="Trung ương",
        short_name="",
        backup_dial="100.64.0.9##77",
        contacts=(duty, *upper.contacts),
    )
    floor = Floor(chair="site1", upper=upper.id, is_called=False, before_us=2)
    faults = ((FloorFault.UPPER_LOST, upper.number, 74.0),)
    rows = rows_of(len(snapshot.sites), opened=(), away=(upper.number,))
    made = conferring(replace(snapshot, sites=(*ours, upper)), rows, floor=floor, shown=1, faults=faults)
    assert made.meeting is not None
    key = AlarmKey(upper.id, AlarmType.UPPER_LOST)
    lost = Alarm(1, key, Severity.CRITICAL, snapshot.at_utc - 74, snapshot.at_utc - 74, upper.id)
    title = "Hội nghị trực tuyến toàn quốc"
    return replace(
        with_alarms(made, [lost]), meeting=replace(made.meeting, title=title, upper_site_id=upper.id)
    )


def hosted(snapshot: Snapshot) -> Snapshot:
    """A service hosts the meeting: site 4 presents, 7 calls somebody else, of 9 nothing is told."""
    count = len(snapshot.sites)
    rows = [
        replace(row, participant=row.participant and replace(row.participant, number="", is_blocked=None))
        for row in rows_of(count, away=(7, 9))
    ]
    rows[6] = replace(rows[6], elsewhere="0203 111 222")
    rows[8] = replace(rows[8], standing=RosterStatus.UNKNOWN)
    calls = (RoomCall("34", "8000@hop.vnpt.example", True),)
    asked = {
        n: room(n, is_muted=n != 1, calls=calls, content_source="4" if n == 4 else None)
        for n in range(1, count + 1)
        if n not in (7, 9)
    }
    away = room(7, calls=(RoomCall("34", "0203 111 222", True),))
    silent = room(9, is_muted=None, is_asleep=None, calls=(), fault=ControlFault.SILENT)
    made = with_rooms(
        conferring(snapshot, rows, floor=Floor("site1"), is_recording=None), (*asked.values(), away, silent)
    )
    assert made.conference is not None
    key = AlarmKey("site7", AlarmType.IN_OTHER_CALL)
    about = (("host", "VNPT Meeting"), ("dial", "8000@hop.vnpt.example"), ("other", "0203 111 222"))
    told = Alarm(
        1, key, Severity.CRITICAL, snapshot.at_utc - 154, snapshot.at_utc - 94, "site7", params=about
    )
    return replace(
        with_alarms(made, [told]), conference=replace(made.conference, hosted="VNPT Meeting"), frame=None
    )


SCENES: Mapping[str, Callable[[Snapshot], Snapshot]] = {
    "idle": idle, "quiet": quiet, "out-of-turn": out_of_turn, "alien": alien, "lost": lost,
    "rooms": rooms, "speaker-lost": speaker_lost, "speaker-muted": speaker_muted,
    "two-meetings": two_meetings, "upper-lost": upper_lost, "hosted": hosted,
}  # fmt: skip
