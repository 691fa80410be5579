"""The lab does what it says, by ping and net-snmp's own client, so that a product test can trust it."""

import os
import signal
import subprocess
import sys

import pytest

from tests.support import places
from tests.support.lab.agents import AUTH_PASSWORD, BATTERY_MINUTES, COMMUNITY, PRIVACY_PASSWORD, USER
from tests.support.lab.lab import Lab
from tests.support.lab.namespaces import ROOT, pids_inside, standing, sweep
from tests.support.lab.plan import FILTERED
from tests.support.wait import until

SYS_NAME = "1.3.6.1.2.1.1.5.0"
V3 = ("-v3", "-l", "authPriv", "-u", USER, "-a", "SHA-256", "-x", "AES", "-X", PRIVACY_PASSWORD)
UP_FOR_EVER = """
import signal
from tests.support.lab.lab import Lab
from tests.support.wait import until
lab = Lab(2)
lab.start_agents(lab.sites, ["router"])
print(lab.namespaces.tag, flush=True)
signal.pause()
"""


def answering(lab: Lab, addresses: list[str]) -> set[str]:
    """Which of these answer a ping."""
    done = lab.namespaces.run("centre", "fping", "-a", "-r", "1", "-t", "300", "-i", "1", *addresses)
    return set(done.stdout.split())


def await_answering(lab: Lab, wanted: set[str], *others: str) -> None:
    """Until all of these answer a ping and no other does; one ping may come to nothing on a busy machine."""
    asked = [*wanted, *others]
    until(lambda: answering(lab, asked) == wanted, f"{wanted} answer, not {others}")


def loss_and_rtt(lab: Lab, address: str, count: int) -> tuple[float, float]:
    """The share of `count` pings lost and their mean round trip in ms."""
    argv = ["ping", "-nq", "-c", str(count), "-i", "0.004", "-W", "1", address]
    out = lab.namespaces.run("centre", *argv).stdout
    lost = float(out.split("% packet loss")[0].split()[-1]) / 100
    return lost, float(out.split(" = ")[1].split("/")[1])


def snmpget(lab: Lab, address: str, oid: str, *credential: str, again: int = 5) -> str:
    """What net-snmp's client says, good or bad; where nothing answers it asks so often again."""
    argv = ["env", "MIBS=", "snmpget", *credential, "-Oqv", "-t", "1", "-r", str(again), address, oid]
    done = lab.namespaces.run("centre", *argv)
    return (done.stdout or done.stderr).strip()


def v2c(lab: Lab, address: str, oid: str, again: int = 5) -> str:
    return snmpget(lab, address, oid, "-v2c", "-c", COMMUNITY, again=again)


def routers(lab: Lab) -> dict[str, str]:
    return {site.address("router"): site.id for site in lab.sites}


def test_all_sixty_sites_answer(lab: Lab) -> None:
    await_answering(lab, set(routers(lab)))


@pytest.mark.parametrize("site_id", ["bacha", FILTERED.id])
def test_a_cut_line_silences_all_of_one_site_and_nothing_else(lab: Lab, site_id: str) -> None:
    site = lab.site(site_id)
    lab.cut(site_id)
    all_four = {site.address(device) for device in ("router", "codec", "ups", "probe")}
    await_answering(lab, set(routers(lab)) - all_four, *all_four)
    lab.restore(site_id)
    await_answering(lab, all_four)


def test_a_cut_line_is_answered_by_unreachable_and_a_dead_uplink_by_silence(lab: Lab) -> None:
    ping = ("ping", "-n", "-c", "2", "-i", "0.2", "-W", "1", lab.site("bacha").address("router"))
    lab.cut("bacha")
    until(lambda: "Unreachable" in lab.namespaces.run("centre", *ping).stdout, "the router says so")
    lab.restore("bacha")
    lab.region_down("north")
    assert "Unreachable" not in lab.namespaces.run("centre", *ping).stdout


def test_a_regional_router_takes_exactly_its_sites(lab: Lab) -> None:
    lab.region_down("south")
    members = lab.members("south", len(lab.sites))
    gone = {address for address, site_id in routers(lab).items() if site_id in members}
    await_answering(lab, set(routers(lab)) - gone, *gone)
    lab.region_up("south")
    await_answering(lab, set(routers(lab)))


