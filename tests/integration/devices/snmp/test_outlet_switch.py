"""PDUs switched by SNMP SET over real UDP, against the simulator, which is written apart."""

from dataclasses import replace

import pytest
import pytest_asyncio

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.sites import Device, DeviceKind, Outlet, SnmpCredential
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.registry import driver_specs
from gbdt_console.devices.snmp.outlet_switch import OutletSwitch
from gbdt_console.devices.transports.snmp.open import open_writer
from gbdt_console.simulator.process import start
from gbdt_console.simulator.world.plan import on_loopback, plan_for
from tests.support.simulator.sample import COMMUNITY, network, user

pytestmark = pytest.mark.asyncio(loop_scope="module")

OUTLETS = (Outlet(1, "codec"), Outlet(2, "display"), Outlet(3, "router"), Outlet(4, "ups"))
PDUS = {
    "site-1": ("apc-pdu", COMMUNITY),
    "site-2": ("apc-pdu", user()),
    "site-3": ("apc-pdu", COMMUNITY),
    "site-4": ("eaton-pdu", COMMUNITY),
    "site-5": ("vertiv-pdu", COMMUNITY),
}


def with_pdu(site):
    driver, credential = PDUS[site.id]
    last = site.devices[-1].address.rpartition(".")[0]
    pdu = Device(
        f"{site.id}.pdu", site.id, DeviceKind.PDU, "pdu", driver, f"{last}.77",
        replace(credential, id=f"pdu of {site.id}"), outlets=OUTLETS,
    )  # fmt: skip
    others = tuple(device for device in site.devices if device.kind is not DeviceKind.PDU)
    return replace(site, devices=(*others, pdu))


NETWORK = on_loopback(replace(network(len(PDUS)), sites=tuple(map(with_pdu, network(len(PDUS)).sites))))
DEVICES = {device.id: device for site in NETWORK.sites for device in site.devices}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def simulator():
    async with await start(plan_for(NETWORK, 5)) as running:
        yield running


def switch_of(site: str, credential: SnmpCredential | None = None) -> OutletSwitch:
    device = DEVICES[f"{site}.pdu"]
    branches = driver_specs()[device.driver].outlets
    assert branches is not None
    link = open_writer(device.address, device.snmp_port, credential or device.snmp)
    return OutletSwitch(device, branches(device), link)


@pytest.mark.parametrize("site", PDUS)
async def test_an_outlet_is_off_after_the_set_and_its_neighbour_is_not(simulator, site):
    switch = switch_of(site)
    try:
        assert [await switch.is_off(n) for n in (1, 2, 3)] == [False, False, False]
        await switch.switch_off(1)
        assert [await switch.is_off(n) for n in (1, 2, 3)] == [True, False, False]
    finally:
        await switch.close()


@pytest.mark.parametrize("outlet", [3, 4, 9])
async def test_the_outlet_of_a_router_or_ups_is_never_switched(simulator, outlet):
    switch = switch_of("site-3")
    try:
        with pytest.raises(ControlError) as refused:
            await switch.switch_off(outlet)
        assert (refused.value.code, await switch.is_off(3)) == ("shutdown.outlet-role", False)
    finally:
        await switch.close()


async def test_a_wrong_community_is_silence_and_switches_nothing(simulator):
    switch = switch_of("site-3", replace(COMMUNITY, community=user().auth_password))
    try:
        with pytest.raises(ControlError) as refused:
            await switch.switch_off(2)
        assert refused.value.fault is ControlFault.SILENT
    finally:
        await switch.close()
    again = switch_of("site-3")
    try:
        assert await again.is_off(2) is False
    finally:
        await again.close()
