"""Two meetings of twenty sites in the lab under one running engine, with a console attached to it.

In the first are eleven real codecs on a real Asterisk; in the second nine callers of a simulated Meeting
Server, with OBS for the branches' picture. Rooms of both have simulated codecs and cameras.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from gbdt_console.core.clock import SystemClock
from gbdt_console.core.commands import Command, PlacedCommand, StartMeeting
from gbdt_console.core.frame.commands import TakeFrame, UndoTake
from gbdt_console.core.port import ClientKind, PortClosed
from gbdt_console.core.requests import Progress, Stage
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.driver_contract.mcu import Seen
from gbdt_console.engine.clients.socket_port import SocketPort
from gbdt_console.engine.hosting.state_directory import StateDirectory
from gbdt_console.simulator.cms.mcu import CmsMcu
from gbdt_console.simulator.tls import own_tls
from tests.support.day.mixer import reached_from_centre
from tests.support.lab.conference import Mcu
from tests.support.lab.console import Console
from tests.support.lab.mcu import CONFERENCE, name_of, number_of
from tests.support.lab.mixed import truth
from tests.support.lab.mixed.config import (
    CMS_PASSWORD,
    CMS_PORT,
    CMS_USER,
    PLACE,
    ROOM,
    TWENTY,
    sector_of,
    write_mixed,
)
from tests.support.lab.mixed.rooms import Room, rooms
from tests.support.lab.mixed.truth import Truth
from tests.support.lab.namespaces import inside
from tests.support.lab.plan import CENTRE_ADDRESS
from tests.support.mixer.real_obs import RealPeer
from tests.support.mixer.witness import Seen as Mixed

LIMIT_S = 60.0
LOOK_EVERY_S = 0.1
HALL, SECTOR = "", PLACE
"""The conferences, to the console."""


@dataclass
class MixedMeeting:
    """is_hall_lost, is_mixer_lost: nobody can ask it, so nothing of it may be told as known"""

    mcu: Mcu
    office: RealPeer
    cms: CmsMcu
    rooms: dict[str, Room]
    port: SocketPort
    is_hall_lost: bool = False
    is_mixer_lost: bool = False
    latest: Snapshot = field(init=False)

    @property
    def numbers(self) -> dict[str, str]:
        return {site.id: number_of(site) for site in self.mcu.lab.sites[:TWENTY]}

    @property
    def sector_ids(self) -> tuple[str, ...]:
        return tuple(site.id for site in sector_of(self.mcu))

    async def follow(self) -> None:
        with suppress(PortClosed):
            async for snapshot in self.port.snapshots():
                self.latest = snapshot

    async def ask(self, command: Command, place: str = HALL) -> Progress:
        """Give a command, where it is for a conference to that one; its end."""
        placed = replace(command, conference=place) if isinstance(command, PlacedCommand) else command
        return [step async for step in self.port.submit(placed)][-1]

    async def take(self, command: TakeFrame | UndoTake, place: str = HALL) -> Progress:
        """Ask once the last take is long enough ago."""
        while (end := await self.ask(command, place)).code == "frame.too-soon":
            await asyncio.sleep(LOOK_EVERY_S)
        return end

    async def until(self, condition: Callable[[], object], what: str) -> None:
        try:
            async with asyncio.timeout(LIMIT_S):
                while not condition():
                    await asyncio.sleep(LOOK_EVERY_S)
        except TimeoutError:
            raise AssertionError(f"never: {what}") from None

    async def settle(self, *, is_whole: bool = False) -> None:
        """Wait until nothing untrue is on screen; `is_whole`: nothing unknown either."""
        found = ["nobody looked"]
        try:
            async with asyncio.timeout(LIMIT_S):
                while found:
                    known = await self.truth()
                    found = known.untrue(self.latest, SECTOR)
                    found += truth.unknown(self.latest, SECTOR) if is_whole else []
                    await asyncio.sleep(LOOK_EVERY_S)
        except TimeoutError:
            raise AssertionError(f"untrue, or not known: {found}") from None

    async def truth(self) -> Truth:
        return Truth(self.numbers, await self.hall(), self.sector(), await self.mixer(), self.rooms)

    async def hall(self) -> Seen | None:
        """What Asterisk tells another client."""
        return None if self.is_hall_lost else await asyncio.to_thread(self.mcu.seen)

    def sector(self) -> Seen:
        """What the Meeting Server knows."""
        callers = {e.address.partition("@")[0]: e for e in self.cms.call.entries() if e.member is not None}
        blocked = frozenset(number for number, entry in callers.items() if entry.muted is True)
        return Seen(frozenset(callers), blocked, self.cms.conference.is_locked, self.cms.call.shown())

    async def mixer(self) -> Mixed | None:
        """What OBS tells another client."""
        return None if self.is_mixer_lost else await asyncio.to_thread(self.office.real.witness.seen)


@asynccontextmanager
async def mixed_meeting(mcu: Mcu, office: RealPeer, folder: Path) -> AsyncIterator[MixedMeeting]:
    """Both meetings running, all twenty in, nothing unknown."""
    lab, sector = mcu.lab, sector_of(mcu)
    # A thread is born into the namespace of its maker, and OBS is started by one: born before we enter any.
    await asyncio.to_thread(lambda: None)
    async with AsyncExitStack() as opened:
        made = await opened.enter_async_context(
            rooms(lab, lambda site: ROOM if site in sector else CONFERENCE)
        )
        cms = CmsMcu(ROOM, {CMS_USER: CMS_PASSWORD})
        for site in sector:
            cms.join(number_of(site), name_of(site))
        with inside(lab.namespaces, "centre"):
            await cms.start(CENTRE_ADDRESS, CMS_PORT, own_tls("cms"))
        opened.callback(cms.close)
        mixer_port = opened.enter_context(reached_from_centre(lab.namespaces, office.port))
        config, state = write_mixed(mcu, folder, mixer_port), folder / "state"
        console = await asyncio.to_thread(Console, lab.namespaces, config, state)
        opened.callback(lambda: _ended(console))
        port = await SocketPort.connect(StateDirectory(state).socket_path, ClientKind.CONSOLE, "tty")
        opened.push_async_callback(port.close)
        at = MixedMeeting(mcu, office, cms, made, port)
        following = asyncio.create_task(at.follow())
        opened.callback(following.cancel)
        await at.until(lambda: hasattr(at, "latest"), "the engine shows itself")
        now = SystemClock().utc()
        for place, ids in ((HALL, [site.id for site in mcu.sites]), (SECTOR, at.sector_ids)):
            begun = StartMeeting(f"Họp {ids[0]}", ids[0], now, now + 3_600, sites=tuple(ids))
            assert (started := await at.ask(begun, place)).stage is Stage.RECORDED, started
        await at.settle(is_whole=True)
        yield at


def _ended(console: Console) -> None:
    assert console.close() == 0
