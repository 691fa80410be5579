"""Raise and clear the alarm conditions of MCU, callers and meeting."""

from collections.abc import Callable, Collection, Iterable

from gbdt_console.core.alarms.alarm import AlarmKey
from gbdt_console.core.alarms.conditions import Conditions
from gbdt_console.core.alarms.definitions import ABSENCES, AlarmType
from gbdt_console.core.clock import Clock
from gbdt_console.core.conference.call_quality import POOR_PERCENT, CallQuality
from gbdt_console.core.conference.callers import target_of
from gbdt_console.core.conference.floor import Floor
from gbdt_console.core.conference.floor_check import FloorFault, OnAir
from gbdt_console.core.conference.roster import RosterRow, RosterStatus
from gbdt_console.core.conference.state import ConferenceState
from gbdt_console.core.conference.view import OpenMicrophone
from gbdt_console.core.evidence import Params
from gbdt_console.core.guests.guest import GuestBook
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.meetings.held import MeetingsHeld
from gbdt_console.core.resource_ids import MCU, caller_resource, of_conference
from gbdt_console.core.sites import Hosted
from gbdt_console.engine.conference.floor_watch import FloorWatch
from gbdt_console.engine.conference.guest_watch import GuestWatch
from gbdt_console.engine.conference.outside_acts import OutsideActs
from gbdt_console.engine.conference.own_conditions import OwnConditions
from gbdt_console.engine.control.device_link import Observation

_MUTES = frozenset({FloorFault.SPEAKER_MUTED, FloorFault.CHAIR_MUTED})
"""What only the MCU tells: while it is lost nobody knows whether it is still so, nor can mend it."""

_UNLOCKED_AFTER_S = 60.0
"""Limits how long the conference of a closed meeting may stay unlocked, from the planned opening on."""

_EXPLAINING = (AlarmType.SITE_LOST, AlarmType.CODEC_LOST, AlarmType.SITE_KICKED, AlarmType.MEMBERS_LOST)
"""Alarms of a site that say more than that it is absent."""

_ABSENT_AFTER_S = 60.0
"""Limits how long a site of a running meeting may need to call in, or to call in again."""


