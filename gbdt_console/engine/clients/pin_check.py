"""Compares PINs, and limits how often they may be guessed."""

import hmac
from collections import deque
from collections.abc import Mapping

from gbdt_console.core.clock import Clock
from gbdt_console.core.people import Operator

_WRONG_OF_ONE_CLIENT = 5
"""Limits the wrong PINs of one client within _CLIENT_FORGETS_AFTER_S; it locks no other client."""
_CLIENT_FORGETS_AFTER_S = 60.0
_WRONG_OF_ALL = 15
"""Limits the wrong PINs of all clients within _ALL_FORGET_AFTER_S, since a client that guesses may connect
anew: at that rate half of all PINs of 6 digits take 7 months. It also limits their rows in the journal."""
_ALL_FORGET_AFTER_S = 600.0


class PinCheck:
    """Judges PINs for all clients."""

    def __init__(self, operators: Mapping[str, Operator], clock: Clock) -> None:
        """`operators` are by id."""
        self._operators = operators
        self._clock = clock
        self._wrong: deque[tuple[float, str]] = deque()

    def refusal(self, client_id: str, operator_id: str, pin: str) -> str:
        """Return the code of why this PIN of a client is refused; empty where it is right.

        Only 'operator.pin-wrong' counts as a guess.
        """
        operator = self._operators.get(operator_id)
        if self._is_locked(client_id):
            return "operator.pin-locked"
        if operator is None:
            return "operator.unlisted"
        if operator.pin is None:
            return "operator.no-pin"
        if hmac.compare_digest(operator.pin.reveal().encode(), pin.encode("utf-8", "surrogatepass")):
            return ""
        self._wrong.append((self._clock.monotonic(), client_id))
        return "operator.pin-wrong"

    def _is_locked(self, client_id: str) -> bool:
        now_s = self._clock.monotonic()
        while self._wrong and now_s - self._wrong[0][0] >= _ALL_FORGET_AFTER_S:
            self._wrong.popleft()
        own = sum(
            guesser == client_id and now_s - at_s < _CLIENT_FORGETS_AFTER_S for at_s, guesser in self._wrong
        )
        return own >= _WRONG_OF_ONE_CLIENT or len(self._wrong) >= _WRONG_OF_ALL
