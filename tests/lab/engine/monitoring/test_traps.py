"""Traps and informs across the network: net-snmp's tools and what its agents send by themselves."""

from collections.abc import Iterator

import pytest

from tests.support.lab.agents import COMMUNITY, TRAP_PORT, V3_WORDS
from tests.support.lab.config import write_config
from tests.support.lab.console import Console, Status, in_state
from tests.support.lab.lab import Lab
from tests.support.lab.plan import CENTRE_ADDRESS

Words = tuple[str, ...]
SITES = 2
V2_WORDS = ("-v2c", "-c", COMMUNITY)
ON_BATTERY = ("", "1.3.6.1.2.1.33.2.1")
LINK_DOWN = ("", "1.3.6.1.6.3.1.1.5.3", "1.3.6.1.2.1.31.1.1.1.1.2", "s", "wan0")

SHUTDOWN = "1.3.6.1.4.1.8072.4.0.2"
"""nsNotifyShutdown of net-snmp."""


@pytest.fixture(scope="module")
def console(province: Lab) -> Iterator[Console]:
    """An engine that takes traps of the first two sites, and sees them up."""
    folder = province.folder / "traps"
    console = Console(province.namespaces, write_config(folder, province.sites[:SITES]), folder / "state")
    try:
        console.await_status(lambda status: len(in_state(status, "up")) == SITES, "both sites up")
        yield console
    finally:
        assert console.close() == 0


def send(lab: Lab, tool: str, site_id: str, device: str, credential: Words, trap: Words) -> int:
    """Send from that device's address to the centre; the tool's exit code, 0 for an answered inform."""
    source = f"--clientaddr={lab.site(site_id).address(device)}"
    centre = f"{CENTRE_ADDRESS}:{TRAP_PORT}"
    argv = ["env", "MIBS=", tool, source, "-t", "1", "-r", "2", *credential, centre, *trap]
    return lab.namespaces.run(site_id, *argv).returncode


@pytest.mark.parametrize("tool", ["snmptrap", "snmpinform"])
def test_a_ups_says_by_version_2c_that_it_is_on_battery(console: Console, lab: Lab, tool: str) -> None:
    site_id = {"snmptrap": "vanphong", "snmpinform": "laocai"}[tool]
    mark = console.mark()
    assert send(lab, tool, site_id, "ups", V2_WORDS, ON_BATTERY) == 0
    console.await_event("trap.seen", mark, device=f"{site_id}.ups", code="ups-on-battery")
    assert len(in_state(console.status(), "up")) == SITES
    assert console.events("point.changed", mark) == console.events("device.fault", mark) == []


@pytest.mark.parametrize("tool", ["snmptrap", "snmpinform"])
def test_a_router_says_by_version_3_that_a_port_is_down(console: Console, lab: Lab, tool: str) -> None:
    site_id = {"snmptrap": "vanphong", "snmpinform": "laocai"}[tool]
    mark = console.mark()
    assert send(lab, tool, site_id, "router", V3_WORDS, LINK_DOWN) == 0
    console.await_event("trap.seen", mark, device=f"{site_id}.router", code="link-down", detail="wan0")


@pytest.mark.parametrize("device", ["ups", "router"])
def test_an_agent_says_that_somebody_asks_with_a_wrong_password(
    console: Console, lab: Lab, device: str
) -> None:
    mark = console.mark()
    address = lab.site("laocai").address(device)
    asking = ["snmpget", "-v2c", "-c", "a-guess", "-t", "0.2", "-r", "0", address, "1.3.6.1.2.1.1.3.0"]
    assert lab.namespaces.run("centre", "env", "MIBS=", *asking).returncode != 0
    console.await_event("trap.seen", mark, device=f"laocai.{device}", code="authentication-failure")


def test_an_agent_that_is_stopped_says_so_by_a_trap_that_keeps_its_oid(console: Console, lab: Lab) -> None:
    mark = console.mark()
    lab.agent("vanphong", "probe").kill()
    console.await_event("trap.seen", mark, device="vanphong.probe", code="other", detail=SHUTDOWN)
    lab.agent("vanphong", "probe").restart()


def test_strangers_and_wrong_passwords_are_counted_by_sender(console: Console, lab: Lab) -> None:
    mark = console.mark()
    stranger = lab.site("batxat").address("ups")
    send(lab, "snmptrap", "batxat", "ups", V2_WORDS, ON_BATTERY)
    send(lab, "snmptrap", "vanphong", "ups", ("-v2c", "-c", "a-guess"), ON_BATTERY)
    assert send(lab, "snmpinform", "vanphong", "codec", V2_WORDS, ON_BATTERY) != 0

    def counted(status: Status) -> bool:
        counters = status["counters"]
        senders = (stranger, "vanphong.ups", "vanphong.codec")
        return all(counters.get(f"trap.dropped.{sender}", 0) for sender in senders)

    status = console.await_status(counted, "the drops of each sender")
    assert status["counters"]["trap.unknown-sender"] >= 1
    assert status["counters"]["trap.wrong-credential"] >= 2
    seen = {event["data"]["device"] for event in console.events("trap.seen", mark)}
    assert not {"vanphong.codec", "batxat.ups"} & seen
