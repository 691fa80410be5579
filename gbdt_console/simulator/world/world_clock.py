"""The world's own time: the machine's clock at a speed, and forward by hand."""

from gbdt_console.core.clock import Clock


class WorldClock:
    """Runs `speed` times as fast as `clock`, from the same moment on. At speed 0 it moves by hand alone."""

    def __init__(self, clock: Clock, speed: float = 1.0) -> None:
        self._clock = clock
        self._started_s = clock.monotonic()
        self._skipped_s = 0.0
        self._speed = speed

    def now(self) -> float:
        """Seconds of the world."""
        passed_s = self._clock.monotonic() - self._started_s
        return self._started_s + passed_s * self._speed + self._skipped_s

    def asker(self) -> float:
        """Seconds as those who ask count them: the machine's, and what was stepped, for they step too."""
        return self._clock.monotonic() + self._skipped_s

    def step(self, seconds: float) -> None:
        """Let that much of the world's time pass at once."""
        self._skipped_s += seconds

    def wait_s(self, until_s: float) -> float | None:
        """How long the machine has to wait for that moment of the world; None for ever."""
        if not self._speed:
            return None
        return max(0.0, (until_s - self.now()) / self._speed)

    def trip_s(self, trip_ms: float) -> float:
        """How long the machine has to wait for a packet that travels so long. Where time moves by hand alone,
        the packet is there at once: nobody could wait for it."""
        return trip_ms / 1_000 if self._speed else 0.0
