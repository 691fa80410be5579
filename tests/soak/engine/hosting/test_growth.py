"""`collect` with 200 quiet sites for hours: memory of its own, files and disk, quiet and beside a burner.

GROWTH_MINUTES (480) is how long each of the two lasts after a warm-up of 20 minutes. With GROWTH_SPEED=8 the
program's own eight hours pass in one: `collect` and the simulated province get clocks that run so fast.
The figures go to build/growth.json.
"""

import asyncio
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from unittest.mock import patch

import pytest

from bench.loopback import on_loopback
from bench.slope import growth
from bench.tied import tie_to_parent
from gbdt_console.compose import load
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.settings.example import example_text
from gbdt_console.simulator.process import start
from gbdt_console.simulator.world.plan import plan_for
from tests.support.faked_time import times_as_fast
from tests.support.lab.console import PROGRAM
from tests.support.places import ROOT

MINUTES = float(os.environ.get("GROWTH_MINUTES", "480"))
SPEED = float(os.environ.get("GROWTH_SPEED", "1"))
WARM_HOURS = 1 / 3
TOLD_AT_HOURS = (WARM_HOURS, 1.0, 2.0, 4.0, 8.0)
EVERY_S = 20.0
MB_AN_HOUR = 1.0
FILES_MORE = 10
SITES = 200
SECRETS = dict.fromkeys(("GBDT_SNMP_AUTH", "GBDT_SNMP_PRIV", "GBDT_SNMP_COMMUNITY"), "measurement")
BURN = (sys.executable, "-c", "while True: pass")
_DIRTY = re.compile(r"^Private_Dirty:\s+(\d+) kB", re.MULTILINE)
_OF_LINES = """SELECT sum(replies), sum(late + lost) FROM minutes
    WHERE slot & 0xFFFFF IN (SELECT id FROM series WHERE name LIKE '%.line')"""


@dataclass(frozen=True, slots=True)
class Look:
    """What `collect` held so many of its own hours after its start."""

    hours: float
    private_mb: float
    files: int
    disk_mb: float


@dataclass(frozen=True, slots=True)
class Figures:
    """How `collect` grew after the warm-up, and what it did meanwhile.

    mb_an_hour: and half its interval of 95 %
    files_more: the most files above those at the end of the warm-up
    replies_a_second: of each line; less, lost ones and a slower pace mean that the machine was too slow
    """

    mb_an_hour: tuple[float, float]
    files_more: int
    looks: tuple[Look, ...]
    replies_a_second: float
    lost: int
    slowed: int
    sealed_hours: int
    speed: float = SPEED


def private_mb(pid: int) -> float:
    """Memory that no other process shares and no file has: what ends with it.

    Clean pages of program files are left out: whether somebody else maps them too decides 10 MB.
    """
    return sum(map(int, _DIRTY.findall(Path(f"/proc/{pid}/smaps_rollup").read_text()))) / 1024


def look(pid: int, state: Path, hours: float) -> Look:
    disk = sum(one.stat().st_size for one in state.iterdir() if one.is_file()) if state.exists() else 0
    files = len(os.listdir(f"/proc/{pid}/fd"))
    return Look(round(hours, 2), round(private_mb(pid), 2), files, round(disk / 1e6, 1))


def favour(pid: int, is_busy: bool) -> None:
    """Let a hurried program have its CPU first (quiet) or more of it than others, where one may (sched(7)).

    Each wait for the CPU counts several times: beside other work it would measure less, and so hold less.
    """
    with suppress(OSError):
        if is_busy:
            Path(f"/proc/{pid}/autogroup").write_text("-10")
        else:
            os.sched_setscheduler(pid, os.SCHED_RR, os.sched_param(1))


