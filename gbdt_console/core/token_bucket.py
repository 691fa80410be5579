"""Limit how often something may happen, by tokens that come back with time."""


class TokenBucket:
    """Limits a rate; what was not used for a while may be taken at once."""

    __slots__ = ("_left", "_most", "_per_s", "_seen_s")

    def __init__(self, per_s: float, now_s: float, most: float | None = None) -> None:
        """Begin full.

        per_s: tokens that come back a second
        most: tokens that may be taken at once; those of one second where it is not given
        """
        self._per_s = per_s
        self._most = per_s if most is None else most
        self._left = self._most
        self._seen_s = now_s

    def take(self, now_s: float) -> bool:
        """Take a token; return False when none is left."""
        self._fill(now_s)
        if self._left < 1:
            return False
        self._left -= 1
        return True

    def reserve(self, now_s: float) -> float:
        """Take a token, also one that is still to come; return the wait until it comes, in seconds."""
        self._fill(now_s)
        self._left -= 1
        return max(0.0, -self._left / self._per_s)

    def _fill(self, now_s: float) -> None:
        self._left = min(self._most, self._left + (now_s - self._seen_s) * self._per_s)
        self._seen_s = now_s
