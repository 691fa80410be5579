"""Routers that measure their own line, read by the console's driver: the figures move with the line."""

import time
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest_asyncio

from gbdt_console.cli.demo_network import demo_network
from gbdt_console.core.monitoring.readings import Quality, Reading
from gbdt_console.core.sites import Site
from gbdt_console.devices.registry import driver_specs
from gbdt_console.devices.transports.snmp.open import open_reader
from gbdt_console.simulator.mibs.line_probe import RUN_S
from gbdt_console.simulator.process import RunningSimulator, start
from gbdt_console.simulator.world.faults import FaultCode, WorldFault
from gbdt_console.simulator.world.plan import on_loopback, plan_for
from tests.support.simulator.sample import network
from tests.support.simulator.snmp_clients import netsnmp

PROBES = {"site-1": {"sla_index": 7}, "site-2": {"nqa_admin": "gbdt", "nqa_test": "line to the centre"}}
NQA_COMPLETIONS = "1.3.6.1.4.1.2011.5.25.111.4.1.1.3"
FIGURES = {"site-1": {"state", "rtt", "jitter", "mos", "loss"}, "site-2": {"state", "rtt", "loss"}}


def probed(site: Site) -> Site:
    router, *others = site.devices
    return replace(site, devices=(replace(router, options=router.options | PROBES[site.id]), *others))


NETWORK = on_loopback(replace(network(2), sites=tuple(map(probed, network(2).sites))))
PLAN = plan_for(NETWORK, 5)


@pytest_asyncio.fixture
async def simulator() -> AsyncIterator[RunningSimulator]:
    async with await start(PLAN, speed=0) as running:
        yield running


async def look(site_id: str) -> dict[str, Reading]:
    """What the driver reads of that site's line, by the end of the metric's name."""
    router = NETWORK.site(site_id).devices[0]
    link = open_reader(router.address, router.snmp_port, router.snmp)
    try:
        report = await driver_specs()[router.driver].build(router).read(link, time.monotonic())
    finally:
        await link.close()
    return {
        r.metric.removeprefix("line.probe."): r for r in report.readings if r.metric.startswith("line.probe.")
    }


async def test_a_good_line_is_measured_as_good_by_both_makes(simulator: RunningSimulator) -> None:
    sites = (await simulator.state())["sites"]
    for site_id, figures in FIGURES.items():
        probe = await look(site_id)
        assert {name for name, r in probe.items() if r.quality is Quality.GOOD} == figures
        assert probe["state"].value == "ok"
        assert abs(probe["rtt"].value - sites[site_id]["base_ms"]) <= 2
        assert probe["loss"].value == 0
    assert (await look("site-1"))["mos"].value > 4


async def test_delay_and_loss_of_the_line_are_measured(simulator: RunningSimulator) -> None:
    before = await look("site-1")
    for site_id in FIGURES:
        await simulator.inject(WorldFault(FaultCode.LINE_LATENCY, site_id, 180))
        await simulator.inject(WorldFault(FaultCode.LINE_LOSS, site_id, 0.1))
        await simulator.step(2 * RUN_S)
        probe = await look(site_id)
        assert 180 <= probe["rtt"].value <= 184
        assert 1 <= probe["loss"].value <= 30, "of a hundred packets a tenth: six standard deviations"
    assert (await look("site-1"))["mos"].value < before["mos"].value - 0.3


async def test_an_nqa_test_is_read_by_its_last_run_that_is_over(simulator: RunningSimulator) -> None:
    """The newest row has no result yet; snmpwalk shows all that there are."""
    router = next(device for device in PLAN.devices if device.id == "site-2.router")
    rows = set()
    for _ in range(4):
        walked = await netsnmp("snmpbulkwalk", router, PLAN.credentials[router.credential], NQA_COMPLETIONS)
        *over, (running, no_result) = walked.values.items()
        assert no_result == "0"
        assert {result for _, result in over} == {"1"}
        probe = await look("site-2")
        assert (probe["state"].value, probe["state"].source) == ("ok", f"snmp:{over[-1][0]}")
        rows.add(running)
        await simulator.step(RUN_S)
    assert len(rows) == 4, "every run has a row of its own"


async def test_an_operation_that_is_busy_gives_no_figures(simulator: RunningSimulator) -> None:
    await simulator.inject(WorldFault(FaultCode.WRONG_VALUES, "site-1.router"))
    probe = await look("site-1")
    assert probe["state"].value == "busy"
    assert {r.value for name, r in probe.items() if name != "state"} == {None}


def test_the_big_demonstration_has_a_few_of_both() -> None:
    options = [device.options for site in demo_network(220).sites for device in site.devices]
    assert 10 < sum(bool(found.get("sla_index")) for found in options) < 40
    assert 10 < sum(bool(found.get("nqa_test")) for found in options) < 40
