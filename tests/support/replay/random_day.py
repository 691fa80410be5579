"""Plays a random day to the whole engine in fake time: cuts, losses, floor, pictures, alarms, sheets."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

from gbdt_console.core.alarms.commands import AcknowledgeAlarm, PlanMaintenance
from gbdt_console.core.checklist.checks import Check
from gbdt_console.core.checklist.commands import AnswerRoll, CloseChecklist, OpenChecklist, SignCheck
from gbdt_console.core.commands import Command, EndMeeting, StartMeeting
from gbdt_console.core.conference.commands import (
    BlockOthers,
    ExcuseSite,
    GiveFloor,
    PrepareFloor,
    SetBreak,
    SkipSpeaker,
)
from gbdt_console.core.events import Entry
from gbdt_console.core.frame.commands import (
    KeepOffAir,
    LinkBuses,
    LoadPreview,
    RollPictures,
    SaveLayout,
    TakeFrame,
    UndoTake,
)
from gbdt_console.core.outages.commands import DecideCause, EstimateRepair, TellChair
from gbdt_console.core.pictures import Bus, PictureOrder
from gbdt_console.core.secret import Secret
from gbdt_console.core.shutdown.commands import OpenShutdown, SignStep
from gbdt_console.core.sites import DeviceControl, Mcu, Network
from gbdt_console.core.snapshot import Snapshot
from tests.support.conference.composing_mcu import ALONE, BY_VOICE, QUAD, ComposingMcu
from tests.support.conference.engine_meetings import ask
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.engine.networks import Equipped, network
from tests.support.replay.kept_records import KeptRecords

_SITES = 5
_BEFORE_MEETING_S = 200.0
_MEETING_S = 900.0
_AFTER_S = 120.0


@dataclass
class RandomDay:
    """Holds what one played day left.

    network: its network
    records: its entries and samples
    snapshots: every Snapshot that was published
    """

    network: Network
    records: KeptRecords
    snapshots: list[Snapshot] = field(default_factory=list)

    @property
    def entries(self) -> list[Entry]:
        """All entries of the day, in order."""
        return self.records.entries


def day_network() -> Network:
    """Return five sites with numbers at an MCU, read routers and two nodes."""
    equipped = Equipped(upstream_of={1: "n1", 2: "n1", 3: "n2", 4: "n2", 5: "n2"})
    plain = network(_SITES, equipped=equipped)
    sites = tuple(replace(site, conference_number=f"200{site.number}") for site in plain.sites)
    mcu = Mcu("10.255.0.9", DeviceControl("fake", "fake", 1, "", Secret("")))
    return replace(plain, sites=sites, centre=replace(plain.centre, mcu=mcu))


def play_day(seed: int, meeting_s: float = _MEETING_S) -> RandomDay:
    """Play a day: a sheet, a meeting, and the shutdown, with random troubles all the time."""
    mcu, kept = ComposingMcu(), []

    def records_of(clock):  # type: ignore[no-untyped-def]
        kept.append(KeptRecords(clock))
        return kept[0]

    found = day_network()
    snapshots: list[Snapshot] = []

    async def play(bench: Bench) -> None:
        bench.engine.publisher.on_snapshot(snapshots.append)
        await _Player(bench, mcu, seed).play(meeting_s)

    run_engine(found, play, records_of, mcu)
    return RandomDay(found, kept[0], snapshots)


class _Player:
    """Plays random acts to one engine."""

    def __init__(self, bench: Bench, mcu: ComposingMcu, seed: int) -> None:
        self._bench, self._mcu, self._luck = bench, mcu, random.Random(seed)
        self._pictures_luck = random.Random(seed)

    async def play(self, meeting_s: float) -> None:
        now = self._bench.clock.utc()
        await self._ask(OpenChecklist("7", now + _BEFORE_MEETING_S, tuple(f"s{n}" for n in range(1, 6))))
        for number in range(1, _SITES):
            self._mcu.join(f"200{number}")
        await self._for(_BEFORE_MEETING_S, [*self._troubles(), self._sign, self._roll])
        await self._ask(CloseChecklist(is_sure=True))
        start = StartMeeting("Giao ban", "s1", now, now + 7_200, ("s2", "s3", "s4"))
        await self._ask(start)
        meddling = asyncio.ensure_future(self._meddle())
        await self._for(meeting_s, [*self._troubles(), *self._acts()])
        meddling.cancel()
        await self._ask(EndMeeting())
        await self._ask(OpenShutdown())
        await self._for(_AFTER_S, [*self._troubles(), self._shut])

    async def _for(self, seconds: float, acts: list[Callable[[], Awaitable[None]]]) -> None:
        ends = self._bench.clock.monotonic() + seconds
        while self._bench.clock.monotonic() < ends:
            await self._luck.choice(acts)()
            await asyncio.sleep(self._luck.choice((0.3, 1.5, 4.0, 9.0, 15.0)))

    def _troubles(self) -> list[Callable[[], Awaitable[None]]]:
        return [self._cut, self._restore, self._restore, self._lose, self._blind, self._snmp, self._leg]

    def _acts(self) -> list[Callable[[], Awaitable[None]]]:
        return [
            self._floor, self._floor, self._picture, self._picture, self._microphones, self._alarm,
            self._outage, self._outage, self._mcu_lost,
        ]  # fmt: skip

    def _site(self) -> str:
        return f"s{self._luck.randrange(1, _SITES + 1)}"

    async def _ask(self, command: Command) -> None:
        await ask(self._bench, command)

    async def _cut(self) -> None:
        self._bench.world.cut(self._luck.randrange(1, _SITES + 1))

    async def _restore(self) -> None:
        for number in range(1, _SITES + 1):
            self._bench.world.restore(number)
        self._bench.world.loss.clear()
        self._bench.world.no_snmp.clear()
        self._mcu.is_gone = False

    async def _lose(self) -> None:
        self._bench.world.loss[f"10.0.{self._luck.randrange(1, _SITES + 1)}.1"] = 0.2

    async def _snmp(self) -> None:
        self._bench.world.no_snmp.add(f"10.0.{self._luck.randrange(1, _SITES + 1)}.1")

    async def _blind(self) -> None:
        world = self._bench.world
        everything = {f"10.255.0.{n}" for n in (1, 2)}
        everything |= {f"10.0.{n}.{host}" for n in range(1, _SITES + 1) for host in (1, 10)}
        before = set(world.silent)
        world.silent |= everything
        await asyncio.sleep(self._luck.choice((1.0, 12.0)))
        world.silent &= before

    async def _leg(self) -> None:
        legs = list(self._mcu.legs)
        if legs and self._luck.random() < 0.5:
            self._mcu.leave(self._luck.choice(legs))
        else:
            there = {leg.number for leg in self._mcu.legs.values()}
            for number in range(1, _SITES + 1):
                if f"200{number}" not in there:
                    self._mcu.join(f"200{number}")
                    return

    async def _mcu_lost(self) -> None:
        self._mcu.hang()

    async def _floor(self) -> None:
        site = self._site()
        await self._ask(
            self._luck.choice(
                (PrepareFloor(), PrepareFloor(site), GiveFloor(site), GiveFloor(), SkipSpeaker(site, "vắng"),
                 ExcuseSite(site, "bão"), SetBreak(self._luck.random() < 0.5))
            )
        )  # fmt: skip

    async def _picture(self) -> None:
        site = self._site()
        await self._ask(
            self._luck.choice(
                (LoadPreview(site), TakeFrame(), TakeFrame(site, is_sure=True), UndoTake(),
                 LinkBuses(self._luck.random() < 0.7), KeepOffAir(site), SaveLayout("chào cờ"))
            )
        )  # fmt: skip

    async def _meddle(self) -> None:
        """Let the MCU show what nobody ordered: a picture of its own, or whoever speaks."""
        luck = self._pictures_luck
        while True:
            await asyncio.sleep(luck.uniform(5.0, 40.0))
            legs, bus = [*self._mcu.legs, "", "", ""], luck.choice(list(Bus))
            self._mcu.talker = luck.choice(legs)
            shown = luck.choice((legs[0], BY_VOICE))
            quad = PictureOrder(QUAD.id, (shown, *legs[1:4]))
            self._mcu.on_air[bus] = luck.choice((PictureOrder(ALONE.id, (shown,)), quad))
            if luck.random() < 0.2:
                await self._roll_pictures()

    async def _roll_pictures(self) -> None:
        await self._ask(SetBreak(True))
        await self._ask(RollPictures(True))
        await asyncio.sleep(self._pictures_luck.choice((15.0, 40.0)))
        await self._ask(self._pictures_luck.choice((SetBreak(False), RollPictures(False))))

    async def _microphones(self) -> None:
        await self._ask(BlockOthers(self._luck.random() < 0.5))

    async def _alarm(self) -> None:
        alarms = self._bench.latest.alarms
        if alarms:
            one = self._luck.choice(alarms)
            await self._ask(AcknowledgeAlarm(one.number, one.severity))
        now = self._bench.clock.utc()
        await self._ask(PlanMaintenance(self._site(), now + 2, now + 30, "thay UPS"))

    async def _outage(self) -> None:
        outages = [one for one in self._bench.latest.outages if one.is_open]
        if outages:
            one, now = self._luck.choice(outages), self._bench.clock.utc()
            await self._ask(
                self._luck.choice(
                    (EstimateRepair(one.number, now + 600), DecideCause(one.number, "line"),
                     TellChair(one.number, "chủ trì", "phone", "Điểm mất kết nối", now + 600))
                )
            )  # fmt: skip

    async def _sign(self) -> None:
        await self._ask(SignCheck(self._site(), self._luck.choice(list(Check)).value, note="đã nghe"))

    async def _roll(self) -> None:
        await self._ask(AnswerRoll(self._site(), "heard", "both"))

    async def _shut(self) -> None:
        await self._ask(SignStep(self._site(), "done"))
