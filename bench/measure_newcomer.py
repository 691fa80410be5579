"""Count the keys of a newcomer's day, by task: a number and a verb, ten keys, and the menu."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.figure import Figure, Work
from tests.support.terminal.newcomer import Newcomer

_SIZES = ((80, 24), (120, 40))
_SHORT_TASKS = 2


def measure(is_short: bool) -> Iterator[Figure]:
    """Yield the keys of each task at each size; briefly of the first tasks at one size."""
    for columns, lines in _SIZES[:1] if is_short else _SIZES:
        with tempfile.TemporaryDirectory(prefix="gbdt-bench-") as name:
            newcomer = Newcomer(Path(name), (columns, lines))
            try:
                cost = newcomer.work(_SHORT_TASKS if is_short else None)
            finally:
                newcomer.close()
        for task, keys in cost.items():
            work = Work(keys, keys, "keys")
            yield Figure(
                f"newcomer, {columns}x{lines}: {task}", "keys", keys, work, budget=newcomer.most()[task]
            )
