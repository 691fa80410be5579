"""Read the time: monotonic seconds for durations, UTC seconds for records."""

import time
from typing import Protocol

_MONOTONIC: int = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


class Clock(Protocol):
    """The time as the program sees it: the machine's, or a test's."""

    def monotonic(self) -> float:
        """Return seconds that never jump, the same for all processes."""
        ...

    def utc(self) -> float:
        """Return seconds since the epoch by the wall clock, which may jump."""
        ...


class SystemClock:
    """The machine's clocks.

    On Linux the monotonic clock (CLOCK_BOOTTIME) counts the time in which the machine was suspended, so that
    this time counts as not observed.
    """

    def monotonic(self) -> float:
        return time.clock_gettime(_MONOTONIC)

    def utc(self) -> float:
        return time.time()


class ManualClock:
    """A clock that a test moves."""

    def __init__(self, monotonic_s: float = 1_000.0, utc_s: float = 1_767_225_600.0) -> None:
        """Start at these seconds; 1 767 225 600 is 2026-01-01 00:00 UTC."""
        self._monotonic_s = monotonic_s
        self._utc_s = utc_s

    def monotonic(self) -> float:
        return self._monotonic_s

    def utc(self) -> float:
        return self._utc_s

    def advance(self, seconds: float) -> None:
        self._monotonic_s += seconds
        self._utc_s += seconds

    def jump_wall(self, seconds: float) -> None:
        """Move only the wall clock, as NTP or an operator would."""
        self._utc_s += seconds
