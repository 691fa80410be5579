"""Arranges what differs from the meeting's profile, its steps, and all profiles as one list with a cursor."""

from dataclasses import dataclass
from enum import IntEnum

from gbdt_console.core.profiles.drift import Drift
from gbdt_console.core.profiles.profile import Profile
from gbdt_console.core.profiles.run import ProfileStep, StepKind
from gbdt_console.core.snapshot import Snapshot


class ProfilePart(IntEnum):
    """Orders the parts of the list.

    DRIFT: what differs from the meeting's profile
    STEPS: the steps of its application, those that are not done first
    PROFILES: the profiles of sites.yaml
    """

    DRIFT = 0
    STEPS = 1
    PROFILES = 2


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """One line of the list; one of `drift`, `step` and `profile` is not None.

    id: what the cursor keeps it by
    part: the part of the list it is in
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


def _urgency(step: ProfileStep) -> int:
    """Sort steps: those that failed, those under way, those that are done."""
    return 0 if step.is_bad else 2 if step.stage.is_final else 1


class ProfileCursor:
    """Highlights a line by its id; the highlight stays on it while others come and go.

    rows: the lines in the order of the list
    """

    def __init__(self) -> None:
        self.rows: tuple[ProfileRow, ...] = ()
        self._id = ""
        self._at = 0
        self._is_at_top = False

    @property
    def row(self) -> ProfileRow | None:
        """The highlighted line; None in an empty list."""
        return next((row for row in self.rows if row.id == self._id), None)

    def see(self, snapshot: Snapshot) -> None:
        """Take the newest lines; where the highlighted one is gone, the one in its place is highlighted."""
        self.rows = rows_of(snapshot)
        ids = [row.id for row in self.rows]
        if self._is_at_top and ids:
            self._id = ids[0]
        elif self._id not in ids:
            self._id = ids[min(self._at, len(ids) - 1)] if ids else ""
        self._at = ids.index(self._id) if ids else 0

    def stay_at_top(self) -> None:
        """Highlight the first line, whichever that is, until a person moves: there stands what failed."""
        self._is_at_top = True

    def move(self, step: int) -> None:
        """Highlight the line `step` places below, at most the last one."""
        self._is_at_top = False
        if self.rows:
            self._at = max(0, min(len(self.rows) - 1, self._at + step))
            self._id = self.rows[self._at].id
