"""Half an hour's shift: the console full-screen in tmux over the lab, faults by script, keys by hand.

SHIFT_MINUTES (30) is how long; five minutes hold one of every kind of fault. The figures go to
build/shift.json.
"""

import json
import os
import re
import signal
import sqlite3
import statistics
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.process_cost import machine_cpu_s
from bench.slope import growth
from gbdt_console.journal.writer import JOURNAL_NAME
from tests.support.journal.reader import read_journal
from tests.support.lab.config import write_config
from tests.support.lab.console import PROGRAM
from tests.support.lab.lab import Lab
from tests.support.lab.plan import AGENTS
from tests.support.places import ROOT
from tests.support.shift.faults import Faults
from tests.support.shift.judge import Told, Verdict, judge
from tests.support.shift.script import ROUND_S, USUAL_SIZE, Script, Technician, follow, round_of
from tests.support.shift.watch import ShiftWatch, longest_standstill_s
from tests.support.terminal.tmux_terminal import TmuxTerminal

MINUTES = float(os.environ.get("SHIFT_MINUTES", "30"))
SITES = 11
BUILD = ROOT / "build"
STANDSTILL_S = 3.0
LEAVES_WITHIN_S = 15.0
CALM_S = 120.0
_SEEN = re.compile(rf"\d+/{SITES} normal")
_UNSEEN = re.compile("lost|suspect|unknown")
WAKES_WITHIN_S = 2.0


@pytest.fixture
def lab() -> Iterator[Lab]:
    lab = Lab(SITES)
    try:
        lab.start_agents(lab.sites, AGENTS)
        lab.settle(lab.sites)
        yield lab
    finally:
        lab.close()


@pytest.fixture
def folder(lab: Lab) -> Path:
    return lab.folder / "shift"


@pytest.fixture
def terminal(lab: Lab, folder: Path) -> Iterator[TmuxTerminal]:
    config = write_config(folder, lab.sites)
    program = [str(PROGRAM), "--config", str(config), "--state-dir", str(folder / "state")]
    terminal = TmuxTerminal(folder, program, USUAL_SIZE, lab.namespaces.command("centre", []))
    try:
        await_all_seen(terminal)
        yield terminal
    finally:
        terminal.close()


def test_a_shift_is_told_by_the_journal_as_it_was(
    lab: Lab, folder: Path, terminal: TmuxTerminal, tmp_path: Path
) -> None:
    pid, keys, script = terminal.pid, Technician(terminal), Script()
    faults = Faults(lab, lambda: os.kill(pid, signal.SIGSTOP), lambda: os.kill(pid, signal.SIGCONT))
    for number in range(round(MINUTES * 60 / ROUND_S)):
        round_of(number, lab.sites, faults, keys, script)
    watch, machine_s, began_s = ShiftWatch(terminal), machine_cpu_s(), time.monotonic()
    watch.start()
    hand = threading.Thread(target=follow, args=(script.key_steps, began_s), daemon=True)
    hand.start()
    follow(script.fault_steps, began_s)
    hand.join()
    await_all_seen(terminal)
    watch.end()
    machine_share = (machine_cpu_s() - machine_s) / (time.monotonic() - began_s)
    code = left_with(terminal)
    verified = lab.namespaces.run("centre", str(PROGRAM), "verify", "--state-dir", str(folder / "state"))
    stops = [(f.began_s, f.ended_s + WAKES_WITHIN_S) for f in script.faults if f.blindness == "stall"]
    standstill_s = longest_standstill_s(watch.looks, stops)
    log = (folder / "state" / "engine.log").read_text()
    events = told_by(folder / "state" / JOURNAL_NAME, tmp_path / "copy")
    verdict = judge(events, script.faults, keys.acknowledged)
    report(watch, keys, verdict, standstill_s, machine_share, events, script)
    assert code == 0
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert verdict.complaints == []
    assert keys.missed == []
    assert watch.broken_screens == []
    assert "Traceback" not in log
    assert standstill_s <= STANDSTILL_S


