"""Fold the frame events of one meeting: previews, pictures wanted and shown, what an undo brings back."""

from collections.abc import Collection, Mapping
from dataclasses import field, replace
from typing import get_args

from gbdt_console.core.conference.floor_events import BreakSet, FloorEvent, FloorGiven, SpeakerSkipped
from gbdt_console.core.events import MeetingEnded, MeetingStarted
from gbdt_console.core.feature import Books, Feature
from gbdt_console.core.frame import events
from gbdt_console.core.meetings.held import MeetingsHeld
from gbdt_console.core.pictures import Bus, Shot
from gbdt_console.core.quick_dataclass import dataclass

UNDO_DEPTH = 20
"""Limits the takes that can be undone; older ones are of another item of the agenda."""


@dataclass(frozen=True, slots=True)
class UndoStep:
    """Holds the state before one take.

    programs: the pictures that were on air, of the buses that the take changed
    floor_site_id: site that the take of that preview would have given the floor; empty for none
    gave_floor: id of the site that the take gave the floor; empty where it gave it to nobody
    """

    programs: Mapping[Bus, Shot]
    previews: Mapping[Bus, Shot]
    floor_site_id: str = ""
    gave_floor: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """The pictures of one meeting as operators asked for them and as devices showed them.

    is_linked: a take moves both buses as one
    previews: what the next take puts on air, by bus
    floor_site_id: site that the next take also gives the floor, with the picture of the branches; empty where
        it gives it to nobody
    wanted: the picture that the last take or undo asked for, by bus; one that a device refused does not count
    undo: the states before the last takes, newest first
    rolling_s: how long a rolling view shows each site, seconds; None where the picture stands
    kept_off: ids of the sites that no rolling view shows
    shown: the picture that the device confirmed last, by bus (core/frame/shown.py); none where it cannot tell
    """

    is_linked: bool = True
    previews: Mapping[Bus, Shot] = field(default_factory=dict)
    floor_site_id: str = ""
    wanted: Mapping[Bus, Shot] = field(default_factory=dict)
    undo: tuple[UndoStep, ...] = ()
    rolling_s: float | None = None
    kept_off: frozenset[str] = frozenset()
    shown: Mapping[Bus, Shot] = field(default_factory=dict)

    def apply(self, event: events.FrameEvent) -> "Frame":
        match event:
            case events.PreviewLoaded():
                previews = {**self.previews, **event.shots}
                return replace(self, previews=previews, floor_site_id=event.site)
            case events.FrameTaken():
                return self._take(event)
            case events.TakeUndone():
                return self._undo(event)
            case events.TakeRefused():
                return self._refuse(event)
            case events.BusesLinked():
                return replace(self, is_linked=event.is_on)
            case events.RollingStarted():
                return replace(self, rolling_s=event.interval_s)
            case events.RollingStopped():
                return replace(self, rolling_s=None)
            case events.KeptOffAir():
                site = {event.site}
                return replace(self, kept_off=self.kept_off | site if event.is_on else self.kept_off - site)
            case events.PicturesShown():
                shown = {**self.shown, **event.shots}
                return replace(self, shown={bus: shot for bus, shot in shown.items() if shot.seats})

    def floor_changed(self, event: FloorEvent) -> "Frame":
        """Forget the site that the next take gives the floor, once it has it or is passed over."""
        is_over = isinstance(event, FloorGiven | SpeakerSkipped) and event.site == self.floor_site_id
        is_still = isinstance(event, FloorGiven) or (isinstance(event, BreakSet) and not event.is_on)
        frame = replace(self, floor_site_id="") if is_over else self
        return replace(frame, rolling_s=None) if is_still and frame.rolling_s is not None else frame

    def _take(self, event: events.FrameTaken) -> "Frame":
        shots, before = event.shots, event.before
        step = UndoStep(before, self.previews, self.floor_site_id, event.site)
        undo = (step, *self.undo)[:UNDO_DEPTH] if before else self.undo
        taken = replace(self, wanted={**self.wanted, **shots}, undo=undo, rolling_s=None)
        if not event.is_swap:
            return taken
        kept = {bus: shot for bus, shot in self.previews.items() if bus not in shots}
        is_other_bus = not event.site and Bus.BRANCHES not in shots
        floor_site_id = self.floor_site_id if is_other_bus else ""
        return replace(taken, previews={**kept, **before}, floor_site_id=floor_site_id)

    def _undo(self, event: events.TakeUndone) -> "Frame":
        wanted = {**self.wanted, **event.shots}
        if not self.undo:
            return replace(self, wanted=wanted, rolling_s=None)
        step = self.undo[0]
        return replace(
            self,
            wanted=wanted,
            previews=step.previews,
            floor_site_id=step.floor_site_id,
            undo=self.undo[1:],
            rolling_s=None,
        )

    def _refuse(self, event: events.TakeRefused) -> "Frame":
        """Return to what was asked for before a refused take, on the buses that no later take changed."""
        refused = {bus: shot for bus, shot in event.shots.items() if self.wanted.get(bus) == shot}
        if not refused:
            return self
        frame = replace(self, wanted=_with_former(self.wanted, refused, event.wanted))
        former = event.previews
        if event.is_undo:
            step = UndoStep(refused, self.previews, self.floor_site_id)
            previews = _with_former(self.previews, refused, former)
            undo = (step, *self.undo)[:UNDO_DEPTH]
            return replace(frame, previews=previews, floor_site_id=event.site, undo=undo)
        before, step = event.before, self.undo[0] if self.undo else UndoStep({}, {})
        is_of_it = step.programs == before and set(before) <= set(refused) and not step.gave_floor
        # A preview that was loaded since then stays.
        swapped = [bus for bus in refused if self.previews.get(bus) == before.get(bus)]
        return replace(
            frame,
            previews=_with_former(self.previews, swapped, former),
            undo=self.undo[1:] if before and is_of_it else self.undo,
        )


def _with_former(
    shots: Mapping[Bus, Shot], refused: Collection[Bus], former: Mapping[Bus, Shot]
) -> dict[Bus, Shot]:
    """Return the shots with the former ones of the refused buses, or none there."""
    kept = {bus: shot for bus, shot in shots.items() if bus not in refused}
    return kept | {bus: former[bus] for bus in refused if bus in former}


def _fold(
    frame: Frame, event: events.FrameEvent | FloorEvent | MeetingStarted | MeetingEnded, books: Books
) -> Frame:
    if isinstance(event, events.FrameEvent):
        return frame.apply(event)
    if isinstance(event, MeetingStarted | MeetingEnded):
        is_of_another = isinstance(event, MeetingEnded) and not books[MeetingsHeld].is_running(event.meeting)
        return frame if is_of_another else Frame()
    return frame.floor_changed(event)


FRAME = Feature(
    "frame",
    Frame,
    (*get_args(events.FrameEvent), *get_args(FloorEvent), MeetingStarted, MeetingEnded),
    _fold,
    is_of_conference=True,
)
