"""Compares PINs, and limits how often they may be guessed."""

import hmac
from collections import defaultdict, deque
from collections.abc import Mapping

from gbdt_console.core.clock import Clock
from gbdt_console.core.people import Operator

_LIMITS = ((5, 60.0), (15, 600.0))
"""So many wrong PINs of one person within so many seconds lock that person out, and nobody else: half of all
PINs of 6 digits take 7 months then. It also limits their rows in the journal."""


class PinCheck:
    def __init__(self, operators: Mapping[str, Operator], clock: Clock) -> None:
        """`operators` are by id."""
        self._operators = operators
        self._clock = clock
        self._wrong: dict[int, deque[float]] = defaultdict(lambda: deque(maxlen=max(_LIMITS)[0]))

    def refusal(self, person: int, operator_id: str, pin: str) -> str:
        """Return the code of why this PIN is refused; empty where it is right.

        Only 'operator.pin-wrong' counts as a guess. `person` is the OS user who gives it.
        """
        operator = self._operators.get(operator_id)
        if self.is_locked(person):
            return "operator.pin-locked"
        if operator is None:
            return "operator.unlisted"
        if operator.pin is None:
            return "operator.no-pin"
        if hmac.compare_digest(operator.pin.reveal().encode(), pin.encode("utf-8", "surrogatepass")):
            return ""
        self._wrong[person].append(self._clock.monotonic())
        return "operator.pin-wrong"

    def is_locked(self, person: int) -> bool:
        """Tell whether that OS user has guessed too often."""
        wrong, now_s = self._wrong[person], self._clock.monotonic()
        return any(len(wrong) >= most and now_s - wrong[-most] < within_s for most, within_s in _LIMITS)
