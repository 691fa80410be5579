"""Time how soon the line of attention says that the chair's line is silent, in a meeting of the lab."""

import re
import statistics
import time
from collections.abc import Callable, Iterator
from random import Random

from bench.figure import Figure, Work
from gbdt_console.text.words import Words
from tests.support.lab.console import Console
from tests.support.lab.lab import Lab
from tests.support.terminal.pty_terminal import Terminal

_GOAL_S = 1.5
_SHORT_CUT_S = 0.8
"""A cut of less tells nothing."""
_REST_S = 2.0
_RANDOM = Random(2)


def measure_silence(
    lab: Lab, console: Console, screen: Terminal, state: str, cuts: int, language: str
) -> Iterator[Figure]:
    """Start a meeting, cut its chair's line again and again, and yield the times."""
    chair = lab.sites[0]
    begun = console.verb("meeting", "start", "Bench", "--chair", chair.id, "--state-dir", state)
    if begun.returncode:
        raise RuntimeError(f"meeting start: {begun.stdout}{begun.stderr}")
    words = Words(language)
    told = words("attention.silent", site=rf"{chair.number} ", duty=words("duty.chair"), seconds="{}")
    pattern = re.compile(f"{chair.number} .*" + re.escape(told[told.index("(") : told.index("{}")]))

    def said() -> bool:
        return pattern.search(screen.text()) is not None

    read_for(screen, lambda: False, _REST_S)
    took_s, wrong = [], 0
    for _ in range(cuts):
        read_for(screen, lambda: False, _REST_S + _RANDOM.random())
        lab.cut(chair.id)
        cut_s = time.monotonic()
        if read_for(screen, said, 4.0):
            took_s.append(time.monotonic() - cut_s)
        lab.restore(chair.id)
        read_for(screen, lambda: not said(), 4.0)
        read_for(screen, lambda: False, _REST_S + _RANDOM.random())
        lab.cut(chair.id)
        wrong += read_for(screen, said, _SHORT_CUT_S)
        lab.restore(chair.id)
        wrong += read_for(screen, said, _SHORT_CUT_S)
    work = Work(len(took_s), cuts, "cuts")
    title = "chair's line cut to a word in the line of attention"
    p50, most = (statistics.median(took_s), max(took_s)) if took_s else (0.0, 0.0)
    yield Figure(f"{title}, p50", "s", p50, work, budget=_GOAL_S)
    yield Figure(f"{title}, most", "s", most, work)
    yield Figure(
        f"cuts of {_SHORT_CUT_S:g} s of the chair that were told",
        "",
        wrong,
        Work(cuts, cuts, "cuts"),
        budget=0,
    )


def read_for(screen: Terminal, condition: Callable[[], bool], limit_s: float) -> bool:
    """Read the terminal until the condition holds, for that long at most; return whether it held."""
    give_up_s = time.monotonic() + limit_s
    while not condition():
        if time.monotonic() > give_up_s:
            return False
        screen.read()
    return True
