"""Define what a Snapshot tells of the running meeting's profile."""

from gbdt_console.core.profiles.drift import Drift
from gbdt_console.core.profiles.run import ProfileStep
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import Utc


@dataclass(frozen=True, slots=True)
class ProfileView:
    """The profile of the running meeting.

    profile_id: id of the meeting's profile; may be one that sites.yaml does not have any more
    applied_utc: when it was last applied; None where it was not
    operator: name of the operator who applied it; empty where nobody did
    is_applying: whether its steps are being carried out
    is_known: whether the MCU reports the conference, so that an empty `drift` means that nothing differs
    drift: in what the conference differs from it, worst first
    """

    profile_id: str
    applied_utc: Utc | None = None
    operator: str = ""
    is_applying: bool = False
    is_known: bool = False
    steps: tuple[ProfileStep, ...] = ()
    drift: tuple[Drift, ...] = ()

    @property
    def bad(self) -> tuple[ProfileStep, ...]:
        return tuple(step for step in self.steps if step.is_bad)
