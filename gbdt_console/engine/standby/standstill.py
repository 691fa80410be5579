"""Finds out that the loop, or the machine, stood still: whoever did cannot know what happened meanwhile."""

from gbdt_console.core.clock import Clock

LOOK_S = 0.25
"""Between two looks."""
GAP_S = 1.0
"""No look for so long: another PC may have been let command."""


class Standstill:
    """Asked on the loop; the clock counts the time in which the machine was suspended."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._looked_s = clock.monotonic()

    def is_one(self) -> bool:
        """Tell whether nobody has looked for more than GAP_S."""
        return self._clock.monotonic() - self._looked_s > GAP_S

    def look(self) -> bool:
        """Tell the same, and begin anew."""
        was_one = self.is_one()
        self._looked_s = self._clock.monotonic()
        return was_one
