"""Count the keys of a newcomer's day, by task: a number and a verb, ten keys, and the menu."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from bench.figure import Figure, Work
from tests.support.terminal.newcomer import Newcomer

SIZES = ((80, 24), (120, 40))
_SHORT_TASKS = 2


def measure(is_short: bool) -> Iterator[Figure]:
    """Yield the keys of each task at each size, both days side by side; briefly of the first tasks at one."""
    yield from measure_days(SIZES[:1], _SHORT_TASKS) if is_short else measure_days(SIZES)


def measure_days(sizes: Sequence[tuple[int, int]], tasks: int | None = None) -> Iterator[Figure]:
    """Yield the keys of each of the first tasks, of all for None, at terminals of these sizes."""
    with ThreadPoolExecutor(len(sizes)) as days:
        costs = days.map(partial(_worked, tasks), sizes)
        for (columns, lines), (cost, most) in zip(sizes, costs, strict=True):
            for task, keys in cost.items():
                work = Work(keys, keys, "keys")
                name = f"newcomer, {columns}x{lines}: {task}"
                yield Figure(name, "keys", keys, work, budget=most[task])


def _worked(tasks: int | None, size: tuple[int, int]) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """Return what each task cost at that size, and the most that it may cost."""
    with tempfile.TemporaryDirectory(prefix="gbdt-bench-") as name:
        newcomer = Newcomer(Path(name), size)
        try:
            return newcomer.work(tasks), newcomer.most()
        finally:
            newcomer.close()
