"""Derives what a screen may show of the conference now."""

from collections.abc import Mapping
from enum import IntEnum, StrEnum
from functools import cached_property

from gbdt_console.core.alarms.definitions import DEFINITIONS
from gbdt_console.core.conference.block_policy import to_be_blocked
from gbdt_console.core.conference.call_quality import CallQuality
from gbdt_console.core.conference.floor_check import FloorDeviation, is_heard
from gbdt_console.core.conference.roster import RosterRow, RosterStatus, first_present
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.conference.view import ConferenceView, OpenMicrophone
from gbdt_console.core.guests.guest import Guest
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.rooms.room import RoomState
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.ui.conference.unheard import unheard_sites
from gbdt_console.ui.rooms.shown_room import Microphone, ShownRoom


class RosterPart(IntEnum):
    """Orders the parts of the roster; a site that the MCU lists while its line is cut is AWAY."""

    UNINVITED = 0
    UNEXPECTED = 1
    WAITING = 2
    AWAY = 3
    UNTOLD = 4
    CONNECTED = 5


_BLOCKS = ("microphone.block", "caller.isolate")
_PART_OF = {
    RosterStatus.UNEXPECTED: RosterPart.UNEXPECTED, RosterStatus.ABSENT: RosterPart.AWAY,
    RosterStatus.STALE: RosterPart.AWAY, RosterStatus.CONNECTED: RosterPart.CONNECTED,
    RosterStatus.WAITING: RosterPart.WAITING,
    RosterStatus.UNKNOWN: RosterPart.UNTOLD,
}  # fmt: skip


def part_of(row: RosterRow) -> RosterPart:
    is_uninvited = row.uninvited and row.standing is RosterStatus.UNEXPECTED
    return RosterPart.UNINVITED if is_uninvited else _PART_OF[row.standing]


class CallMark(StrEnum):
    """Names a site's part in a meeting, for one-cell drawings.

    LOST_CHAIR and LOST_SPEAKER are not in the conference, or do not answer.
    """

    CHAIR = "chair"
    PREPARED = "prepared"
    SPEAKER = "speaker"
    AWAY = "away"
    LOST_CHAIR = "lost-chair"
    LOST_SPEAKER = "lost-speaker"
    OUT_OF_TURN = "out-of-turn"
    UNINVITED = "uninvited"


@dataclass(frozen=True, slots=True)
class CallView:
    """Holds a site's or caller's part in the conference. Equal values need no new paint.

    standing: its status in the roster; None: unknown, and so is all else that the MCU reports
    is_blocked: whether the centre blocks its microphone; None: unknown
    is_on_air: whether all see its picture
    is_out_of_turn: whether it speaks without the floor
    is_talking: whether the MCU hears it
    is_isolated: whether nobody hears it
    left_utc: when an absent site left; None where it was not in
    microphone: the room's own microphone, beside the centre's block; None where no codec can be asked
    is_contradictory: whether the codec calls that microphone closed while the MCU hears the room
    is_second, is_uninvited: whether it is a site's second call, or of a site outside of the meeting
    elsewhere: number of the other call that an absent site's codec is in
    is_unregistered: whether the MCU knows no device of an absent site
    quality: how good its call is
    loss_percent, jitter_ms, level_db: of its call and sound; None where not told, the first two where good
    """

    standing: RosterStatus | None
    is_blocked: bool | None = None
    is_on_air: bool = False
    is_speaker: bool = False
    is_prepared: bool = False
    is_out_of_turn: bool = False
    is_talking: bool = False
    is_isolated: bool = False
    is_excused: bool = False
    left_utc: float | None = None
    microphone: Microphone | None = None
    is_contradictory: bool = False
    is_second: bool = False
    is_uninvited: bool = False
    elsewhere: str = ""
    is_unregistered: bool = False
    quality: CallQuality = CallQuality.GOOD
    loss_percent: float | None = None
    jitter_ms: float | None = None
    level_db: float | None = None

    @property
    def is_lost_speaker(self) -> bool:
        """Whether it has the floor and is not in the conference, or does not answer."""
        return self.is_speaker and self.standing in (RosterStatus.ABSENT, RosterStatus.STALE)


_HEADLINES = {"mcu.old": "wall.mcu_lost", "hosted.old": "wall.hosted_old"} | dict.fromkeys(
    (f"control.{fault}" for fault in (ControlFault.SILENT, ControlFault.CLOSED)), "wall.mcu_lost"
)


