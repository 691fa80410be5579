"""The floor over the real protocol: another client of the simulated MCU meddles, one command restores."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.commands import Command, StartMeeting
from gbdt_console.core.conference.commands import GiveFloor, RestoreFloor
from gbdt_console.core.port import ClientKind
from gbdt_console.core.requests import Progress, Stage, new_request_id
from gbdt_console.core.secret import Secret
from gbdt_console.devices.ami.client import AmiLogin
from gbdt_console.devices.drivers.asterisk_confbridge import ConfBridge
from gbdt_console.engine.engine import Engine
from gbdt_console.engine.equipment import Equipment
from gbdt_console.engine.records.records import NoRecords
from gbdt_console.simulator.ami.mcu import AmiMcu
from gbdt_console.simulator.ami.session import AmiUser
from tests.support.conference.simulated_mcu import HOST, ROOM, SECRET
from tests.support.engine.fake_world import FakeEcho, FakeTraps, FakeWorld
from tests.support.engine.networks import network

LIMIT_S = 20.0
NUMBERS = ("2001", "2002", "2003")


@dataclass
class Hall:
    """A meeting chaired by s1 in which s2 has the floor; `outside` is another client of the same MCU."""

    sim: AmiMcu
    engine: Engine
    outside: ConfBridge

    async def ask(self, command: Command) -> Progress:
        session = self.engine.join(ClientKind.CONSOLE, "tty")
        try:
            return [step async for step in session.submit(new_request_id(), command)][-1]
        finally:
            session.leave()

    async def leg(self, number: str) -> str:
        state = await self.outside.conference()
        return next(leg.id for leg in state.participants if leg.number == number)

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(LIMIT_S):
            while not condition():
                await asyncio.sleep(0.02)

    def faults(self) -> set[tuple[str, str]]:
        """Type and site of the active alarms about the floor."""
        latest = self.engine.publisher.latest
        types = ("speaker.", "chair.", "picture.")
        return {
            (a.key.type, a.key.resource)
            for a in latest.alarms
            if a.is_active and a.key.type.startswith(types)
        }


@asynccontextmanager
async def hall() -> AsyncIterator[Hall]:
    sim = AmiMcu(ROOM, {"dieuhanh": AmiUser(SECRET), "khac": AmiUser(SECRET)})
    for number in NUMBERS:
        sim.join(number)
    port = await sim.start(HOST)
    ours, outside = (
        ConfBridge(AmiLogin(HOST, port, user, Secret(SECRET)), ROOM) for user in ("dieuhanh", "khac")
    )
    clock, plain = SystemClock(), network(4)
    sites = tuple(replace(s, conference_number=f"200{s.number}") for s in plain.sites)
    echo = FakeEcho(FakeWorld(clock))
    equipment = Equipment(
        replace(plain, sites=sites), clock, echo, [], NoRecords(clock), traps=FakeTraps(), mcu=ours
    )
    engine, stop = Engine(equipment), asyncio.Event()
    running = asyncio.ensure_future(engine.run(stop))
    try:
        await outside.open()
        made = Hall(sim, engine, outside)
        now = clock.utc()
        assert (await made.ask(StartMeeting("Giao ban", "s1", now, now + 7_200))).stage is Stage.RECORDED
        await made.until(lambda: bool(engine.publisher.latest.conference and _listed(engine) == 3))
        assert (await made.ask(GiveFloor("s2"))).stage is Stage.VERIFIED
        yield made
    finally:
        await outside.close()
        stop.set()
        await running
        sim.close()


def _listed(engine: Engine) -> int:
    view = engine.publisher.latest.conference
    return 0 if view is None else sum(row.participant is not None for row in view.roster)


async def test_a_speaker_muted_and_taken_off_air_by_another_client_is_restored() -> None:
    async with hall() as made:
        await made.outside.block(await made.leg("2002"))
        await made.outside.show(await made.leg("2003"))
        wanted = {(AlarmType.SPEAKER_MUTED, "s2"), (AlarmType.PICTURE_OTHER, "s2")}
        await made.until(lambda: made.faults() == wanted)
        assert (await made.ask(RestoreFloor())).stage is Stage.VERIFIED
        assert not made.sim.is_blocked("2002")
        state = await made.outside.conference()
        assert state.shown == await made.leg("2002")
        await made.until(lambda: made.faults() == set())


async def test_a_speaker_that_calls_again_is_said_to_lack_its_picture() -> None:
    async with hall() as made:
        made.sim.leave("2002")
        await made.until(lambda: made.faults() == {(AlarmType.SPEAKER_LOST, "s2")})
        made.sim.join("2002")
        await made.until(lambda: made.faults() == {(AlarmType.PICTURE_OTHER, "s2")})
        assert (await made.ask(RestoreFloor())).stage is Stage.VERIFIED
        await made.until(lambda: made.faults() == set())
