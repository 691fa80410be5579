"""Arranges what differs from the meeting's profile, its steps, and all profiles as one list."""

from enum import IntEnum

from gbdt_console.core.profiles.drift import Drift
from gbdt_console.core.profiles.profile import Profile
from gbdt_console.core.profiles.run import ProfileStep, StepKind
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.snapshot import Snapshot


class ProfilePart(IntEnum):
    """Orders the parts of the list.

    STEPS: the steps of its application, those that are not done first
    """

    DRIFT = 0
    STEPS = 1
    PROFILES = 2


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """One line of the list; one of `drift`, `step` and `profile` is not None.

    id: what the cursor keeps it by
    """

    id: str
    part: ProfilePart
    drift: Drift | None = None
    step: ProfileStep | None = None
    profile: Profile | None = None

    @property
    def site_id(self) -> str:
        """The site it is about; empty where it is about none."""
        if self.drift is not None:
            return self.drift.difference.target
        is_call = self.step is not None and self.step.kind is StepKind.DIAL
        return self.step.target if self.step is not None and is_call else ""


def rows_of(snapshot: Snapshot) -> tuple[ProfileRow, ...]:
    """Return the lines of the list; the meeting's own profile is the first of the profiles."""
    view = snapshot.profile
    own = view.profile_id if view is not None else ""
    rows: list[ProfileRow] = []
    if view is not None:
        rows += [ProfileRow(repr(one.difference), ProfilePart.DRIFT, drift=one) for one in view.drift]
        steps = sorted(
            view.steps, key=lambda step: (step.stage.is_final and not step.is_bad, not step.is_bad)
        )
        rows += [ProfileRow(step.id, ProfilePart.STEPS, step=step) for step in steps]
    profiles = sorted(snapshot.profiles, key=lambda profile: profile.id != own)
    return (*rows, *(ProfileRow(f"profile {p.id}", ProfilePart.PROFILES, profile=p) for p in profiles))