class ShownConference:
    """Shows the conference at one View's time.

    is_known: whether the MCU's last report is still within its limit
    floor: what the engine itself keeps of the meeting, known without the MCU
    """

    def __init__(self, snapshot: Snapshot, view: ConferenceView, rooms: Mapping[str, ShownRoom]) -> None:
        is_fresh = snapshot.is_fresh(view.taken_s, view.fresh_for_s)
        self.is_known = view.fault is None and view.state is not None and is_fresh
        self.is_meeting = snapshot.meeting is not None
        self.is_closed = snapshot.meeting is not None and snapshot.meeting.is_closed
        self.floor = view.floor
        self.view = view
        self._snapshot = snapshot
        self._rooms = rooms

    @property
    def blocked_reason(self) -> str:
        """The code of the reason why its state is unknown; empty while known or not yet asked."""
        if self.view.fault is not None:
            return f"control.{self.view.fault}"
        is_old = self.view.taken_s is not None and not self.is_known
        return ("hosted.old" if self.view.hosted else "mcu.old") if is_old else ""

    @property
    def headline(self) -> str:
        """The short code for that reason: MCU silent, or unusable; or nothing new from the codecs."""
        reason = self.blocked_reason
        return reason and _HEADLINES.get(reason, "wall.mcu_unusable")

    @cached_property
    def rows(self) -> tuple[RosterRow, ...]:
        """The roster by part, each part in the engine's order; empty while unknown."""
        return tuple(sorted(self.view.roster, key=part_of)) if self.is_known else ()

    def row(self, site_id: str) -> RosterRow | None:
        """Return the roster's line of that site, where it is known."""
        return self._of_sites.get(site_id) if self.is_known else None

    def call(self, site_id: str) -> CallView | None:
        """Return a site's part; None for one that takes none, or that need not be there now.

        A site that does not belong to the meeting has a part while it is in.
        """
        row = self._of_sites.get(site_id)
        if row is None:
            uninvited = (one for one in self.view.roster if self.is_known and one.uninvited == site_id)
            return next(map(self.call_of, uninvited), None)
        if not self.is_known:
            return CallView(None, microphone=self._microphone(site_id))
        is_missed = self.is_meeting or row.standing not in (RosterStatus.ABSENT, RosterStatus.UNKNOWN)
        return self.call_of(row) if is_missed else None

    def call_of(self, row: RosterRow) -> CallView:
        leg, site_id, floor, state = row.participant, row.site_id, self.floor, self.view.state
        if leg is None:
            return CallView(
                row.standing,
                is_speaker=bool(site_id) and site_id == floor.speaker,
                is_prepared=bool(site_id) and site_id == floor.prepared,
                is_excused=bool(floor.excuse_of(site_id)),
                left_utc=row.left.at_utc if row.left is not None else None,
                microphone=self._microphone(site_id) if row.standing is RosterStatus.UNKNOWN else None,
                elsewhere=row.elsewhere,
                is_unregistered=row.is_unregistered,
            )
        return CallView(
            row.standing,
            leg.is_blocked,
            is_on_air=state is not None and state.shown == leg.id,
            is_speaker=bool(site_id) and site_id == floor.speaker,
            is_prepared=bool(site_id) and site_id == floor.prepared,
            is_out_of_turn=bool(site_id) and site_id in self._out_of_turn,
            is_talking=bool(leg.is_talking),
            is_isolated=self.is_isolated(row),
            microphone=self._microphone(site_id),
            is_contradictory=self.contradicts(site_id),
            is_second=bool(row.second_of),
            is_uninvited=bool(row.uninvited),
            quality=row.quality,
            level_db=leg.level_db,
            loss_percent=leg.loss_percent if row.quality else None,
            jitter_ms=leg.jitter_ms if row.quality else None,
        )

    def contradicts(self, site_id: str) -> bool:
        """Tell whether a codec calls its microphone closed while the MCU hears it."""
        room, now_s = self._rooms.get(site_id), self._snapshot.at_s
        return room is not None and room.view.contradicts_talk(self.view.talking_since_s(site_id), now_s)

    def codec_of(self, row: RosterRow) -> RoomState | None:
        """Return the state of a participant's codec in a conference without an MCU; else None."""
        room = self._rooms.get(row.site_id) if self.view.hosted and row.participant is not None else None
        return room.state if room is not None else None

    def _microphone(self, site_id: str) -> Microphone | None:
        room = self._rooms.get(site_id)
        return room.microphone if room is not None and room.view.has_codec else None

    @property
    def on_air(self) -> RosterRow | None:
        """The line whose picture all see, as the MCU reports."""
        shown = self.view.state.shown if self.is_known and self.view.state else None
        legs = ((row, row.participant) for row in self.rows)
        return next((row for row, leg in legs if leg is not None and leg.id == shown), None)

    @cached_property
    def still_open(self) -> frozenset[str]:
        """The targets that are open although the rules block them; sites by id, callers by number."""
        return frozenset(target for target, _ in to_be_blocked(self.rows, self.floor))

    @property
    def did_not_close(self) -> bool:
        """Whether an ordered block ended while its target is still open."""
        tried = {order.target for order in self.view.orders if order.what in _BLOCKS and order.stage.is_final}
        return bool(tried & self.still_open)

    def callers(self, standing: RosterStatus) -> int:
        """Count the callers that are neither site nor guest: unexpected ones, or as CONNECTED admitted ones.

        Unadmitted calls of sites are in `second_calls` and `uninvited`.
        """
        callers = [r for r in self.rows if not (r.site_id or r.guest) and r.standing is standing]
        is_apart = standing is RosterStatus.UNEXPECTED
        return sum(not (is_apart and row.known_site) for row in callers)

    @property
    def uninvited(self) -> int:
        """The number of sites that do not belong to the meeting and are in it, without admitted ones."""
        return sum(part_of(row) is RosterPart.UNINVITED for row in self.rows)

    @property
    def not_let_in(self) -> tuple[RosterRow, ...]:
        """The callers in the conference whom nobody let in, sites that do not belong to the meeting first."""
        return tuple(row for row in self.rows if row.standing is RosterStatus.UNEXPECTED)

    def uninvited_row(self, site_id: str) -> RosterRow | None:
        """Return the line of a site that does not belong to the meeting and nobody let in."""
        return next((row for row in self.not_let_in if row.uninvited == site_id), None)

    def is_isolated(self, row: RosterRow) -> bool:
        """Tell whether nobody hears that caller until a person decides."""
        leg = row.participant
        return leg is not None and not row.site_id and self.floor.isolates(leg.number, leg.id)

    @property
    def named(self) -> RosterRow | None:
        """The line that the line of attention names first: who speaks out of turn, or whom to isolate."""
        loud = [self.row(one.site_id) for one in self.out_of_turn[:1] if one.is_alarm]
        told = self.not_let_in if not self.view.hosted else ()
        aliens = [row for row in told if not (row.second_of or self.is_isolated(row))]
        return next(iter([*loud, *aliens, *(self.row(one.site_id) for one in self.out_of_turn[:1])]), None)

    def guests(self, standing: RosterStatus) -> int:
        """Count the guests that wait, or as CONNECTED those that were let in; 0 while unknown."""
        return sum(bool(row.guest) and row.standing is standing for row in self.rows)

    def guest_of(self, row: RosterRow) -> Guest | None:
        """Return the expected guest who calls; None where the line is no guest's."""
        return self._snapshot.guest(row.guest)

    @property
    def second_calls(self) -> int:
        """The number of second calls of sites, without admitted ones."""
        return sum(bool(row.second_of) and row.standing is RosterStatus.UNEXPECTED for row in self.rows)

    @property
    def is_locked(self) -> bool | None:
        """Whether the conference lets nobody new in; None: unknown now."""
        return self.view.state.is_locked if self.is_known and self.view.state else None

    @property
    def is_recording(self) -> bool | None:
        """Whether anybody is known to record; else as the MCU says, None: unknown now."""
        meeting, place = self._snapshot.meeting, self._snapshot.conference_id
        running = (one for one in self._snapshot.recordings if one.ended_utc is None)
        if any(one.is_of(place, "" if meeting is None else meeting.id) for one in running):
            return True
        return self.view.state.is_recording if self.is_known and self.view.state else None

    @property
    def out_of_turn(self) -> tuple[OpenMicrophone, ...]:
        """The microphones open without the floor, the one to name first."""
        return self.view.open_microphones if self.is_known else ()

    @property
    def open_rooms(self) -> tuple[str, ...]:
        """The unheard sites whose room has its microphone open: they may speak; never an alarm."""
        return tuple(site for site, one in self._unheard.items() if one is Microphone.OPEN)

    @property
    def is_silence_proven(self) -> bool:
        """Whether MCU or codec tells of each site without a turn that it is not heard."""
        return self.is_known and all(one is Microphone.CLOSED for one in self._unheard.values())

    @cached_property
    def _unheard(self) -> Mapping[str, Microphone | None]:
        is_judged = self.is_known and self.is_meeting
        sites = unheard_sites(self.view.roster, self.floor) if is_judged else ()
        return {site_id: self._microphone(site_id) for site_id in sites}

    @property
    def deviations(self) -> tuple[FloorDeviation, ...]:
        """The faults of the floor, the worst first."""
        return self.view.deviations if self.is_known and self.is_meeting else ()

    @property
    def alarming(self) -> tuple[FloorDeviation, ...]:
        """The faults of the floor that are alarms, the worst first, of equals the newest."""
        return tuple(sorted((one for one in self.deviations if one.is_alarm), key=_worst_then_newest))

    @property
    def next_in_order(self) -> str:
        """The first site of the running order that is in the conference; empty where none is."""
        return first_present(self.floor.running_order, self.rows)

    @property
    def returned_speaker(self) -> str:
        """The site that missed its turn, is back and would be next; empty where none is.

        The next decision about the floor ends it.
        """
        site_id = self.next_in_order if self.is_known and self.is_meeting else ""
        floor = self.floor
        return site_id if site_id in floor.passed and site_id not in (floor.prepared, floor.speaker) else ""

    @property
    def is_speaker_heard(self) -> bool:
        """Whether the floor's site may be heard: not blocked by the MCU, nor closed in its room.

        A room that the MCU hears is not closed, whatever its codec says.
        """
        site_id = self.floor.speaker
        is_closed = self._microphone(site_id) is Microphone.CLOSED and not self.contradicts(site_id)
        return is_heard(self.row(site_id)) and not is_closed

    @cached_property
    def marks(self) -> Mapping[str, CallMark]:
        """The marks of sites in a meeting, by site id.

        Where several hold, the first of these counts: out of turn, lost speaker, lost chair, away, speaker,
        prepared, chair.
        """
        if not self.is_meeting:
            return {}
        floor = self.floor
        found = {floor.chair: CallMark.CHAIR, floor.prepared: CallMark.PREPARED}
        found[floor.speaker] = CallMark.SPEAKER
        if self.is_known:
            away = {row.site_id for row in self.view.roster if part_of(row) is RosterPart.AWAY}
            found |= dict.fromkeys(away, CallMark.AWAY)
            lost = {floor.chair: CallMark.LOST_CHAIR, floor.speaker: CallMark.LOST_SPEAKER}
            found |= {site_id: mark for site_id, mark in lost.items() if site_id in away}
            found |= {row.uninvited: CallMark.UNINVITED for row in self.not_let_in if row.uninvited}
            found |= {microphone.site_id: CallMark.OUT_OF_TURN for microphone in self.view.open_microphones}
        return found

    @property
    def leading(self) -> Mapping[str, int]:
        """The places of upper site, speaker, site on air and chair, by site id: their trouble goes first."""
        if not self.is_meeting:
            return {}
        on_air = self.on_air.site_id if self.on_air is not None else ""
        ids = dict.fromkeys(filter(None, (self.floor.upper, self.floor.speaker, on_air, self.floor.chair)))
        return {site_id: place for place, site_id in enumerate(ids)}

    def joined_s(self, row: RosterRow) -> float | None:
        """Return the seconds since that line joined the conference; None: unknown."""
        leg = row.participant
        if leg is None or leg.joined_ago_s is None:
            return None
        return leg.joined_ago_s + (self._snapshot.age_s(self.view.taken_s) or 0.0)

    @cached_property
    def _of_sites(self) -> Mapping[str, RosterRow]:
        return {row.site_id: row for row in self.view.roster if row.site_id}

    @cached_property
    def _out_of_turn(self) -> frozenset[str]:
        return frozenset(microphone.site_id for microphone in self.view.open_microphones)


def _worst_then_newest(one: FloorDeviation) -> tuple[int, float]:
    return -DEFINITIONS[one.fault].in_meeting.rank, -one.since_utc
