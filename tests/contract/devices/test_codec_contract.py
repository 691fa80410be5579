"""One contract for every driver that has a codec's microphone, also through a wire that does its worst.

The device's own state is asked by a second client past the proxy. Whatever goes wrong, a driver either says
what was true while it asked or raises ControlError.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TypeVar

import pytest

from gbdt_console.core.clock import ManualClock
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.devices.control import ControlError
from gbdt_console.driver_contract.codec import CHECKS, Check
from tests.support.engine import time_loop
from tests.support.rooms.codec_stands import STANDS, Build, Stand

T = TypeVar("T")
WATCH_S = 0.02
LONGEST_S = 40.0

every_driver = pytest.mark.parametrize("build", STANDS.values(), ids=STANDS)


@dataclass
class Witness:
    """Asks the device all the time, and remembers what was true when."""

    stand: Stand
    seen: list[tuple[float, bool]] = field(default_factory=list)
    readings: int = 0
    failures: list[ControlFault] = field(default_factory=list)

    async def watch(self) -> None:
        while True:
            self.look()
            await asyncio.sleep(WATCH_S)

    def look(self) -> float:
        now_s = asyncio.get_running_loop().time()
        self.seen.append((now_s, self.stand.truth()))
        return now_s

    async def read(self) -> bool | None:
        """What the driver says, held against what was true meanwhile; None where it says that it cannot."""
        began_s = self.look()
        state = await self.attempt(self.stand.driver.is_muted())
        ended_s = self.look()
        if state is None:
            return None
        self.readings += 1
        assert state in {truth for at_s, truth in self.seen if began_s <= at_s <= ended_s}
        return state

    async def attempt(self, doing: Awaitable[T]) -> T | None:
        """None where the driver raised the one error it may raise; never later than the limit."""
        try:
            async with asyncio.timeout(LONGEST_S):
                return await doing
        except ControlError as error:
            self.failures.append(error.fault)
            return None

    async def open_again(self) -> None:
        await self.stand.driver.close()
        await self.attempt(self.stand.driver.open())


def play(build: Build, scenario: Callable[[Witness, Witness], Awaitable[None]]) -> None:
    """Two devices of a kind, opened, each with its witness."""
    clock = ManualClock()

    async def main() -> None:
        here, there = (Witness(build(clock, serial)) for serial in ("8G1", "8G2"))
        watching = [asyncio.create_task(one.watch()) for one in (here, there)]
        try:
            await asyncio.gather(here.stand.driver.open(), there.stand.driver.open())
            await scenario(here, there)
        finally:
            for task in watching:
                task.cancel()
            await here.stand.driver.close()
            await there.stand.driver.close()

    time_loop.run(clock, main())


@every_driver
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_what_every_driver_of_a_microphone_owes(build: Build, check: Check) -> None:
    async def scenario(here: Witness, there: Witness) -> None:
        await check(here.stand)
        assert there.stand.truth() is False

    play(build, scenario)


@every_driver
def test_many_at_once_are_all_answered_rightly(build: Build) -> None:
    async def scenario(here: Witness, there: Witness) -> None:
        await here.stand.driver.mute()
        answers = await asyncio.gather(*(here.read() for _ in range(6)), *(there.read() for _ in range(6)))
        assert answers == [True] * 6 + [False] * 6

    play(build, scenario)


@every_driver
def test_a_device_that_goes_back_by_itself_is_seen_to(build: Build) -> None:
    async def scenario(here: Witness, there: Witness) -> None:
        here.stand.revert_after(4.0)
        await here.stand.driver.mute()
        assert await here.read() is True
        await asyncio.sleep(4.0)
        assert await here.read() is False
        here.stand.revert_after(1.0)
        await here.attempt(here.stand.driver.mute())
        for _ in range(8):
            await here.read()
        assert await here.read() is False
        assert here.failures == []

    play(build, scenario)


@every_driver
def test_an_answer_that_comes_too_late_answers_nothing_asked_later(build: Build) -> None:
    async def scenario(here: Witness, there: Witness) -> None:
        here.stand.proxy.delay_s = 3.0
        assert await here.attempt(here.stand.driver.mute()) is None
        assert here.failures == [ControlFault.SILENT]
        here.stand.press(False)
        here.stand.proxy.delay_s = 0.0
        for _ in range(4):
            assert await here.read() in (None, False)
        assert here.readings >= 2

    play(build, scenario)


@every_driver
@pytest.mark.parametrize("what", ["drops_answers", "drops_commands"])
def test_what_is_dropped_is_silence_and_the_next_reading_is_right(build: Build, what: str) -> None:
    async def scenario(here: Witness, there: Witness) -> None:
        setattr(here.stand.proxy, what, True)
        for doing in (here.stand.driver.mute, here.stand.driver.is_muted, here.stand.driver.unmute):
            with pytest.raises(ControlError) as caught:
                await doing()
            assert caught.value.fault is ControlFault.SILENT
        here.stand.press(True)
        setattr(here.stand.proxy, what, False)
        assert await here.read() is True

    play(build, scenario)


@every_driver
def test_another_devices_answers_are_never_taken_for_its_own(build: Build) -> None:
    async def scenario(here: Witness, there: Witness) -> None:
        await here.stand.driver.mute()
        here.stand.proxy.cross(there.stand.proxy)
        for _ in range(3):
            answers = await asyncio.gather(here.read(), there.read())
            assert answers == [None, None]
        assert ControlFault.UNTRUSTED in here.failures + there.failures
        await asyncio.gather(here.open_again(), there.open_again())
        assert await asyncio.gather(here.read(), there.read()) == [True, False]

    play(build, scenario)


@every_driver
def test_a_lost_connection_fails_its_actions_and_can_be_opened_again(build: Build) -> None:
    async def scenario(here: Witness, there: Witness) -> None:
        here.stand.proxy.drops_answers = True
        reading = asyncio.create_task(here.attempt(here.stand.driver.is_muted()))
        await asyncio.sleep(0.5)
        here.stand.cut()
        assert await reading is None
        assert here.failures == [ControlFault.CLOSED]
        await here.open_again()
        assert here.failures[-1] is ControlFault.REFUSED
        here.stand.proxy.is_cut = here.stand.proxy.drops_answers = False
        here.stand.press(True)
        await here.open_again()
        assert await here.read() is True

    play(build, scenario)


@every_driver
def test_opening_anew_ends_what_is_under_way(build: Build) -> None:
    async def scenario(here: Witness, there: Witness) -> None:
        here.stand.proxy.drops_answers = True
        doing = [here.stand.driver.is_muted(), here.stand.driver.mute(), here.stand.driver.is_muted()]
        under_way = [asyncio.create_task(here.attempt(one)) for one in doing]
        await asyncio.sleep(0.1)
        here.stand.proxy.drops_answers = False
        await here.stand.driver.open()
        await asyncio.gather(*under_way)
        assert here.failures == [ControlFault.CLOSED] * 3
        assert await here.read() is False

    play(build, scenario)


@every_driver
@pytest.mark.parametrize("seed", range(8))
def test_whatever_happens_in_any_order_nothing_false_is_said(build: Build, seed: int) -> None:
    chance = random.Random(seed)

    async def scenario(here: Witness, there: Witness) -> None:
        spoiling = asyncio.create_task(_spoil(chance, here.stand, there.stand))
        for _ in range(60):
            await asyncio.gather(_something(chance, here), _something(chance, there))
        spoiling.cancel()
        with suppress(asyncio.CancelledError):
            await spoiling
        _mend(here.stand), _mend(there.stand)
        await asyncio.gather(here.open_again(), there.open_again())
        assert await here.read() is not None
        assert await there.read() is not None
        assert here.readings + there.readings >= 10
        assert here.failures

    play(build, scenario)


async def _something(chance: random.Random, witness: Witness) -> None:
    driver = witness.stand.driver
    match chance.randrange(6):
        case 0:
            await witness.attempt(driver.mute())
        case 1:
            await witness.attempt(driver.unmute())
        case 2 if witness.failures and chance.random() < 0.5:
            await witness.open_again()
        case _:
            if await witness.read() is None and chance.random() < 0.5:
                await witness.open_again()


async def _spoil(chance: random.Random, here: Stand, there: Stand) -> None:
    """Every few tenths of a second something else goes wrong, or right again."""
    while True:
        await asyncio.sleep(chance.uniform(0.05, 1.5))
        stand = chance.choice((here, there))
        match chance.randrange(14):
            case 0:
                stand.proxy.drops_answers = True
            case 1:
                stand.proxy.drops_commands = True
            case 2:
                stand.proxy.delay_s = chance.choice((0.1, 0.6, 3.0))
            case 3:
                here.proxy.cross(there.proxy)
            case 4:
                stand.revert_after(1.0)
            case 5:
                stand.press(chance.random() < 0.5)
            case 6:
                stand.obey(False)
            case _:
                _mend(stand)


def _mend(stand: Stand) -> None:
    stand.proxy.drops_answers = stand.proxy.drops_commands = stand.proxy.is_cut = False
    stand.proxy.delay_s = 0.0
    stand.revert_after(None)
    stand.obey(True)
