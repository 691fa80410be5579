"""The world's own time: the machine's clock at a speed, and steps by hand."""

from gbdt_console.core.clock import Clock


class WorldClock:
    """Runs `speed` times as fast as `clock`, from its present value on.

    At speed 0 only steps move it.
    """

    def __init__(self, clock: Clock, speed: float = 1.0) -> None:
        self._clock = clock
        self._started_s = clock.monotonic()
        self._skipped_s = 0.0
        self._speed = speed

    def now(self) -> float:
        """Return the world's time, monotonic seconds."""
        passed_s = self._clock.monotonic() - self._started_s
        return self._started_s + passed_s * self._speed + self._skipped_s

    def client_now(self) -> float:
        """Return the machine's seconds and all steps, as the clients count them."""
        return self._clock.monotonic() + self._skipped_s

    def step(self, seconds: float) -> None:
        """Move the world's time forward by `seconds` at once."""
        self._skipped_s += seconds

    def wait_s(self, until_s: float) -> float | None:
        """Return the machine's seconds until that world time; None at speed 0."""
        if not self._speed:
            return None
        return max(0.0, (until_s - self.now()) / self._speed)

    def trip_s(self, trip_ms: float) -> float:
        """Return the machine's seconds that a packet of `trip_ms` takes.

        At speed 0 the packet arrives at once, because no client could wait for it.
        """
        return trip_ms / 1_000 if self._speed else 0.0
