"""Fold the application of a profile: which steps it has, and how each stands."""

from collections.abc import Mapping
from dataclasses import field, replace
from enum import StrEnum
from typing import get_args

from gbdt_console.core.events import ClockJumped, MeetingEnded, MeetingStarted, ProfileApplied
from gbdt_console.core.feature import Books, Feature
from gbdt_console.core.profiles.events import ProfileEvent, ProfileStepBegan, ProfileStepEnded
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.requests import Stage
from gbdt_console.core.units import ActorName, Utc

INTERRUPTED, NOT_BEGUN = "order.interrupted", "profile.not-begun"
"""Codes of steps that the engine left behind: asked for without a known end, or never asked for."""


class StepKind(StrEnum):
    """Kinds of steps, in the order in which they are carried out.

    BLOCK: block everybody but chair and speaker, before anybody comes in
    DIAL: call one site
    PICTURE: load the picture of one bus into the preview
    TAKE: put the previews on air, before the meeting has begun
    LOCK: lock the conference, after all others
    """

    BLOCK = "block"
    DIAL = "dial"
    PICTURE = "picture"
    TAKE = "take"
    LOCK = "lock"


@dataclass(frozen=True, slots=True)
class ProfileStep:
    """One step of an application.

    target: id of the site to call, or the bus of a picture; empty for the conference itself
    stage: the stage of its command; REQUESTED while it waits for its turn
    code: message code of the reason; empty without one
    words: the device's own words; empty without any
    """

    kind: StepKind
    target: str = ""
    stage: Stage = Stage.REQUESTED
    code: str = ""
    words: str = ""

    @property
    def id(self) -> str:
        """Its id in the journal: 'dial:sa-pa', 'lock:'."""
        return f"{self.kind}:{self.target}"

    @property
    def is_bad(self) -> bool:
        return self.stage in (Stage.FAILED, Stage.UNKNOWN)


def step_of(step_id: str) -> ProfileStep | None:
    """Return the waiting step of that id; None for a kind that this program does not know."""
    kind, _, target = step_id.partition(":")
    return ProfileStep(StepKind(kind), target) if kind in set(StepKind) else None


def ended_step(event: ProfileStepEnded) -> ProfileStep | None:
    """Return the step as it ended; None for a kind that this program does not know."""
    step = step_of(event.step)
    if step is None:
        return None
    return replace(step, stage=event.stage, code=event.code, words=event.words)


@dataclass(frozen=True, slots=True)
class ProfileRun:
    """The last application of a profile in the running meeting.

    redial: the party that redials, by site id, where it is not the site itself
    began: UTC seconds when each step was asked for that has no known end, by its id
    meeting_id: id of the running meeting; empty without one
    """

    profile_id: str = ""
    at_utc: Utc | None = None
    operator: ActorName = ""
    redial: Mapping[str, str] = field(default_factory=dict)
    steps: Mapping[str, ProfileStep] = field(default_factory=dict)
    began: Mapping[str, float] = field(default_factory=dict)
    meeting_id: str = ""

    def apply(self, event: ProfileEvent) -> "ProfileRun":
        """Return the run after `event`.

        An application of some sites of the same profile keeps the other steps. A call that was asked for
        and has no known end stays in `began`.
        """
        match event:
            case ProfileApplied():
                is_same = event.profile == self.profile_id
                kept = dict(self.steps) if is_same else {}
                again = {step.id: step for step in map(step_of, event.steps) if step is not None}
                began = dict(self.began) if is_same else {}
                return ProfileRun(
                    event.profile,
                    event.at_utc,
                    event.operator,
                    event.redial,
                    kept | again,
                    began,
                    self.meeting_id,
                )
            case ProfileStepBegan():
                return replace(self, began={**self.began, event.step: event.at_utc})
            case ProfileStepEnded():
                ended = ended_step(event)
                steps = self.steps if ended is None else {**self.steps, ended.id: ended}
                is_over = event.stage != Stage.UNKNOWN
                began = {i: at for i, at in self.began.items() if i != event.step or not is_over}
                return replace(self, steps=steps, began=began)

    def left_behind(self) -> tuple[ProfileStep, ...]:
        """Return the steps as they stand where no engine works on them any more."""
        return tuple(
            step
            if step.stage.is_final
            else replace(step, stage=Stage.UNKNOWN, code=INTERRUPTED)
            if id_ in self.began
            else replace(step, stage=Stage.FAILED, code=NOT_BEGUN)
            for id_, step in self.steps.items()
        )

    def shifted(self, by_s: float) -> "ProfileRun":
        """Return the run with its moments `by_s` seconds later."""
        at_utc = None if self.at_utc is None else self.at_utc + by_s
        return replace(self, at_utc=at_utc, began={i: began + by_s for i, began in self.began.items()})


def _fold(
    run: ProfileRun, event: ProfileEvent | MeetingStarted | MeetingEnded | ClockJumped, _: Books
) -> ProfileRun:
    """Take an event about a profile; that of a meeting which does not run is ignored."""
    match event:
        case MeetingStarted():
            return ProfileRun(meeting_id=event.meeting)
        case MeetingEnded():
            return ProfileRun() if run.meeting_id == event.meeting else run
        case ClockJumped():
            return run.shifted(event.by_s)
        case ProfileApplied() if run.meeting_id != event.meeting:
            return run
    return run.apply(event) if run.meeting_id else run


PROFILE = Feature(
    "profile",
    ProfileRun,
    (*get_args(ProfileEvent), MeetingStarted, MeetingEnded, ClockJumped),
    _fold,
    is_of_conference=True,
)
