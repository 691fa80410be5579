"""Fold the events of floor and pictures into who spoke when, and on which picture."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise

from gbdt_console.core.conference.floor_events import FloorGiven
from gbdt_console.core.events import Entry
from gbdt_console.core.frame.events import FrameEvent
from gbdt_console.core.frame.frame import Frame
from gbdt_console.core.pictures import Bus, Shot
from gbdt_console.core.reports.minutes import Shown, Turn


@dataclass(slots=True)
class TurnsFold:
    """Takes the entries of one meeting in order.

    chair: id of the chair's site, which leads while nobody else has the floor
    """

    chair: str
    _given: list[tuple[float, str]] = field(default_factory=list)
    _shots: dict[Bus, list[tuple[float, Shot | None]]] = field(default_factory=dict)
    _frame: Frame = field(default_factory=Frame)

    def take(self, entry: Entry) -> None:
        """Take the next entry."""
        event = entry.event
        if isinstance(event, FloorGiven):
            self._given.append((event.at_utc, event.site))
        elif isinstance(event, FrameEvent):
            before, self._frame = self._frame.wanted, self._frame.apply(event)
            self._note(before, self._frame.wanted, entry.at_utc)

    def turns(self, from_utc: float, until_utc: float) -> tuple[Turn, ...]:
        """Return the turns between two times without a gap; none where no time lies between them."""
        marks: list[tuple[float, str]] = [(from_utc, "")]
        for at_utc, site_id in self._given:
            if at_utc < until_utc:
                marks.append((max(at_utc, marks[-1][0]), site_id))
        found = []
        for (begins, site_id), (ends, _) in pairwise([*marks, (until_utc, "")]):
            if ends > begins:
                is_chair = site_id in ("", self.chair)
                turn = Turn(site_id or self.chair, is_chair, begins, ends, tuple(self._shown(begins, ends)))
                found.append(turn)
        return tuple(_joined(found))

    def _note(self, before: Mapping[Bus, Shot], after: Mapping[Bus, Shot], at_utc: float) -> None:
        for bus in Bus:
            if before.get(bus) != after.get(bus):
                self._shots.setdefault(bus, []).append((at_utc, after.get(bus)))

    def _shown(self, from_utc: float, until_utc: float) -> list[Shown]:
        """Return the pictures of a stretch by begin, those of the branches first."""
        found = []
        for bus in Bus:
            marks = self._shots.get(bus, [])
            for (begins, shot), (ends, _) in pairwise([*marks, (until_utc, None)]):
                inner = max(begins, from_utc), min(ends, until_utc)
                if shot is not None and inner[1] > inner[0]:
                    found.append(Shown(bus, shot, *inner))
        return sorted(found, key=lambda shown: (shown.from_utc, list(Bus).index(shown.bus)))


def _joined(turns: list[Turn]) -> list[Turn]:
    """Join neighbours of one site: a chair that takes the floor led before, too."""
    joined: list[Turn] = []
    for turn in turns:
        last = joined[-1] if joined else None
        if last is not None and last.site_id == turn.site_id:
            shown = (*last.shown, *turn.shown)
            joined[-1] = replace(last, until_utc=turn.until_utc, shown=shown)
        else:
            joined.append(turn)
    return joined
