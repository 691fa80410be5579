"""An engine in one mode of a meeting (checklist, meeting, shutdown) without an end, to be killed.

It runs in fake time over a real journal and tells, one JSON line each:

    ["began", SEEN]: what its ledger holds before its first event
    ["asked", WHAT, TARGET]: MCU or PDU is given a command, before it obeys
    ["settled", SEEN]: what the Snapshot shows once the engine has run for a while without an operator
    ["done", NAME], ["refused", NAME]: how a command ended whose event bears NAME
"""

import asyncio
import json
import os
import random
from collections.abc import Callable, Mapping
from dataclasses import astuple, dataclass, field, replace
from enum import StrEnum
from itertools import count
from pathlib import Path

from gbdt_console.core.checklist.checks import Check, RollQuestion
from gbdt_console.core.checklist.commands import AnswerRoll, CloseChecklist, OpenChecklist, SignCheck
from gbdt_console.core.clock import ManualClock
from gbdt_console.core.commands import Command, StartMeeting
from gbdt_console.core.conference.commands import BlockOthers, GiveFloor, PrepareFloor, SetBreak, SkipSpeaker
from gbdt_console.core.frame.commands import TakeFrame, UndoTake
from gbdt_console.core.port import ClientKind
from gbdt_console.core.requests import Stage, new_request_id
from gbdt_console.core.shutdown.commands import (
    CloseShutdown,
    HangUpStraggler,
    OpenShutdown,
    SignStep,
    SwitchSiteOff,
)
from gbdt_console.core.shutdown.steps import Step, StepState
from gbdt_console.core.sites import Network
from gbdt_console.devices.control import SwitchesOutlets
from gbdt_console.engine.features import EngineContext, Feature
from gbdt_console.engine.records.journal_records import JournalRecords
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench, LaterClock, run_engine
from tests.support.engine.fake_world import FakeWorld
from tests.support.modes.seen import seen_of_ledger, seen_of_snapshot
from tests.support.shutdown.pdus import FakePdu, with_pdus

SITES = 6
_LIFE_S = 150.0
"""Seconds from one life to the next: longer than a codec cools."""
_SETTLE_S = 15.0
"""Seconds without an operator: the MCU is polled several times, and every line has answered."""
_OPENING_S = 86_400.0
Tell = Callable[..., None]


class Mode(StrEnum):
    """Names the modes in which a technician works."""

    CHECKLIST = "checklist"
    MEETING = "meeting"
    SHUTDOWN = "shutdown"


@dataclass
class Room:
    """What outlives the engine: the MCU's and the PDUs' own state.

    shown: id of the leg that the MCU shows; empty before the first take
    blocked: ids of the legs that the MCU blocks
    off: '<PDU id>/<number>' of each outlet that is off
    gone: ids of the legs that were hung up
    """

    shown: str = ""
    blocked: set[str] = field(default_factory=set)
    off: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)

    def take(self, what: str, target: str) -> None:
        """Obey a command."""
        match what:
            case "show":
                self.shown = target
            case "block":
                self.blocked.add(target)
            case "unblock":
                self.blocked.discard(target)
            case "off":
                self.off.add(target)
            case "disconnect":
                self.gone.add(target)
            case _:
                raise AssertionError(f"the engine asked for {what} of {target}")


def live(mode: Mode, state: Path, life: int, seed: int, told: int, room: Room) -> None:
    """Run until killed; `told` is the file descriptor that takes the lines."""
    luck = random.Random(seed)

    def tell(*line: object) -> None:
        os.write(told, json.dumps(line).encode() + b"\n")

    def records_of(clock: ManualClock) -> JournalRecords:
        clock.advance(life * _LIFE_S)
        return JournalRecords(state, LaterClock(life * _LIFE_S))

    async def scenario(bench: Bench) -> None:
        await asyncio.sleep(_SETTLE_S)
        tell("settled", seen_of_snapshot(bench.latest))
        await _operate(bench, mode, f"life{life}", luck, tell)

    def outlets_of(world: FakeWorld) -> Mapping[str, SwitchesOutlets]:
        return {f"s{n}.pdu": _pdu(world, n, room, tell) for n in range(1, SITES + 1)}

    run_engine(
        _network(),
        scenario,
        records_of,
        mcu=_mcu(room, tell),
        outlets_of=outlets_of,
        more_features=(lambda context: _Witness(context, tell),),
    )


def _network() -> Network:
    plain = with_pdus(SITES)
    sites = tuple(replace(site, conference_number=str(2_000 + site.number)) for site in plain.sites)
    return replace(plain, sites=sites)


class _Witness(Feature):
    """Tells what the ledger holds before the engine's own first event."""

    def __init__(self, context: EngineContext, tell: Tell) -> None:
        tell("began", seen_of_ledger(context.ledger))


@dataclass
class _ToldMcu(FakeMcu):
    """Tells each command before it obeys."""

    tell: Tell = print

    async def _work(self, what: str = "", target: str = "") -> None:
        if what:
            self.tell("asked", what, target)
        await super()._work(what, target)


