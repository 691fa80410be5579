"""`collect` with 200 quiet sites for hours: memory of its own, files and disk, quiet and beside a burner.

GROWTH_MINUTES (480) is how long each of the two lasts after a warm-up of 20 minutes; the figures go to
build/growth.json.
"""

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bench.loopback import on_loopback
from bench.slope import growth
from bench.tied import tie_to_parent
from gbdt_console.compose import load
from gbdt_console.settings.example import example_text
from gbdt_console.simulator.process import start
from gbdt_console.simulator.world.plan import plan_for
from tests.support.lab.console import PROGRAM
from tests.support.places import ROOT

MINUTES = float(os.environ.get("GROWTH_MINUTES", "480"))
WARM_MINUTES = 20.0
EVERY_S = 10.0
MB_AN_HOUR = 1.0
FILES_MORE = 10
SITES = 200
SECRETS = dict.fromkeys(("GBDT_SNMP_AUTH", "GBDT_SNMP_PRIV", "GBDT_SNMP_COMMUNITY"), "measurement")
BURN = (sys.executable, "-c", "while True: pass")
_PRIVATE = re.compile(r"^Private_(?:Clean|Dirty):\s+(\d+) kB", re.MULTILINE)


def private_mb(pid: int) -> float:
    """Memory that no other process shares: what ends with it."""
    return sum(map(int, _PRIVATE.findall(Path(f"/proc/{pid}/smaps_rollup").read_text()))) / 1024


@contextmanager
def burner(is_busy: bool) -> Iterator[None]:
    """As many endless loops as this machine has processors."""
    burning = [
        subprocess.Popen(BURN, preexec_fn=tie_to_parent) for _ in range(os.cpu_count() or 1) if is_busy
    ]
    try:
        yield
    finally:
        for one in burning:
            one.kill()
            one.wait()


async def watch(pid: int, state: Path) -> dict[str, object]:
    """Look for the whole time; its figures from the end of the warm-up on."""
    hours: list[float] = []
    memory: list[float] = []
    files: list[int] = []
    began_s = time.monotonic()
    while (at_s := time.monotonic() - began_s) < (WARM_MINUTES + MINUTES) * 60:
        if at_s >= WARM_MINUTES * 60:
            hours.append(at_s / 3600)
            memory.append(private_mb(pid))
            files.append(len(os.listdir(f"/proc/{pid}/fd")))
        await asyncio.sleep(EVERY_S)
    slope, half = growth(hours, memory)
    return {
        "minutes": round((hours[-1] - hours[0]) * 60, 1),
        "private_mb": [round(memory[0], 2), round(memory[-1], 2)],
        "mb_an_hour": [round(slope, 2), round(half, 2)],
        "files": [files[0], max(files), files[-1]],
        "disk_mb": round(sum(one.stat().st_size for one in state.iterdir() if one.is_file()) / 1e6, 2),
    }


async def collected(folder: Path, is_busy: bool) -> dict[str, object]:
    """The figures of one `collect` over the simulated province."""
    sites_file, state = folder / "sites.yaml", folder / "state"
    sites_file.write_text(on_loopback(example_text(SITES)), encoding="utf-8")
    async with await start(plan_for(load(sites_file, SECRETS), 1), "quiet"):
        argv = [str(PROGRAM), "--config", str(sites_file), "--state-dir", str(state), "collect"]
        collecting = subprocess.Popen(argv, env=os.environ | SECRETS, preexec_fn=tie_to_parent)
        try:
            with burner(is_busy):
                return await watch(collecting.pid, state)
        finally:
            collecting.send_signal(signal.SIGTERM)
            collecting.wait(30)


@pytest.mark.parametrize("is_busy", [False, True], ids=["quiet", "beside a burner"])
def test_what_collect_holds_does_not_grow(is_busy: bool, tmp_path: Path) -> None:
    figures = asyncio.run(collected(tmp_path, is_busy))
    target = ROOT / "build" / "growth.json"
    target.parent.mkdir(exist_ok=True)
    found = json.loads(target.read_text()) if target.exists() else {}
    target.write_text(json.dumps(found | {"busy" if is_busy else "quiet": figures}, indent=1) + "\n")
    print(figures)
    slope, half = figures["mb_an_hour"]  # type: ignore[misc]
    assert slope - half < MB_AN_HOUR, figures
    first, most, _ = figures["files"]  # type: ignore[misc]
    assert most - first <= FILES_MORE, figures
