"""Define the journal's events about the application of a profile."""

from dataclasses import dataclass, field
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class ProfileApplied:
    """An operator applies a profile to the running meeting.

    meeting: id of the meeting
    profile: id of the profile
    at_utc: UTC seconds when it began
    operator: name of the operator who asked for it
    steps: ids of the steps to carry out, in their order
    redial: the party that redials, by site id, where it is not the site itself
    """

    KIND: ClassVar[str] = "profile.applied"
    VERSION: ClassVar[int] = 1
    meeting: str
    profile: str
    at_utc: float
    operator: str
    steps: list[str]
    redial: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProfileStepBegan:
    """A step of an application is about to be asked for.

    The journal has it before anything is sent, so that a restarted engine calls no site twice.

    step: id of the step
    at_utc: UTC seconds
    """

    KIND: ClassVar[str] = "profile.step-began"
    VERSION: ClassVar[int] = 1
    step: str
    at_utc: float


@dataclass(frozen=True, slots=True)
class ProfileStepEnded:
    """A step of an application ended.

    step: id of the step
    stage: the last stage of its command
    code: message code of the reason; empty without one
    words: the device's own words; empty without any
    """

    KIND: ClassVar[str] = "profile.step-ended"
    VERSION: ClassVar[int] = 1
    step: str
    stage: str
    code: str = ""
    words: str = ""


ProfileEvent = ProfileApplied | ProfileStepBegan | ProfileStepEnded
