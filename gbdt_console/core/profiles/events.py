"""Define the journal's events about the application of a profile."""

from gbdt_console.core.events import PlacedEvent, ProfileApplied
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.requests import Stage
from gbdt_console.core.units import Utc


@dataclass(frozen=True, slots=True)
class ProfileStepBegan(PlacedEvent, kind="profile.step-began"):
    """A step of an application is about to be asked for.

    The journal has it before anything is sent, so that a restarted engine calls no site twice.
    """

    step: str
    at_utc: Utc


@dataclass(frozen=True, slots=True)
class ProfileStepEnded(PlacedEvent, kind="profile.step-ended"):
    """A step of an application ended."""

    step: str
    stage: Stage
    code: str = ""
    words: str = ""


ProfileEvent = ProfileApplied | ProfileStepBegan | ProfileStepEnded
