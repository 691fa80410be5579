"""The console's own readers and drivers over the simulator: two codes written apart, of one mind."""

import time
from dataclasses import replace

import pytest
import pytest_asyncio

from gbdt_console.core.monitoring.readings import Quality
from gbdt_console.core.sites import Device
from gbdt_console.devices.registry import driver_specs
from gbdt_console.devices.transports.snmp.open import open_reader
from gbdt_console.simulator.process import start
from gbdt_console.simulator.world.faults import FaultCode, WorldFault
from gbdt_console.simulator.world.plan import on_loopback, plan_for
from gbdt_console.simulator.world.room import BOOT_S
from tests.support.simulator.sample import network

pytestmark = pytest.mark.asyncio(loop_scope="module")

PROBES = {
    "site-1": {"family": "apc-uio", "port": 2, "sensor": 3},
    "site-2": {"family": "apc-iem", "sensor": 2},
    "site-3": {"family": "entity-sensor", "temperature_index": 12, "humidity_index": 13},
    "site-4": {"family": "netbotz", "temperature_index": 3406802758, "humidity_index": 421607638},
}


def with_probe(site):
    *others, probe = site.devices
    return replace(site, devices=(*others, replace(probe, options=PROBES[site.id])))


NETWORK = on_loopback(replace(network(4), sites=tuple(map(with_probe, network(4).sites))))
DEVICES = {device.id: device for site in NETWORK.sites for device in site.devices if device.snmp}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def simulator():
    async with await start(plan_for(NETWORK, 5)) as running:
        yield running


class Look:
    """A driver's instance and its link to one device."""

    def __init__(self, device: Device) -> None:
        self._link = open_reader(device.address, device.snmp_port, device.snmp)
        self._driver = driver_specs()[device.driver].build(device)

    async def __call__(self, later_s: float = 0.0):
        """`later_s` is how far the world was stepped ahead of this machine's clock."""
        return await self._driver.read(self._link, time.monotonic() + later_s)

    async def close(self) -> None:
        await self._link.close()


@pytest_asyncio.fixture(loop_scope="module")
async def look():
    opened = []

    def at(id_: str) -> Look:
        opened.append(Look(DEVICES[id_]))
        return opened[-1]

    yield at
    for each in opened:
        await each.close()


@pytest.mark.parametrize("id_", DEVICES)
async def test_every_reading_of_every_persona_is_good(simulator, look, id_):
    report = await look(id_)()
    needs_two_looks = ("line.in_", "line.out_")
    poor = {
        r.metric: r.quality
        for r in report.readings
        if r.quality is not Quality.GOOD and not r.metric.startswith(needs_two_looks)
    }
    assert poor == {}
    assert len(report.readings) >= 6


async def test_the_rate_of_a_line_is_the_traffic_of_the_world(simulator, look):
    looking = look("site-1.router")
    await looking()
    before = (await simulator.state())["sites"]["site-1"]
    await simulator.step(60)
    readings = {r.metric: r for r in (await looking(later_s=60)).readings}
    after = (await simulator.state())["sites"]["site-1"]
    mbps = (after["in_octets"] - before["in_octets"]) * 8 / 60 / 1e6
    assert readings["line.in_rate"].value == pytest.approx(mbps, rel=0.05)
    assert readings["line.in_rate"].quality is Quality.GOOD
    assert 0 < readings["line.in_utilisation"].value < 100


async def test_what_the_drivers_say_is_what_the_world_is(simulator, look):
    state = (await simulator.state())["sites"]
    for site, room in state.items():
        probe = {r.metric: r.value for r in (await look(f"{site}.probe")()).readings}
        ups = {r.metric: r.value for r in (await look(f"{site}.ups")()).readings}
        assert probe["room.temperature"] == pytest.approx(room["temperature_c"], abs=1)
        assert probe["room.humidity"] == pytest.approx(room["humidity_percent"], abs=1)
        assert ups["ups.battery.minutes"] == int(room["remaining_s"] // 60)
        assert ups["ups.source"] == "normal"


async def test_a_reboot_of_the_router_is_noticed_and_its_port_found_again(simulator, look):
    looking = look("site-2.router")
    assert not (await looking()).is_restarted
    await simulator.inject(WorldFault(FaultCode.REBOOT, "site-2.router"))
    await simulator.step(BOOT_S)
    report = await looking()
    assert report.is_restarted
    names = {r.metric: r.value for r in report.readings}
    assert "GE0/0/1" in names.values()


async def test_wrong_values_never_become_readings(simulator, look):
    for kind in ("ups", "probe", "router"):
        await simulator.inject(WorldFault(FaultCode.WRONG_VALUES, f"site-3.{kind}"))
    ups, probe, router = [
        {r.metric: r for r in (await look(f"site-3.{kind}")()).readings}
        for kind in ("ups", "probe", "router")
    ]
    for metric in ("ups.battery.minutes", "ups.battery.charge", "ups.input.voltage"):
        assert ups[metric].value is None
    assert probe["room.temperature"].value is None
    assert probe["room.humidity"].value is None
    assert router["line.oper_status"].quality is Quality.IMPOSSIBLE
    assert router["line.speed"].quality is Quality.LIMIT


async def test_a_sensor_that_is_not_plugged_in_is_no_frost(simulator, look):
    await simulator.inject(WorldFault(FaultCode.WRONG_VALUES, "site-4.probe"))
    probe = {r.metric: r for r in (await look("site-4.probe")()).readings}
    assert {probe[f"room.{of}"].quality for of in ("temperature", "humidity")} == {Quality.UNKNOWN}
