"""The world's own time: the machine's clock at a speed, and forward by hand."""

from gbdt_console.core.clock import Clock


class Pace:
    """Runs `speed` times as fast as `clock`, from the same moment on."""

    def __init__(self, clock: Clock, speed: float = 1.0) -> None:
        self._clock = clock
        self._started_s = clock.monotonic()
        self._skipped_s = 0.0
        self._speed = speed

    def now(self) -> float:
        """Seconds of the world."""
        passed_s = self._clock.monotonic() - self._started_s
        return self._started_s + passed_s * self._speed + self._skipped_s

    def real(self) -> float:
        """Seconds of the machine."""
        return self._clock.monotonic()

    def step(self, seconds: float) -> None:
        """Let that much of the world's time pass at once."""
        self._skipped_s += seconds

    def wait_s(self, until_s: float) -> float:
        """How long the machine has to wait for that moment of the world."""
        return max(0.0, (until_s - self.now()) / self._speed)
