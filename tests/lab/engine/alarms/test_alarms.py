"""From real faults to alarms: what is lost, which part failed, and that nothing else is blamed."""

from collections.abc import Iterator

import pytest

from tests.support.lab.agents import ON_BATTERY, OUTPUT_SOURCE
from tests.support.lab.config import write_config
from tests.support.lab.console import Console, Event, all_answer, in_state
from tests.support.lab.lab import Lab
from tests.support.lab.plan import ELEVEN

CALM_S = 90.0


@pytest.fixture(scope="module")
def running(province: Lab) -> Iterator[Console]:
    folder = province.folder / "alarms"
    console = Console(province.namespaces, write_config(folder, province.sites[:ELEVEN]), folder / "state")
    try:
        yield console
    finally:
        assert console.close() == 0


@pytest.fixture
def console(running: Console, lab: Lab) -> Console:
    """The engine over a healthy lab."""
    running.await_status(all_answer, "all sites and their devices up", CALM_S)
    return running


def raised(console: Console, mark: int) -> set[tuple[str, str]]:
    """What was raised since of the network, without what lay under another alarm from the start.

    Whether anything keeps the clock of the machine that runs this is that machine's own matter.
    """
    told = (event["data"] for event in console.events("alarm.raised", mark))
    found = [data for data in told if data["type"] != "clock.free"]
    return {(data["resource"], data["type"]) for data in found if not data["parent"]}


def await_raised(console: Console, mark: int, resource: str, kind: str) -> Event:
    return console.await_event("alarm.raised", mark, resource=resource, type=kind)


def codes(event: Event) -> set[str]:
    return {evidence["code"] for evidence in event["data"]["evidence"]}


def test_a_cut_last_mile_is_diagnosed_as_the_line_by_the_router_s_uptime(console: Console, lab: Lab) -> None:
    mark = console.mark()
    lab.cut("bacha")
    lost = await_raised(console, mark, "bacha", "site.lost")
    assert (lost["data"]["cause"], lost["data"]["confidence"]) == ("line-or-router", "medium")
    assert {"router.silent", "codec.silent", "ups.normal", "anchors.ok"} <= codes(lost)
    lab.restore("bacha")
    decided = console.await_event("cause.decided", mark, resource="bacha", cause="line")
    assert (decided["data"]["confidence"], decided["data"]["is_on_return"]) == ("high", True)
    console.await_event("alarm.cleared", mark, resource="bacha")
    assert raised(console, mark) == {("bacha", "site.lost")}


def test_a_router_that_started_anew_says_so_when_it_is_back(console: Console, lab: Lab) -> None:
    mark = console.mark()
    lab.cut("muongkhuong")
    await_raised(console, mark, "muongkhuong", "site.lost")
    router = lab.agent("muongkhuong", "router")
    router.kill()
    router.restart()
    lab.restore("muongkhuong")
    decided = console.await_event("cause.decided", mark, resource="muongkhuong", is_on_return=True)
    assert decided["data"]["cause"] == "router-restarted"


def test_a_dead_regional_router_is_one_alarm_that_names_its_sites(console: Console, lab: Lab) -> None:
    members = lab.members("south", ELEVEN)
    mark = console.mark()
    lab.region_down("south")
    node = await_raised(console, mark, "upstream.south", "upstream.lost")
    for site_id in members:
        await_raised(console, mark, site_id, "site.lost")
    assert ("upstream.south", "upstream.lost") in raised(console, mark)
    assert node["data"]["cause"] == "upstream-node"
    lab.region_up("south")
    console.await_event("alarm.cleared", mark, resource="upstream.south")
    for site_id in members:
        console.await_event("alarm.cleared", mark, resource=site_id)
    blamed = {resource for resource, _ in raised(console, mark)}
    assert blamed <= members | {"upstream.south"}


def test_a_site_on_battery_that_falls_silent_has_lost_its_power(console: Console, lab: Lab) -> None:
    mark = console.mark()
    lab.agent("simacai", "ups").set(OUTPUT_SOURCE, ON_BATTERY)
    await_raised(console, mark, "simacai.ups", "power.mains")
    lab.cut("simacai")
    lost = await_raised(console, mark, "simacai", "site.lost")
    assert (lost["data"]["cause"], lost["data"]["confidence"]) == ("site-power", "high")
    assert "ups.on-battery" in codes(lost)


def test_a_codec_that_is_off_is_lost_while_its_line_is_well(console: Console, lab: Lab) -> None:
    mark = console.mark()
    lab.switch_off("batxat", "codec")
    lost = await_raised(console, mark, "batxat", "codec.lost")
    assert lost["data"]["cause"] == "codec-or-lan"
    lab.switch_on("batxat", "codec")
    console.await_event("alarm.cleared", mark, resource="batxat")
    assert raised(console, mark) == {("batxat", "codec.lost")}


def test_a_centre_without_its_cable_blames_nobody(console: Console, lab: Lab) -> None:
    mark = console.mark()
    lab.blind()
    await_raised(console, mark, "centre", "monitor.blind")
    console.await_status(lambda status: len(in_state(status, "unknown")) == ELEVEN, "all sites unknown")
    lab.see()
    console.await_event("alarm.cleared", mark, resource="centre")
    console.await_status(lambda status: len(in_state(status, "up")) == ELEVEN, "all sites up", CALM_S)
    assert raised(console, mark) == {("centre", "monitor.blind")}
    assert not console.events("device.fault", mark)
