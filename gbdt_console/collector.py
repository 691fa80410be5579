"""How often Python looks for objects that hold each other and nobody else holds.

Views and Readings hold no cycles: at Python's own pace the search took a fifth of the engine's time at 2 000
sites and stalled the screen. But each closed screen, and each line that Textual has painted, leaves cycles
behind (docs/decisions/0018-memory.md), so it must not be put off for hours either.
"""

import gc

_PACE_AT_START = (100_000, 50, 1_000)
_PACE = (30_000, 3, 3)
"""A young search at every 30 000 objects more, a whole one at about every half million."""


def hold_back() -> None:
    """Before the engine is built: at its start all is made that lasts, and there is nothing to be found."""
    gc.set_threshold(*_PACE_AT_START)


def settle() -> None:
    """Once, when the start is over: what is there now stays as long as the process, and later searches pass
    it by."""
    gc.freeze()
    gc.set_threshold(*_PACE)
