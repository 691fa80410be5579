"""Keeps when each line began to lose probes, for a comparison of lines."""

from collections import deque
from collections.abc import Mapping, Sequence

_RUN_GAP_S = 1.5
"""Losses closer than this are one run: a line is probed once a second, and a cut is one moment, not many."""

_MOST_RUNS = 150
"""Limits the runs that are kept of a line; a line that loses every second probe has so many in 300 s."""


class LossMoments:
    """Holds the begin of each run of losses by target; a target that loses nothing costs nothing."""

    def __init__(self) -> None:
        self._runs_s: dict[int, deque[float]] = {}
        self._newest_s: dict[int, float] = {}

    def lost(self, item: int, sent_s: float) -> None:
        """Take a lost probe; `sent_s` is when it was sent, monotonic seconds."""
        if sent_s - self._newest_s.get(item, float("-inf")) > _RUN_GAP_S:
            self._runs_s.setdefault(item, deque(maxlen=_MOST_RUNS)).append(sent_s)
        self._newest_s[item] = sent_s

    def take_back(self, item: int, sent_s: float) -> None:
        """Forget a loss that was answered late, if it began a run."""
        runs_s = self._runs_s.get(item)
        if runs_s is not None and sent_s in runs_s:
            runs_s.remove(sent_s)

    def move(self, moved: Mapping[int, int]) -> None:
        """Number the targets anew and forget those that are left out."""
        self._runs_s = {moved[item]: runs_s for item, runs_s in self._runs_s.items() if item in moved}
        self._newest_s = {moved[item]: at_s for item, at_s in self._newest_s.items() if item in moved}

    def since(self, item: int, from_s: float) -> Sequence[float]:
        """Return when the target's runs of losses began, in order, those before `from_s` left out."""
        return [at_s for at_s in self._runs_s.get(item, ()) if at_s >= from_s]
