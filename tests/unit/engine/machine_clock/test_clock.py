"""The engine in fake time over a kernel that says how its clock stands."""

import asyncio
from dataclasses import dataclass

import pytest

from gbdt_console.core.alarms.alarm import AlarmKey
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.clock import ManualClock
from gbdt_console.core.clock_sync import ClockStood, ClockSync
from gbdt_console.core.commands import StartMeeting
from gbdt_console.core.resource_ids import CENTRE
from gbdt_console.engine.machine_clock import feature
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.engine.networks import network

BEGAN_UTC = ManualClock().utc()


@dataclass
class Kernel:
    says: ClockSync

    def __call__(self) -> ClockSync:
        return self.says


def is_raised(bench: Bench) -> bool:
    key = AlarmKey(CENTRE, AlarmType.CLOCK_FREE)
    return key in {one.key for one in bench.latest.alarms if one.is_active}


def told(bench: Bench) -> list[ClockStood]:
    return [one.event for one in bench.events(ClockStood.KIND) if isinstance(one.event, ClockStood)]


def test_a_clock_that_nothing_keeps_right_is_an_alarm_until_something_does() -> None:
    kernel = Kernel(ClockSync.KEPT)

    async def scenario(bench: Bench) -> None:
        await asyncio.sleep(200)
        assert (bench.latest.clock, is_raised(bench)) == (ClockSync.KEPT, False)
        kernel.says = ClockSync.FREE
        await bench.until(lambda: is_raised(bench), 200)
        kernel.says = ClockSync.KEPT
        await bench.until(lambda: not is_raised(bench), 100)
        states = [one.state for one in told(bench)]
        assert states == [ClockSync.KEPT, ClockSync.FREE, ClockSync.KEPT]

    run_engine(network(3), scenario, clock_sync=kernel)


def test_a_time_service_that_starts_anew_is_no_alarm() -> None:
    kernel = Kernel(ClockSync.KEPT)

    async def scenario(bench: Bench) -> None:
        kernel.says = ClockSync.FREE
        await bench.until(lambda: bench.latest.clock is ClockSync.FREE)
        kernel.says = ClockSync.KEPT
        await bench.until(lambda: bench.latest.clock is ClockSync.KEPT, 100)
        assert not any(entry.kind == "alarm.raised" for entry in bench.entries)

    run_engine(network(3), scenario, clock_sync=kernel)


def test_a_machine_that_has_just_booted_is_given_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feature, "_BOOTED_S", ManualClock().monotonic() + 300)

    async def scenario(bench: Bench) -> None:
        assert await bench.until(lambda: is_raised(bench), 400) > 200

    run_engine(network(3), scenario, clock_sync=Kernel(ClockSync.FREE))


def test_what_the_kernel_does_not_tell_is_unknown_and_never_called_right() -> None:
    kernel = Kernel(ClockSync.UNKNOWN)

    async def scenario(bench: Bench) -> None:
        await asyncio.sleep(500)
        assert (bench.latest.clock, is_raised(bench), told(bench)) == (ClockSync.UNKNOWN, False, [])

    run_engine(network(3), scenario, clock_sync=kernel)


def test_meetings_and_long_days_have_a_row_that_reaches_back_to_when_it_began() -> None:
    async def scenario(bench: Bench) -> None:
        await asyncio.sleep(100)
        now_utc = bench.clock.utc()
        await bench.ask(StartMeeting("Giao ban", "s1", now_utc, now_utc + 3600, ("s1", "s2")))
        await bench.until(lambda: len(told(bench)) == 2)
        bench.clock.advance(6 * 3600)
        await bench.until(lambda: len(told(bench)) == 3, 100)
        assert {(one.state, one.since_utc) for one in told(bench)} == {(ClockSync.KEPT, BEGAN_UTC)}

    run_engine(network(3), scenario, clock_sync=Kernel(ClockSync.KEPT))
