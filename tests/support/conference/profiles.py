"""Profiles of the four sites in memory, and an MCU of which single sites answer otherwise."""

from dataclasses import dataclass, field, replace

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.profiles.profile import Profile, ProfileSite
from gbdt_console.core.profiles.view import ProfileView
from gbdt_console.core.sites import Network
from gbdt_console.devices.control import ControlError
from tests.support.conference.engine_meetings import numbered
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench

PROFILE = Profile(
    "giao-ban",
    "Giao ban",
    tuple(ProfileSite(f"s{n}", f"200{n}") for n in range(1, 5)),
    is_blocking=True,
)


def network_with(*profiles: Profile) -> Network:
    """Sites s1 to s4, called 2001 to 2004, with these profiles."""
    return replace(numbered(), profiles=profiles)


@dataclass
class UnevenMcu(FakeMcu):
    """An MCU of which single numbers do not answer.

    busy_numbers: end their call with the words 'User busy'
    silent: ring and ring
    denied: are refused by the MCU at once
    most_ringing: the most calls that rang at the same time
    """

    busy_numbers: set[str] = field(default_factory=set)
    silent: set[str] = field(default_factory=set)
    denied: set[str] = field(default_factory=set)
    ringing: set[str] = field(default_factory=set)
    most_ringing: int = 0

    async def dial(self, number: str) -> None:
        if number in self.denied:
            self.asked.append(("dial", number))
            raise ControlError(ControlFault.REFUSED, "no such endpoint")
        self.ringing.add(number)
        self.most_ringing = max(self.most_ringing, len(self.ringing))
        await super().dial(number)

    def _answered(self, number: str) -> None:
        if number in self.silent:
            return
        self.ringing.discard(number)
        self.busy = "User busy" if number in self.busy_numbers else ""
        super()._answered(number)
        self.busy = ""


def shown(bench: Bench) -> ProfileView:
    assert bench.latest.profile is not None
    return bench.latest.profile


def ends(bench: Bench) -> dict[str, tuple[str, str]]:
    return {step.id: (step.stage.value, step.code) for step in shown(bench).steps}


def dialled(mcu: FakeMcu) -> list[str]:
    return sorted(number for what, number in mcu.asked if what == "dial")
