"""The demonstration's camera by its VISCA port, through the console's own driver and a real child process."""

import asyncio
from pathlib import Path
from typing import Any

from gbdt_console.cli.demo_network import CAMERA_PLACE, demo_network
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.rooms.room import CameraPosition
from gbdt_console.core.sites import DeviceKind
from gbdt_console.devices import open_devices as opening
from gbdt_console.devices.control import ReportsPosition
from gbdt_console.simulator.process import start
from gbdt_console.simulator.world.camera import ROOM_PRESETS
from gbdt_console.simulator.world.faults import FaultCode, WorldFault
from gbdt_console.simulator.world.plan import on_loopback, plan_for

LIMIT_S = 60


async def test_the_camera_turns_to_a_preset_and_tells_that_somebody_turned_it_away(tmp_path: Path) -> None:
    network = on_loopback(demo_network(None))
    site = network.sites[CAMERA_PLACE]
    device = next(d for d in site.devices if d.kind is DeviceKind.CAMERA and d.control)
    camera = opening.codecs(network, SystemClock(), tmp_path / "known_hosts")[device.id]
    assert isinstance(camera, ReportsPosition)
    async with asyncio.timeout(LIMIT_S), await start(plan_for(network, 1), "quiet", 1.0) as simulator:
        await camera.open()
        try:
            assert await camera.position() == CameraPosition(*ROOM_PRESETS[1])
            assert site.floor_preset is not None
            await camera.recall(site.floor_preset)
            reached = await camera.position()
            assert reached == CameraPosition(*ROOM_PRESETS[site.floor_preset])
            await simulator.inject(WorldFault(FaultCode.CAMERA_TURNED, device.id))
            left = await camera.position()
            assert left is not None
            assert not left.is_near(reached)
            devices: Any = (await simulator.state())["devices"]
            assert devices[device.id]["camera"] == {
                "place": [left.pan, left.tilt, left.zoom], "recalled": [site.floor_preset],
            }  # fmt: skip
        finally:
            await camera.close()
