"""Define the journal's events about camera presets (rules: core/events.py)."""

from gbdt_console.core.events import Event
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import ActorName, SiteId, Utc


@dataclass(frozen=True, slots=True)
class PresetNamed(Event, kind="preset.named"):
    """A meeting gives a preset of a site its own name.

    meeting: id of the meeting; the name ends with it
    name: the name; empty where the site's own name (sites.yaml) holds again
    """

    meeting: str
    site: SiteId
    preset: int
    name: str
    operator: ActorName


@dataclass(frozen=True, slots=True)
class PresetReached(Event, kind="preset.reached"):
    """A camera accepted a preset, or an operator said that it stands at one.

    place: pan, tilt and zoom where the camera stands, in steps of its motors; empty where it cannot tell
    is_proven: the camera stands where it stood at this preset before
    is_learnt: this place counts as the preset's from now on
    """

    site: SiteId
    device: str
    preset: int
    place: list[int]
    at_utc: Utc
    is_proven: bool = False
    is_learnt: bool = False


@dataclass(frozen=True, slots=True)
class PresetDrifted(Event, kind="preset.drifted"):
    """A camera was turned away from its preset, or stands there again.

    at_utc: UTC seconds of the first reading that found it so
    is_on: whether the camera stands elsewhere
    """

    site: SiteId
    device: str
    preset: int
    at_utc: Utc
    is_on: bool


PresetEvent = PresetNamed | PresetReached | PresetDrifted