class ConferenceConditions:
    """Judges each observation of the conference.

    acts: what others did at the MCU itself
    guests: the expected guests among the callers

    lost_since: returns since when a site's line or codec is lost, UTC seconds; None where it is not
    sites: ids of the sites; another target of an order is a caller
    hosted: who runs the conference without an MCU of ours; None where ours does
    """

    def __init__(
        self,
        conditions: Conditions,
        ledger: Ledger,
        clock: Clock,
        lost_since: Callable[[str], float | None],
        branches: Callable[[], OnAir | None] | None,
        sites: Collection[str],
        hosted: Hosted | None = None,
    ) -> None:
        self.floor = FloorWatch(clock, lost_since, branches)
        self._conditions = OwnConditions(conditions, ledger)
        self._mcu = of_conference(MCU, ledger.conference)
        self._mcu_lost = AlarmKey(self._mcu, AlarmType.MCU_LOST)
        self._ledger = ledger
        self._clock = clock
        self.acts = OutsideActs()
        self.guests = GuestWatch(ledger, clock)
        self._sites = sites
        self._hosted = hosted
        self._absent_s: dict[str, float] = {}
        self._unlocked_s: float | None = None

    def observed(
        self,
        rows: Iterable[RosterRow],
        speaking: Iterable[OpenMicrophone],
        observation: Observation[ConferenceState],
        under_way: Collection[tuple[str, str]],
    ) -> None:
        """Take the roster and the microphones of one observation.

        under_way: code and target of each order under way
        """
        rows = tuple(rows)
        self._judge_callers(rows)
        self._judge_floor(rows, observation, under_way)
        self._judge_kicked(rows)
        self._judge_absent(rows, observation.taken_s)
        self._judge_quality(rows)
        self._judge_open({m.site_id: m for m in speaking if m.is_alarm})
        self._judge_closed_meeting(observation)

    def opened_outside(
        self, rows: Iterable[RosterRow], floor: Floor, is_ours: Callable[[str], bool]
    ) -> list[str]:
        """Return whom somebody opened at the MCU itself, against the policy; tell of the sites among them."""
        opened = [target for target, _ in self.acts.opened(rows, floor, is_ours)]
        for site_id in (target for target in opened if target in self._sites):
            key = AlarmKey(site_id, AlarmType.OPENED_OUTSIDE)
            self._conditions.pulse(key, self._clock.utc(), (), site_id)
        return opened

    def meeting_ended(self) -> None:
        self._conditions.meeting_ended(self._clock.utc())

    def _judge_kicked(self, rows: Iterable[RosterRow]) -> None:
        """Ask about each site whose call another client of the MCU ended: it is not dialled by itself."""
        is_meeting, floor = self._ledger[MeetingsHeld].running is not None, self._ledger[Floor]
        kicked = {
            row.site_id: row.left.at_utc
            for row in rows
            if is_meeting and row.is_kicked and row.left is not None and not floor.excuse_of(row.site_id)
        }
        for site_id, at_utc in kicked.items():
            self._conditions.raise_(AlarmKey(site_id, AlarmType.SITE_KICKED), at_utc, site_id=site_id)
        self._conditions.clear_all_but(AlarmType.SITE_KICKED, kicked, self._clock.utc())

    def _judge_callers(self, rows: tuple[RosterRow, ...]) -> None:
        unexpected = [row for row in rows if row.standing is RosterStatus.UNEXPECTED]
        place = self._ledger.conference
        strangers = {
            of_conference(caller_resource(row.number), place): row for row in unexpected if not row.known_site
        }
        for resource, row in strangers.items():
            name = row.participant.name if row.participant is not None else ""
            params = (("number", row.number), ("name", name))
            self._conditions.raise_(
                AlarmKey(resource, AlarmType.CALLER_UNEXPECTED), self._clock.utc(), params=params
            )
        self._conditions.clear_all_but(AlarmType.CALLER_UNEXPECTED, strangers, self._clock.utc())
        self._judge_guests(rows)
        self._judge_uninvited({row.uninvited for row in unexpected if row.uninvited})
        twice = {row.second_of for row in unexpected if row.second_of}
        for site_id in twice:
            key = AlarmKey(site_id, AlarmType.CALLED_TWICE)
            self._conditions.raise_(key, self._clock.utc(), site_id=site_id)
        self._conditions.clear_all_but(AlarmType.CALLED_TWICE, twice, self._clock.utc())

    def _judge_uninvited(self, sites: set[str]) -> None:
        """Tell of the sites that do not belong to the meeting; in a closed one (A12.3) that is critical."""
        meeting = self._ledger[MeetingsHeld].running
        is_closed = meeting is not None and meeting.is_closed
        for kind, is_meant in (
            (AlarmType.SITE_UNINVITED, not is_closed),
            (AlarmType.CLOSED_UNINVITED, is_closed),
        ):
            found = sites if is_meant else set()
            for site_id in found:
                self._conditions.raise_(AlarmKey(site_id, kind), self._clock.utc(), site_id=site_id)
            self._conditions.clear_all_but(kind, found, self._clock.utc())

    def _judge_guests(self, rows: tuple[RosterRow, ...]) -> None:
        """Tell of each guest that waits; of a closed meeting's only by the number."""
        place, meeting = self._ledger.conference, self._ledger[MeetingsHeld].running
        waiting = {
            of_conference(caller_resource(target_of(row, rows)), place): self._ledger[GuestBook].guests[
                row.guest
            ]
            for row in rows
            if row.standing is RosterStatus.WAITING
        }
        is_told = meeting is not None and not meeting.is_closed
        for resource, guest in waiting.items():
            told = (("organisation", guest.organisation), ("phone", guest.phone)) if is_told else ()
            self._conditions.raise_(
                AlarmKey(resource, AlarmType.GUEST_WAITING), self._clock.utc(), params=told
            )
        self._conditions.clear_all_but(AlarmType.GUEST_WAITING, waiting, self._clock.utc())

    def _judge_absent(self, rows: tuple[RosterRow, ...], now_s: float) -> None:
        """Judge the sites of a meeting that are absent and not excused.

        Each alarm is under the alarm of the site or its codec, else under that of a lost speaker or chair.
        """
        utc = self._clock.utc()
        excused = {site_id for site_id, _ in self._ledger[Floor].excused}
        expected = [
            row
            for row in rows
            if row.site_id not in excused and self._ledger[MeetingsHeld].running is not None
        ]
        absent = {row.site_id: row for row in expected if row.standing is RosterStatus.ABSENT}
        self._absent_s = {site_id: self._absent_s.get(site_id, now_s) for site_id in absent}
        for site_id, since_s in self._absent_s.items():
            kind, params = self._absence(absent[site_id])
            if now_s - since_s >= _ABSENT_AFTER_S:
                self._conditions.raise_(
                    AlarmKey(site_id, kind),
                    utc - (now_s - since_s),
                    site_id=site_id,
                    params=params,
                    parent=AlarmKey(site_id, self._explaining(site_id, absent[site_id].cause)),
                )
        for kind in ABSENCES:
            so = {site_id for site_id, row in absent.items() if self._absence(row)[0] == kind}
            self._conditions.clear_all_but(kind, so, utc)

    def _absence(self, row: RosterRow) -> tuple[str, Params]:
        """Return the type and the parameters of the alarm about a site that is absent."""
        hosted = self._hosted
        if hosted is None:
            return AlarmType.SITE_ABSENT, ()
        phone = next((contact.phone for contact in hosted.contacts), "")
        host = (("host", hosted.name), ("dial", hosted.dial))
        if row.elsewhere:
            return AlarmType.IN_OTHER_CALL, (*host, ("other", row.elsewhere))
        return AlarmType.NOT_IN_CALL, (*host, ("phone", phone))

    def _explaining(self, site_id: str, cause: str) -> str:
        """Return the type of the alarm that explains a site's absence, whose worst alarm is `cause`."""
        if cause in _EXPLAINING:
            return cause
        lost = (one.fault.value for one in self.floor.found if one.site_id == site_id and one.fault.is_loss)
        return next(lost, AlarmType.SITE_LOST)

    def _judge_floor(
        self,
        rows: tuple[RosterRow, ...],
        observation: Observation[ConferenceState],
        under_way: Collection[tuple[str, str]],
    ) -> None:
        """Raise the alarms; a difference that is none yet keeps the alarm of an earlier run."""
        utc, ledger = self._clock.utc(), self._ledger
        self.floor.observed(rows, ledger, observation, under_way)
        for one in self.floor.found:
            if one.is_alarm:
                key = AlarmKey(one.site_id, one.fault.value)
                parent = self._mcu_lost if one.fault in _MUTES else None
                self._conditions.raise_(key, one.since_utc, site_id=one.site_id, parent=parent)
        for fault in FloorFault:
            sites = {one.site_id for one in self.floor.found if one.fault is fault}
            self._conditions.clear_all_but(fault.value, sites, utc)

    def _judge_quality(self, rows: tuple[RosterRow, ...]) -> None:
        """Tell of the calls of which much is lost; where the line loses it, under the line's alarm."""
        poor = {
            row.site_id: row.participant
            for row in rows
            if row.quality is CallQuality.POOR and row.participant is not None
        }
        for site_id, leg in poor.items():
            key, parent = AlarmKey(site_id, AlarmType.CALL_POOR), AlarmKey(site_id, AlarmType.LINE_DEGRADED)
            loss = f">{POOR_PERCENT:.0f}" if leg.loss_percent is None else f"{leg.loss_percent:.0f}"
            params = (("loss", loss),)
            self._conditions.raise_(key, self._clock.utc(), site_id=site_id, params=params, parent=parent)
        self._conditions.clear_all_but(AlarmType.CALL_POOR, poor, self._clock.utc())

    def _judge_open(self, loud: dict[str, OpenMicrophone]) -> None:
        for site_id, microphone in loud.items():
            key = AlarmKey(site_id, AlarmType.MICROPHONE_OPEN)
            self._conditions.raise_(key, microphone.since_utc, site_id=site_id, parent=self._mcu_lost)
        self._conditions.clear_all_but(AlarmType.MICROPHONE_OPEN, loud, self._clock.utc())

    def _judge_closed_meeting(self, observation: Observation[ConferenceState]) -> None:
        """Judge recording at once and the lock after _UNLOCKED_AFTER_S (A12.3).

        An MCU that reports neither raises no alarm; the screens show both as unknown.
        """
        utc, now_s, state = self._clock.utc(), observation.taken_s, observation.state
        meeting = self._ledger[MeetingsHeld].running
        is_closed = meeting is not None and meeting.is_closed
        self._judge(AlarmType.CLOSED_RECORDED, utc, is_so=is_closed and state.is_recording is True)
        is_open = is_closed and state.is_running and state.is_locked is False
        is_due = is_open and meeting is not None and utc >= meeting.opening_utc
        since_s = now_s if self._unlocked_s is None else self._unlocked_s
        self._unlocked_s = since_s if is_due else None
        lasted_s = now_s - since_s
        self._judge(AlarmType.CLOSED_UNLOCKED, utc - lasted_s, is_so=is_due and lasted_s >= _UNLOCKED_AFTER_S)

    def _judge(self, kind: str, since_utc: float, *, is_so: bool) -> None:
        if is_so:
            self._conditions.raise_(AlarmKey(self._mcu, kind), since_utc)
        else:
            self._conditions.clear(AlarmKey(self._mcu, kind), self._clock.utc())
