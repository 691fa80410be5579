"""Says what is done less often while the machine does not keep up (docs/decisions/0111-starved-machine)."""

from math import exp, inf

from gbdt_console.core.quick_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """How often things are done at one level; level 0 is what sites.yaml says.

    device_times: devices are pinged and read so many times more seldom
    screen_s: a Snapshot is published at most so often, seconds; 0: as usual
    line_s: the least interval between two pings of a line, seconds
    """

    level: int = 0
    device_times: int = 1
    screen_s: float = 0.0
    line_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Slowed:
    """Says that the machine does not keep up.

    level: of PACES, above 0
    device_times: devices are asked so many times more seldom than sites.yaml says
    line_s: seconds between two pings of a line now; 0 where that is what sites.yaml says
    """

    level: int
    device_times: int
    line_s: float = 0.0

    @property
    def code(self) -> str:
        """The code of the worst of it; its message takes `params`."""
        return "slowed.lines" if self.line_s else "slowed.devices"

    @property
    def params(self) -> dict[str, str]:
        return {"seconds": f"{self.line_s:g}", "times": str(self.device_times)}


FULL_PACE = Pace()
PACES = (
    FULL_PACE,
    Pace(1, 2),
    Pace(2, 4),
    Pace(3, 8, 2.0),
    Pace(4, 16, 2.0, 2.0),
    Pace(5, 16, 3.0, 3.0),
    Pace(6, 16, 3.0, 5.0),
)
"""What is shed first stands first: devices, then screens, then how often a line is asked. A line that is cut
right after its ping is DOWN after its interval, a probe's second and the span of DetectionRules. From one
level to the next an interval at most doubles: else what was asked long ago would count as unknown once the
interval is short again."""

LATE_S, _PUNCTUAL_S = 0.25, 0.1
"""The mean lateness above which more is shed, and below which less, seconds."""
_MEAN_OF_S = 1.0
"""Time constant of that mean, seconds."""
_MOST_S = 1.0
"""One look counts as no later than this, in seconds: a single stall, however long, sheds nothing."""
_LASTS_S = 2.0
"""How long it must be late before more is shed, seconds; what was shed last takes effect meanwhile."""
_START_S = 10.0
"""Nothing is shed so soon after the beginning, in seconds: a start does much at once, and late by itself."""
_CALM_S, _CALM_MOST_S = 10.0, 600.0
"""How long it must be punctual before less is shed, seconds; each relapse doubles it, up to the second."""
_RELAPSE_S = 60.0
"""A machine that is late so soon after less was shed, in seconds, cannot do more."""


class PaceKeeper:
    """Chooses the pace by one figure: how late the engine's loop begins what is due.

    pace: the one that holds now
    late_s: the mean lateness of the last seconds
    """

    def __init__(self, now_s: float) -> None:
        """Begin at the full pace; all times are monotonic seconds."""
        self.pace = FULL_PACE
        self.late_s = 0.0
        self._began_s = self._looked_s = now_s
        self._late_since_s: float | None = None
        self._calm_since_s: float | None = None
        self._eased_s = -inf
        self._calm_for_s = _CALM_S

    def look(self, late_s: float, now_s: float) -> bool:
        """Take how late the loop is now; tell whether the pace has changed."""
        weight = 1 - exp(-min(now_s - self._looked_s, _MOST_S) / _MEAN_OF_S)
        self._looked_s = now_s
        is_start = now_s - self._began_s < _START_S
        self.late_s += (min(late_s, _MOST_S) - self.late_s) * weight
        is_late = self.late_s > LATE_S and not is_start
        self._late_since_s = _since(self._late_since_s, now_s) if is_late else None
        self._calm_since_s = _since(self._calm_since_s, now_s) if self.late_s < _PUNCTUAL_S else None
        if self._late_since_s is not None and now_s - self._late_since_s >= _LASTS_S:
            return self._shed(now_s)
        if self._calm_since_s is not None and now_s - self._calm_since_s >= self._calm_for_s:
            return self._ease(now_s)
        return False

    def _shed(self, now_s: float) -> bool:
        if self.pace is PACES[-1]:
            return False
        if now_s - self._eased_s < _RELAPSE_S:
            self._calm_for_s, self._eased_s = min(2 * self._calm_for_s, _CALM_MOST_S), -inf
        elif self.pace is FULL_PACE:
            self._calm_for_s = _CALM_S
        self.pace, self._late_since_s = PACES[self.pace.level + 1], now_s
        return True

    def _ease(self, now_s: float) -> bool:
        if self.pace is FULL_PACE:
            return False
        self.pace, self._calm_since_s = PACES[self.pace.level - 1], now_s
        self._eased_s = now_s
        return True


def _since(before_s: float | None, now_s: float) -> float:
    return now_s if before_s is None else before_s
