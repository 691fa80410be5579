"""A poller keeps whether its device fits its settings beside the readings."""

from gbdt_console.core.clock import ManualClock
from gbdt_console.core.monitoring.readings import Mismatch, MismatchKind
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
