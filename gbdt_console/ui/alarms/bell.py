"""When the terminal's bell rings: as the engine sounds, and again while nobody has silenced it."""

from collections.abc import Callable

from gbdt_console.core.alarms.alarm import AlarmLoad

AGAIN_S = 30.0


class Bell:
    """Told of every Snapshot's load. What sounded before the first one is past."""

    def __init__(self, ring: Callable[[], None]) -> None:
        self._ring = ring
        self._epoch: str | None = None
        self._sounds = 0
        self._rang_s = 0.0

    def hear(self, epoch: str, load: AlarmLoad, now_s: float) -> None:
        """`epoch` is the engine's run: it counts its sounds from its own beginning."""
        if epoch != self._epoch:
            is_first = self._epoch is None
            self._epoch, self._rang_s = epoch, now_s
            self._sounds = load.sounds if is_first else 0
        is_news = load.sounds > self._sounds
        is_again = load.is_ringing and now_s - self._rang_s >= AGAIN_S
        self._sounds = load.sounds
        if is_news or is_again:
            self._rang_s = now_s
            self._ring()
