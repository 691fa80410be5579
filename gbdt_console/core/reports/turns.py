"""Fold the events of floor and pictures into who spoke when, and on which picture."""

from dataclasses import field, replace
from itertools import pairwise

from gbdt_console.core.conference.floor_events import FloorEvent, FloorGiven
from gbdt_console.core.events import Entry
from gbdt_console.core.frame.events import FrameEvent, PicturesShown
from gbdt_console.core.frame.frame import Frame
from gbdt_console.core.pictures import Bus
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.reports.minutes import Shown, Turn
from gbdt_console.core.reports.on_air import OnAirFold
from gbdt_console.core.units import Utc


@dataclass(slots=True)
class TurnsFold:
    """Takes the entries of one meeting in order.

    chair: id of the chair's site, which leads while nobody else has the floor
    """

    chair: str
    _given: list[tuple[float, str]] = field(default_factory=list)
    _on_air: dict[Bus, OnAirFold] = field(default_factory=lambda: {bus: OnAirFold(bus) for bus in Bus})
    _frame: Frame = field(default_factory=Frame)

    def take(self, entry: Entry) -> None:
        event = entry.event
        if isinstance(event, FloorGiven):
            self._given.append((event.at_utc, event.site))
        if isinstance(event, FloorEvent):
            self._frame = self._frame.floor_changed(event)
        elif isinstance(event, FrameEvent):
            self._frame = self._frame.apply(event)
            seen_utc = event.at_utc if isinstance(event, PicturesShown) else entry.at_utc
            for fold in self._on_air.values():
                fold.take(self._frame, seen_utc)

    def turns(self, from_utc: Utc, until_utc: Utc) -> tuple[Turn, ...]:
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

    def _shown(self, from_utc: Utc, until_utc: Utc) -> list[Shown]:
        """Return the pictures of a stretch by begin, those of the branches first."""
        found = [one for fold in self._on_air.values() for one in fold.between(from_utc, until_utc)]
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
