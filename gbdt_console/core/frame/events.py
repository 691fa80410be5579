"""Define the journal's events about previews, takes and what was on air (rules: core/events.py)."""

from collections.abc import Mapping

from gbdt_console.core.events import PlacedEvent
from gbdt_console.core.pictures import Bus, Shot
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import ActorName, SiteId, Utc


@dataclass(frozen=True, slots=True)
class PreviewLoaded(PlacedEvent, kind="frame.loaded"):
    """The preview of one bus or both changed.

    shots: the new preview of each bus that changed
    site: id of the site that the next take also gives the floor; empty where it gives it to nobody
    """

    shots: Mapping[Bus, Shot]
    site: str
    operator: ActorName


@dataclass(frozen=True, slots=True)
class FrameTaken(PlacedEvent, kind="frame.taken"):
    """An operator wants a picture on air.

    shots: the wanted picture of each bus that the take changes
    before: the picture that an undo brings back, of each bus where it is known
    site: id of the site that the take also gives the floor; empty where it gives it to nobody
    is_swap: the preview took the former picture, as a take of the preview does
    """

    shots: Mapping[Bus, Shot]
    before: Mapping[Bus, Shot]
    operator: ActorName
    site: str = ""
    is_swap: bool = False


@dataclass(frozen=True, slots=True)
class TakeUndone(PlacedEvent, kind="frame.undone"):
    """An operator brings back the pictures of before the last take.

    shots: the picture of each bus that comes back
    site: id of the site that loses the floor with it; empty where none does
    """

    shots: Mapping[Bus, Shot]
    operator: ActorName
    site: str = ""


@dataclass(frozen=True, slots=True)
class TakeRefused(PlacedEvent, kind="frame.refused"):
    """A device refused the pictures of a take or an undo: on air nothing changed.

    shots: the refused picture of each bus of that device
    wanted: the picture that was wanted before, of each of these buses where one was
    previews: the preview of before, of each of these buses where one was loaded
    before: what the refused take noted for its undo; empty for an undo
    site: id of the site that the next take would have given the floor before
    """

    shots: Mapping[Bus, Shot]
    wanted: Mapping[Bus, Shot]
    previews: Mapping[Bus, Shot]
    before: Mapping[Bus, Shot]
    site: str
    operator: ActorName
    is_undo: bool = False


@dataclass(frozen=True, slots=True)
class BusesLinked(PlacedEvent, kind="frame.linked"):
    is_on: bool
    operator: ActorName


@dataclass(frozen=True, slots=True)
class RollingStarted(PlacedEvent, kind="frame.rolling"):
    """One site after the other is shown from now on, in roll-call or a break.

    interval_s: how long each is shown, seconds
    """

    interval_s: float
    operator: ActorName


@dataclass(frozen=True, slots=True)
class RollingStopped(PlacedEvent, kind="frame.rolled"):
    """The rolling view ended.

    operator: name of the operator who asked for it; empty where roll-call or break was over
    """

    operator: str


@dataclass(frozen=True, slots=True)
class KeptOffAir(PlacedEvent, kind="frame.kept-off"):
    """No rolling view shows a site for the rest of the meeting, or it may again."""

    site: SiteId
    is_on: bool
    operator: ActorName


@dataclass(frozen=True, slots=True)
class PicturesShown(PlacedEvent, kind="frame.shown"):
    """A device shows another picture, by order or by itself, as its polls confirmed it.

    shots: what it shows on each bus that changed (core/frame/shown.py); no seats where it no longer tells
    at_utc: when the first of these polls was answered
    """

    shots: Mapping[Bus, Shot]
    at_utc: Utc


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
