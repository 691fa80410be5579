"""Waiting for a condition, never for a time: until it holds, or an error that says what never came."""

import time
from collections.abc import Callable

LOOK_EVERY_S = 0.02


def until(
    condition: Callable[[], object], what: str, deadline_s: float = 30.0, every_s: float = LOOK_EVERY_S
) -> None:
    """Look again and again until `condition` is true; AssertionError after `deadline_s`."""
    give_up_s = time.monotonic() + deadline_s
    while not condition():
        if time.monotonic() > give_up_s:
            raise AssertionError(f"not within {deadline_s:g} s: {what}")
        time.sleep(every_s)
