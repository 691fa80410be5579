"""Looks now and then how the machine's clock stands, records it, and raises that nothing keeps it right."""

import asyncio

from gbdt_console.core.alarms.alarm import AlarmKey
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.clock_sync import ClockBook, ClockStood, ClockSync
from gbdt_console.core.events import ClockJumped, Entry, MeetingStarted
from gbdt_console.core.quick_dataclass import replace
from gbdt_console.core.resource_ids import CENTRE
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.engine.features import EngineContext, Feature

_LOOK_S = 60.0
_FREE_FOR_S = 60.0
"""A clock counts as free for the alarm once it was so at two looks: a daemon that starts anew frees it."""
_BOOTED_S = 300.0
"""Limits how long a machine may take from its boot to its first synchronisation without an alarm."""
_AGAIN_S = 6 * 3600.0
"""How often the same is recorded again, so that the journal of any day tells how its times were taken."""
_KEY = AlarmKey(CENTRE, AlarmType.CLOCK_FREE)


class ClockFeature(Feature):
    """Records each change, what holds as engine or meeting starts, and now and then that nothing changed.

    Of a clock of which nothing was ever known, nothing is recorded.
    """

    def __init__(self, context: EngineContext) -> None:
        self._context = context
        self._state, self._since_s, self._since_utc = ClockSync.UNKNOWN, 0.0, 0.0
        self._recorded_s = 0.0

    def continue_from(self, before: Feature) -> None:
        if isinstance(before, ClockFeature):
            self._state, self._recorded_s = before._state, before._recorded_s
            self._since_s, self._since_utc = before._since_s, before._since_utc

    def begin(self) -> None:
        if self._context.is_reload:
            return
        self._since_s, self._since_utc = self._context.clock.monotonic(), self._context.clock.utc()
        self._look(is_due=True)

    async def run(self) -> None:
        while True:
            await asyncio.sleep(_LOOK_S)
            self._look(is_due=self._context.clock.monotonic() - self._recorded_s >= _AGAIN_S)

    def take(self, entry: Entry) -> None:
        if isinstance(entry.event, MeetingStarted):
            self._look(is_due=True)
        elif isinstance(entry.event, ClockJumped):
            self._since_utc += entry.event.by_s

    def fill(self, snapshot: Snapshot) -> Snapshot:
        return replace(snapshot, clock=self._state)

    def _look(self, *, is_due: bool) -> None:
        """Ask the kernel.

        is_due: what was found is recorded though it is what was found before
        """
        now_s, found = self._context.clock.monotonic(), self._context.clock_sync()
        if found is not self._state:
            is_due = True
            self._state, self._since_s, self._since_utc = found, now_s, self._context.clock.utc()
            self._context.on_urgent()
        if is_due and (found is not ClockSync.UNKNOWN or self._was_known):
            self._recorded_s = now_s
            self._context.record(ClockStood(found, self._since_utc), "")
        self._judge(now_s)

    @property
    def _was_known(self) -> bool:
        return self._context.ledger[ClockBook].state is not ClockSync.UNKNOWN

    def _judge(self, now_s: float) -> None:
        conditions = self._context.alarms.conditions
        if self._state is ClockSync.KEPT:
            conditions.clear(_KEY, self._context.clock.utc())
        elif self._state is ClockSync.FREE and now_s - self._since_s >= _FREE_FOR_S and now_s >= _BOOTED_S:
            conditions.raise_(_KEY, self._since_utc)
