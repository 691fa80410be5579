"""VISCA drivers on real sockets, as sites.yaml configures them."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from gbdt_console.cli.reach_logins import reach_codecs
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.secret import Secret
from gbdt_console.core.sites import Device, DeviceControl, DeviceKind, Network
from gbdt_console.devices import open_devices as opening
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.drivers.visca import IP_PORT, ViscaCamera
from gbdt_console.simulator.world.camera import CameraMisbehaviour, SimulatedCamera
from gbdt_console.text.words import Words
from tests.support.engine.networks import network
from tests.support.rooms.camera_listeners import TcpCamera, UdpCamera

HERE = "127.0.0.1"
LIMIT_S = 20


def simulated() -> SimulatedCamera:
    later = asyncio.get_running_loop().call_later
    return SimulatedCamera(later, {2: (300, -40, 0x800)}, misbehaviour=CameraMisbehaviour(turn_s=0.05))


def controlled(driver: str, port: int) -> Network:
    """s1 has its camera on this machine."""
    plain = network(1)
    control = DeviceControl(driver, "", port, "", Secret(""), {"first_preset": 1})
    camera = Device("s1.camera", "s1", DeviceKind.CAMERA, "camera", "ping", HERE, control=control)
    return replace(plain, sites=(replace(plain.sites[0], devices=(camera,)),))


def driver_of(driver: str, port: int) -> ViscaCamera:
    found = opening.codecs(controlled(driver, port), SystemClock(), Path("known_hosts"))["s1.camera"]
    assert isinstance(found, ViscaCamera)
    return found


async def turned(driver: ViscaCamera) -> tuple[int, int, int]:
    async with asyncio.timeout(LIMIT_S):
        await driver.open()
        await driver.recall(3)
        position = await driver.position()
        await driver.close()
    assert position is not None
    return position.pan, position.tilt, position.zoom


@pytest.mark.parametrize("answers_to", [None, IP_PORT])
async def test_a_camera_over_udp_answers_to_either_port(answers_to: int | None) -> None:
    camera = UdpCamera(simulated(), answers_to)
    await camera.open()
    assert await turned(driver_of("visca-ip", camera.port)) == (300, -40, 0x800)
    camera.close()


async def test_many_cameras_that_answer_to_one_port_are_kept_apart() -> None:
    cameras = [simulated() for _ in range(5)]
    ports = [UdpCamera(camera, IP_PORT) for camera in cameras]
    drivers = []
    for number, (camera, port) in enumerate(zip(cameras, ports, strict=True)):
        camera.presets[2] = (number, 0, 0)
        await port.open()
        drivers.append(driver_of("visca-ip", port.port))
    places = await asyncio.gather(*map(turned, drivers))
    assert [place[0] for place in places] == [0, 1, 2, 3, 4]
    for port in ports:
        port.close()


async def test_a_camera_over_tcp_turns() -> None:
    camera = TcpCamera(simulated())
    await camera.open()
    assert await turned(driver_of("visca-tcp", camera.port)) == (300, -40, 0x800)
    camera.close()


@pytest.mark.parametrize("driver", ["visca-ip", "visca-tcp"])
async def test_nobody_at_the_port_is_a_fault(driver: str) -> None:
    camera = UdpCamera(simulated())
    await camera.open()
    port = camera.port
    camera.close()
    with pytest.raises(ControlError) as caught:
        await driver_of(driver, port).open()
    wanted = ControlFault.SILENT if driver == "visca-ip" else ControlFault.REFUSED
    assert caught.value.fault is wanted


async def test_a_check_asks_a_camera_and_moves_nothing() -> None:
    simulation = simulated()
    camera = UdpCamera(simulation)
    await camera.open()
    found = await asyncio.to_thread(
        reach_codecs, controlled("visca-ip", camera.port), Path("known_hosts"), Words("en")
    )
    assert found["s1.camera"].is_good
    assert found["s1.camera"].text == "VISCA control OK"
    assert (simulation.recalled, simulation.place) == ([], (0, 0, 0))
    camera.close()