def await_all_seen(terminal: TmuxTerminal) -> None:
    """Until the header counts every site, and none as lost, suspect or unknown. One that lost three probes of
    its last hundred is rightly degraded for minutes."""
    give_up_s = time.monotonic() + CALM_S
    while not _SEEN.search(text := terminal.text()) or _UNSEEN.search(text.split("\n")[1]):
        assert time.monotonic() < give_up_s, text
        time.sleep(0.2)


def left_with(terminal: TmuxTerminal) -> int | None:
    """Leave by the console's own question, as a person does; its exit code."""
    for keys in ("q", "Right", "Enter"):
        terminal.press(keys)
        time.sleep(0.6)
    give_up_s = time.monotonic() + LEAVES_WITHIN_S
    while (code := terminal.exit_code()) is None and time.monotonic() < give_up_s:
        time.sleep(0.2)
    if code is None:
        print(f"still there:\n{terminal.text()}")
    return code


def told_by(journal: Path, copy: Path) -> list[Told]:
    """Every event with the time of its entry, after the chain was proven."""
    events = read_journal(journal, copy)
    with sqlite3.connect(copy / journal.name) as connection:
        times = dict(connection.execute("SELECT seq, at_utc_us FROM events"))
    return [(kind, {**data, "at_utc": times[seq] / 1e6}) for seq, kind, data in events]


def report(
    watch: ShiftWatch,
    keys: Technician,
    verdict: Verdict,
    standstill_s: float,
    machine_share: float,
    events: list[Told],
    script: Script,
) -> None:
    """The figures of the shift, for people."""
    looks = watch.looks
    hours = [look.at_s / 3600 for look in looks]
    spent_s = looks[-1].at_s - looks[0].at_s
    slope, half = growth(hours, [look.memory_mb for look in looks])
    settled = len(looks) // 3
    late_slope, late_half = growth(hours[settled:], [look.memory_mb for look in looks[settled:]])
    figures = {
        "minutes": round(spent_s / 60, 1),
        "faults": len(script.faults),
        "events": len(events),
        "alarms_raised": verdict.alarms,
        "blips": verdict.blips,
        "complaints": verdict.complaints,
        "alarm_begins_off_s": _spread(verdict.begins_off_s),
        "alarm_ends_off_s": _spread(verdict.ends_off_s),
        "site_lost_raised_after_s": _spread(verdict.raised_after_s),
        "agents_begin_and_end_off_s": verdict.agents_off_s,
        "keys_pressed": keys.pressed,
        "key_to_screen_s": _spread(keys.answered_s),
        "keys_missed": keys.missed,
        "looks_at_the_screen": len(looks),
        "longest_standstill_s": round(standstill_s, 2),
        "memory_mb": [round(looks[0].memory_mb, 1), round(looks[-1].memory_mb, 1)],
        "memory_mb_per_hour": [round(slope, 1), round(half, 1)],
        "memory_mb_per_hour_after_a_third": [round(late_slope, 1), round(late_half, 1)],
        "cpu_percent": round((looks[-1].cpu_s - looks[0].cpu_s) / spent_s * 100, 1),
        "machine_busy_cores": round(machine_share, 2),
        "script": [[f.name, round(f.began_utc, 2), round(f.ended_utc, 2)] for f in script.faults],
    }
    BUILD.mkdir(exist_ok=True)
    text = json.dumps(figures, indent=1, ensure_ascii=False)
    (BUILD / "shift.json").write_text(text + "\n")
    print(text)


def _spread(values: list[float]) -> dict[str, float]:
    if not values:
        return {}
    ordered = sorted(values)
    return {
        "count": len(ordered),
        "least": round(ordered[0], 2),
        "median": round(statistics.median(ordered), 2),
        "most": round(ordered[-1], 2),
    }
