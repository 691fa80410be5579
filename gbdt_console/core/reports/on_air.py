"""Fold what was wanted and what was confirmed on one bus into its pictures, and tell which were ordered."""

from collections.abc import Iterator
from dataclasses import field
from itertools import pairwise

from gbdt_console.core.frame.frame import Frame
from gbdt_console.core.frame.shown import is_as_wanted
from gbdt_console.core.pictures import Bus, Shot
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.reports.minutes import Shown
from gbdt_console.core.units import Utc

EARLY_S = 10.0
"""Limits how long before a confirmed picture the order for it may have been replaced, seconds."""

_Mark = tuple[float, Shot | None]


@dataclass(slots=True)
class OnAirFold:
    """Takes the frame of one meeting after each of its events.

    A confirmed picture counts from the poll that showed it first. What was asked for counts only while the
    device tells nothing, as in journals of programs that recorded no confirmed pictures.
    """

    bus: Bus
    _wanted: list[_Mark] = field(default_factory=list)
    _shown: list[_Mark] = field(default_factory=list)
    _rolled: set[float] = field(default_factory=set)

    def take(self, frame: Frame, at_utc: Utc) -> None:
        self._note(self._wanted, frame.wanted.get(self.bus), at_utc)
        is_new = self._note(self._shown, frame.shown.get(self.bus), at_utc)
        if is_new and frame.rolling_s is not None:
            self._rolled.add(self._shown[-1][0])

    def between(self, from_utc: Utc, until_utc: Utc) -> Iterator[Shown]:
        """Yield the pictures between two times, by begin."""
        edges = sorted(
            {at_utc for at_utc, _ in (*self._wanted, *self._shown) if from_utc < at_utc < until_utc}
        )
        last: Shown | None = None
        for begins, ends in pairwise([from_utc, *edges, until_utc]):
            found = self._at(begins)
            if last is not None and found == (last.shot, last.is_ordered):
                last = Shown(self.bus, last.shot, last.from_utc, ends, last.is_ordered)
                continue
            if last is not None:
                yield last
            last = None if found is None else Shown(self.bus, found[0], begins, ends, found[1])
        if last is not None and until_utc > from_utc:
            yield last

    def _at(self, at_utc: Utc) -> tuple[Shot, bool] | None:
        """Return the picture at a moment and whether it was ordered; None where none is known."""
        place, shown = _last(self._shown, at_utc)
        if shown is None:
            _, wanted = _last(self._wanted, at_utc)
            return None if wanted is None else (wanted, True)
        return shown, self._is_ordered(self._shown[place][0], shown, at_utc)

    def _is_ordered(self, begins: float, shown: Shot, at_utc: Utc) -> bool:
        """Tell whether a confirmed picture was wanted since its begin, or shortly before."""
        first, _ = _last(self._wanted, begins - EARLY_S)
        wanted = [shot for when, shot in self._wanted[max(first, 0) :] if shot is not None and when <= at_utc]
        return begins in self._rolled or any(is_as_wanted(shown, shot) for shot in wanted)

    def _note(self, marks: list[_Mark], shot: Shot | None, at_utc: Utc) -> bool:
        """Note a change; a later entry never counts before an earlier one."""
        if shot == (marks[-1][1] if marks else None):
            return False
        marks.append((max(at_utc, marks[-1][0]) if marks else at_utc, shot))
        return True


def _last(marks: list[_Mark], at_utc: Utc) -> tuple[int, Shot | None]:
    """Return place and picture of the last mark at or before a moment; -1 and None before the first."""
    place = max((n for n, (when, _) in enumerate(marks) if when <= at_utc), default=-1)
    return place, marks[place][1] if place >= 0 else None
