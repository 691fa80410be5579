"""Define conference profiles as sites.yaml describes them."""

from collections.abc import Mapping

from gbdt_console.core.conference.redial import RedialOwner
from gbdt_console.core.pictures import Bus, Shot
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import SiteId


@dataclass(frozen=True, slots=True)
class ProfileSite:
    """One site that a profile expects in the conference.

    dial: number or address at which the MCU calls it
    redial: the party that calls it again after it dropped out, over the site's own
    bandwidth_kbps: bandwidth of a call to it, kbit/s; None leaves it to the MCU
    """

    site_id: SiteId
    dial: str
    redial: RedialOwner = RedialOwner.SITE
    bandwidth_kbps: int | None = None


@dataclass(frozen=True, slots=True)
class BackupConference:
    """The conference that the sites call when the MCU is lost.

    dial: number or address that the sites dial
    name: where it runs; empty where the file does not say
    pin_kept: where people find its PIN; the PIN itself is nowhere in the program
    """

    dial: str
    name: str = ""
    pin_kept: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """How the conference of a kind of meeting is to be set up.

    participants: the sites that take part, in order of number
    branches: what the branches see; None leaves it to the operator
    chair: what the chair's room sees; None leaves it to the operator
    is_blocking: the centre blocks everybody but chair and speaker, latecomers too
    is_locked: the conference is locked once all participants are in it
    backup: the conference for the case that the MCU is lost; None where there is none
    """

    id: str
    name: str
    participants: tuple[ProfileSite, ...] = ()
    branches: Shot | None = None
    chair: Shot | None = None
    is_blocking: bool = False
    is_locked: bool = False
    backup: BackupConference | None = None

    @property
    def shots(self) -> Mapping[Bus, Shot]:
        named = ((Bus.BRANCHES, self.branches), (Bus.CHAIR, self.chair))
        return {bus: shot for bus, shot in named if shot is not None}

    @property
    def by_site(self) -> Mapping[str, ProfileSite]:
        return {one.site_id: one for one in self.participants}


def profile_of(profiles: tuple[Profile, ...], profile_id: str) -> Profile | None:
    return next((profile for profile in profiles if profile.id == profile_id), None)
