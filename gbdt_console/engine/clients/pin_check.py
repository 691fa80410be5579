"""Compares PINs, and limits how often they may be guessed."""

import hmac
from collections.abc import Mapping

from gbdt_console.core.clock import Clock
from gbdt_console.core.guess_limit import GuessLimit
from gbdt_console.core.people import Operator


class PinCheck:
    """Limits the guesses of each person, and so their rows in the journal."""

    def __init__(self, operators: Mapping[str, Operator], clock: Clock) -> None:
        """`operators` are by id."""
        self.operators = operators
        self._clock = clock
        self._limit: GuessLimit[int] = GuessLimit()

    def refusal(self, person: int, operator_id: str, pin: str) -> str:
        """Return the code of why this PIN is refused; empty where it is right.

        Only 'operator.pin-wrong' counts as a guess. `person` is the OS user who gives it.
        """
        operator = self.operators.get(operator_id)
        if self.is_locked(person):
            return "operator.pin-locked"
        if operator is None:
            return "operator.unlisted"
        if operator.pin is None:
            return "operator.no-pin"
        if hmac.compare_digest(operator.pin.reveal().encode(), pin.encode("utf-8", "surrogatepass")):
            return ""
        self._limit.note_wrong(person, self._clock.monotonic())
        return "operator.pin-wrong"

    def is_locked(self, person: int) -> bool:
        """Tell whether that OS user has guessed too often."""
        return self._limit.is_locked(person, self._clock.monotonic())
