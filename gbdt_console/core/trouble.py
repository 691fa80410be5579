"""Grades how much a site asks for attention."""

from enum import IntEnum

from gbdt_console.core.monitoring.detector import PointState


class Trouble(IntEnum):
    """Grades how much a site asks for attention.

    More is worse, and planned WORK asks for none. MEETING is what it does or misses in the conference.
    """

    NONE = 0
    WORK = 1
    MEETING = 2
    DEVICE = 3
    UNKNOWN = 4
    POOR = 5
    SUSPECT = 6
    DOWN = 7

    @property
    def is_beside_line(self) -> bool:
        """Whether the line is up and something else is wrong."""
        return self in (Trouble.MEETING, Trouble.DEVICE)

    @property
    def is_of_line(self) -> bool:
        """Whether it is the line's own state, good or bad, that is told."""
        return self is not Trouble.WORK and not self.is_beside_line


TROUBLE_OF = {
    PointState.UP: Trouble.NONE,
    PointState.UNKNOWN: Trouble.UNKNOWN,
    PointState.DEGRADED: Trouble.POOR,
    PointState.SUSPECT: Trouble.SUSPECT,
    PointState.DOWN: Trouble.DOWN,
}
"""Each state's trouble, where no work is planned."""
