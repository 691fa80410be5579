"""Rings the terminal's bell when the engine sounds, and again while no operator silenced it."""

from collections.abc import Callable

from gbdt_console.core.alarms.alarm import AlarmLoad

AGAIN_S = 30.0
"""Seconds between two rings of a sound that no operator silenced."""


class TerminalBell:
    """Rings for the sounds after the first Snapshot; earlier sounds are past."""

    def __init__(self, ring: Callable[[], None]) -> None:
        self._ring = ring
        self._epoch: str | None = None
        self._sounds = 0
        self._rang_s = 0.0

    def notify(self, epoch: str, load: AlarmLoad, now_s: float) -> None:
        """Take the alarm load of a Snapshot.

        epoch: the engine's run; each run counts its sounds from 0.
        """
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
