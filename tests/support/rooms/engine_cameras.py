"""A site with a camera of its own, for the whole engine in fake time, with the real driver and its wire."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

from gbdt_console.core.clock import ManualClock
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.requests import Stage
from gbdt_console.core.rooms.commands import RecallPreset
from gbdt_console.core.sites import Device, DeviceKind, Network
from gbdt_console.devices.control import Codec
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.rooms.camera_wire import CameraStand
from tests.support.rooms.engine_rooms import ask, known, room, rooms_of
from tests.support.rooms.fake_codec import FakeCodec

Scenario = Callable[[Bench, CameraStand], Awaitable[None]]


def with_camera() -> Network:
    """s2 has a camera beside its codec."""
    plain = rooms_of(3)
    camera = Device("s2.camera", "s2", DeviceKind.CAMERA, "camera", "ping", "10.0.2.11")
    sites = [replace(s, devices=(*s.devices, camera)) if s.id == "s2" else s for s in plain.sites]
    return replace(plain, sites=tuple(sites))


def play(
    scenario: Scenario, build: Callable[[], CameraStand] = CameraStand, codec: FakeCodec | None = None
) -> None:
    """The scenario begins when the site is known; without `codec` its camera alone is controlled."""
    stand = build()

    def all_of(clock: ManualClock) -> dict[str, Codec]:
        return {"s2.camera": stand.driver} | ({"s2.codec": codec} if codec else {})

    async def begin(bench: Bench) -> None:
        await bench.until(lambda: known(bench) and fault_of_camera(bench) is None, 60)
        await asyncio.sleep(1)
        await scenario(bench, stand)

    run_engine(with_camera(), begin, mcu=FakeMcu(), codecs_of=all_of)


async def recall(bench: Bench, preset: int) -> tuple[Stage, str]:
    ended = await ask(bench, RecallPreset("s2", preset))
    return ended.stage, ended.code


def fault_of_camera(bench: Bench) -> ControlFault | None:
    camera = room(bench).camera
    assert camera is not None
    return camera.fault
