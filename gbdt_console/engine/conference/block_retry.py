"""Limit how often an open participant is blocked again."""

from dataclasses import field

from gbdt_console.core.quick_dataclass import dataclass

_FIRST_PAUSE_S = 2.0
_LONGEST_PAUSE_S = 30.0
"""Limits the pause, which doubles with every attempt."""
_CALM_S = 60.0
"""After this long without re-opening, the retry back-off starts over."""


@dataclass(slots=True)
class RetryState:
    """The attempts on one call leg.

    at_s: when it was last blocked, monotonic seconds
    open_s: when it was last seen open, monotonic seconds
    times: how often it was blocked
    recorded_ends: the ends of these orders that are written already
    """

    at_s: float
    open_s: float
    times: int = 1
    recorded_ends: set[str] = field(default_factory=set)


class BlockRetry:
    """Keeps the attempts on each call leg.

    They are kept by the MCU's id of the leg, so that a new call starts over.
    """

    def __init__(self) -> None:
        self._states: dict[str, RetryState] = {}

    def keep_only(self, legs: set[str]) -> None:
        """Forget all legs but these, which are in the conference."""
        self._states = {leg: state for leg, state in self._states.items() if leg in legs}

    def reconnecting(self) -> None:
        """Make every leg due, so that the first poll of the next connection applies the policy."""
        for state in self._states.values():
            state.at_s = float("-inf")

    def attempt(self, leg: str, now_s: float) -> RetryState | None:
        """Count and return one attempt to block an open leg.

        None while it is too early for the next attempt.
        """
        known = self._states.get(leg)
        if known is None or now_s - known.open_s > _CALM_S:
            self._states[leg] = known = RetryState(now_s, now_s)
            return known
        known.open_s = now_s
        pause_s = min(_FIRST_PAUSE_S * 2.0 ** min(known.times - 1, 10), _LONGEST_PAUSE_S)
        if now_s - known.at_s < pause_s:
            return None
        known.at_s = now_s
        known.times += 1
        return known
