"""Moves through a recorded time: play, pause, speed, jumps."""

from gbdt_console.core.units import Utc

SPEEDS = (1, 4, 16, 60)
"""Recorded seconds a second: live, and fast enough to pass an hour in a minute."""


class Playback:
    """Holds the replayed moment, which goes on by the console's own monotonic clock while it plays.

    Every method takes `now_s`, the seconds of that clock.

    end_utc: last moment; there it stops
    speed: recorded seconds a second, one of SPEEDS
    changes: how often a person changed anything; rises
    """

    def __init__(self, begin_utc: Utc, end_utc: Utc, at_utc: Utc) -> None:
        """Start paused at `at_utc`."""
        self.begin_utc, self.end_utc = begin_utc, end_utc
        self.speed = SPEEDS[0]
        self.changes = 0
        self._at_utc = self._within(at_utc)
        self._since_s: float | None = None

    def at_utc(self, now_s: float) -> float:
        """Return the replayed moment, UTC seconds."""
        if self._since_s is None:
            return self._at_utc
        return self._within(self._at_utc + (now_s - self._since_s) * self.speed)

    def is_playing(self, now_s: float) -> bool:
        """Tell whether the moment goes on."""
        return self._since_s is not None and self.at_utc(now_s) < self.end_utc

    def toggle(self, now_s: float) -> None:
        """Play, or pause; at the end play from the begin."""
        if self.is_playing(now_s):
            self._set(self.at_utc(now_s), None)
        else:
            at_utc = self.at_utc(now_s)
            self._set(self.begin_utc if at_utc >= self.end_utc else at_utc, now_s)

    def go(self, at_utc: Utc, now_s: float) -> None:
        """Jump to a moment; it plays on if it played."""
        self._set(at_utc, now_s if self._since_s is not None else None)

    def change_speed(self, now_s: float) -> None:
        """Take the next of SPEEDS, the first after the last."""
        at_utc = self.at_utc(now_s)
        self.speed = SPEEDS[(SPEEDS.index(self.speed) + 1) % len(SPEEDS)]
        self._set(at_utc, now_s if self._since_s is not None else None)

    def _set(self, at_utc: Utc, since_s: float | None) -> None:
        self._at_utc, self._since_s = self._within(at_utc), since_s
        self.changes += 1

    def _within(self, at_utc: Utc) -> float:
        return min(max(at_utc, self.begin_utc), self.end_utc)
