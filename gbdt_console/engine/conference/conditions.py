"""From the conference to conditions: the MCU itself, unexpected callers, absent sites, open microphones."""

import asyncio
from collections.abc import Iterable

from gbdt_console.core.alarms.alarm import AlarmKey
from gbdt_console.core.alarms.conditions import Conditions
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.clock import Clock
from gbdt_console.core.conference.roster import RosterRow, RosterStatus
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.conference.view import OpenMicrophone
from gbdt_console.core.resource_ids import MCU, caller_resource
from gbdt_console.engine.conference.closed_meeting_conditions import ClosedMeetingConditions
from gbdt_console.engine.conference.mcu_link import McuObservation

_ABSENT_AFTER_S = 60.0
"""A site of a running meeting may need so long to call in, or in again."""

_LOST_AFTER_S = 4.0
"""Until then it was tried anew three times. The screen says at once that the MCU is not there; what comes
back sooner rings no bell."""


class ConferenceConditions:
    """Told of every look at the conference and of the connection to the MCU."""

    def __init__(self, conditions: Conditions, clock: Clock) -> None:
        self._conditions = conditions
        self._clock = clock
        self.closed = ClosedMeetingConditions(conditions, clock)
        self._absent_s: dict[str, float] = {}
        self._fault: ControlFault | None = None
        self._lost: asyncio.TimerHandle | None = None

    def fault_changed(self, fault: ControlFault | None) -> None:
        """The connection was lost, for another reason than before too, or is there again."""
        self._fault = fault
        if fault is None:
            if self._lost is not None:
                self._lost.cancel()
            self._lost = None
            self._conditions.clear(MCU, AlarmType.MCU_LOST, self._clock.utc())
        elif self._lost is None:
            since_s = self._clock.monotonic()
            self._lost = asyncio.get_running_loop().call_later(_LOST_AFTER_S, self._stays_lost, since_s)

    def _stays_lost(self, since_s: float) -> None:
        """What is wrong now says more than what was first: a lost line is followed by what it is lost for."""
        since_utc = self._clock.utc() - (self._clock.monotonic() - since_s)
        params = (("fault", self._fault.value),) if self._fault is not None else ()
        self._conditions.raise_(MCU, AlarmType.MCU_LOST, since_utc, params=params)

    def looked(
        self,
        rows: Iterable[RosterRow],
        speaking: Iterable[OpenMicrophone],
        look: McuObservation,
        *,
        is_meeting: bool,
        excused: frozenset[str] = frozenset(),
    ) -> None:
        """What one look says. Whom the chair excused is not missed."""
        rows = tuple(rows)
        self._judge_callers(rows)
        expected = tuple(row for row in rows if row.site_id not in excused)
        self._judge_absent(expected, look.taken_s, is_meeting=is_meeting)
        self._judge_open({m.site_id: m for m in speaking if m.is_alarm})

    def _judge_callers(self, rows: tuple[RosterRow, ...]) -> None:
        strangers = {caller_resource(r.number): r for r in rows if r.standing is RosterStatus.UNEXPECTED}
        for resource, row in strangers.items():
            name = row.participant.name if row.participant is not None else ""
            params = (("number", row.number), ("name", name))
            self._conditions.raise_(resource, AlarmType.CALLER_UNEXPECTED, self._clock.utc(), params=params)
        self._conditions.clear_all_but(AlarmType.CALLER_UNEXPECTED, strangers, self._clock.utc())

    def _judge_absent(self, rows: tuple[RosterRow, ...], now_s: float, *, is_meeting: bool) -> None:
        """Only in a meeting, and under the alarm of a site or a codec that is lost."""
        utc = self._clock.utc()
        causes = {
            row.site_id: row.cause for row in rows if is_meeting and row.standing is RosterStatus.ABSENT
        }
        absent = causes.keys()
        self._absent_s = {site_id: self._absent_s.get(site_id, now_s) for site_id in absent}
        for site_id, since_s in self._absent_s.items():
            if now_s - since_s >= _ABSENT_AFTER_S:
                is_codec = causes[site_id] == AlarmType.CODEC_LOST
                parent = AlarmKey(site_id, AlarmType.CODEC_LOST if is_codec else AlarmType.SITE_LOST)
                self._conditions.raise_(
                    site_id, AlarmType.SITE_ABSENT, utc - (now_s - since_s), site_id=site_id, parent=parent
                )
        self._conditions.clear_all_but(AlarmType.SITE_ABSENT, absent, utc)

    def _judge_open(self, loud: dict[str, OpenMicrophone]) -> None:
        for site_id, microphone in loud.items():
            self._conditions.raise_(site_id, AlarmType.MICROPHONE_OPEN, microphone.since_utc, site_id=site_id)
        self._conditions.clear_all_but(AlarmType.MICROPHONE_OPEN, loud, self._clock.utc())
