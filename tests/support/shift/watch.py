"""Looks at a console once a second for a whole shift: its clock, what is on its screen, what it costs."""

import re
import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.process_cost import cpu_s
from tests.support.terminal.tmux_terminal import TmuxTerminal

_CLOCK = re.compile(r"\b(\d\d:\d\d:\d\d)\b")
_PAGE_MB = 4096 / 2**20


@dataclass(frozen=True, slots=True)
class Look:
    """`at_s` is monotonic; `clock` is what the header said; `is_broken` that a traceback stood there."""

    at_s: float
    clock: str
    is_broken: bool
    memory_mb: float
    cpu_s: float


class ShiftWatch:
    """Looks from `start` to `end`."""

    def __init__(self, terminal: TmuxTerminal) -> None:
        self.looks: list[Look] = []
        self.broken_screens: list[str] = []
        self._terminal = terminal
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._look_on, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def end(self) -> None:
        self._is_over.set()
        self._thread.join()

    def _look_on(self) -> None:
        due_s = time.monotonic()
        while not self._is_over.wait(max(0.0, due_s - time.monotonic())):
            self._look()
            due_s += 1.0

    def _look(self) -> None:
        text = self._terminal.text()
        found = _CLOCK.findall(text.split("\n", 1)[0])
        is_broken = "Traceback" in text or self._terminal.exit_code() is not None
        if is_broken:
            self.broken_screens.append(text)
        pid = self._terminal.pid
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        clock = found[-1] if found else ""
        self.looks.append(Look(time.monotonic(), clock, is_broken, pages * _PAGE_MB, cpu_s(pid)))


def longest_standstill_s(looks: Sequence[Look], excused: Iterable[tuple[float, float]]) -> float:
    """The longest time for which the clock stood still, or was not to be seen, outside what is excused."""
    spans = tuple(excused)
    longest, changed_s, clock = 0.0, looks[0].at_s, looks[0].clock
    for look in looks:
        is_excused = any(began <= look.at_s <= ended for began, ended in spans)
        if is_excused or (look.clock and look.clock != clock):
            clock, changed_s = look.clock, look.at_s
        longest = max(longest, look.at_s - changed_s)
    return longest
