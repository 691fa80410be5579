"""Presets through a site's own camera: the whole engine in fake time, with the real driver and its wire."""

import asyncio
from collections.abc import Callable

import pytest

from gbdt_console.core.conference.commands import PrepareFloor
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.requests import Stage
from gbdt_console.core.rooms.commands import MuteRoom, RecallPreset, SleepCodec
from gbdt_console.core.rooms.room import RoomView
from gbdt_console.simulator.world.camera import CameraMisbehaviour
from tests.support.engine.engine_in_time import Bench
from tests.support.rooms.camera_wire import STANDS, CameraStand
from tests.support.rooms.engine_cameras import fault_of_camera, play, recall
from tests.support.rooms.engine_rooms import FLOOR_PRESET, ask, known, meeting, room, steps_of
from tests.support.rooms.fake_codec import FakeCodec

ACCEPTED_ONLY = (Stage.UNKNOWN, "order.not-readable")
VERIFIED = (Stage.VERIFIED, "")

both_wires = pytest.mark.parametrize("build", STANDS.values(), ids=STANDS)


def orders(view: RoomView) -> list[tuple[str, bool]]:
    return [(order.code, order.is_reverted) for order in view.orders]


@both_wires
@pytest.mark.article("A4.5")
def test_a_recall_is_verified_once_the_place_of_the_preset_is_known(build: Callable[[], CameraStand]) -> None:
    async def scenario(bench: Bench, stand: CameraStand) -> None:
        assert await recall(bench, 3) == ACCEPTED_ONLY
        assert await recall(bench, 5) == ACCEPTED_ONLY
        assert room(bench).orders == ()
        assert await recall(bench, 3) == VERIFIED
        assert stand.camera.place == stand.place_of(3)
        await bench.until(lambda: room(bench).preset == 3, 1)

    play(scenario, build)


@both_wires
def test_a_camera_that_accepts_and_stands_still_is_not_confirmed(build: Callable[[], CameraStand]) -> None:
    async def scenario(bench: Bench, stand: CameraStand) -> None:
        await recall(bench, 3)
        await recall(bench, 5)
        stand.camera.misbehaviour = CameraMisbehaviour(is_obedient=False)
        assert await recall(bench, 3) == (Stage.FAILED, "order.not-obeyed")
        await bench.until(lambda: orders(room(bench)) == [("order.not-obeyed", False)], 2)
        assert room(bench).preset is None

    play(scenario, build)


@pytest.mark.outcome("confirmed")
def test_a_camera_that_never_moved_is_never_verified() -> None:
    async def scenario(bench: Bench, stand: CameraStand) -> None:
        stand.camera.misbehaviour = CameraMisbehaviour(is_obedient=False)
        for _ in range(4):
            assert await recall(bench, 3) == ACCEPTED_ONLY

    play(scenario)


def test_a_preset_that_was_stored_anew_is_told_and_learnt() -> None:
    async def scenario(bench: Bench, stand: CameraStand) -> None:
        await recall(bench, 3)
        await recall(bench, 5)
        stand.camera.presets[2] = (900, 90, 0)
        assert await recall(bench, 3) == (Stage.FAILED, "camera.elsewhere")
        assert await recall(bench, 5) == VERIFIED
        assert await recall(bench, 3) == VERIFIED

    play(scenario)


def test_a_camera_that_reports_its_end_too_early_is_waited_for() -> None:
    async def scenario(bench: Bench, stand: CameraStand) -> None:
        stand.camera.misbehaviour = CameraMisbehaviour(settles_s=3.0)
        await recall(bench, 3)
        await recall(bench, 5)
        assert await recall(bench, 3) == VERIFIED
        assert stand.camera.place == stand.place_of(3)

    play(scenario)


def test_a_camera_that_reports_no_end_is_verified_by_its_place_alone() -> None:
    async def scenario(bench: Bench, stand: CameraStand) -> None:
        await recall(bench, 3)
        await recall(bench, 5)
        stand.camera.misbehaviour = CameraMisbehaviour(completes=False)
        assert await recall(bench, 3) == VERIFIED
        assert await recall(bench, 8) == (Stage.UNKNOWN, "camera.no-completion")
        assert room(bench).preset is None

    play(scenario)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (CameraMisbehaviour(is_full=True), "camera.buffer-full"),
        (CameraMisbehaviour(is_off=True), "camera.not-executable"),
    ],
)
def test_a_refusal_is_told_by_its_reason(wrong: CameraMisbehaviour, code: str) -> None:
    async def scenario(bench: Bench, stand: CameraStand) -> None:
        stand.camera.misbehaviour = wrong
        assert await recall(bench, 3) == (Stage.FAILED, code)
        assert await recall(bench, 0) == (Stage.FAILED, "camera.preset-range")

    play(scenario)


def test_a_camera_that_leaves_its_preset_is_told_once() -> None:
    async def scenario(bench: Bench, stand: CameraStand) -> None:
        await recall(bench, 3)
        await asyncio.sleep(30)
        assert room(bench).preset == 3
        stand.camera.place = (500, 0, 0)
        await bench.until(lambda: room(bench).preset is None, 20)
        assert orders(room(bench)) == [("", True)]
        await asyncio.sleep(60)
        assert len(bench.events("order.reverted")) == 1

    play(scenario)


def test_a_camera_turns_in_place_of_the_codecs_own() -> None:
    codec = FakeCodec()

    async def scenario(bench: Bench, stand: CameraStand) -> None:
        assert await recall(bench, 3) == ACCEPTED_ONLY
        assert (await ask(bench, MuteRoom("s2"))).stage is Stage.VERIFIED
        assert (stand.camera.recalled, codec.asked) == ([2], ["mute"])
        view = room(bench)
        assert (view.device_id, view.preset, view.is_plain_text) == ("s2.codec", 3, False)
        assert view.camera is not None
        assert (view.camera.device_id, view.camera.is_plain_text) == ("s2.camera", True)

    play(scenario, codec=codec)


@pytest.mark.article("A8.2b")
def test_a_prepared_site_turns_its_camera_to_the_floor_preset() -> None:
    async def scenario(bench: Bench, stand: CameraStand) -> None:
        await meeting(bench)
        await ask(bench, PrepareFloor("s2"))
        await bench.until(lambda: room(bench).preset == FLOOR_PRESET, 10)
        assert stand.camera.place == stand.place_of(FLOOR_PRESET)

    play(scenario, codec=FakeCodec())


def test_a_camera_alone_has_no_microphone_calls_or_standby() -> None:
    async def scenario(bench: Bench, stand: CameraStand) -> None:
        state = room(bench).state
        assert state is not None
        assert (state.is_muted, state.is_asleep, state.calls) == (None, None, None)
        assert state.position is not None
        for command in (MuteRoom("s2"), SleepCodec("s2", is_sure=True)):
            assert (await ask(bench, command)).code == "control.not-able"

    play(scenario)


def test_a_lost_camera_leaves_its_codec_known_and_gets_nothing() -> None:
    async def scenario(bench: Bench, stand: CameraStand) -> None:
        await recall(bench, 3)
        stand.wire.cut()
        await bench.until(lambda: fault_of_camera(bench) is ControlFault.REFUSED, 60)
        assert known(bench)
        assert room(bench).fault is None
        assert room(bench).preset is None
        steps = await steps_of(bench, RecallPreset("s2", 4))
        assert (steps[-1].stage, steps[-1].code) == (Stage.FAILED, "control.refused")
        assert stand.camera.recalled == [2]

    play(scenario, codec=FakeCodec())
