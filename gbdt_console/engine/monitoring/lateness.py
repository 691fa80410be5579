"""Measures how late the engine's loop works, so that a busy machine makes values older and not unknown."""

import math

_NOTICED_S = 0.5
"""A gap below this is no lateness, in seconds: values count for three periods and a second anyway."""

_MOST_S = 10.0
"""Limits the lateness that is allowed for, in seconds; an engine that stands for longer knows nothing."""

_HELD_S = 60.0
"""A lateness is held between one and two times so long, in seconds: a busy machine stalls again and again."""


class Lateness:
    """Holds the longest gap between two turns of the engine's loop in the last minute or two."""

    def __init__(self, now_s: float) -> None:
        """Start punctual at `now_s`, monotonic seconds."""
        self._turn_s = self._begun_s = now_s
        self._longest_s = self._before_s = 0.0

    def turn(self, now_s: float) -> None:
        """Note that the loop turns; called every few milliseconds."""
        if now_s - self._turn_s > self._longest_s:
            self._longest_s = now_s - self._turn_s
        self._turn_s = now_s
        if now_s - self._begun_s > _HELD_S:
            self._begun_s, self._before_s, self._longest_s = now_s, self._longest_s, 0.0

    def late_s(self, now_s: float) -> float:
        """Return how late the loop works, in whole seconds; 0 on a machine that keeps up."""
        gap_s = max(now_s - self._turn_s, self._longest_s, self._before_s)
        return 0.0 if gap_s < _NOTICED_S else min(_MOST_S, math.ceil(gap_s))
