"""How often somebody is closed again who does not stay closed: soon, then less and less."""

from dataclasses import dataclass, field

_FIRST_PAUSE_S = 2.0
_LONGEST_PAUSE_S = 30.0
_CALM_S = 60.0
"""Who stayed closed for so long and opens again is closed at once, as if for the first time."""


@dataclass(slots=True)
class RetryState:
    """When a participant was last closed and last seen open; `told` are the ends of it that are written."""

    at_s: float
    open_s: float
    times: int = 1
    told: set[str] = field(default_factory=set)


class BlockRetry:
    """By the MCU's own name of a leg: a new call is a new beginning."""

    def __init__(self) -> None:
        self._pressed: dict[str, RetryState] = {}

    def keep_only(self, legs: set[str]) -> None:
        """Those are in the conference."""
        self._pressed = {leg: pressed for leg, pressed in self._pressed.items() if leg in legs}

    def press(self, leg: str, now_s: float) -> RetryState | None:
        """The participant is open and should be closed: None while it is too early to ask once more."""
        known = self._pressed.get(leg)
        if known is None or now_s - known.open_s > _CALM_S:
            self._pressed[leg] = known = RetryState(now_s, now_s)
            return known
        known.open_s = now_s
        pause_s = min(_FIRST_PAUSE_S * 2.0 ** min(known.times - 1, 10), _LONGEST_PAUSE_S)
        if now_s - known.at_s < pause_s:
            return None
        known.at_s = now_s
        known.times += 1
        return known
