"""One contract for every driver of a camera, also through a wire that does its worst.

The camera's own place is read past the proxy. Whatever goes wrong, a driver either tells the place where the
camera stood while it asked, or raises ControlError.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable

import pytest

from gbdt_console.core.clock import ManualClock
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.rooms.room import CameraPosition
from gbdt_console.devices.control import ControlError
from gbdt_console.driver_contract.camera import CHECKS, Check
from gbdt_console.simulator.world.camera import CameraMisbehaviour
from tests.support.engine import time_loop
from tests.support.rooms.camera_wire import STANDS, CameraStand

LONGEST_S = 25.0

Build = Callable[[], CameraStand]
every_driver = pytest.mark.parametrize("build", STANDS.values(), ids=STANDS)


def play(build: Build, scenario: Callable[[CameraStand], Awaitable[None]], *, is_open: bool = True) -> None:
    clock = ManualClock()

    async def main() -> None:
        stand = build()
        if is_open:
            await stand.driver.open()
        await scenario(stand)
        await stand.driver.close()

    time_loop.run(clock, main())


async def fault_of(doing: Awaitable[object]) -> tuple[ControlFault, str]:
    async with asyncio.timeout(LONGEST_S):
        with pytest.raises(ControlError) as caught:
            await doing
    return caught.value.fault, caught.value.code


async def place_of(stand: CameraStand) -> tuple[int, int, int]:
    found = await stand.driver.position()
    assert found is not None
    return found.pan, found.tilt, found.zoom


@every_driver
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_it_holds_to_the_shared_contract(build: Build, check: Check) -> None:
    play(build, check, is_open=False)


def test_the_makers_first_preset_may_be_0() -> None:
    async def scenario(stand: CameraStand) -> None:
        await stand.driver.recall(0)
        assert stand.camera.recalled == [0]

    play(lambda: CameraStand(is_numbered=False, first_preset=0), scenario)


@every_driver
def test_opening_and_asking_move_nothing(build: Build) -> None:
    async def scenario(stand: CameraStand) -> None:
        await stand.driver.position()
        inquiries = [sent for sent in stand.wire.sent if b"\x81" in sent]
        assert inquiries
        assert all(b"\x81\x09" in sent for sent in inquiries)

    play(build, scenario)


@every_driver
@pytest.mark.parametrize("preset", [-1, 0, 91, 96, 255])
def test_numbers_of_other_functions_are_refused_unsent(build: Build, preset: int) -> None:
    async def scenario(stand: CameraStand) -> None:
        before = len(stand.wire.sent)
        fault = await fault_of(stand.driver.recall(preset))
        assert fault == (ControlFault.REFUSED, "camera.preset-range")
        assert len(stand.wire.sent) == before

    play(build, scenario)


@every_driver
@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (CameraMisbehaviour(is_full=True), "camera.buffer-full"),
        (CameraMisbehaviour(is_off=True), "camera.not-executable"),
        (CameraMisbehaviour(completes=False), "camera.no-completion"),
        (CameraMisbehaviour(is_truncating=True), "control.silent"),
    ],
)
def test_each_refusal_has_its_reason(build: Build, wrong: CameraMisbehaviour, code: str) -> None:
    async def scenario(stand: CameraStand) -> None:
        stand.camera.misbehaviour = wrong
        assert (await fault_of(stand.driver.recall(3)))[1] == code

    play(build, scenario)


@every_driver
@pytest.mark.parametrize(("error", "code"), [(0x02, "camera.syntax"), (0x04, "camera.cancelled")])
def test_an_error_after_the_ack_ends_the_command(build: Build, error: int, code: str) -> None:
    async def scenario(stand: CameraStand) -> None:
        stand.camera.misbehaviour = CameraMisbehaviour(completes=False)
        recalling = asyncio.create_task(fault_of(stand.driver.recall(3)))
        await asyncio.sleep(0.2)
        body = bytes((0x90, 0x61, error, 0xFF))
        number = stand.wire.sent[-1][4:8]
        stand.wire.say(b"\x01\x11\x00\x04" + number + body if stand.is_numbered else body)
        assert (await recalling)[1] == code

    play(build, scenario)


@every_driver
def test_a_late_ack_is_waited_for(build: Build) -> None:
    async def scenario(stand: CameraStand) -> None:
        stand.camera.misbehaviour = CameraMisbehaviour(ack_s=1.2)
        await stand.driver.recall(3)
        assert stand.camera.recalled == [2]
        assert await place_of(stand) == stand.place_of(3)

    play(build, scenario)


@every_driver
@pytest.mark.parametrize("what", ["drops_answers", "drops_commands"])
def test_what_is_dropped_is_silence_and_the_next_place_is_right(build: Build, what: str) -> None:
    async def scenario(stand: CameraStand) -> None:
        setattr(stand.proxy, what, True)
        assert (await fault_of(stand.driver.position()))[0] is ControlFault.SILENT
        setattr(stand.proxy, what, False)
        stand.camera.place = (5, 6, 7)
        await stand.driver.close()
        await stand.driver.open()
        assert await place_of(stand) == (5, 6, 7)

    play(build, scenario)


@every_driver
def test_an_answer_that_comes_too_late_answers_nothing_asked_later(build: Build) -> None:
    async def scenario(stand: CameraStand) -> None:
        stand.proxy.delay_s = 3.0
        assert (await fault_of(stand.driver.position()))[0] is ControlFault.SILENT
        stand.proxy.delay_s = 0.0
        stand.camera.place = (5, 6, 7)
        await asyncio.sleep(4.0)
        if not stand.is_numbered:
            assert (await fault_of(stand.driver.position()))[0] is ControlFault.CLOSED
            await stand.driver.open()
        assert await place_of(stand) == (5, 6, 7)

    play(build, scenario)


@every_driver
def test_a_lost_connection_fails_its_action_and_can_be_opened_again(build: Build) -> None:
    async def scenario(stand: CameraStand) -> None:
        stand.proxy.drops_answers = True
        asking = asyncio.create_task(fault_of(stand.driver.position()))
        await asyncio.sleep(0.2)
        stand.wire.cut()
        assert (await asking)[0] is ControlFault.CLOSED
        assert (await fault_of(stand.driver.open()))[0] is ControlFault.REFUSED
        stand.proxy.is_cut = stand.proxy.drops_answers = False
        await stand.driver.open()
        assert await place_of(stand) == (0, 0, 0)

    play(build, scenario)


@every_driver
@pytest.mark.parametrize("seed", range(8))
def test_whatever_happens_in_any_order_no_false_place_is_told(build: Build, seed: int) -> None:
    chance = random.Random(seed)

    async def scenario(stand: CameraStand) -> None:
        told = failed = 0
        for step in range(80):
            _spoil(chance, stand)
            stand.camera.place = (step, 0, 0)
            try:
                async with asyncio.timeout(LONGEST_S):
                    found = await stand.driver.position()
            except ControlError:
                failed += 1
                await _reopened(stand)
                continue
            told += 1
            assert found in (None, CameraPosition(step, 0, 0))
        assert told >= 10
        assert failed

    play(build, scenario)


async def _reopened(stand: CameraStand) -> None:
    stand.proxy.drops_answers = stand.proxy.drops_commands = False
    stand.proxy.delay_s = 0.0
    stand.wire.loses = stand.wire.loses_replies = 0
    stand.camera.misbehaviour = CameraMisbehaviour()
    await stand.driver.close()
    await stand.driver.open()


def _spoil(chance: random.Random, stand: CameraStand) -> None:
    match chance.randrange(12):
        case 0:
            stand.proxy.drops_answers = True
        case 1:
            stand.proxy.delay_s = chance.choice((0.1, 0.6, 3.0))
        case 2 if stand.is_numbered:
            stand.wire.loses = 2
        case 3 if stand.is_numbered:
            stand.wire.loses_replies, stand.wire.repeats = 1, 2
        case 4:
            stand.camera.misbehaviour = CameraMisbehaviour(ack_s=chance.choice((0.3, 1.0)))
        case 5:
            stand.camera.misbehaviour = CameraMisbehaviour(is_truncating=True)
        case 6 if stand.is_numbered:
            stand.camera.needs_reset = True
        case 7:
            stand.wire.say(bytes(chance.randrange(256) for _ in range(12)) + b"\xff")


def test_a_lost_datagram_goes_out_again_under_its_number() -> None:
    async def scenario(stand: CameraStand) -> None:
        stand.wire.loses = 1
        await stand.driver.recall(3)
        first, second = stand.wire.sent[-2:]
        assert first == second
        stand.wire.loses_replies = 1
        await stand.driver.recall(4)
        assert stand.camera.recalled == [2, 3], "the camera ran each once"

    play(CameraStand, scenario)


def test_replies_that_come_twice_count_once() -> None:
    async def scenario(stand: CameraStand) -> None:
        stand.wire.repeats = 3
        for preset in (3, 4):
            await stand.driver.recall(preset)
            assert await place_of(stand) == stand.place_of(preset)

    play(CameraStand, scenario)


def test_a_camera_that_was_switched_off_and_on_is_counted_with_anew() -> None:
    async def scenario(stand: CameraStand) -> None:
        await stand.driver.recall(3)
        stand.camera.restart()
        assert await place_of(stand) == (0, 0, 0)
        await stand.driver.recall(4)
        assert stand.camera.recalled == [2, 3]

    play(CameraStand, scenario)
