"""Each driver against each other family's device: told by name within 10 s, and nothing changed there."""

import asyncio
import re
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from gbdt_console.core.clock import SystemClock
from gbdt_console.core.driver_options import Carrier
from gbdt_console.core.secret import Secret
from gbdt_console.core.sites import DeviceControl
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.driver import ControlSpec, ControlTarget
from gbdt_console.devices.recognition import IS_ANOTHER, named
from gbdt_console.devices.registry import control_specs
from tests.support.conference.simulated_cms import cms
from tests.support.drivers.simulated_devices import DEVICES, HOST, Device, reads
from tests.support.rooms.simulated_onvif import onvif

WITHIN_S = 10.0
FAMILIES = {name: make for name, make in DEVICES.items() if name != "polycom ssh"}
"""What is behind SSH needs an account before it says anything."""


ages = re.compile(r"joined_ago_s=[0-9.e-]+")
"""How long calls last is all that may differ."""


async def said(spec: ControlSpec, device: Device) -> str:
    """What is said of that device to somebody who configured this driver."""
    wires = spec.offer.wires
    wire = next((name for name, one in wires.items() if one.over is Carrier.TCP), next(iter(wires)))
    options = {
        name: "giaoban" if option.default is None else option.default
        for name, option in spec.offer.options.items()
    }
    control = DeviceControl(spec.name, wire, device.port, "gbdt", Secret("zq-wrong-password"), options)
    connection = spec.build(ControlTarget(HOST, control, SystemClock(), Path("never-written")))
    try:
        async with asyncio.timeout(WITHIN_S):
            await named(connection.open(), HOST, control)  # type: ignore[attr-defined]
    except ControlError as error:
        return error.words if error.code == IS_ANOTHER else f"{error.fault} {error.words}"
    except TimeoutError:
        return "nothing"
    finally:
        await connection.close()  # type: ignore[attr-defined]
    return "let in"


@pytest.mark.parametrize("make", FAMILIES.values(), ids=FAMILIES)
async def test_every_other_driver_is_told_what_really_is_there(
    make: Callable[[], AbstractAsyncContextManager[Device]],
) -> None:
    async with make() as device:
        own = control_specs()[device.driver].offer.options
        options = {name: option.default for name, option in own.items()} | dict(device.options)
        before = await reads(device.driver, device.wire, device.port, device, options)
        others = [spec for spec in control_specs().values() if spec.name != device.driver]
        found = await asyncio.gather(*(said(spec, device) for spec in others))
        assert {spec.name: one for spec, one in zip(others, found, strict=True)} == {
            spec.name: device.driver for spec in others
        }
        after = await reads(device.driver, device.wire, device.port, device, options)
        assert ages.sub("", str(after)) == ages.sub("", str(before))


async def test_a_meeting_server_and_an_onvif_camera_are_told_by_name_too() -> None:
    async with cms() as server, onvif() as camera:
        for driver, port in (("cisco-meeting-server", server.ports[0]), ("onvif", camera.port)):
            device = Device("", driver, "", port)
            assert await said(control_specs()["polycom-text"], device) == driver
