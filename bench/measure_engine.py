"""Measure the engine's CPU, memory and start at four sizes."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass

from bench.figure import Figure, LeftOut
from bench.tied import tie_to_parent

_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class _Case:
    """A number of sites with three devices each.

    Every target is pinged; `name` gives the intervals.
    """

    sites: int
    name: str
    ping_s: float
    snmp_s: float
    cpu_budget: float | None
    memory_budget: float | None


_CASES = (
    _Case(11, "ICMP 1 s, SNMP 5 s", 1.0, 5.0, None, None),
    _Case(200, "ICMP 1 s, SNMP 5 s", 1.0, 5.0, 8.0, 120.0),
    _Case(2_000, "lines 1 s, devices 5 s, SNMP 15 s", 5.0, 15.0, 25.0, 400.0),
    _Case(2_000, "ICMP 1 s, SNMP 5 s", 1.0, 5.0, 25.0, 400.0),
    _Case(3_400, "lines 1 s, devices 5 s, SNMP 15 s", 5.0, 15.0, None, None),
)


def measure() -> list[Figure]:
    if os.geteuid() != 0:
        raise LeftOut("needs root: real ICMP to loopback")
    return [figure for case in _CASES for figure in _figures(case)]


def _figures(case: _Case) -> list[Figure]:
    arguments = [str(case.sites), str(_SECONDS), str(case.ping_s), str(case.snmp_s)]
    done = subprocess.run(
        [sys.executable, "-m", "bench.engine_child", *arguments],
        check=True, capture_output=True, text=True, preexec_fn=tie_to_parent,
    )  # fmt: skip
    found = json.loads(done.stdout)
    title = f"engine, {case.sites} sites ({case.name})"
    return [
        Figure(f"{title}: CPU", "% of a core", found["cpu_percent"], budget=case.cpu_budget),
        Figure(f"{title}: peak memory", "MB", found["memory_mb"], budget=case.memory_budget),
        Figure(f"{title}: start to first Snapshot", "s", found["first_snapshot_s"]),
        Figure(f"{title}: start to all sites known", "s", found["all_up_s"]),
    ]
