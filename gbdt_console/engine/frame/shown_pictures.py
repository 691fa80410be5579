"""Record which picture each bus shows, once its device's polls confirm that it changed."""

from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import field

from gbdt_console.core.clock import Clock
from gbdt_console.core.events import Entry, Event
from gbdt_console.core.frame.events import PicturesShown
from gbdt_console.core.frame.frame import Frame
from gbdt_console.core.frame.shown import ROLLED, UNKNOWN, is_as_wanted, seat_of
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.meetings.held import MeetingsHeld
from gbdt_console.core.pictures import Bus, Shot
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.engine.frame.pictures import Pictures

_HELD_S = 2.0
"""Limits what counts as a picture, seconds: a take of two requests shows another one between for one poll."""
_LOST_S = 10.0
"""Limits how long a device may tell nothing before its picture counts as unknown, seconds."""
_MANY, _WITHIN_S = 6, 60.0
"""Limits the changes of one bus in so many seconds: with more it is recorded as rolling, without sites."""
_QUIET_S = 30.0
"""Limits how long a rolling bus must stand before its pictures are recorded again, seconds."""


@dataclass(slots=True)
class _Seen:
    """Holds what the polls told of one bus.

    shot: its picture; UNKNOWN while the device does not tell
    changes: monotonic seconds of its last changes that nobody ordered
    is_wanted: it is the picture that was asked for last, with a site in each pane
    is_rolling: it changed too often to record each picture
    """

    shot: Shot
    since_s: float
    changes: deque[float] = field(default_factory=lambda: deque(maxlen=_MANY))
    is_wanted: bool = False
    is_rolling: bool = False

    def observed(self, shot: Shot, now_s: float, wanted: Shot | None) -> None:
        """Take the picture of one poll, and the one that was asked for last."""
        self.is_wanted = wanted is not None and all(wanted.seats) and is_as_wanted(shot, wanted)
        if shot != self.shot:
            if UNKNOWN not in (shot, self.shot) and not self.is_wanted:
                self.changes.append(now_s)
            self.shot, self.since_s = shot, now_s
        is_often = len(self.changes) == _MANY and now_s - self.changes[0] <= _WITHIN_S
        is_still = now_s - self.since_s >= _QUIET_S
        self.is_rolling = not is_still and (is_often or self.is_rolling)

    @property
    def is_restless(self) -> bool:
        """Whether ROLLED stands for it; never for a picture that was asked for."""
        return self.is_rolling and not self.is_wanted and self.shot != UNKNOWN

    def confirmed(self, now_s: float) -> Shot | None:
        """Return what counts as shown; None while that may pass."""
        if self.is_restless:
            return ROLLED
        held_s = _LOST_S if self.shot == UNKNOWN else _HELD_S
        return self.shot if now_s - self.since_s >= held_s else None


class ShownPictures:
    """Compares the polls of a running meeting with the ledger and records what differs."""

    def __init__(
        self,
        pictures: Pictures,
        ledger: Ledger,
        clock: Clock,
        record: Callable[[Event, str], Future[Entry]],
    ) -> None:
        self._pictures = pictures
        self._ledger = ledger
        self._clock = clock
        self._record = record
        self._seen: dict[Bus, _Seen] = {}
        self._written: Future[Entry] | None = None

    def since_s(self, bus: Bus) -> float | None:
        """Return since when a bus shows what it shows, monotonic seconds; None while that may pass.

        A Snapshot may come between a poll and its comparison.
        """
        seen, shot = self._seen.get(bus), self._now(bus)
        is_told = seen is not None and seen.shot == shot != UNKNOWN and not seen.is_restless
        return seen.since_s if seen is not None and is_told else None

    def forget(self) -> None:
        """Begin anew, with a new meeting."""
        self._seen.clear()

    def observed(self) -> None:
        """Take the newest polls; record each picture that is confirmed and not recorded yet."""
        if self._ledger[MeetingsHeld].running is None:
            return
        now_s = self._clock.monotonic()
        for bus in self._pictures.buses:
            shot = self._now(bus)
            wanted = self._ledger[Frame].wanted.get(bus)
            self._seen.setdefault(bus, _Seen(shot, now_s)).observed(shot, now_s, wanted)
        if self._written is None or self._written.done():
            self._write(now_s)

    def _now(self, bus: Bus) -> Shot:
        """Return what that bus shows now; ROLLED while the console rolls it."""
        device = self._pictures.device(bus)
        picture = device.picture(bus) if device is not None else None
        if device is None or picture is None or not picture.panes:
            return UNKNOWN
        if self._ledger[Frame].rolling_s is not None:
            return ROLLED
        return Shot(
            picture.layout, tuple(seat_of(pane.kind, device.site_of(pane.source)) for pane in picture.panes)
        )

    def _write(self, now_s: float) -> None:
        """Record the buses that differ, in one event: a take changes them together."""
        kept, news = self._ledger[Frame].shown, {}
        for bus, seen in self._seen.items():
            shot = seen.confirmed(now_s)
            if shot is not None and shot != kept.get(bus, UNKNOWN):
                news[bus] = shot
        if news:
            at_utc = self._clock.utc() - (now_s - min(self._begins(news)))
            self._written = self._record(PicturesShown(news, round(at_utc, 3)), "")

    def _begins(self, buses: Iterable[Bus]) -> list[float]:
        return [self._seen[bus].since_s for bus in buses]
