"""From a key to what goes out at the mixer: the screen over a whole engine and a simulated OBS."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from gbdt_console.app import GbdtApp
from gbdt_console.core.app_options import AppOptions
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.commands import StartMeeting
from gbdt_console.core.pictures import Bus
from gbdt_console.core.port import ClientKind
from gbdt_console.engine.engine import Engine
from gbdt_console.engine.equipment import Equipment
from gbdt_console.engine.hosting.engine_thread import EngineThread
from gbdt_console.engine.hosting.local_port import LocalPort
from gbdt_console.engine.records.records import NoRecords
from gbdt_console.text.words import Words
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.fake_world import FakeEcho, FakeTraps, FakeWorld
from tests.support.mixer.console import BETWEEN_TAKES_S, network_with
from tests.support.mixer.mixer_contract import come_on_air, driver, seen
from tests.support.mixer.office import BACHA, SAPA
from tests.support.mixer.simulated_mixer import SimulatedPeer, simulated_peer
from tests.support.screens.unpainted import paint

pytestmark = pytest.mark.real

LIMIT_S = 20.0
WORDS = Words("vi")
CONFIRMED = WORDS("stage.verified")


def engine_over(peer: SimulatedPeer, mcu: FakeMcu) -> Engine:
    clock = SystemClock()
    echo = FakeEcho(FakeWorld(clock))
    equipment = Equipment(
        network_with(peer), clock, echo, [], NoRecords(clock), traps=FakeTraps(), mcu=mcu, mixer=driver(peer)
    )
    return Engine(equipment)


@dataclass
class Desk:
    """The screen and the mixer."""

    app: GbdtApp
    peer: SimulatedPeer

    def text(self) -> str:
        return "\n".join(line.text for line in paint(self.app))

    def on_air(self) -> list[str]:
        view = self.app.get_default_screen().view
        frame = view.frame if view is not None else None
        bus = frame.bus(Bus.BRANCHES) if frame is not None else None
        return [pane.site_id for pane in bus.panes] if bus is not None else []

    async def until(self, condition: Callable[[], object], what: str) -> None:
        try:
            async with asyncio.timeout(LIMIT_S):
                while not condition():
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise AssertionError(f"{what} never came:\n{self.text()}") from None

    async def press(self, *keys: str) -> None:
        """Press once the last take is long enough ago."""
        await asyncio.sleep(BETWEEN_TAKES_S)
        for key in keys:
            self.app.simulate_key(key)
            await asyncio.sleep(0)


@asynccontextmanager
async def at_the_desk() -> AsyncIterator[Desk]:
    """In a meeting chaired by s1, who is on air, with s1 to s3 in the conference."""
    mcu = FakeMcu()
    async with simulated_peer() as peer:
        thread = EngineThread(lambda: engine_over(peer, mcu))
        thread.start()
        port = LocalPort(thread, ClientKind.CONSOLE, "pty")
        try:
            app = GbdtApp(port, SystemClock(), AppOptions("vi", theme="dark"))
            async with app.run_test(size=(120, 40)):
                desk = Desk(app, peer)
                for number in ("2001", "2002", "2003"):
                    thread.call(lambda number=number: mcu.join(number))  # type: ignore[misc]
                now = SystemClock().utc()
                async for _ in port.submit(StartMeeting("Giao ban", "s1", now, now + 7_200, ("s3", "s2"))):
                    pass
                await desk.until(lambda: desk.on_air() == ["s1"], "the chair on air")
                yield desk
        finally:
            await asyncio.to_thread(thread.stop)


async def test_takes_and_their_undo_by_keys_go_out_and_are_said_confirmed() -> None:
    async with at_the_desk() as desk:
        await desk.press("2", "space")
        await desk.until(
            lambda: f"2 Điểm 2: {WORDS('order.frame.take')}: {CONFIRMED}" in desk.text(), "its end"
        )
        assert (await come_on_air(desk.peer, SAPA)).switched_on == {SAPA}
        await desk.until(lambda: desk.on_air() == ["s2"], "the site on air")
        await desk.press("3", "v")
        await desk.until(lambda: "3 ĐIỂM 3" in desk.text(), "the site in the preview")
        assert (await seen(desk.peer)).active == {SAPA}
        await desk.press("space")
        await come_on_air(desk.peer, BACHA)
        await desk.until(lambda: desk.on_air() == ["s3"], "the preview on air")
        await desk.press("z")
        await come_on_air(desk.peer, SAPA)
        await desk.until(lambda: desk.on_air() == ["s2"], "the site of before on air")


async def test_a_take_that_the_mixer_does_not_do_is_said_by_its_key() -> None:
    async with at_the_desk() as desk:
        desk.peer.server.studio.is_taking_in_vain = True
        await desk.press("2", "space")
        await desk.until(lambda: WORDS("order.not-obeyed").rstrip(".") in desk.text(), "that it was not done")
        assert CONFIRMED not in desk.text()
        assert desk.on_air() == ["s1"]
