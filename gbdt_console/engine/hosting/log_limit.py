"""Keeps a fault that comes again and again from filling log and disk: one line a minute of a kind."""

import logging
import re
import threading
import time
from collections.abc import Callable
from copy import copy

from gbdt_console.core.quick_dataclass import dataclass

_WITHIN_S = 60.0
"""Seconds within which further lines of a kind are counted and not written."""
_MOST_KINDS = 200
"""Limits the kinds that are told apart at once; all others count as one."""
_HEAD = 120
"""Limits what a count repeats of the line that it counts, in characters."""
_DIGITS = re.compile(r"\d+")

_Kind = tuple[object, ...]
_OTHERS: _Kind = ()


@dataclass(slots=True)
class _Run:
    """Counts the lines of one kind.

    count: the line that tells the count, still without it; the written line itself may hold large values
    until_s: when the next one is written again, monotonic seconds
    held_back: lines that were not written
    """

    count: logging.LogRecord
    until_s: float
    held_back: int = 0


class LogLimit(logging.Filter):
    """Lets the first line of a kind pass, whole; those of the next minute come as one count of `counts`.

    A kind is the place in the code, the level, the first line without its numbers, and the error. Called from
    any thread.
    """

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._monotonic = monotonic
        self._runs: dict[_Kind, _Run] = {}
        self._lock = threading.Lock()

    def filter(self, record: logging.LogRecord) -> bool:
        now_s, kind = self._monotonic(), _kind_of(record)
        with self._lock:
            if kind not in self._runs and len(self._runs) >= _MOST_KINDS:
                kind = _OTHERS
            run = self._runs.get(kind)
            if run is None or (now_s >= run.until_s and not run.held_back):
                self._runs[kind] = _Run(_count_of(record), now_s + _WITHIN_S)
                return True
            run.held_back += 1
            return False

    def counts(self, *, is_end: bool = False) -> list[logging.LogRecord]:
        """Return one line for each kind of which lines were held back and whose minute is over.

        The next minute of such a kind has begun then.

        is_end: whether the log ends, so that no minute is waited for
        """
        now_s, lines = self._monotonic(), []
        with self._lock:
            for kind in [kind for kind, run in self._runs.items() if is_end or now_s >= run.until_s]:
                run = self._runs.pop(kind)
                if run.held_back:
                    self._runs[kind] = _Run(copy(run.count), now_s + _WITHIN_S)
                    run.count.msg = f"… and {run.held_back} more: {run.count.msg}"
                    lines.append(run.count)
        return lines


def _kind_of(record: logging.LogRecord) -> _Kind:
    error = record.exc_info[0] if record.exc_info else None
    head = _DIGITS.sub("0", str(record.msg).partition("\n")[0][:_HEAD])
    return record.name, record.levelno, record.pathname, record.lineno, head, error


def _count_of(first: logging.LogRecord) -> logging.LogRecord:
    head = first.getMessage().partition("\n")[0][:_HEAD]
    return logging.LogRecord(first.name, first.levelno, first.pathname, first.lineno, head, (), None)