def test_a_codec_switched_off_is_alone(lab: Lab) -> None:
    site = lab.site("bacha")
    lab.switch_off("bacha", "codec")
    await_answering(lab, {site.address("ups")}, site.address("codec"))


def test_a_filtered_line_delays_and_loses_while_it_runs(lab: Lab) -> None:
    address = FILTERED.address("router")
    lab.delay(FILTERED.id, 60)
    until(lambda: 60 <= loss_and_rtt(lab, address, 10)[1] < 90, "a round trip of 60 ms")
    lab.delay(FILTERED.id, 60, jitter_ms=40)
    spread = lab.namespaces.run("centre", "ping", "-nq", "-c", "60", "-i", "0.004", address).stdout
    assert float(spread.split(" = ")[1].split("/")[3].split()[0]) > 2
    lab.delay(FILTERED.id, 0)
    lab.loss(FILTERED.id, 30)
    until(lambda: 0.15 < loss_and_rtt(lab, address, 200)[0] < 0.45, "a loss of 30 %")
    lab.loss(FILTERED.id, 0)
    until(lambda: loss_and_rtt(lab, address, 50)[0] == 0, "no loss")


def test_the_packet_filter_loses_at_a_plain_line(lab: Lab) -> None:
    address = lab.site("bacha").address("router")
    lab.drop("bacha", 30)
    until(lambda: 0.15 < loss_and_rtt(lab, address, 200)[0] < 0.45, "a loss of 30 %")
    lab.drop("bacha", 0)
    until(lambda: loss_and_rtt(lab, address, 50)[0] == 0, "no loss")


def test_each_device_has_its_own_agent(lab: Lab) -> None:
    site = lab.site("baoyen")
    assert v2c(lab, site.address("router"), SYS_NAME) == '"baoyen-router"'
    assert v2c(lab, site.address("ups"), SYS_NAME) == '"baoyen-ups"'


def test_v3_answers_the_right_password_and_refuses_the_wrong_one(lab: Lab) -> None:
    address = lab.site("bacha").address("router")
    assert snmpget(lab, address, SYS_NAME, *V3, "-A", AUTH_PASSWORD) == '"bacha-router"'
    assert "Authentication failure" in snmpget(lab, address, SYS_NAME, *V3, "-A", "not-the-password")
    lab.agent("bacha", "router").change_password("quite-another-one")
    assert "Authentication failure" in snmpget(lab, address, SYS_NAME, *V3, "-A", AUTH_PASSWORD)
    assert snmpget(lab, address, SYS_NAME, *V3, "-A", "quite-another-one") == '"bacha-router"'


def test_a_value_changes_while_the_agent_runs(lab: Lab) -> None:
    address = lab.site("bacha").address("ups")
    lab.agent("bacha", "ups").set(BATTERY_MINUTES, 7)
    assert v2c(lab, address, BATTERY_MINUTES) == "7"
    lab.agent("bacha", "ups").set(BATTERY_MINUTES, 42)


def test_an_agent_that_ended_leaves_its_host_pinging_and_counts_its_boots(lab: Lab) -> None:
    address = lab.site("bacha").address("router")
    boots = "1.3.6.1.6.3.10.2.1.2.0"
    before = int(v2c(lab, address, boots))
    lab.agent("bacha", "router").kill()
    await_answering(lab, {address})
    said = v2c(lab, address, SYS_NAME, again=0)
    assert "Timeout" in said or "No Response" in said
    lab.agent("bacha", "router").restart()
    assert int(v2c(lab, address, boots)) == before + 1


def test_the_leftovers_of_a_run_that_broke_off_are_swept_and_a_living_run_is_not(lab: Lab) -> None:
    argv = [sys.executable, "-c", UP_FOR_EVER]
    with subprocess.Popen(argv, cwd=places.ROOT, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout
        tag = other.stdout.readline().strip()
        sweep()
        assert len(standing(tag)) == 6
        left_behind = pids_inside(standing(tag))
        assert left_behind
        other.send_signal(signal.SIGKILL)
    sweep()
    assert standing(tag) == []
    assert not (ROOT / tag).exists()
    until(lambda: not any(_is_alive(pid) for pid in left_behind), "the agents left behind are gone")
    assert standing(lab.namespaces.tag)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
