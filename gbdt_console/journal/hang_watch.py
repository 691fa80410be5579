"""Notices a disk that neither writes nor refuses."""

import threading
from collections.abc import Callable

from gbdt_console.core.clock import Clock

HANG_S = 4.5
"""Seconds after which one piece of work counts as hung: with BEAT_S it is noticed within 5 s."""
BEAT_S = 0.25
"""Seconds between two beats of the watch."""
_LONGEST_BEAT_S = 2 * BEAT_S
"""Limits what one beat counts: in the rest of a longer one this process was stopped, or the machine slept,
and the disk had nobody to answer."""


class HangWatch:
    """Measures each piece of work of the writer's thread by the beats of a thread of its own.

    Only time in which the watch itself ran counts.
    """

    def __init__(self, clock: Clock, on_hang: Callable[[], None]) -> None:
        """Begin without work.

        on_hang: called once for each hung piece of work, before `end` returns; must not block
        """
        self._clock = clock
        self._on_hang = on_hang
        self._lock = threading.Lock()
        self._began_s: float | None = None
        self._beat_at_s = 0.0
        self._stuck_s = 0.0
        self._is_hung = False
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="journal-watch", daemon=True)

    @property
    def is_hung(self) -> bool:
        """Return whether the present work was found hung; any thread may ask."""
        return self._is_hung

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()

    def begin(self) -> None:
        """Note that work on the disk begins."""
        with self._lock:
            self._began_s = self._beat_at_s = self._clock.monotonic()

    def end(self) -> float | None:
        """Note that the work returned.

        Return when it began, monotonic seconds, if it was found hung; else None.
        """
        with self._lock:
            hung_since_s = self._began_s if self._is_hung else None
            self._began_s, self._stuck_s, self._is_hung = None, 0.0, False
            return hung_since_s

    def stuck_s(self) -> float:
        """Return for how many counted seconds the present work has not returned; 0 without work."""
        return self._stuck_s

    def beat(self) -> None:
        """Count the time since the last beat, and report work that hangs."""
        with self._lock:
            if self._began_s is None:
                return
            now_s = self._clock.monotonic()
            self._stuck_s += min(now_s - self._beat_at_s, _LONGEST_BEAT_S)
            self._beat_at_s = now_s
            if not self._is_hung and self._stuck_s >= HANG_S:
                self._is_hung = True
                self._on_hang()

    def _run(self) -> None:
        while not self._stopped.wait(BEAT_S):
            self.beat()
