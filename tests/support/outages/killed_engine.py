"""An engine that records outages and registered meetings without an end, to be killed.

It runs in fake time over a real journal and tells every acknowledged thing, one JSON line each:

    ["done", NAME]: an operator's command was acknowledged; one event bears NAME
    ["refused", NAME]: it was refused; no event bears NAME
    ["entry", SEQ, KIND, STATE]: the engine published that entry; STATE digests its record after it
"""

import asyncio
import hashlib
import json
import os
import random
from dataclasses import asdict, astuple
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from gbdt_console.core.clock import ManualClock
from gbdt_console.core.commands import Command
from gbdt_console.core.events import Entry
from gbdt_console.core.meetings.commands import CancelMeeting, RecordInvitation, RegisterMeeting
from gbdt_console.core.meetings.recurrence import Every, Repeat
from gbdt_console.core.meetings.registration import MeetingKind, MeetingPlan
from gbdt_console.core.outages.book import OutageBook
from gbdt_console.core.outages.commands import (
    CloseOutage,
    DecideCause,
    EstimateRepair,
    LogCall,
    OpenOutage,
    SetOutageState,
    SetRemedy,
    TellChair,
)
from gbdt_console.core.outages.events import OutageEvent
from gbdt_console.core.outages.outage import Outage
from gbdt_console.core.port import ClientKind
from gbdt_console.core.requests import Stage, new_request_id
from gbdt_console.engine.features import EngineContext, Feature
from gbdt_console.engine.records.journal_records import JournalRecords
from tests.support.engine.engine_in_time import Bench, LaterClock, run_engine
from tests.support.engine.networks import Equipped, network

SITES = 5
_NODE = Equipped(has_codec=False, upstream_of={1: "node", 2: "node", 3: "node", 4: "node"})
_OPERATORS = 3
_LIFE_S = 6 * 3_600.0
"""Hours from one life to the next, so that some begin with a checkpoint."""


def live(state: Path, life: int, seed: int, told: int) -> None:
    """Run until killed; `told` is the file descriptor that takes the lines."""
    luck = random.Random(seed)

    def tell(*line: object) -> None:
        os.write(told, json.dumps(line).encode() + b"\n")

    def records_of(clock: ManualClock) -> JournalRecords:
        clock.advance(life * _LIFE_S)
        return JournalRecords(state, LaterClock(life * _LIFE_S))

    async def scenario(bench: Bench) -> None:
        operators = (_operate(bench, f"life{life}.{n}", luck, tell) for n in range(_OPERATORS))
        await asyncio.gather(_break_lines(bench, luck), *operators)

    run_engine(
        network(SITES, equipped=_NODE),
        scenario,
        records_of,
        more_features=(lambda context: _Witness(context, tell),),
    )


def digest(book: OutageBook, event: OutageEvent) -> str:
    """The state of the event's record in a few characters."""
    outage = book.find(event.number)
    state = None if outage is None else asdict(outage)
    return hashlib.sha256(json.dumps(state, sort_keys=True).encode()).hexdigest()[:16]


class _Witness(Feature):
    """Tells each entry about an outage once the engine has it."""

    def __init__(self, context: EngineContext, tell) -> None:
        self._ledger = context.ledger
        self._tell = tell

    def take(self, entry: Entry) -> None:
        if isinstance(entry.event, OutageEvent):
            self._tell("entry", entry.seq, entry.kind, digest(self._ledger[OutageBook], entry.event))


async def _break_lines(bench: Bench, luck: random.Random) -> None:
    """Cut single sites and whole nodes, and let them come back."""
    while True:
        cut = luck.sample(range(1, SITES + 1), luck.choice((1, 2, 5)))
        for site in cut:
            bench.world.cut(site)
        await asyncio.sleep(luck.uniform(10.0, 25.0))
        for site in cut:
            bench.world.restore(site)
        await asyncio.sleep(luck.uniform(5.0, 15.0))


async def _operate(bench: Bench, prefix: str, luck: random.Random, tell) -> None:
    """Give one command after the other, and tell how each ended."""
    session = bench.engine.join(ClientKind.VERB, "tty")
    for number in count():
        name = f"{prefix}.{number}"
        command = _command(bench, name, luck)
        last = [step async for step in session.submit(new_request_id(), command)][-1]
        if name in astuple(command) and last.stage in (Stage.RECORDED, Stage.FAILED):
            tell("done" if last.stage is Stage.RECORDED else "refused", name)
        await asyncio.sleep(luck.uniform(0.2, 4.0))


def _command(bench: Bench, name: str, luck: random.Random) -> Command:
    """Choose a command whose event bears the name."""
    now_utc = bench.clock.utc()
    if luck.random() < 0.25:
        return _calendar_command(bench, name, luck)
    held = [outage for outage in bench.latest.outages if outage.is_open]
    if not held or luck.random() < 0.1:
        back_utc = luck.choice((None, now_utc + 1_200.0))
        return OpenOutage(f"s{luck.randint(1, SITES)}", name, luck.choice(("", "av-sound")), back_utc)
    outage = luck.choice(held)
    restored = [outage for outage in held if not outage.is_down]
    if restored and luck.random() < 0.4:
        return _ending(restored[0], name)
    return luck.choice(
        (
            EstimateRepair(outage.number, now_utc + luck.uniform(60.0, 3_600.0), reason=name),
            SetOutageState(outage.number, "technician-sent", name),
            LogCall(outage.number, "trực VNPT", "0214 000 0800", "reached", is_carrier=True, note=name),
            TellChair(outage.number, "chủ trì", "phone", name),
            SetRemedy(outage.number, name),
        )
    )


def _calendar_command(bench: Bench, name: str, luck: random.Random) -> Command:
    """Choose a command about registered meetings; a registration bears no name."""
    coming = [meeting for meeting in bench.latest.calendar if meeting.is_coming]
    if len(coming) > 20 or (coming and luck.random() < 0.5):
        number = luck.choice(coming).number
        return luck.choice((RecordInvitation(number, name, is_sure=True), CancelMeeting(number, name)))
    opening = datetime.fromtimestamp(bench.clock.utc() + luck.uniform(1.0, 90.0) * 86_400.0, UTC)
    plan = MeetingPlan(
        "Giao ban", "ubnd", MeetingKind.DEPARTMENT, ("s1", "s2"), "s1", f"{opening:%Y-%m-%dT%H:%M}",
        "Asia/Ho_Chi_Minh",
    )  # fmt: skip
    return RegisterMeeting(plan, repeat=luck.choice((None, Repeat(Every.WEEK, count=4))), is_sure=True)


def _ending(outage: Outage, name: str) -> Command:
    """Return the next command that leads a restored record to its end; only the remedy bears the name."""
    if not outage.remedy:
        return SetRemedy(outage.number, name)
    if outage.cause is None:
        return DecideCause(outage.number, "line")
    return CloseOutage(outage.number, is_unknown=True, is_sure=True)
