"""3 400 sites, `collect` held to a part of a core by the kernel's quota: each cut is told in time.

Lines lose 1 and 5 % of their answers, half of that in bursts, and no line that was not cut is called lost.
Pings are real, devices are simulated outside of the quota. It needs root and the cpu controller of cgroup v1.
STARVED_CUTS (6) is how many sites are cut, one after the other.
"""

import asyncio
import json
import os
import signal
import sqlite3
import subprocess
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from random import Random

import pytest

from bench.tied import tie_to_parent
from gbdt_console.compose import load
from gbdt_console.core.sites import Site
from gbdt_console.journal.writer import JOURNAL_NAME
from gbdt_console.settings.example import example_text
from gbdt_console.simulator.process import start
from gbdt_console.simulator.world.plan import plan_for
from tests.support.lab.console import PROGRAM
from tests.support.lab.namespaces import Namespaces, inside

SITES = 3_400
SECRETS = dict.fromkeys(("GBDT_SNMP_AUTH", "GBDT_SNMP_PRIV", "GBDT_SNMP_COMMUNITY"), "measurement")
SETTLED_S, STARVED_S, REST_S = 40.0, 40.0, 13.0
CUTS = int(os.environ.get("STARVED_CUTS", "6"))
BURST_S = 2.0
"""A burst loses all of a line: two answers at the usual second, more where a lost line is asked often."""
CGROUP = Path("/sys/fs/cgroup/cpu")
PERIOD_US = 100_000
AHEAD_OF_OTHERS = "30000"
"""Shares of a processor, 1 024 being usual: the quota holds the engine back, not who else works here."""
NOBODY = "02:00:00:00:00:09"
SIMULATED, NS = ", snmp_port: 18161, driver: ", "starved"
PROBES = ("driver: room-probe, credential: rooms", "driver: ping")
"""Probes are pinged only: sockets of 10 200 devices are more than a login may have open."""


@pytest.fixture
def network_of_its_own() -> Iterator[Namespaces]:
    """Each address of the example answers there; what `cut` names is sent to nobody."""
    found = Namespaces()
    try:
        found.make([NS])
        found.batch(
            NS,
            [
                "link set lo up",
                "route add local 10.0.0.0/9 dev lo",
                "link add v0 type veth peer name v1",
                "link set v0 up",
                "link set v1 up",
                "route add default dev v0 table 99",
                "rule add pref 5 lookup local",
                "rule del pref 0",
            ],
        )
        yield found
    finally:
        found.close()


@contextmanager
def cut(namespaces: Namespaces, site: Site) -> Iterator[None]:
    addresses = [device.address for device in site.devices]
    gone = [f"neigh replace {one} lladdr {NOBODY} dev v0 nud permanent" for one in addresses]
    rules = [f"to {one}/32 pref 0 table 99" for one in addresses]
    namespaces.batch(NS, [*gone, *(f"rule add {rule}" for rule in rules)])
    try:
        yield
    finally:
        namespaces.batch(NS, [f"rule del {rule}" for rule in rules])


def lose(namespaces: Namespaces, percent: float) -> None:
    """Let each line lose so many of its answers: half of them alone, half in bursts of BURST_S."""
    alone = round(percent / 2 * 100)
    begins = round(percent / 2 * 100 / BURST_S)
    answer = "icmp type echo-reply"
    rules = [
        "table ip loss",
        "delete table ip loss",
        "table ip loss {",
        f"set burst {{ type ipv4_addr; size 65535; flags dynamic,timeout; timeout {BURST_S:.0f}s; }}",
        "chain arriving { type filter hook input priority 0;",
        f"{answer} ip saddr @burst counter drop",
        f"{answer} numgen random mod 10000 < {begins} add @burst {{ ip saddr }} counter drop",
        f"{answer} numgen random mod 10000 < {alone} counter drop",
        f"{answer} counter",
        "}",
        "}",
    ]
    namespaces.require(NS, "nft", "-f", "-", given="\n".join(rules) + "\n")


@contextmanager
def quota() -> Iterator[Path]:
    """A group of processes that has as much of a core as its `cpu.cfs_quota_us` says."""
    with group_of("engine") as group:
        (group / "cpu.cfs_period_us").write_text(str(PERIOD_US))
        yield group


