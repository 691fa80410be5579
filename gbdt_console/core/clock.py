"""The one source of time: monotonic seconds for durations, UTC for records."""

import time
from typing import Protocol

_MONOTONIC: int = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


class Clock(Protocol):
    """Driven by the machine in use, by hand in tests, simulator and replay."""

    def monotonic(self) -> float:
        """Seconds that never jump; the same base for every process of one machine."""
        ...

    def utc(self) -> float:
        """Seconds since the epoch, as the wall clock has it; may jump."""
        ...


class SystemClock:
    """The machine's clocks. Where the system has it, the monotonic one counts a suspended machine's sleep:
    time in which nothing was seen must not vanish."""

    def monotonic(self) -> float:
        return time.clock_gettime(_MONOTONIC)

    def utc(self) -> float:
        return time.time()


class ManualClock:
    """A clock that moves only when it is told to."""

    def __init__(self, monotonic_s: float = 1_000.0, utc_s: float = 1_767_225_600.0) -> None:
        self._monotonic_s = monotonic_s
        self._utc_s = utc_s

    def monotonic(self) -> float:
        return self._monotonic_s

    def utc(self) -> float:
        return self._utc_s

    def advance(self, seconds: float) -> None:
        """Let time pass on both clocks."""
        self._monotonic_s += seconds
        self._utc_s += seconds

    def jump_wall(self, seconds: float) -> None:
        """Set the wall clock forward or back, as NTP or an operator would."""
        self._utc_s += seconds
