"""What a link to one device does where another PC may give orders to it too, in fake time."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from gbdt_console.core.clock import ManualClock
from gbdt_console.devices.control import ControlError
from gbdt_console.engine.control.device_link import DeviceLink, LinkPolicy, NotSentError
from tests.support.engine import time_loop

POLL_S = 2.0


class SlowDevice:
    """It connects at once and takes POLL_S to tell its state; `log` has what was done."""

    name, reached_at = "a device", None

    def __init__(self) -> None:
        self.log: list[str] = []
        self.is_let = asyncio.Event()

    async def open(self) -> None:
        self.log.append("open")

    async def close(self) -> None:
        self.log.append("close")

    async def poll(self) -> str:
        await asyncio.sleep(POLL_S)
        self.log.append("read")
        return ""

    async def changes(self) -> AsyncIterator[object]:
        await asyncio.Event().wait()
        yield None

    async def order(self) -> None:
        self.log.append("order")

    async def order_in_two(self) -> None:
        self.log.append("first")
        await self.is_let.wait()
        self.log.append("second")


Scenario = Callable[["DeviceLink[str]", SlowDevice], Awaitable[None]]


def play(scenario: Scenario, *, is_shared: bool) -> list[str]:
    clock = ManualClock()

    async def main() -> list[str]:
        device = SlowDevice()
        link = DeviceLink(device, clock, lambda: 1.0, lambda seen: None, lambda fault: None)
        if is_shared:
            link.authority.stood_still = lambda: False
        running = asyncio.ensure_future(link.run())
        await asyncio.sleep(0.1)
        await scenario(link, device)
        running.cancel()
        await asyncio.wait((running,))
        return device.log

    return time_loop.run(clock, main())


async def give_one(link: "DeviceLink[str]", device: SlowDevice) -> None:
    await link.ask(device.order)


@pytest.mark.parametrize(
    ("is_shared", "log"), [(True, ["open", "read", "order"]), (False, ["open", "order"])]
)
def test_beside_another_pc_the_first_order_waits_until_the_device_was_read(
    log: list[str], *, is_shared: bool
) -> None:
    assert play(give_one, is_shared=is_shared)[: len(log)] == log


def test_what_was_under_way_as_the_connection_is_dropped_is_not_gone_on_with() -> None:
    async def scenario(link: "DeviceLink[str]", device: SlowDevice) -> None:
        await link.next_observation()
        asking = asyncio.ensure_future(link.ask(device.order_in_two))
        await asyncio.sleep(0.1)
        device.is_let.set()
        link.drop(reads_back=True)
        with pytest.raises(Exception, match="closed"):
            await asking
        with pytest.raises(NotSentError):
            await link.ask(device.order)
        await link.next_observation()
        await link.ask(device.order)

    log = play(scenario, is_shared=True)
    assert log[:7] == ["open", "read", "first", "close", "open", "read", "order"]


def test_a_link_that_is_ended_as_its_connection_is_dropped_ends() -> None:
    async def scenario(link: "DeviceLink[str]", device: SlowDevice) -> None:
        link.drop(reads_back=True)
        await link.close()
        await asyncio.sleep(60)

    assert play(scenario, is_shared=True).count("open") == 1


def test_who_waits_for_a_reading_hears_of_the_lost_role_also_before_the_next_connection() -> None:
    """Many links are opened one after the other: a link whose turn has not come has no connection to drop."""
    clock, turns = ManualClock(), iter([0.0, 60.0])

    async def turn() -> None:
        await asyncio.sleep(next(turns))

    async def main() -> None:
        policy = LinkPolicy(may_open=turn)
        link = DeviceLink(SlowDevice(), clock, lambda: 1.0, lambda seen: None, lambda fault: None, policy)
        running = asyncio.ensure_future(link.run())
        await asyncio.sleep(0.1)
        reading = asyncio.ensure_future(link.poll_after(clock.monotonic()))
        await asyncio.sleep(0.1)
        link.drop(reads_back=True)
        await asyncio.sleep(0.1)
        assert not reading.done()
        link.drop(reads_back=False)
        await asyncio.sleep(0.1)
        assert isinstance(reading.exception(), ControlError)
        running.cancel()
        await asyncio.wait((running,))

    time_loop.run(clock, main())