@contextmanager
def group_of(name: str) -> Iterator[Path]:
    """A group of processes ahead of all others of this machine."""
    group = CGROUP / f"gbdt-starved-{os.getpid()}-{name}"
    group.mkdir()
    (group / "cpu.shares").write_text(AHEAD_OF_OTHERS)
    try:
        yield group
    finally:
        group.rmdir()


@asynccontextmanager
async def collecting(namespaces: Namespaces, folder: Path, group: Path) -> AsyncIterator[Sequence[Site]]:
    """`collect` over the simulated devices, once all of them were read."""
    sites_file = folder / "sites.yaml"
    text = example_text(SITES).replace(*PROBES).replace(", driver: ", SIMULATED)
    sites_file.write_text(text, encoding="utf-8")
    network = load(sites_file, SECRETS)

    def hold() -> None:
        tie_to_parent()
        (group / "cgroup.procs").write_text(str(os.getpid()))

    with inside(namespaces, NS), group_of("devices") as devices:
        async with await start(plan_for(network, 1), "quiet") as simulator:
            (devices / "cgroup.procs").write_text(str(simulator.pid))
            argv = [
                str(PROGRAM),
                "--config",
                str(sites_file),
                "--state-dir",
                str(folder / "state"),
                "collect",
            ]
            running = subprocess.Popen(argv, env=os.environ | SECRETS, preexec_fn=hold)
            try:
                await asyncio.sleep(SETTLED_S)
                yield network.sites
            finally:
                (group / "cpu.cfs_quota_us").write_text("-1")
                running.send_signal(signal.SIGTERM)
                running.wait(60)


async def cuts_of(
    namespaces: Namespaces, folder: Path, part: float, loss_percent: float, cut_s: float
) -> list[tuple[str, float]]:
    """Cut some sites one after the other; each with the time of its cut, UTC."""
    random, made = Random(3), []
    with quota() as group:
        async with collecting(namespaces, folder, group) as sites:
            (group / "cpu.cfs_quota_us").write_text(str(round(PERIOD_US * part)))
            lose(namespaces, loss_percent)
            await asyncio.sleep(STARVED_S)
            for site in random.sample(sites, CUTS):
                await asyncio.sleep(random.random())
                with cut(namespaces, site):
                    made.append((site.id, time.time()))
                    await asyncio.sleep(cut_s)
                await asyncio.sleep(REST_S)
    return made


def lost_lines(journal: Path) -> Mapping[str, Sequence[float]]:
    """Each site that was called lost, with the times of its alarms, UTC."""
    with sqlite3.connect(f"file:{journal}?mode=ro", uri=True) as connection:
        rows = connection.execute("SELECT at_utc_us, data FROM events WHERE kind = 'alarm.raised'").fetchall()
    found: dict[str, list[float]] = {}
    for at_us, data in rows:
        if (raised := json.loads(data))["type"] == "site.lost":
            found.setdefault(raised["resource"], []).append(at_us / 1e6)
    return found


@pytest.mark.parametrize(
    ("part", "loss_percent", "within_s"),
    [(1 / 2, 1.0, 8.0), (1 / 2, 5.0, 8.0), (1 / 3, 1.0, 15.0), (1 / 3, 5.0, 15.0)],
    ids=["half, 1 %", "half, 5 %", "third, 1 %", "third, 5 %"],
)
def test_each_cut_is_told_in_time_on_a_part_of_a_core_and_nothing_else(
    network_of_its_own: Namespaces, part: float, loss_percent: float, within_s: float, tmp_path: Path
) -> None:
    if not (CGROUP / "cpu.cfs_quota_us").exists():
        pytest.skip("no cpu controller of cgroup v1 here")
    cut_s = within_s + 2.0
    cuts = asyncio.run(cuts_of(network_of_its_own, tmp_path, part, loss_percent, cut_s))
    alarms = lost_lines(tmp_path / "state" / JOURNAL_NAME)
    took = {cut: next((at - cut[1] for at in alarms.get(cut[0], ()) if at >= cut[1]), None) for cut in cuts}
    true = {at for site, cut_utc in cuts for at in alarms.get(site, ()) if 0 <= at - cut_utc < cut_s + REST_S}
    untrue = [(site, at) for site, times in alarms.items() for at in times if at not in true]
    print(took, untrue)
    assert not untrue
    assert all(seconds is not None and seconds <= within_s for seconds in took.values()), took
