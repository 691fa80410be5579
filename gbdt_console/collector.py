"""Sets how often Python searches for cyclic garbage.

Views and Readings hold no cycles: at Python's own pace the search took a fifth of the engine's time at 2 000
sites and stalled the screen. Each closed screen and each line that Textual painted leaves cycles behind
(docs/decisions/0018-memory.md), so the search must not be put off for hours either.
"""

import gc

_PACE_AT_START = (100_000, 50, 1_000)
"""Limits searches during the start, when all new objects last."""
_PACE = (30_000, 3, 3)
"""Limits searches of young objects to one every 30 000 new objects, and whole ones to about every half
million."""


def hold_back() -> None:
    """Search seldom. Call it before modules are imported and the engine is built: nothing then is garbage."""
    gc.set_threshold(*_PACE_AT_START)


def settle() -> None:
    """Search at the usual pace, and never again what exists now. Call it once, when the start is over."""
    gc.freeze()
    gc.set_threshold(*_PACE)
