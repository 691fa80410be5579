"""When devices are polled: all soon after a start, then one after the other over the whole interval."""

import asyncio
from collections import Counter
from types import SimpleNamespace
from typing import Any, cast

import pytest

from gbdt_console.core.clock import ManualClock
from gbdt_console.core.monitoring.readings import DeviceFault, DeviceReport, Quality, Reading, Unit
from gbdt_console.devices.snmp.client import SnmpReader
from gbdt_console.engine.monitoring.device_poller import DevicePoller
from gbdt_console.engine.monitoring.poll_scheduler import LONGEST_POLL_S, PollScheduler
from tests.support.drivers.agents import DictAgent, device

DEVICES, INTERVAL_S, STEP_S = 40, 5.0, 0.01


class Poller:
    """A device that answers at once."""

    site_index, fault, is_busy = 0, None, False

    def __init__(self, number: int, clock: ManualClock, polled: list[tuple[int, float]]) -> None:
        self.device = SimpleNamespace(id=f"device-{number}")
        self._number, self._clock, self._polled = number, clock, polled

    async def poll(self) -> DeviceReport:
        self._polled.append((self._number, self._clock.monotonic()))
        return DeviceReport(())

    def pause_s(self, interval_s: float) -> float:
        return interval_s

    def reset_backoff(self) -> None:
        """There is none."""

    def forget_silence(self) -> None:
        """There is none."""


@pytest.mark.parametrize("begins", ["at a start", "after blindness"])
async def test_polls_that_began_together_spread_over_the_interval(begins: str) -> None:
    clock, polled = ManualClock(), cast(list[tuple[int, float]], [])
    pollers = cast(Any, [Poller(number, clock, polled) for number in range(DEVICES)])
    polls = PollScheduler(pollers, clock, lambda: INTERVAL_S, lambda *_: None, lambda *_: None)
    polls.start()

    async def run(seconds: float) -> list[tuple[int, float]]:
        polled.clear()
        for _ in range(round(seconds / STEP_S)):
            polls.poll_due()
            await asyncio.sleep(0)
            clock.advance(STEP_S)
        return list(polled)

    first = await run(0.5)
    if begins == "after blindness":
        await run(12.3)
        polls.restart()
        first = await run(0.5)
    assert {number for number, _ in first} == set(range(DEVICES)), "all are known soon"
    gaps_s = [at_s - dict(first)[number] for number, at_s in await run(8.0)]
    assert min(gaps_s) > INTERVAL_S / 2 - 0.1
    later = await run(INTERVAL_S)
    assert sorted(number for number, _ in later) == list(range(DEVICES))
    a_second = Counter(int(at_s - later[0][1]) for _, at_s in later)
    assert max(a_second.values()) <= 1.5 * DEVICES / INTERVAL_S, "half a second's devices begin together"


async def test_a_poll_that_begins_as_sites_yaml_changes_is_of_the_device_that_was_due() -> None:
    clock, polled = ManualClock(), cast(list[tuple[int, float]], [])
    pollers = cast(Any, [Poller(number, clock, polled) for number in range(4)])
    polls = PollScheduler(pollers, clock, lambda: INTERVAL_S, lambda *_: None, lambda *_: None)
    polls.start()
    clock.advance(0.5)
    polls.poll_due()
    polls.follow([pollers[3], pollers[0]])
    await asyncio.sleep(0)
    assert sorted(number for number, _ in polled) == [0, 1, 2, 3]


async def test_after_a_standstill_polls_do_not_all_begin_at_once() -> None:
    clock, polled = ManualClock(), cast(list[tuple[int, float]], [])
    pollers = cast(Any, [Poller(number, clock, polled) for number in range(600)])
    polls = PollScheduler(pollers, clock, lambda: INTERVAL_S, lambda *_: None, lambda *_: None)
    polls.start()
    for _ in range(1_000):
        polls.poll_due()
        await asyncio.sleep(0)
        clock.advance(STEP_S)
    polled.clear()
    clock.advance(3 * INTERVAL_S)
    while len(polled) < len(pollers):
        polls.poll_due()
        await asyncio.sleep(0)
        clock.advance(STEP_S)
    assert {number for number, _ in polled} == set(range(len(pollers)))
    assert max(Counter(at_s for _, at_s in polled).values()) <= len(pollers) / 5
    assert polled[-1][1] - polled[0][1] < 2.0


async def test_a_loop_that_comes_seldom_polls_as_many() -> None:
    clock, polled = ManualClock(), cast(list[tuple[int, float]], [])
    pollers = cast(Any, [Poller(number, clock, polled) for number in range(1_200)])
    polls = PollScheduler(pollers, clock, lambda: INTERVAL_S, lambda *_: None, lambda *_: None)
    polls.start()
    for _ in range(20 * 10):
        polls.poll_due()
        await asyncio.sleep(0)
        clock.advance(0.2)
    times = Counter(number for number, _ in polled)
    assert min(times.values()) >= 7
    assert len(times) == len(pollers)


async def test_of_thousands_of_devices_no_more_begin_together_than_of_hundreds() -> None:
    clock, polled = ManualClock(), cast(list[tuple[int, float]], [])
    pollers = cast(Any, [Poller(number, clock, polled) for number in range(6_400)])
    polls = PollScheduler(pollers, clock, lambda: INTERVAL_S, lambda *_: None, lambda *_: None)
    polls.start()
    for _ in range(round(5 * INTERVAL_S / 0.01)):
        if polls.due_s <= clock.monotonic():
            polls.poll_due()
            await asyncio.sleep(0)
        clock.advance(0.01)
    last = Counter(at_s for number, at_s in polled if at_s > 4 * INTERVAL_S)
    assert sum(last.values()) > 0.9 * len(pollers)
    assert max(last.values()) <= 140, "those of two moments, where one passes just behind a look"


class Endless:
    """A driver that never comes to an end while `is_endless`."""

    is_endless = True

    async def read(self, link: SnmpReader, now_s: float) -> DeviceReport:
        if self.is_endless:
            await asyncio.Event().wait()
        return DeviceReport((Reading("ups.battery.charge", 90, Unit.PERCENT, Quality.GOOD, now_s, ""),))


async def test_a_poll_without_end_is_silence_and_the_device_is_polled_again() -> None:
    clock, driver, faults = ManualClock(), Endless(), cast(list[DeviceFault | None], [])
    poller = DevicePoller(device("apc-ups"), 0, driver, DictAgent({}), clock)
    polls = PollScheduler(
        [poller], clock, lambda: INTERVAL_S, lambda _, fault: faults.append(fault), lambda *_: None
    )
    polls.start()

    async def run(seconds: int) -> None:
        for _ in range(seconds):
            polls.poll_due()
            for _ in range(5):
                await asyncio.sleep(0)
            clock.advance(1.0)

    await run(2 * round(LONGEST_POLL_S) + 20)
    assert faults == [DeviceFault.SILENT]
    driver.is_endless = False
    await run(round(LONGEST_POLL_S) + 20)
    assert faults == [DeviceFault.SILENT, None]
    assert poller.readings[0].value == 90
    driver.is_endless = True
    await run(10)
    assert poller.is_busy
    async with asyncio.timeout(5):
        await polls.close()
    assert not poller.is_busy
