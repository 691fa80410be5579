"""Fold the journal's preset events: places of presets, cameras that left theirs, names of the meeting."""

from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from typing import Self, get_args

from gbdt_console.core.events import ClockJumped, MeetingEnded, MeetingStarted
from gbdt_console.core.feature import Books, Feature
from gbdt_console.core.meetings.held import running_meetings
from gbdt_console.core.meetings.meeting import Meeting
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.rooms.preset_events import PresetDrifted, PresetEvent, PresetNamed, PresetReached
from gbdt_console.core.rooms.room import CameraPosition
from gbdt_console.core.units import Utc

_RETURN_SHARE = 0.5
"""Limits the difference at which a camera that left its preset stands there again, as a share of the one at
which it left: a camera at the edge would else leave and return with every reading."""

_AXES = 3
"""Counts the numbers of a place: pan, tilt, zoom."""


@dataclass(frozen=True, slots=True)
class CameraPresets:
    """One camera's presets as far as its own positions tell.

    places: where it stood at each preset, by number
    preset: the preset it accepted last; None before the first
    place: where it stood after that; None where it could not tell
    at_utc: UTC seconds of that reading
    is_proven: whether it stood there at this preset before
    left_utc: UTC seconds of the first reading that found it elsewhere; None while it stands there
    """

    places: Mapping[int, CameraPosition] = field(default_factory=dict)
    preset: int | None = None
    place: CameraPosition | None = None
    at_utc: Utc = 0.0
    is_proven: bool = False
    left_utc: Utc | None = None

    def reached(self, event: PresetReached) -> Self:
        place = CameraPosition(*event.place) if len(event.place) == _AXES else None
        is_learnt = event.is_learnt and place is not None
        return replace(
            self,
            places={**self.places, event.preset: place} if is_learnt and place else self.places,
            preset=event.preset,
            place=place,
            at_utc=event.at_utc,
            is_proven=event.is_proven,
            left_utc=None,
        )

    def drifted(self, event: PresetDrifted) -> Self:
        return replace(self, left_utc=event.at_utc if event.is_on else None)

    def is_away(self, position: CameraPosition | None) -> bool | None:
        """Tell whether a camera at that position has left its preset; None where neither can be told."""
        if self.place is None or position is None:
            return None
        return not position.is_near(self.place, _RETURN_SHARE if self.left_utc is not None else 1.0)

    def shifted(self, by_s: float) -> Self:
        """Return the presets after the wall clock moved by so many seconds."""
        left_utc = None if self.left_utc is None else self.left_utc + by_s
        return replace(self, at_utc=self.at_utc + by_s, left_utc=left_utc)


@dataclass(slots=True)
class PresetBook:
    """The fold of all preset events.

    cameras: the presets of each camera, by device id
    names: the running meetings' own names, by site id and preset
    """

    cameras: dict[str, CameraPresets] = field(default_factory=dict)
    names: dict[str, dict[int, str]] = field(default_factory=dict)

    def apply(self, event: PresetEvent) -> None:
        match event:
            case PresetReached():
                self.cameras[event.device] = self.camera(event.device).reached(event)
            case PresetDrifted():
                self.cameras[event.device] = self.camera(event.device).drifted(event)
            case PresetNamed(name=""):
                self.names.get(event.site, {}).pop(event.preset, None)
            case PresetNamed():
                self.names.setdefault(event.site, {})[event.preset] = event.name

    def camera(self, device_id: str) -> CameraPresets:
        return self.cameras.get(device_id, CameraPresets())

    def meeting_changed(self, others: Iterable[Meeting]) -> None:
        """Forget all names but those of the sites of other running meetings."""
        self.names = {
            site: names
            for site, names in self.names.items()
            if any(meeting.takes_part(site) for meeting in others)
        }

    def shift(self, by_s: float) -> None:
        self.cameras = {device: camera.shifted(by_s) for device, camera in self.cameras.items()}


def _fold(
    book: PresetBook, event: PresetEvent | MeetingStarted | MeetingEnded | ClockJumped, books: Books
) -> PresetBook:
    """Take an event; a preset's name of another meeting than the running one holds nowhere."""
    running = running_meetings(books)
    match event:
        case ClockJumped():
            book.shift(event.by_s)
        case MeetingStarted() | MeetingEnded():
            here = running.pop(event.conference, None)
            if isinstance(event, MeetingStarted) or (here is not None and here.id == event.meeting):
                book.meeting_changed(tuple(running.values()))
        case PresetNamed() if event.meeting not in ({one.id for one in running.values()} or {""}):
            pass
        case _:
            book.apply(event)
    return book


PRESETS = Feature(
    "presets", PresetBook, (*get_args(PresetEvent), MeetingStarted, MeetingEnded, ClockJumped), _fold
)
