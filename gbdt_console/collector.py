"""Sets how often Python searches for cyclic garbage and how soon another thread runs; gives memory back.

Views and Readings hold no cycles: at Python's own pace the search took a fifth of the engine's time at 2 000
sites and stalled the screen. Each closed screen and each line that Textual painted leaves cycles behind
(docs/decisions/0018-memory.md), so the search must not be put off for hours either.
"""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from gbdt_console.core.c_library import c_library

if TYPE_CHECKING:
    import asyncio

_PACE_AT_START = (100_000, 50, 1_000)
"""Limits searches during the start, when all new objects last."""
_PACE = (30_000, 3, 3)
"""Limits searches of young objects to one every 30 000 new objects, and whole ones to about every half
million."""

_STARTED_S = 10.0
"""Seconds after which the start is over."""

_TURN_S, _SHORT_TURN_S = 0.001, 0.0005
"""Time after which another thread is let run, beside an engine and beside long work. A key passes three
threads until it is painted: at Python's own 5 ms it waited up to 15 while the engine worked."""


def hold_back() -> None:
    """Search seldom. Call it before modules are imported and the engine is built: nothing then is garbage."""
    gc.set_threshold(*_PACE_AT_START)


def settle_later() -> "asyncio.TimerHandle":
    """Settle once the start is over; called on a running loop by every program that stays."""
    import asyncio  # most verbs run no loop

    return asyncio.get_running_loop().call_later(_STARTED_S, settle)


def settle() -> None:
    """Search at the usual pace, and never again what exists now. Call it once, when the start is over."""
    gc.freeze()
    gc.set_threshold(*_PACE)


def give_back() -> None:
    """Give the system the memory that lies free between blocks in use. Call it when something large ended.

    The C library keeps it: clients that had come and gone left 11 MB at 200 sites. It takes 2 ms there, and
    14 at 2 000 sites: no ping waits for that.
    """
    with suppress(AttributeError):  # glibc alone has it
        c_library().malloc_trim(0)


def share_turns() -> None:
    """Let the threads of a screen and of an engine take short turns. Call it once, before they begin."""
    sys.setswitchinterval(_TURN_S)


@contextmanager
def beside_the_screen() -> Iterator[None]:
    """Let keys be answered while this thread works for long on values that hold no cycles, such as a year.

    Without it a key waits 20 ms at each change of threads, and half a second for a whole search.
    """
    turn_s = sys.getswitchinterval()
    gc.disable()
    sys.setswitchinterval(_SHORT_TURN_S)
    try:
        yield
    finally:
        sys.setswitchinterval(turn_s)
        gc.enable()
