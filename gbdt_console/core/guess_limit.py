"""Limits how often a secret may be guessed, for each guesser apart."""

from collections import OrderedDict, deque
from typing import Generic, TypeVar

Guesser = TypeVar("Guesser")

_LIMITS = ((5, 60.0), (15, 600.0))
"""So many wrong guesses of one within so many seconds lock that one out, and nobody else: half of all PINs of
6 digits take 7 months then."""
_MOST_GUESSERS = 4_096
"""Limits the guessers that are remembered; the one that guessed longest ago is forgotten first."""


class GuessLimit(Generic[Guesser]):
    """Remembers the wrong guesses of each; the times are seconds of one monotonic clock."""

    def __init__(self) -> None:
        self._wrong: OrderedDict[Guesser, deque[float]] = OrderedDict()

    def note_wrong(self, guesser: Guesser, now_s: float) -> None:
        self._wrong.setdefault(guesser, deque(maxlen=max(_LIMITS)[0])).append(now_s)
        self._wrong.move_to_end(guesser)
        if len(self._wrong) > _MOST_GUESSERS:
            self._wrong.popitem(last=False)

    def is_locked(self, guesser: Guesser, now_s: float) -> bool:
        """Tell whether that one has guessed too often."""
        wrong = self._wrong.get(guesser, ())
        return any(len(wrong) >= most and now_s - wrong[-most] < within_s for most, within_s in _LIMITS)
