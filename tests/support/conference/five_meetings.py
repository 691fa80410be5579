"""Five meetings in five simulated MCUs under one engine, here or in a process of its own that is killed.

python -m tests.support.conference.five_meetings STATE PORT PORT PORT PORT PORT
"""

import asyncio
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from gbdt_console.core.clock import SystemClock
from gbdt_console.core.commands import Command, EndMeeting, StartMeeting
from gbdt_console.core.conference.commands import BlockOthers, GiveFloor, LockConference
from gbdt_console.core.conference.view import ConferenceView
from gbdt_console.core.meetings.commands import MoveMeetingEnd
from gbdt_console.core.port import ClientKind
from gbdt_console.core.requests import Stage, new_request_id
from gbdt_console.core.secret import Secret
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.devices.ami.client import AmiLogin
from gbdt_console.devices.driver import ConferenceDevices
from gbdt_console.devices.drivers.asterisk_confbridge import ConfBridge
from gbdt_console.engine.engine import Engine
from gbdt_console.engine.equipment import Equipment
from gbdt_console.engine.records.journal_records import JournalRecords
from gbdt_console.simulator.ami.mcu import AmiMcu
from gbdt_console.simulator.ami.session import AmiUser
from tests.support.conference.engine_meetings import in_conferences
from tests.support.conference.simulated_mcu import HOST, SECRET
from tests.support.engine.fake_world import FakeEcho, FakeTraps, FakeWorld

PLACES = ("", "b", "c", "d", "e")
"""Conferences by id."""
SITES = {place: tuple(f"s{3 * n + k}" for k in (1, 2, 3)) for n, place in enumerate(PLACES)}
"""Each meeting's sites: its chair, its speaker and one that is blocked."""
_ACTING = ("ConfbridgeMute", "ConfbridgeUnmute", "ConfbridgeKick", "ConfbridgeLock", "ConfbridgeUnlock",
           "ConfbridgeSetSingleVideoSrc", "Originate", "ConfbridgeStartRecord")  # fmt: skip
LIMIT_S = 60.0


def number_of(site_id: str) -> str:
    return str(2_000 + int(site_id[1:]))


@asynccontextmanager
async def halls() -> AsyncIterator[dict[str, AmiMcu]]:
    """An MCU for each conference, its meeting's sites in it, listening."""
    made = {place: AmiMcu(_room(place), {"dieuhanh": AmiUser(SECRET)}) for place in PLACES}
    for place, sim in made.items():
        for site in SITES[place]:
            sim.join(number_of(site))
    try:
        yield made
    finally:
        for sim in made.values():
            sim.close()


def done(sim: AmiMcu) -> Counter[str]:
    """What the MCU itself logged of all that was to change something in it."""
    return Counter(action for action in sim.asked if action in _ACTING)


class Five:
    """A running engine, and its only client."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @property
    def latest(self) -> Snapshot:
        return self._engine.publisher.latest

    def view(self, place: str) -> ConferenceView:
        view = self.latest.seen_at(place).conference
        assert view is not None
        return view

    async def ask(self, command: Command) -> str:
        """Give a command; its last stage, or the code of its refusal."""
        session = self._engine.join(ClientKind.VERB, "tty")
        try:
            last = [step async for step in session.submit(new_request_id(), command)][-1]
            return last.code or last.stage.value
        finally:
            session.leave()

    async def until(self, condition: Callable[[], bool]) -> None:
        changed = asyncio.Event()
        leave = self._engine.publisher.on_snapshot(lambda _: changed.set())
        try:
            async with asyncio.timeout(LIMIT_S):
                while not condition():
                    changed.clear()
                    await changed.wait()
        finally:
            leave()

    async def until_seen(self, *places: str) -> None:
        """Until all sites of these meetings are known to be there."""
        await self.until(lambda: all(self.present(place) == set(SITES[place]) for place in places))

    def present(self, place: str) -> set[str]:
        """The sites in a meeting that are in its conference."""
        view = self.latest.seen_at(place).conference
        rows = () if view is None or view.taken_s is None else view.roster
        return {row.site_id for row in rows if row.participant is not None}


@asynccontextmanager
async def engine_of(state: Path, ports: Sequence[int]) -> AsyncIterator[Five]:
    """An engine over the journal in `state` and the MCUs at these ports."""
    clock = SystemClock()
    first, *others = [_driver(place, port) for place, port in zip(PLACES, ports, strict=True)]
    beside = {place: ConferenceDevices(mcu, None) for place, mcu in zip(PLACES[1:], others, strict=True)}
    records = JournalRecords(state, clock)
    echo = FakeEcho(FakeWorld(clock))
    sites = in_conferences(3 * len(PLACES), *PLACES[1:])
    equipment = Equipment(sites, clock, echo, [], records, traps=FakeTraps(), mcu=first, conferences=beside)
    engine = Engine(equipment)
    stop = asyncio.Event()
    running = asyncio.ensure_future(engine.run(stop))
    try:
        yield Five(engine)
    finally:
        stop.set()
        await running
        records.close()


async def lead_all(five: Five) -> None:
    """Start five meetings; block, give the floor and lock in each; one ends and one is extended."""
    now = SystemClock().utc()
    for place, (chair, *others) in SITES.items():
        begun = StartMeeting(
            f"Họp {chair}", chair, now, now + 3_600, tuple(others), sites=(chair, *others), conference=place
        )
        assert await five.ask(begun) == Stage.RECORDED
    await five.until_seen(*PLACES)
    for place, (_, speaker, _) in SITES.items():
        assert await five.ask(BlockOthers(conference=place)) == Stage.VERIFIED
        assert await five.ask(GiveFloor(speaker, conference=place)) == Stage.VERIFIED
    assert await five.ask(LockConference(True, conference="d")) == Stage.VERIFIED
    assert await five.ask(MoveMeetingEnd(now + 7_200, conference="c")) == Stage.RECORDED
    assert await five.ask(EndMeeting(conference="e")) == Stage.RECORDED


def _driver(place: str, port: int) -> ConfBridge:
    return ConfBridge(AmiLogin(HOST, port, "dieuhanh", Secret(SECRET)), _room(place))


def _room(place: str) -> str:
    return f"phong{place}"


async def _live(state: Path, ports: Sequence[int]) -> None:
    """Lead all meetings, say so, and go on until killed."""
    async with engine_of(state, ports) as five:
        await lead_all(five)
        print("led", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_live(Path(sys.argv[1]), [int(port) for port in sys.argv[2:]]))
