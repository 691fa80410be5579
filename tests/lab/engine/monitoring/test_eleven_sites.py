"""The engine over eleven real sites: what is cut is named, and only that, with its true beginning."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.support.lab.agents import BATTERY_MINUTES, ON_BATTERY, OUTPUT_SOURCE, ROOM_TEMPERATURE
from tests.support.lab.config import write_config
from tests.support.lab.console import Console, Status, all_answer, device_of, in_state, reading_of, site_of
from tests.support.lab.lab import Lab
from tests.support.lab.plan import ELEVEN

SLACK_S = 3.0
"""A line is probed once a second and a probe has a second to come back."""

CALM_S = 90.0


@pytest.fixture(scope="module")
def running(province: Lab) -> Iterator[Console]:
    """One engine for all tests here, seeing every site up."""
    folder = province.folder / "eleven"
    console = Console(province.namespaces, write_config(folder, province.sites[:ELEVEN]), folder / "state")
    try:
        console.await_status(lambda status: len(in_state(status, "up")) == ELEVEN, "all sites up")
        yield console
    finally:
        assert console.close() == 0


@pytest.fixture
def console(running: Console, lab: Lab) -> Console:
    """The engine, over a healthy lab and calm again: the first replies after a fault are slow, and such a
    line is rightly DEGRADED for some seconds."""
    running.await_status(all_answer, "all sites and their devices up", CALM_S)
    return running


def now_utc() -> float:
    return datetime.now(UTC).timestamp()


def seconds_of(iso: str) -> float:
    return datetime.fromisoformat(iso).timestamp()


@pytest.mark.article("A2.1")
def test_every_device_of_every_site_gives_readings(console: Console) -> None:
    def all_read(status: Status) -> bool:
        devices = [device for site in status["sites"] for device in site["devices"]]
        return all(d["fault"] is None and (d["readings"] or d["driver"] == "ping") for d in devices)

    status = console.await_status(all_read, "every device answers")
    ups = device_of(status, "sapa", "ups")
    assert reading_of(ups, "ups.battery.minutes")["value"] == 42
    assert reading_of(ups, "ups.source")["value"] == "normal"
    assert reading_of(device_of(status, "sapa", "probe"), "room.temperature")["value"] == 24
    router = device_of(status, "sapa", "router")
    assert reading_of(router, "device.name")["value"] == "sapa-router"
    assert reading_of(router, "device.boots")["value"] == 1
    assert {device_of(status, "sapa", name)["ping"] for name in ("codec", "ups", "probe")} == {"up"}


def test_a_cut_line_is_down_alone_from_its_last_reply_until_it_is_back(console: Console, lab: Lab) -> None:
    mark, cut_utc = console.mark(), now_utc()
    lab.cut("bacha")
    fell = console.await_event("point.changed", mark, target="bacha.line", after="down")
    status = console.status()
    assert in_state(status, "down") == {"bacha"}
    assert abs(fell["data"]["started_utc"] - cut_utc) < SLACK_S
    assert fell["at_utc"] - fell["data"]["started_utc"] > 4, "its losses span so much"
    assert abs(seconds_of(site_of(status, "bacha")["since"]) - fell["data"]["started_utc"]) < 0.01
    lab.restore("bacha")
    console.await_event("point.changed", mark, target="bacha.line", before="down", after="up")
    assert not in_state(console.status(), "down")


def test_a_regional_router_takes_exactly_its_sites_down(console: Console, lab: Lab) -> None:
    members = lab.members("north", ELEVEN)
    mark = console.mark()
    lab.region_down("north")
    for site_id in members:
        console.await_event("point.changed", mark, target=f"{site_id}.line", after="down")
    assert in_state(console.status(), "down") == members
    lab.region_up("north")
    for site_id in members:
        console.await_event("point.changed", mark, target=f"{site_id}.line", before="down")


def test_a_codec_switched_off_is_no_outage_of_its_site(console: Console, lab: Lab) -> None:
    mark = console.mark()
    lab.switch_off("batxat", "codec")
    console.await_event("point.changed", mark, target="batxat.codec", after="down")
    status = console.status()
    assert site_of(status, "batxat")["state"] == "up"
    assert device_of(status, "batxat", "ups")["ping"] == "up"


def test_a_wrong_v3_password_is_named_and_the_right_one_reads_again(console: Console, lab: Lab) -> None:
    mark = console.mark()
    router = lab.agent("laocai", "router")
    router.change_password("another-password")
    console.await_event("device.fault", mark, device="laocai.router", fault="credentials")
    status = console.status()
    assert device_of(status, "laocai", "router")["fault"] == "credentials"
    assert site_of(status, "laocai")["state"] == "up"
    assert {d["fault"] for d in site_of(status, "laocai")["devices"] if d["name"] != "router"} == {None}
    mark = console.mark()
    lab.heal()
    console.await_event("device.fault", mark, device="laocai.router", fault="")
    assert reading_of(device_of(console.status(), "laocai", "router"), "device.name")["value"]


def test_an_agent_that_ended_is_a_fault_and_its_restart_is_noticed(console: Console, lab: Lab) -> None:
    mark = console.mark()
    lab.agent("baoyen", "ups").kill()
    console.await_event("device.fault", mark, device="baoyen.ups", fault="refused")
    ups = device_of(console.status(), "baoyen", "ups")
    assert (ups["fault"], ups["ping"]) == ("refused", "up")
    mark = console.mark()
    lab.agent("baoyen", "ups").restart()
    console.await_event("device.fault", mark, device="baoyen.ups", fault="")
    console.await_event("device.restarted", mark, device="baoyen.ups")
    assert reading_of(device_of(console.status(), "baoyen", "ups"), "ups.battery.minutes")["value"] == 42


def test_a_hanging_agent_is_silent_and_its_readings_go_stale(console: Console, lab: Lab) -> None:
    mark = console.mark()
    lab.agent("baothang", "probe").freeze()
    console.await_event("device.fault", mark, device="baothang.probe", fault="silent")
    status = console.await_status(
        lambda status: (
            reading_of(device_of(status, "baothang", "probe"), "room.temperature").get("value") is None
        ),
        "an old temperature is not shown as known",
    )
    assert device_of(status, "baothang", "probe")["ping"] == "up"
    mark = console.mark()
    lab.heal()
    console.await_event("device.fault", mark, device="baothang.probe", fault="")


def test_values_are_read_anew(console: Console, lab: Lab) -> None:
    ups, probe = lab.agent("muongkhuong", "ups"), lab.agent("muongkhuong", "probe")
    ups.set(OUTPUT_SOURCE, ON_BATTERY)
    ups.set(BATTERY_MINUTES, 11)
    probe.set(ROOM_TEMPERATURE, 39)

    def seen(status: Status) -> bool:
        found = device_of(status, "muongkhuong", "ups")
        return (
            reading_of(found, "ups.source").get("value") == "battery"
            and reading_of(found, "ups.battery.minutes").get("value") == 11
            and reading_of(device_of(status, "muongkhuong", "probe"), "room.temperature").get("value") == 39
        )

    console.await_status(seen, "the new values")
