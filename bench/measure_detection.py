"""Time a cut line until its first mark and its alarm are on screen, and its return until the mark is gone.

Routers, pings and console are real.

The lab of namespaces (root) has 60 sites, whose lines are probed once a second. Each round cuts a few
sites, too few of one node for an alarm of the node. Each is cut and restored at a random moment of the
second: a line that returned right behind its alarm would meet its probes in the same phase each time. A cut
is seen when its unacknowledged row is on the screen of a second console; between the rounds all alarms are
acknowledged. An alarm that no cut explains is counted as invented.
"""

import os
import re
import shutil
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice, pairwise
from operator import itemgetter
from random import Random

from bench.chair_silence import measure_silence, read_for
from bench.figure import Figure, LeftOut, Work
from bench.process_cost import machine_cpu_s
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.text.words import Words
from gbdt_console.ui.drawing.glyphs import UNICODE
from tests.support.lab.config import write_config
from tests.support.lab.console import PROGRAM, Console
from tests.support.lab.lab import Lab
from tests.support.lab.plan import AGENTS, REGIONS, LabSite
from tests.support.terminal.pty_terminal import Terminal

_SIZE = (200, 60)
_LIMIT_S = 30.0
_CALM_S = 120.0
_REST_S = 65.0
"""Seconds between two cuts of a site; within a minute the alarm would be the same, already acknowledged."""

_ALARM_GOALS_S = 5.0, 5.8
"""Of the median, and of 99 in a hundred: of so few cuts the slowest must keep it."""
_MARK_GOAL_S = 1.6
_BACK_GOAL_S = 0.5
_LANGUAGE = "en"
"""The lab's configuration has it."""
_LOST = re.escape(Words(_LANGUAGE)("alarm.site.lost.name"))
_MARKS = frozenset(UNICODE.states[state] for state in (PointState.SUSPECT, PointState.DOWN))
_TILE_COLUMNS = 30
"""The mark of a site stands within so many columns of its number, in that row of its tile or the next."""
_RANDOM = Random(1)


@dataclass(frozen=True, slots=True)
class _Effort:
    """How much is measured.

    sites: sites of the lab
    agents: sites with all agents; the others have their router's
    at_once: sites of each region that are cut together
    rounds: how often
    chair_cuts: how often the chair of a meeting is cut
    """

    sites: int
    agents: int
    at_once: int
    rounds: int
    chair_cuts: int


_FULL, _SHORT = _Effort(60, 11, 2, 4, 4), _Effort(4, 4, 1, 1, 1)


@dataclass(slots=True)
class _Cut:
    """One cut of one line.

    due_s: monotonic seconds at which the cut was planned
    cut_s: monotonic seconds at which the line was cut
    restored_s: monotonic seconds at which the line was restored; 0 before
    marked_s: seconds from the cut to the first mark on its tile; None where none came
    seen_s: seconds from the cut to the alarm on screen; None where no alarm came
    back_s: seconds from the restored line to a tile without a mark; None where it stayed
    """

    site: LabSite
    due_s: float
    cut_s: float = 0.0
    cut_utc: float = 0.0
    restored_utc: float = 0.0
    restored_s: float = 0.0
    marked_s: float | None = None
    seen_s: float | None = None
    back_s: float | None = None

    def is_marked(self, text: str) -> bool | None:
        """Whether the site's tile shows that it is silent or lost; None where the tile is not on screen."""
        # The line of attention and the alarms name the site too, without a mark.
        name = f" {self.site.number} Site {self.site.id}"
        tiles = [
            row[at : at + _TILE_COLUMNS] + next_row[at : at + _TILE_COLUMNS]
            for row, next_row in pairwise(text.splitlines())
            if (at := row.find(name)) >= 0
        ]
        return any(not _MARKS.isdisjoint(tile) for tile in tiles) if tiles else None

    def explains(self, raised: dict[str, object]) -> bool:
        at_utc = raised["raised_utc"]
        return (
            (raised["resource"], raised["type"]) == (self.site.id, "site.lost")
            and isinstance(at_utc, float)
            and self.cut_utc < at_utc < self.restored_utc
        )


def measure(is_short: bool) -> Iterator[Figure]:
    if os.geteuid() or not shutil.which("snmpd") or not shutil.which("fping"):
        raise LeftOut("needs root and the packages of tests/lab/install-packages.sh")
    effort = _SHORT if is_short else _FULL
    lab = Lab(effort.sites)
    try:
        lab.start_agents(lab.sites[: effort.agents], AGENTS)
        lab.start_agents(lab.sites[effort.agents :], ["router"])
        lab.settle(lab.sites)
        yield from _of(lab, effort)
    finally:
        lab.close()


def _of(lab: Lab, effort: _Effort) -> list[Figure]:
    count = effort.sites
    folder = lab.folder / f"detection-{count}"
    config = write_config(folder, lab.sites[: effort.agents], lab.sites[effort.agents :])
    console = Console(lab.namespaces, config, folder / "state")
    argv = [str(PROGRAM), "console", "--observe", "--state-dir", str(folder / "state")]
    screen = Terminal(size=_SIZE, program=lab.namespaces.command("centre", argv))
    try:
        _await_calm(screen, count)
        began_s, busy_s = time.monotonic(), machine_cpu_s()
        cuts: list[_Cut] = []
        rested_s: dict[str, float] = {}
        for batch in _batches(lab.sites, effort):
            due_s = max(rested_s.get(site.id, 0.0) for site in batch)
            read_for(screen, lambda: False, due_s - time.monotonic())
            cuts += _round(lab, console, screen, batch, str(folder / "state"))
            _await_calm(screen, count)
            rested_s |= dict.fromkeys((site.id for site in batch), time.monotonic() + _REST_S)
        busy = (machine_cpu_s() - busy_s) / (time.monotonic() - began_s)
        raised = [event["data"] for event in console.events("alarm.raised")]
        silence = [
            *measure_silence(lab, console, screen, str(folder / "state"), effort.chair_cuts, _LANGUAGE)
        ]
    finally:
        screen.close()
        console.close()
    stalls = [r for r in raised if r["type"] == "monitor.blind"]
    others = [r for r in raised if not r["parent"] and r not in stalls]
    invented = [r for r in others if not any(cut.explains(r) for cut in cuts)]
    made = Work(len(cuts), effort.rounds * effort.at_once * len(REGIONS), "cuts")
    title = f"cut to alarm on screen, {count} sites"
    return [
        *_times(count, cuts),
        *silence,
        Figure(f"{title}, missed", "", sum(cut.seen_s is None for cut in cuts), made, budget=0),
        Figure(f"{title}, invented", "", len(invented), made, budget=0),
        Figure(f"{title}, moments the machine kept the engine waiting", "", len(stalls), made),
        Figure(f"{title}, machine busy", "cores", busy, made),
    ]


