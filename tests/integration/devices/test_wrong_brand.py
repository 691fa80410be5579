"""Each driver over each of its wires at each other family's device, as the wall opens it: told by name."""

import asyncio
import re
from contextlib import AsyncExitStack
from pathlib import Path
from typing import NamedTuple

from gbdt_console.core.clock import SystemClock
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.driver_options import Carrier
from gbdt_console.core.secret import Secret
from gbdt_console.core.sites import DeviceControl
from gbdt_console.devices.control import ControlError, Reached
from gbdt_console.devices.driver import ControlSpec, ControlTarget
from gbdt_console.devices.families import FAMILIES, FAMILY_FAULTS
from gbdt_console.devices.recognition import let_in
from gbdt_console.devices.registry import control_specs
from tests.support.drivers.simulated_devices import EVERY_DEVICE, HOST, PASSWORD, Device, reads

HANGS_S = 60.0
AT_ONCE = 40
"""Drivers that ask side by side: each takes 10 ms of CPU time, and the shortest limit is half a second."""
UNNAMED = frozenset(ControlFault) - FAMILY_FAULTS
"""What is said of a device while it is not known what it is."""
ages = re.compile(r"joined_ago_s=[0-9.e-]+")
"""How long calls last is all that may differ."""


class Pair(NamedTuple):
    """A driver over one of its wires, and the device of another family that it is pointed at."""

    device: str
    spec: ControlSpec
    wire: str

    def __str__(self) -> str:
        return f"{self.spec.name} {self.wire} at {self.device}"


async def said(spec: ControlSpec, wire: str, device: Device, folder: Path) -> str:
    """What is said of that device to somebody who configured this driver, with this device's account."""
    options = {
        name: "giaoban" if option.default is None else option.default
        for name, option in spec.offer.options.items()
    }
    secret = Secret(device.password or PASSWORD)
    control = DeviceControl(spec.name, wire, device.port, device.user or "gbdt", secret, options)
    known_hosts = folder / f"{spec.name}.{wire}.{device.port}"
    connection = spec.build(ControlTarget(HOST, control, SystemClock(), known_hosts))
    connection.reached_at = Reached(HOST, control)
    try:
        async with asyncio.timeout(HANGS_S):
            await let_in(connection)
    except ControlError as error:
        return str(error.fault)
    except TimeoutError:
        return "hangs"
    finally:
        await connection.close()
    return "let in"


def expected(device: Device, spec: ControlSpec, wire: str) -> ControlFault:
    """The device's family; behind SSH only who logs in there is told which that is."""
    logs_in = spec.offer.wires[wire].over is Carrier.SSH
    is_hidden = device.wire == "ssh" and not logs_in
    return ControlFault.IS_SSH if is_hidden else FAMILIES[device.driver].fault


async def state(device: Device) -> str:
    """What stands at the device, and what its driver reads of it."""
    if not device.wire:
        return str(device.state())
    own = control_specs()[device.driver].offer.options
    options = {name: option.default for name, option in own.items()} | dict(device.options)
    read = await reads(device.driver, device.wire, device.port, device, options)
    return ages.sub("", f"{read} {device.state()}")


def wires_of(spec: ControlSpec) -> list[str]:
    """One wire for each carrier: a certificate that is checked stops a driver no later."""
    found = {one.over: name for name, one in spec.offer.wires.items()}
    if Carrier.UNCHECKED in found:
        found.pop(Carrier.TLS, None)
    return list(found.values())


async def test_every_wire_of_every_driver_is_told_what_really_is_there(tmp_path: Path) -> None:
    """A busy machine may hear an answer too late: nothing is told wrong, and alone all is told."""
    async with AsyncExitStack() as there:
        devices = {name: await there.enter_async_context(make()) for name, make in EVERY_DEVICE.items()}
        before = await asyncio.gather(*map(state, devices.values()))
        pairs = [
            Pair(name, spec, wire)
            for name, device in devices.items()
            for spec in control_specs().values()
            for wire in wires_of(spec)
            if spec.name != device.driver
        ]
        right = {str(pair): expected(devices[pair.device], pair.spec, pair.wire) for pair in pairs}
        turns = asyncio.Semaphore(AT_ONCE)

        async def told(pair: Pair) -> str:
            async with turns:
                return await said(pair.spec, pair.wire, devices[pair.device], tmp_path)

        found = dict(zip(map(str, pairs), await asyncio.gather(*map(told, pairs)), strict=True))
        late = [pair for pair in pairs if found[str(pair)] in UNNAMED]
        unnamed = {str(pair): found[str(pair)] for pair in late}
        assert found == right | unnamed
        assert found | {str(pair): await told(pair) for pair in late} == right
        assert await asyncio.gather(*map(state, devices.values())) == before
