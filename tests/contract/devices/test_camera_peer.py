"""The driver of VISCA over IP and a client that nobody here wrote, on one simulated camera."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from visca_over_ip import Camera
from visca_over_ip.exceptions import ViscaException

from gbdt_console.devices.control import ControlError
from gbdt_console.devices.drivers.visca import IP_PORT, ViscaCamera
from gbdt_console.devices.visca.talks import NumberedTalk
from gbdt_console.devices.visca.wires import UdpWire
from gbdt_console.simulator.world.camera import CameraMisbehaviour, SimulatedCamera
from tests.support.drivers.evidence import Against, proves
from tests.support.rooms.camera_listeners import UdpCamera
from tests.support.wait import until

pytestmark = pytest.mark.real

HERE = "127.0.0.2"
"""The other client binds the camera's port on all addresses, so its own must be another one."""
LIMIT_S = 30
PLACES = {0: (2_267, 1_200, 0x4000), 2: (-300, -40, 0x800), 9: (0, 1, 0)}


@dataclass
class Pair:
    """The simulated camera, our driver, and the other client, whose calls block."""

    simulation: SimulatedCamera
    driver: ViscaCamera
    other: Any

    async def recall_by_other(self, memory: int) -> None:
        await asyncio.to_thread(self.other.recall_preset, memory)
        await asyncio.to_thread(until, lambda: self.simulation.place == PLACES[memory], "the camera turned")

    async def agreed(self) -> tuple[int, int, int]:
        """Return the place that both tell."""
        position = await self.driver.position()
        pan, tilt = await asyncio.to_thread(self.other.get_pantilt_position)
        zoom = await asyncio.to_thread(self.other.get_zoom_position)
        assert position is not None
        assert (position.pan, position.tilt, position.zoom) == (pan, tilt, zoom)
        return pan, tilt, zoom


async def listener_and_other(simulation: SimulatedCamera) -> tuple[UdpCamera, Any]:
    """Find a port that no other test's socket holds on some address: the other client binds it on all."""
    while True:
        listener = UdpCamera(simulation)
        await listener.open(HERE)
        try:
            return listener, await asyncio.to_thread(Camera, HERE, listener.port)
        except RuntimeError:
            listener.close()


@asynccontextmanager
async def pair() -> AsyncIterator[Pair]:
    later = asyncio.get_running_loop().call_later
    simulation = SimulatedCamera(later, dict(PLACES), misbehaviour=CameraMisbehaviour(turn_s=0.05))
    listener, other = await listener_and_other(simulation)
    driver = ViscaCamera(NumberedTalk(UdpWire(HERE, listener.port, IP_PORT)), first_preset=1)
    try:
        async with asyncio.timeout(LIMIT_S):
            await driver.open()
            yield Pair(simulation, driver, other)
    finally:
        await driver.close()
        other.close_connection()
        listener.close()


@proves("visca-ip", Against.INDEPENDENT_CLIENT, "visca_over_ip 0.5.2, on our simulator")
async def test_two_clients_agree_on_recalls_and_places() -> None:
    async with pair() as both:
        for memory, place in PLACES.items():
            await both.driver.recall(memory + 1)
            assert await both.agreed() == place
        for memory, place in PLACES.items():
            await both.recall_by_other(memory)
            assert await both.agreed() == place
        assert both.simulation.recalled == [0, 2, 9, 0, 2, 9]


@pytest.mark.parametrize("wrong", [CameraMisbehaviour(is_full=True), CameraMisbehaviour(is_off=True)])
async def test_two_clients_agree_on_refusals(wrong: CameraMisbehaviour) -> None:
    async with pair() as both:
        both.simulation.misbehaviour = wrong
        with pytest.raises(ControlError) as ours:
            await both.driver.recall(3)
        with pytest.raises(ViscaException) as theirs:
            await asyncio.to_thread(both.other.recall_preset, 2)
        assert ours.value.words == f"VISCA {theirs.value.status_code:02X}"
        assert both.simulation.recalled == []
