"""How often Python looks for objects that hold each other and nobody else holds.

Views and Readings hold no cycles: at Python's own pace the search took a fifth of the engine's time at 2 000
sites and stalled the screen. But each closed screen, and each line that Textual has painted, leaves cycles
behind (docs/decisions/0018-memory.md), so it must not be put off for hours either.
"""

import gc

_PACE = (30_000, 5, 3)
"""A young search at every 30 000 objects more, a whole one at about every 700 000."""


def slow_down() -> None:
    """Once, before the engine is built."""
    gc.set_threshold(*_PACE)


def leave_out_what_is_there() -> None:
    """Once, when all code is loaded: it stays as long as the process, and later searches pass it by."""
    gc.freeze()
