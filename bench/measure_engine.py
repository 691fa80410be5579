"""Measure the engine's CPU, memory and start, beside fping and net-snmp's C client at the same work.

The peers' CPU is that of so many pings and polls, each poll a GET of 16 variables, measured in the same run.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bench.figure import Figure, LeftOut, Work
from bench.measure_icmp import fping_round
from bench.measure_snmp import PEER_WORDS, compiled_peer, peer_cpu_us, snmp_agent
from bench.tied import tie_to_parent

_PEER_NAME = "fping and C client"


@dataclass(frozen=True, slots=True)
class _Case:
    """A number of sites with three devices each.

    Every target is pinged; `name` gives the intervals.
    """

    sites: int
    name: str
    ping_s: float
    snmp_s: float
    seconds: float
    memory_budget: float | None = None


_CASES = (
    _Case(200, "ICMP 1 s, SNMP 5 s", 1.0, 5.0, 10.0, 120.0),
    _Case(2_000, "ICMP 1 s, SNMP 5 s", 1.0, 5.0, 10.0, 400.0),
)
_SHORT = (_Case(5, "ICMP 1 s, SNMP 1 s", 1.0, 1.0, 2.0),)
_ROUNDS, _GETS = 3, 1_000
_SHORT_ROUNDS, _SHORT_GETS = 1, 50


@dataclass(frozen=True, slots=True)
class _Peers:
    """CPU of fping for a ping and of the C client for a GET of 16 variables by version, microseconds."""

    ping_us: float
    v2c_us: float
    v3_us: float

    def percent(self, found: Mapping[str, float]) -> float:
        """Return the CPU of the pings and polls that the engine did, percent of a core."""
        get_us = self.v3_us * found["v3_part"] + self.v2c_us * (1 - found["v3_part"])
        return (found["pings"] * self.ping_us + found["polls"] * get_us) / found["seconds"] / 1e4


def measure(is_short: bool) -> Iterator[Figure | LeftOut]:
    if os.geteuid() != 0:
        raise LeftOut("needs root: real ICMP to loopback")
    peers = None
    try:
        peers = _peers(is_short)
    except LeftOut as missing:
        yield missing
    for case in _SHORT if is_short else _CASES:
        yield from _figures(case, peers)


def _peers(is_short: bool) -> _Peers:
    """Measure the peers. Raises LeftOut."""
    client = compiled_peer()
    if shutil.which("fping") is None or client is None:
        raise LeftOut(f"{_PEER_NAME}: needs fping, gcc and libsnmp-dev")
    rounds, gets = (_SHORT_ROUNDS, _SHORT_GETS) if is_short else (_ROUNDS, _GETS)
    ping_us = statistics.median(fping_round("paced").us for _ in range(rounds))
    with snmp_agent() as agent:
        v2c_us, v3_us = (
            statistics.median(peer_cpu_us(client, agent.port, gets, version, *words) for _ in range(rounds))
            for version, words in PEER_WORDS.items()
        )
    return _Peers(ping_us, v2c_us, v3_us)


def _figures(case: _Case, peers: _Peers | None) -> Iterator[Figure]:
    arguments = [str(case.sites), str(case.seconds), str(case.ping_s), str(case.snmp_s)]
    done = subprocess.run(
        [sys.executable, "-m", "bench.engine_child", *arguments],
        check=True, stdout=subprocess.PIPE, text=True, preexec_fn=tie_to_parent,
    )  # fmt: skip
    found = json.loads(done.stdout)
    title = f"engine, {case.sites} sites ({case.name})"
    pings = Work(found["pings"], found["planned_pings"], "pings sent")
    polls = Work(found["polls"], found["planned_polls"], "polls answered")
    peer = peers.percent(found) if peers else None
    beside = {"peer": peer, "peer_name": _PEER_NAME, "budget_is_ratio": True}
    cpu = found["cpu_percent"]
    yield Figure(f"{title}: CPU", "% of a core", cpu, min(pings, polls, key=_part), **beside, budget=2.0)
    yield Figure(f"{title}: pings lost", "pings", found["lost"], pings)
    yield Figure(f"{title}: peak memory", "MB", found["memory_mb"], polls, budget=case.memory_budget)
    starts = Work(1, 1, "starts")
    yield Figure(f"{title}: start to first Snapshot", "s", found["first_snapshot_s"], starts)
    yield Figure(f"{title}: start to all sites known", "s", found["all_up_s"], starts)


def _part(work: Work) -> float:
    return work.done / max(1, work.planned)
