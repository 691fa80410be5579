"""A closed meeting (A12.3): that it is recorded is an alarm at once, that it is not locked after a while."""

from gbdt_console.core.alarms.conditions import Conditions
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.clock import Clock
from gbdt_console.core.meetings import Meeting
from gbdt_console.core.resource_ids import MCU
from gbdt_console.engine.conference.mcu_link import McuObservation

UNLOCKED_AFTER_S = 60.0
"""From its opening on; before it the sites come in."""


class ClosedMeetingConditions:
    """Told of every look at the conference. What the MCU does not tell is no alarm: the screens say that it
    is not known."""

    def __init__(self, conditions: Conditions, clock: Clock) -> None:
        self._conditions = conditions
        self._clock = clock
        self._unlocked_s: float | None = None

    def looked(self, look: McuObservation, meeting: Meeting | None) -> None:
        """What one look says of the running meeting."""
        utc, now_s, state = self._clock.utc(), look.taken_s, look.state
        is_closed = meeting is not None and meeting.is_closed
        self._judge(AlarmType.CLOSED_RECORDED, utc, is_so=is_closed and state.is_recording is True)
        is_open = is_closed and state.is_running and state.is_locked is False
        is_due = is_open and meeting is not None and utc >= meeting.opening_utc
        since_s = now_s if self._unlocked_s is None else self._unlocked_s
        self._unlocked_s = since_s if is_due else None
        lasted_s = now_s - since_s
        self._judge(AlarmType.CLOSED_UNLOCKED, utc - lasted_s, is_so=is_due and lasted_s >= UNLOCKED_AFTER_S)

    def _judge(self, kind: str, since_utc: float, *, is_so: bool) -> None:
        if is_so:
            self._conditions.raise_(MCU, kind, since_utc)
        else:
            self._conditions.clear(MCU, kind, self._clock.utc())