def _times(count: int, cuts: Sequence[_Cut]) -> Iterator[Figure]:
    """Yield the median and the most of each time; a cut that was not seen has none."""
    for name, found, median_goal, most_goal in (
        ("cut to first mark on screen", [cut.marked_s for cut in cuts], None, _MARK_GOAL_S),
        ("line back to mark gone", [cut.back_s for cut in cuts], _BACK_GOAL_S, None),
        ("cut to alarm on screen", [cut.seen_s for cut in cuts], *_ALARM_GOALS_S),
    ):
        took_s = [seconds for seconds in found if seconds is not None]
        work = Work(len(took_s), len(cuts), "cuts")
        p50, most = (statistics.median(took_s), max(took_s)) if took_s else (0.0, 0.0)
        yield Figure(f"{name}, {count} sites, p50", "s", p50, work, budget=median_goal)
        yield Figure(f"{name}, {count} sites, most", "s", most, work, budget=most_goal)


def _batches(sites: Sequence[LabSite], effort: _Effort) -> Iterator[list[LabSite]]:
    """Yield batches in turn, with the longest rest for each site."""
    turns = [cycle([site for site in sites if site.region == region]) for region in REGIONS]
    for _ in range(effort.rounds):
        yield [site for turn in turns for site in islice(turn, effort.at_once)]


def _round(lab: Lab, console: Console, screen: Terminal, batch: list[LabSite], state: str) -> list[_Cut]:
    """Cut a batch, wait for its alarms, restore the lines and acknowledge."""
    mark, now_s = console.mark(), time.monotonic()
    cuts = [_Cut(site, now_s + _RANDOM.random()) for site in batch]
    for cut in sorted(cuts, key=lambda cut: cut.due_s):
        read_for(screen, lambda: False, cut.due_s - time.monotonic())
        lab.cut(cut.site.id)
        cut.cut_s, cut.cut_utc = time.monotonic(), time.time()
    read_for(screen, lambda: _note_seen(screen, cuts), _LIMIT_S)
    _restore(lab, screen, cuts)
    read_for(screen, lambda: _note_back(screen, cuts), _LIMIT_S)
    ids = {cut.site.id for cut in cuts if cut.seen_s is not None}
    read_for(screen, lambda: ids <= _cleared(console, mark), _LIMIT_S)
    raised = [event["data"] for event in console.events("alarm.raised", mark)]
    numbers = {str(data["number"]) for data in raised if data["resource"] in ids}
    done = console.verb("ack", *sorted(numbers), "--state-dir", state)
    if done.returncode:
        raise RuntimeError(f"ack {numbers}: {done.stdout}{done.stderr}")
    return cuts


def _restore(lab: Lab, screen: Terminal, cuts: Sequence[_Cut]) -> None:
    """Restore each line at a random moment of the next second; note meanwhile which are back."""
    now_s = time.monotonic()
    for due_s, cut in sorted(((now_s + _RANDOM.random(), cut) for cut in cuts), key=itemgetter(0)):
        read_for(screen, lambda: _note_back(screen, cuts), due_s - time.monotonic())
        cut.restored_utc, cut.restored_s = time.time(), time.monotonic()
        lab.restore(cut.site.id)


def _cleared(console: Console, mark: int) -> set[str]:
    return {event["data"]["resource"] for event in console.events("alarm.cleared", mark)}


def _note_seen(screen: Terminal, cuts: Sequence[_Cut]) -> bool:
    """Note the alarms that are on screen by now.

    Return whether all are.
    """
    now_s, text = time.monotonic(), screen.text()
    for cut in cuts:
        if cut.marked_s is None and cut.is_marked(text):
            cut.marked_s = now_s - cut.cut_s
        row = rf"!\w +\d\d:\d\d:\d\d +{cut.site.number} Site {cut.site.id} .*{_LOST}"
        if cut.seen_s is None and re.search(row, text):
            cut.seen_s = now_s - cut.cut_s
    return all(cut.seen_s is not None for cut in cuts)


def _note_back(screen: Terminal, cuts: Sequence[_Cut]) -> bool:
    """Note the tiles without a mark by now.

    Return whether all are.
    """
    now_s, text = time.monotonic(), screen.text()
    for cut in cuts:
        if cut.restored_s and cut.back_s is None and cut.is_marked(text) is False:
            cut.back_s = now_s - cut.restored_s
    return all(cut.back_s is not None for cut in cuts)


def _await_calm(screen: Terminal, count: int) -> None:
    whole = re.compile(rf"\b{count}/{count}\b")
    if not read_for(screen, lambda: whole.search(screen.text()) is not None, _CALM_S):
        raise RuntimeError(f"not calm again:\n{screen.text()}")