@contextmanager
def burner(is_busy: bool) -> Iterator[None]:
    """As many endless loops as this machine has processors, each in a session of its own."""
    burning = [
        subprocess.Popen(BURN, preexec_fn=tie_to_parent, start_new_session=True)
        for _ in range(os.cpu_count() or 1)
        if is_busy
    ]
    try:
        yield
    finally:
        for one in burning:
            one.kill()
            one.wait()


async def watch(collecting: "subprocess.Popen[bytes]", state: Path) -> list[Look]:
    """Look for the whole time."""
    looks: list[Look] = []
    began_s = time.monotonic()
    while (hours := (time.monotonic() - began_s) * SPEED / 3600) < WARM_HOURS + MINUTES / 60:
        assert collecting.poll() is None, "collect has ended"
        looks.append(look(collecting.pid, state, hours))
        await asyncio.sleep(EVERY_S / SPEED)
    return looks


def figures_of(looks: Sequence[Look], state: Path) -> Figures:
    """Put the figures together once `collect` has ended."""
    warm = [one for one in looks if one.hours >= WARM_HOURS]
    slope, half = growth([one.hours for one in warm], [one.private_mb for one in warm])
    at_hours = [next((one for one in warm if one.hours >= hours), warm[-1]) for hours in TOLD_AT_HOURS]
    with closing(sqlite3.connect(state / "journal.sqlite")) as journal:
        kinds = [kind for (kind,) in journal.execute("SELECT kind FROM events")]
    with closing(sqlite3.connect(state / "samples.sqlite")) as samples:
        replies, lost = samples.execute(_OF_LINES).fetchone()
    return Figures(
        mb_an_hour=(round(slope, 3), round(half, 3)),
        files_more=max(one.files for one in warm) - warm[0].files,
        looks=tuple(dict.fromkeys(at_hours)),
        replies_a_second=round(replies / SITES / (looks[-1].hours * 3600), 3),
        lost=lost,
        slowed=kinds.count("measuring.slowed"),
        sealed_hours=kinds.count("samples.sealed"),
    )


async def collected(folder: Path, is_busy: bool) -> Figures:
    """The figures of one `collect` over the simulated province."""
    sites_file, state = folder / "sites.yaml", folder / "state"
    sites_file.write_text(on_loopback(example_text(SITES)), encoding="utf-8")
    program, hurried = [str(PROGRAM)], dict[str, str]()
    if SPEED != 1:
        program = [sys.executable, "-m", "tests.support.hurried_program", str(SPEED)]
        hurried = times_as_fast(SPEED)
    argv = [*program, "--config", str(sites_file), "--state-dir", str(state), "collect"]
    with patch.dict(os.environ, hurried):
        simulator = await start(plan_for(load(sites_file, SECRETS), 1), "quiet")
    async with simulator:
        environment = os.environ | SECRETS | hurried
        collecting = subprocess.Popen(
            argv, cwd=ROOT, env=environment, preexec_fn=tie_to_parent, start_new_session=True
        )
        if hurried:
            favour(simulator.pid, is_busy)
            favour(collecting.pid, is_busy)
        try:
            with burner(is_busy):
                looks = await watch(collecting, state)
        finally:
            collecting.send_signal(signal.SIGTERM)
            collecting.wait(60)
    return figures_of(looks, state)


@pytest.mark.parametrize("is_busy", [False, True], ids=["quiet", "beside a burner"])
def test_what_collect_holds_does_not_grow(is_busy: bool, tmp_path: Path) -> None:
    figures = asyncio.run(collected(tmp_path, is_busy))
    target = ROOT / "build" / "growth.json"
    target.parent.mkdir(exist_ok=True)
    found = json.loads(target.read_text()) if target.exists() else {}
    target.write_text(json.dumps(found | {"busy" if is_busy else "quiet": asdict(figures)}, indent=1) + "\n")
    print(figures)
    slope, half = figures.mb_an_hour
    assert slope + half < MB_AN_HOUR, figures
    assert figures.files_more <= FILES_MORE, figures
    assert is_busy or (figures.slowed, figures.lost) == (0, 0), figures
