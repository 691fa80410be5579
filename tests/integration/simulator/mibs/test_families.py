"""The console's drivers over the simulated families: PDUs, UPSs of two makers, a codec, an Asterisk."""

import time
from dataclasses import replace

import pytest
import pytest_asyncio

from gbdt_console.core.monitoring.readings import Quality
from gbdt_console.core.sites import Device, DeviceKind, Outlet
from gbdt_console.devices.registry import driver_specs
from gbdt_console.devices.transports.snmp.open import open_reader
from gbdt_console.simulator.process import start
from gbdt_console.simulator.world.faults import FaultCode, WorldFault
from gbdt_console.simulator.world.plan import on_loopback, plan_for
from tests.support.simulator.sample import COMMUNITY, network

pytestmark = pytest.mark.asyncio(loop_scope="module")

FAMILIES = (
    ("apc-pdu", DeviceKind.PDU), ("eaton-pdu", DeviceKind.PDU), ("apc-ups", DeviceKind.UPS),
    ("eaton-ups", DeviceKind.UPS), ("socomec-ups", DeviceKind.UPS), ("vertiv-pdu", DeviceKind.PDU),
    ("cisco-codec", DeviceKind.CODEC), ("polycom-endpoint", DeviceKind.CODEC),
    ("asterisk-mib", DeviceKind.CODEC),
)  # fmt: skip
SITES = 6
"""So many that every generation of every family is among them."""


def _furnished(site):
    outlets = (Outlet(1, "codec"), Outlet(2, "display"))
    return replace(
        site,
        devices=tuple(
            Device(f"{site.id}.{driver}", site.id, kind, driver, driver, "", COMMUNITY,
                   outlets=outlets if kind is DeviceKind.PDU else ())
            for driver, kind in FAMILIES
        ),
    )  # fmt: skip


NETWORK = on_loopback(replace(network(SITES), sites=tuple(map(_furnished, network(SITES).sites))))
DEVICES = {device.id: device for site in NETWORK.sites for device in site.devices}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def simulator():
    async with await start(plan_for(NETWORK, 5)) as running:
        yield running


async def look(id_: str):
    device = DEVICES[id_]
    link = open_reader(device.address, device.snmp_port, device.snmp)
    try:
        report = await driver_specs()[device.driver].build(device).read(link, time.monotonic())
    finally:
        await link.close()
    return {reading.metric: reading for reading in report.readings}


async def test_every_family_is_read_well_in_all_its_generations(simulator):
    for id_ in DEVICES:
        readings = await look(id_)
        good = {metric for metric, r in readings.items() if r.quality is Quality.GOOD}
        absent = {metric for metric, r in readings.items() if r.quality is Quality.MISSING}
        assert good | absent == set(readings), id_
        assert len(good) >= 5, id_
        assert not any("outlet" in metric for metric in absent), id_


async def test_the_apc_pdus_are_of_three_generations_and_all_say_the_same_of_an_outlet(simulator):
    sources = set()
    for number in range(1, SITES + 1):
        pdu = f"site-{number}.apc-pdu"
        await simulator.inject(WorldFault(FaultCode.OUTLET_OFF, pdu, 2))
        readings = await look(pdu)
        assert (readings["pdu.outlet.1.state"].value, readings["pdu.outlet.2.state"].value) == ("on", "off")
        sources.add(readings["pdu.outlet.1.state"].source.rpartition(".")[0])
    assert len(sources) == 3


@pytest.mark.parametrize("driver", ["eaton-pdu", "vertiv-pdu"])
async def test_an_outlet_of_another_maker_says_whether_it_is_on(simulator, driver):
    await simulator.inject(WorldFault(FaultCode.OUTLET_OFF, f"site-1.{driver}", 2))
    readings = await look(f"site-1.{driver}")
    assert (readings["pdu.outlet.1.state"].value, readings["pdu.outlet.2.state"].value) == ("on", "off")


async def test_without_mains_all_makers_say_battery_and_the_same_minutes(simulator):
    for number in range(1, SITES + 1):
        site = f"site-{number}"
        await simulator.inject(WorldFault(FaultCode.MAINS_LOST, site, 14))
        for driver, within in (("apc-ups", 0.2), ("eaton-ups", 0.2), ("socomec-ups", 1)):
            readings = await look(f"{site}.{driver}")
            assert readings["ups.source"].value == "battery"
            assert readings["ups.battery.minutes"].value == pytest.approx(14, abs=within)
        await simulator.inject(WorldFault(FaultCode.MAINS_BACK, site))


@pytest.mark.parametrize(
    ("driver", "metric"),
    [
        ("apc-pdu", "pdu.outlet.1.state"), ("eaton-pdu", "pdu.outlet.1.state"), ("apc-ups", "ups.source"),
        ("eaton-ups", "ups.battery.charge"), ("polycom-endpoint", "codec.health"),
        ("asterisk-mib", "mcu.calls"), ("socomec-ups", "ups.source"), ("vertiv-pdu", "pdu.outlet.1.state"),
        ("cisco-codec", "codec.port_speed"),
    ],
)  # fmt: skip
async def test_what_a_family_says_wrongly_is_not_believed(simulator, driver, metric):
    await simulator.inject(WorldFault(FaultCode.WRONG_VALUES, f"site-3.{driver}"))
    assert (await look(f"site-3.{driver}"))[metric].value is None
