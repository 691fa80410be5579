"""How old the newest backup is, told on the wall in fake time."""

from dataclasses import replace

import pytest

from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.backups import BackupTimes
from gbdt_console.engine.backups.feature import BackupFeature
from gbdt_console.engine.features import EngineContext
from tests.support.conference.engine_meetings import numbered
from tests.support.engine.engine_in_time import Bench, run_engine

DAY_S = 86_400


class Disk:
    """Says when the records began and were backed up, as days before now; None: it does not tell."""

    def __init__(self, began: float, taken: float | None) -> None:
        self.began, self.taken, self.is_readable = began, taken, True

    def feature(self, context: EngineContext) -> BackupFeature:
        def times() -> BackupTimes | None:
            now_utc = context.clock.utc()
            taken_utc = 0.0 if self.taken is None else now_utc - self.taken * DAY_S
            return BackupTimes(now_utc - self.began * DAY_S, taken_utc) if self.is_readable else None

        return BackupFeature(replace(context, backup_times=times))


def day_told(bench: Bench) -> str | None:
    """Return the day that the alarm names, or None where there is no alarm."""
    return next(
        (
            dict(one.params)["day"]
            for one in bench.latest.alarms
            if one.key.type == AlarmType.BACKUP_OLD and one.is_active
        ),
        None,
    )


@pytest.mark.parametrize(
    ("began", "taken", "is_told"),
    [
        (6.9, None, False),
        (7.1, None, True),
        (90, 6.9, False),
        (90, 7.1, True),
        (90, -2, True),
        (90, -0.01, False),
    ],
    ids=["new", "never", "lately", "long ago", "in the future", "a clock set back a little"],
)
def test_what_is_on_one_pc_alone_for_a_week_is_told(began: float, taken: float | None, is_told: bool) -> None:
    disk = Disk(began, taken)

    async def scenario(bench: Bench) -> None:
        await bench.until(lambda: bench.latest.backup_utc > 0 or day_told(bench) is not None or began < 7, 70)
        await bench.until(lambda: (day_told(bench) is not None) == is_told, 70)
        if is_told:
            assert (day_told(bench) == "-") == (taken is None or taken < -1), (
                "a time that lies ahead is no day"
            )

    run_engine(numbered(), scenario, more_features=[disk.feature])


def test_the_alarm_goes_with_the_next_backup_and_not_while_the_disk_is_silent() -> None:
    disk = Disk(90, 30)

    async def scenario(bench: Bench) -> None:
        await bench.until(lambda: day_told(bench) is not None, 70)
        disk.taken, disk.is_readable = 0, False
        began_s = bench.clock.monotonic()
        await bench.until(lambda: bench.clock.monotonic() - began_s > 150, 200)
        assert day_told(bench) is not None
        disk.is_readable = True
        await bench.until(lambda: day_told(bench) is None, 70)

    run_engine(numbered(), scenario, more_features=[disk.feature])


def test_the_provinces_own_days_count() -> None:
    disk = Disk(90, 2)

    async def scenario(bench: Bench) -> None:
        await bench.until(lambda: day_told(bench) is not None, 70)

    run_engine(replace(numbered(), backup_days=1), scenario, more_features=[disk.feature])
