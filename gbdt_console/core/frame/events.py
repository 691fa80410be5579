"""Define the journal's events about previews, takes and what was on air (rules: core/events.py)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, cast

from gbdt_console.core.json_value import Json
from gbdt_console.core.pictures import Bus, Shot

ShotsData = dict[str, Json]
"""Shots by bus, as plain JSON values: {'branches': {'layout': '1', 'seats': ['sapa']}}."""


def shots_data(shots: Mapping[Bus, Shot]) -> ShotsData:
    """Return plain JSON values of shots by bus."""
    return {
        bus.value: {"layout": shot.layout, "seats": list(shot.seats)} for bus, shot in sorted(shots.items())
    }


def shots_of(data: ShotsData) -> dict[Bus, Shot]:
    """Read the values of `shots_data`."""
    found = {}
    for name, value in data.items():
        parts = cast(dict[str, Json], value)
        found[Bus(name)] = Shot(cast(str, parts["layout"]), tuple(cast(list[str], parts["seats"])))
    return found


@dataclass(frozen=True, slots=True)
class PreviewLoaded:
    """The preview of one bus or both changed.

    shots: the new preview of each bus that changed
    site: id of the site that the next take also gives the floor; empty where it gives it to nobody
    operator: name of the operator who asked for it
    """

    KIND: ClassVar[str] = "frame.loaded"
    VERSION: ClassVar[int] = 1
    shots: ShotsData
    site: str
    operator: str


@dataclass(frozen=True, slots=True)
class FrameTaken:
    """An operator wants a picture on air.

    shots: the wanted picture of each bus that the take changes
    before: the picture that an undo brings back, of each bus where it is known
    operator: name of the operator who asked for it
    site: id of the site that the take also gives the floor; empty where it gives it to nobody
    is_swap: the preview took the former picture, as a take of the preview does
    """

    KIND: ClassVar[str] = "frame.taken"
    VERSION: ClassVar[int] = 1
    shots: ShotsData
    before: ShotsData
    operator: str
    site: str = ""
    is_swap: bool = False


@dataclass(frozen=True, slots=True)
class TakeUndone:
    """An operator brings back the pictures of before the last take.

    shots: the picture of each bus that comes back
    operator: name of the operator who asked for it
    site: id of the site that loses the floor with it; empty where none does
    """

    KIND: ClassVar[str] = "frame.undone"
    VERSION: ClassVar[int] = 1
    shots: ShotsData
    operator: str
    site: str = ""


@dataclass(frozen=True, slots=True)
class TakeRefused:
    """A device refused the pictures of a take or an undo: on air nothing changed.

    shots: the refused picture of each bus of that device
    wanted: the picture that was wanted before, of each of these buses where one was
    previews: the preview of before, of each of these buses where one was loaded
    before: what the refused take noted for its undo; empty for an undo
    site: id of the site that the next take would have given the floor before
    operator: name of the operator who asked for it
    is_undo: it was an undo
    """

    KIND: ClassVar[str] = "frame.refused"
    VERSION: ClassVar[int] = 1
    shots: ShotsData
    wanted: ShotsData
    previews: ShotsData
    before: ShotsData
    site: str
    operator: str
    is_undo: bool = False


@dataclass(frozen=True, slots=True)
class BusesLinked:
    """A take moves both buses as one from now on, or no longer.

    is_on: whether it moves both
    operator: name of the operator who asked for it
    """

    KIND: ClassVar[str] = "frame.linked"
    VERSION: ClassVar[int] = 1
    is_on: bool
    operator: str


@dataclass(frozen=True, slots=True)
class RollingStarted:
    """One site after the other is shown from now on, in roll-call or a break.

    interval_s: how long each is shown, seconds
    operator: name of the operator who asked for it
    """

    KIND: ClassVar[str] = "frame.rolling"
    VERSION: ClassVar[int] = 1
    interval_s: float
    operator: str


@dataclass(frozen=True, slots=True)
class RollingStopped:
    """The rolling view ended.

    operator: name of the operator who asked for it; empty where roll-call or break was over
    """

    KIND: ClassVar[str] = "frame.rolled"
    VERSION: ClassVar[int] = 1
    operator: str


@dataclass(frozen=True, slots=True)
class KeptOffAir:
    """No rolling view shows a site for the rest of the meeting, or it may again.

    site: id of the site
    is_on: whether it is kept off
    operator: name of the operator who asked for it
    """

    KIND: ClassVar[str] = "frame.kept-off"
    VERSION: ClassVar[int] = 1
    site: str
    is_on: bool
    operator: str


@dataclass(frozen=True, slots=True)
class PicturesShown:
    """A device shows another picture, by order or by itself, as its polls confirmed it.

    shots: what it shows on each bus that changed (core/frame/shown.py); no seats where it no longer tells
    at_utc: when the first of these polls was answered, UTC seconds
    """

    KIND: ClassVar[str] = "frame.shown"
    VERSION: ClassVar[int] = 1
    shots: ShotsData
    at_utc: float


FrameEvent = (
    PreviewLoaded
    | FrameTaken
    | TakeUndone
    | TakeRefused
    | BusesLinked
    | RollingStarted
    | RollingStopped
    | KeptOffAir
    | PicturesShown
)
