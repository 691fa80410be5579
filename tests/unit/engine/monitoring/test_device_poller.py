"""A poller keeps whether its device fits its settings beside the readings."""

import asyncio

import pytest

from gbdt_console.core.clock import ManualClock
from gbdt_console.core.monitoring.readings import DeviceFault, Mismatch, MismatchKind
from gbdt_console.devices.snmp.client import SnmpSilent
from gbdt_console.engine.monitoring.device_poller import DevicePoller
from tests.support.drivers.agents import HEALTHY, DictAgent, build, device

SANTAK = {**HEALTHY["ups-mib-santak"][2], "1.3.6.1.2.1.1.2.0": "1.3.6.1.4.1.2468.1.2.1"}


async def test_a_mismatch_is_no_fault_and_lasts_until_the_device_fits() -> None:
    agent = DictAgent(SANTAK)
    poller = DevicePoller(device("apc-ups"), 0, build("apc-ups"), agent, ManualClock())
    await poller.poll()
    wrong = Mismatch(MismatchKind.OBJECTS, "apc-ups", driver="ups-mib")
    assert (poller.mismatch, poller.fault) == (wrong, None)
    agent.fault = SnmpSilent()
    await poller.poll()
    assert poller.mismatch == wrong
    agent.fault, agent.objects = None, dict(HEALTHY["apc-ups"][2])
    await poller.poll()
    assert (poller.mismatch, poller.fault) == (None, None)


class Panic(BaseException):
    """What a Rust library raises of bytes that it did not expect."""


async def test_a_panic_of_native_code_is_a_malformed_answer_of_its_device() -> None:
    agent = DictAgent(SANTAK)
    poller = DevicePoller(device("ups-mib"), 0, build("ups-mib"), agent, ManualClock())
    agent.fault = Panic("index out of bounds")
    assert await poller.poll() is None
    assert poller.fault is DeviceFault.MALFORMED
    agent.fault = None
    assert await poller.poll() is not None
    assert poller.fault is None


async def test_what_ends_a_poll_is_no_fault_of_the_device() -> None:
    agent = DictAgent(SANTAK)
    poller = DevicePoller(device("ups-mib"), 0, build("ups-mib"), agent, ManualClock())
    agent.fault = asyncio.CancelledError()
    with pytest.raises(asyncio.CancelledError):
        await poller.poll()
    assert poller.fault is None
