"""From a key to what the MCU does: the screen over a whole engine, which looks at an MCU in memory."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from gbdt_console.app import GbdtApp
from gbdt_console.core.app_options import AppOptions
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.commands import StartMeeting
from gbdt_console.core.port import ClientKind
from gbdt_console.engine.engine import Engine
from gbdt_console.engine.equipment import Equipment
from gbdt_console.engine.hosting.engine_thread import EngineThread
from gbdt_console.engine.hosting.local_port import LocalPort
from gbdt_console.engine.records.records import NoRecords
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.fake_world import FakeEcho, FakeTraps, FakeWorld
from tests.support.engine.networks import network
from tests.support.screens.unpainted import paint

pytestmark = pytest.mark.real

LIMIT_S = 20.0


def engine_over(mcu: FakeMcu) -> Engine:
    """Sites s1 to s4, called 2001 to 2004."""
    clock, plain = SystemClock(), network(4)
    sites = tuple(replace(s, conference_number=f"200{s.number}") for s in plain.sites)
    records, echo = NoRecords(clock), FakeEcho(FakeWorld(clock))
    return Engine(
        Equipment(replace(plain, sites=sites), clock, echo, [], records, traps=FakeTraps(), mcu=mcu)
    )


class Desk:
    """The screen, the engine's thread and the MCU."""

    def __init__(self, app: GbdtApp, thread: EngineThread, mcu: FakeMcu) -> None:
        self.app, self.thread, self.mcu = app, thread, mcu

    def text(self) -> str:
        return "\n".join(line.text for line in paint(self.app))

    async def until(self, condition: Callable[[], object], what: str) -> None:
        try:
            async with asyncio.timeout(LIMIT_S):
                while not condition():
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise AssertionError(f"{what} never came:\n{self.text()}") from None


@asynccontextmanager
async def at_the_desk(mcu: FakeMcu) -> AsyncIterator[Desk]:
    """In a meeting chaired by s1 with s1 to s3 in the conference."""
    thread = EngineThread(lambda: engine_over(mcu))
    thread.start()
    port = LocalPort(thread, ClientKind.CONSOLE, "pty")
    try:
        app = GbdtApp(port, SystemClock(), AppOptions("vi", theme="dark"))
        async with app.run_test(size=(120, 40)):
            desk = Desk(app, thread, mcu)
            for number in ("2001", "2002", "2003"):
                thread.call(lambda number=number: mcu.join(number))  # type: ignore[misc]
            now = SystemClock().utc()
            async for _ in port.submit(StartMeeting("Giao ban", "s1", now, now + 7_200, ("s3", "s2"))):
                pass
            await desk.until(lambda: "CÁC ĐIỂM CẦU XEM" in desk.text() and is_open(desk), "all")
            yield desk
    finally:
        thread.stop()


async def press(desk: Desk, *keys: str) -> None:
    for key in keys:
        desk.app.simulate_key(key)
        await asyncio.sleep(0)


def part_of(desk: Desk, name: str) -> str:
    """What stands under a site's name on the wall."""
    lines = desk.text().splitlines()
    places = ((place, line.find(f"{corner} {name} ")) for place, line in enumerate(lines) for corner in "╭┏")
    top, left = next((place, at) for place, at in places if at >= 0)
    return "\n".join(line[left : left + 24] for line in lines[top : top + 7])


def is_open(desk: Desk) -> bool:
    """Whether the MCU says that s2 is in the conference and not blocked, which no tile needs to tell."""
    wall = desk.app.get_default_screen()
    call = wall.view.conference.call("s2") if wall.view and wall.view.conference else None
    return call is not None and call.is_blocked is False


def is_settled(desk: Desk) -> bool:
    wall = desk.app.get_default_screen()
    row = wall.view.conference.row("s2") if wall.view and wall.view.conference else None
    return row is not None and wall.services.targets.refusal(row, SystemClock().monotonic()) == ""


async def test_a_key_becomes_a_block_that_the_mcu_has_and_the_screen_says_verified() -> None:
    mcu = FakeMcu()
    async with at_the_desk(mcu) as desk:
        name = "2 Điểm 2"
        await desk.until(lambda: is_open(desk) and "chặn" not in part_of(desk, name), "what the MCU says")
        await desk.until(lambda: is_settled(desk), "a while")
        await press(desk, "2", "m")
        await desk.until(lambda: "Đã chặn tiếng" in desk.text(), "the end of the order")
        assert mcu.asked == [("block", "PJSIP/2002-00000002")]
        assert mcu.is_blocked("2002")
        await desk.until(lambda: "chặn tiếng" in part_of(desk, name), "the block on the tile")


async def test_a_device_that_refuses_is_quoted_and_the_roster_keeps_the_order_in_sight() -> None:
    mcu = FakeMcu(refuses="No Channel by that name")
    async with at_the_desk(mcu) as desk:
        await desk.until(lambda: is_settled(desk), "a while")
        await press(desk, "2", "m")
        await desk.until(lambda: "Thiết bị nói: No Channel" in desk.text(), "the device's words")
        await press(desk, "j")
        await desk.until(lambda: "LỆNH ĐANG CHỜ / THẤT BẠI: 1" in desk.text(), "the order in the roster")
