"""An engine that applies a profile over the simulated MCU, here or in a process of its own that is killed.

python -m tests.support.conference.applying STATE PORT
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from gbdt_console.core.clock import SystemClock
from gbdt_console.core.commands import Command, StartMeeting
from gbdt_console.core.port import ClientKind
from gbdt_console.core.profiles.commands import ApplyProfile
from gbdt_console.core.profiles.profile import Profile, ProfileSite
from gbdt_console.core.profiles.view import ProfileView
from gbdt_console.core.requests import Progress, new_request_id
from gbdt_console.core.secret import Secret
from gbdt_console.core.sites import Network
from gbdt_console.devices.ami.client import AmiLogin
from gbdt_console.devices.control import ListsParticipants
from gbdt_console.devices.drivers.asterisk_confbridge import ConfBridge
from gbdt_console.engine.engine import Engine
from gbdt_console.engine.equipment import Equipment
from gbdt_console.engine.records.journal_records import JournalRecords
from tests.support.conference.simulated_mcu import HOST, ROOM, SECRET
from tests.support.engine.fake_world import FakeEcho, FakeTraps, FakeWorld
from tests.support.engine.networks import network

SITES = 7
NUMBERS = tuple(f"200{n}" for n in range(1, SITES + 1))
PROFILE = Profile(
    "giao-ban",
    "Giao ban",
    tuple(ProfileSite(f"s{n}", number) for n, number in enumerate(NUMBERS, start=1)),
    is_blocking=True,
)
APPLY = ApplyProfile(PROFILE.id)
LIMIT_S = 30.0


@dataclass
class Desk:
    """A running engine and its only client."""

    engine: Engine

    async def ask(self, command: Command) -> Progress:
        session = self.engine.join(ClientKind.CONSOLE, "tty")
        try:
            return [step async for step in session.submit(new_request_id(), command)][-1]
        finally:
            session.leave()

    async def start_meeting(self) -> None:
        """Start a meeting chaired by s1, once the MCU is known."""
        now = SystemClock().utc()
        await self.ask(StartMeeting("Giao ban", "s1", now, now + 7_200))
        await self.until_known()

    async def until_known(self) -> None:
        async with asyncio.timeout(LIMIT_S):
            while not (view := self.engine.publisher.latest.conference) or not view.roster:
                await asyncio.sleep(0.02)

    @property
    def profile(self) -> ProfileView:
        view = self.engine.publisher.latest.profile
        assert view is not None
        return view

    @property
    def ends(self) -> dict[str, str]:
        """Code, or else stage, of each step by its id."""
        return {step.id: step.code or step.stage.value for step in self.profile.steps}


def sites(profile: Profile) -> Network:
    """Sites s1 to s7, called 2001 to 2007, with that profile."""
    plain = network(SITES)
    numbered = zip(plain.sites, NUMBERS, strict=True)
    return replace(
        plain, sites=tuple(replace(s, conference_number=n) for s, n in numbered), profiles=(profile,)
    )


@asynccontextmanager
async def desk(state: Path, mcu: ListsParticipants, profile: Profile = PROFILE) -> AsyncIterator[Desk]:
    """An engine over the journal in `state`."""
    clock = SystemClock()
    records = JournalRecords(state, clock)
    echo = FakeEcho(FakeWorld(clock))
    engine = Engine(Equipment(sites(profile), clock, echo, [], records, traps=FakeTraps(), mcu=mcu))
    stop = asyncio.Event()
    running = asyncio.ensure_future(engine.run(stop))
    try:
        yield Desk(engine)
    finally:
        stop.set()
        await running
        records.close()


def console_of(port: int) -> ConfBridge:
    """The console's driver for the simulated MCU at that port."""
    return ConfBridge(AmiLogin(HOST, port, "dieuhanh", Secret(SECRET)), ROOM)


async def _apply(state: Path, port: int) -> None:
    async with desk(state, console_of(port)) as made:
        await made.start_meeting()
        await made.ask(APPLY)


if __name__ == "__main__":
    asyncio.run(_apply(Path(sys.argv[1]), int(sys.argv[2])))