@dataclass
class _ToldPdu(FakePdu):
    """Tells each command before it obeys."""

    tell: Tell = print

    async def switch_off(self, outlet: int) -> None:
        self.tell("asked", "off", f"s{self.number}.pdu/{outlet}")
        await super().switch_off(outlet)


def _mcu(room: Room, tell: Tell) -> FakeMcu:
    """Return the MCU as the last engine left it, with all other sites in the conference."""
    mcu = _ToldMcu(tell=tell)
    for number in range(1, SITES + 1):
        leg = mcu.join(str(2_000 + number))
        mcu.legs[leg] = replace(mcu.legs[leg], is_blocked=leg in room.blocked)
        if leg in room.gone:
            mcu.leave(leg)
    mcu.shown = room.shown or None
    return mcu


def _pdu(world: FakeWorld, number: int, room: Room, tell: Tell) -> FakePdu:
    """Return a site's PDU as the last engine left it, with the load that is left."""
    off = {outlet for outlet in (1, 2) if f"s{number}.pdu/{outlet}" in room.off}
    world.values[f"10.0.{number}.20"] = {"ups.output.load": 40.0 - 10.0 * len(off), "ups.source": "normal"}
    if 1 in off:
        world.silent.add(f"10.0.{number}.10")
    return _ToldPdu(world, number, off, tell=tell)


async def _operate(bench: Bench, mode: Mode, prefix: str, luck: random.Random, tell: Tell) -> None:
    """Bring about the mode where the engine is not in it, then give one command after the other."""
    session = bench.engine.join(ClientKind.CONSOLE, "tty")
    choose = {Mode.CHECKLIST: _checklist, Mode.MEETING: _meeting, Mode.SHUTDOWN: _shutdown}[mode]
    for number in count():
        name = f"{prefix}.{number}"
        command = _beginning(bench, mode) or choose(bench, name, luck)
        last = [step async for step in session.submit(new_request_id(), command)][-1]
        if name in astuple(command) and last.stage in (Stage.RECORDED, Stage.VERIFIED, Stage.FAILED):
            tell("refused" if last.stage is Stage.FAILED else "done", name)
        await asyncio.sleep(luck.uniform(0.1, 3.0))


def _beginning(bench: Bench, mode: Mode) -> Command | None:
    """Return the command that begins the mode; None where it is there already."""
    now, now_utc = bench.latest, bench.clock.utc()
    match mode:
        case Mode.CHECKLIST:
            return OpenChecklist("m1", now_utc + _OPENING_S) if now.checklist is None else None
        case Mode.MEETING:
            order = tuple(f"s{n}" for n in range(2, SITES + 1))
            start = StartMeeting("Giao ban", "s1", now_utc, now_utc + _OPENING_S, order)
            return start if now.meeting is None else None
        case Mode.SHUTDOWN:
            return OpenShutdown() if now.shutdown is None else None


def _checklist(bench: Bench, name: str, luck: random.Random) -> Command:
    site = f"s{luck.randint(1, SITES)}"
    return luck.choice(
        (
            AnswerRoll(site, RollQuestion.PRESIDES.value, name),
            SignCheck(site, luck.choice(tuple(Check)).value, luck.random() < 0.7, name),
            *((CloseChecklist(is_sure=True),) if luck.random() < 0.1 else ()),
        )
    )


def _meeting(bench: Bench, name: str, luck: random.Random) -> Command:
    site = f"s{luck.randint(2, SITES)}"
    conference = bench.latest.conference
    floor = None if conference is None else conference.floor
    is_blocking, is_break = (False, False) if floor is None else (floor.is_blocking, floor.is_break)
    return luck.choice(
        (
            PrepareFloor(),
            GiveFloor(site),
            TakeFrame(site, is_sure=True),
            UndoTake(),
            SkipSpeaker(site, name),
            SkipSpeaker(site, name),
            BlockOthers(not is_blocking),
            SetBreak(not is_break),
        )
    )


def _shutdown(bench: Bench, name: str, luck: random.Random) -> Command:
    record = bench.latest.shutdown
    if record is None or record.closing is not None:
        return OpenShutdown()
    sites = [site for site in record.sites if not all(end.state.is_over for end in site.ends)]
    if not sites or luck.random() < 0.02:
        return CloseShutdown(name, is_sure=True)
    site = luck.choice(sorted(sites, key=lambda site: -sum(end.state.is_over for end in site.ends))[:3])
    step = next(s for s, end in zip(Step, site.ends, strict=True) if not end.state.is_over)
    if step is Step.POWER and site.ends[-1].state is StepState.OPEN and luck.random() < 0.7:
        return SwitchSiteOff(site.site_id, is_sure=True)
    if step is Step.LEFT:
        return HangUpStraggler(site.site_id, is_sure=True)
    return SignStep(site.site_id, step.value, name)
