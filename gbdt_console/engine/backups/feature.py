"""Watches how old the newest backup of the records is."""

import asyncio
from datetime import datetime
from zoneinfo import ZoneInfo

from gbdt_console.core.alarms.alarm import AlarmKey
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.backups import BackupTimes
from gbdt_console.core.quick_dataclass import replace
from gbdt_console.core.resource_ids import CENTRE
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.core.units import Utc
from gbdt_console.engine.features import EngineContext, Feature

_POLL_S = 60.0
_KEY = AlarmKey(CENTRE, AlarmType.BACKUP_OLD)


class BackupFeature(Feature):
    """Raises the alarm once a backup is overdue, and clears it after one was taken."""

    def __init__(self, context: EngineContext) -> None:
        self._context = context
        self._taken_utc: Utc = 0.0

    def continue_from(self, before: Feature) -> None:
        if isinstance(before, BackupFeature):
            self._taken_utc = before._taken_utc

    async def run(self) -> None:
        """Look once a minute, on a thread: a disk that hangs stops nothing else."""
        read = self._context.backup_times
        while read is not None:
            times = await asyncio.to_thread(read)
            if times is not None:
                self._judge(times)
            await asyncio.sleep(_POLL_S)
        await asyncio.Event().wait()

    def fill(self, snapshot: Snapshot) -> Snapshot:
        return replace(snapshot, backup_utc=self._taken_utc)

    def _judge(self, times: BackupTimes) -> None:
        network, conditions = self._context.network, self._context.alarms.conditions
        now_utc = self._context.clock.utc()
        taken_utc = self._taken_utc = times.taken_utc(now_utc)
        due_utc = times.due_utc(now_utc, network.backup_days)
        if now_utc < due_utc:
            conditions.clear(_KEY, now_utc)
            return
        day = (
            f"{datetime.fromtimestamp(taken_utc, ZoneInfo(network.timezone)):%d/%m/%Y}" if taken_utc else "-"
        )
        conditions.raise_(_KEY, due_utc, params=(("day", day),))
