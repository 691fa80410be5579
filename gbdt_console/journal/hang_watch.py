"""Notices a disk that neither writes nor refuses."""

import threading
from collections.abc import Callable

from gbdt_console.core.clock import Clock

HANG_S = 4.5
"""Seconds after which one piece of work counts as hung: with _CHECK_EVERY_S it is noticed within 5 s."""
_CHECK_EVERY_S = 0.25


class HangWatch:
    """Measures each piece of work of the writer's thread, on a thread of its own."""

    def __init__(self, clock: Clock, on_hang: Callable[[], None]) -> None:
        """Begin without work.

        on_hang: called once for each hung piece of work, before `end` returns; must not block
        """
        self._clock = clock
        self._on_hang = on_hang
        self._lock = threading.Lock()
        self._began_s: float | None = None
        self._is_hung = False
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="journal-watch", daemon=True)

    @property
    def is_hung(self) -> bool:
        """Return whether the present work was found hung; any thread may ask."""
        return self._is_hung

    def start(self) -> None:
        """Begin to check."""
        self._thread.start()

    def stop(self) -> None:
        """Cease to check."""
        self._stopped.set()

    def begin(self) -> None:
        """Note that work on the disk begins."""
        with self._lock:
            self._began_s = self._clock.monotonic()

    def end(self) -> float | None:
        """Note that the work returned.

        Return when it began, monotonic seconds, if it was found hung; else None.
        """
        with self._lock:
            hung_since_s = self._began_s if self._is_hung else None
            self._began_s, self._is_hung = None, False
            return hung_since_s

    def stuck_s(self) -> float:
        """Return for how many seconds the present work has not returned; 0 without work."""
        began_s = self._began_s
        return 0.0 if began_s is None else self._clock.monotonic() - began_s

    def check(self) -> None:
        """Report work that hangs."""
        with self._lock:
            if not self._is_hung and self.stuck_s() >= HANG_S:
                self._is_hung = True
                self._on_hang()

    def _run(self) -> None:
        while not self._stopped.wait(_CHECK_EVERY_S):
            self.check()
