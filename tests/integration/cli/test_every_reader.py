"""Whatever reads the past says of one journal what the live engine says: verbs, hand-over and replay."""

import asyncio
import random
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from gbdt_console.cli.alarms.alarm_form import alarms_object
from gbdt_console.cli.client import shown
from gbdt_console.cli.context import Context
from gbdt_console.cli.meetings.meeting_form import meetings_object
from gbdt_console.cli.outages.outage_form import outages_object
from gbdt_console.core.alarms.commands import PlanMaintenance
from gbdt_console.core.checklist.commands import OpenChecklist
from gbdt_console.core.commands import Command, EndMeeting, StartMeeting
from gbdt_console.core.handover.shift import ShiftTakenOver, TakeOverShift, items_data
from gbdt_console.core.handover_page import page_of
from gbdt_console.core.meetings.commands import CancelMeeting, RegisterMeeting
from gbdt_console.core.meetings.recurrence import Every, Repeat
from gbdt_console.core.meetings.registration import MeetingKind, MeetingPlan
from gbdt_console.core.meetings.rules import MeetingSettings
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
from gbdt_console.core.people import Body
from gbdt_console.core.room_cleaning.commands import ConfirmRules, SignCleaning
from gbdt_console.core.room_cleaning.rooms import RoomCleaning
from gbdt_console.core.shutdown.commands import OpenShutdown, SignStep
from gbdt_console.core.sites import Network
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.core.technicians.commands import NameTechnician, RecordTraining
from gbdt_console.engine.hosting.state_directory import StateDirectory
from gbdt_console.replay.past_reader import PastReader
from gbdt_console.replay.past_snapshot import Moment
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.replay.kept_records import KeptRecords
from tests.support.replay.random_day import day_network
from tests.support.replay.recorded import passing, recorded

_ZONE = "Asia/Ho_Chi_Minh"
_ENDED = 36
"""Outages that are opened and closed: more than a screen of them."""
_ACTS = 150
_LAST_S = 30.0
"""Lets what an engine watches settle, and its minute of samples end, seconds."""


def _network() -> Network:
    plain = day_network()
    mcu_less = replace(plain.centre, mcu=None)
    care = tuple(RoomCleaning(site.id, 30) for site in plain.sites[:3])
    bodies = {"so-yte": Body("so-yte", "Sở Y tế")}
    return replace(plain, centre=mcu_less, care=care, bodies=bodies, meetings=MeetingSettings("s1", "s2"))


@pytest.mark.parametrize("seed", range(2))
def test_every_reader_says_what_the_live_engine_says(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = _network()
    live, kept = _played(network, seed)
    signed = kept.entries.pop().event
    kept.write(tmp_path, checkpoint_every=97, later_days=0)
    monkeypatch.setattr(shown, "network_if_readable", lambda _: network)
    verb = shown.snapshot_or_recorded(Context(None, StateDirectory(tmp_path), "vi"))
    reader = PastReader(tmp_path, network)
    replayed = reader.snapshot(Moment(live.at_utc, 0.0, 1))
    reader.close()
    assert len([one for one in live.outages if not one.is_open]) > 30
    assert live.calendar
    assert live.care
    assert live.technicians
    assert recorded(replayed, passing(live)) == recorded(live, passing(live))
    for told in (replace(verb, at_utc=live.at_utc), replayed):
        assert not told.is_live
        assert _recorded(told, live) == _recorded(live, live)
        assert _forms(told) == _forms(live)
        assert page_of(told) == page_of(live)
    assert isinstance(signed, ShiftTakenOver)
    assert signed.items == items_data(page_of(replace(live, at_utc=signed.at_utc)))


def _played(network: Network, seed: int) -> tuple[Snapshot, KeptRecords]:
    """Play random acts of an office, then a hand-over; return the last Snapshot before it and the entries."""
    kept: list[KeptRecords] = []

    def records_of(clock):  # type: ignore[no-untyped-def]
        kept.append(KeptRecords(clock))
        return kept[0]

    async def play(bench: Bench) -> tuple[Snapshot, int]:
        await _Office(bench, seed).play()
        await asyncio.sleep(_LAST_S)
        live = bench.latest
        assert await bench.ask(TakeOverShift("đã nhận")) == ""
        return live, len(bench.entries)

    live, count = run_engine(network, play, records_of)
    del kept[0].entries[count:]
    return live, kept[0]


class _Office:
    """Enters at random what operators enter on their days."""

    def __init__(self, bench: Bench, seed: int) -> None:
        self._bench, self._luck = bench, random.Random(seed)

    async def play(self) -> None:
        for number in range(1, _ENDED + 1):
            await self._ask(OpenOutage(self._site(), f"hỏng {number}", "line"))
        for outage in self._bench.latest.outages:
            for command in (
                DecideCause(outage.number, "line"),
                SetRemedy(outage.number, "thay cáp"),
                SetOutageState(outage.number, "restored"),
                CloseOutage(outage.number, is_unknown=True, is_sure=True),
            ):
                await self._ask(command)
        for _ in range(_ACTS):
            await self._ask(self._luck.choice(self._acts())())
            await asyncio.sleep(self._luck.choice((0.1, 1.0, 20.0)))

    def _acts(self) -> tuple[Any, ...]:
        now, site, luck = self._bench.clock.utc(), self._site(), self._luck
        outage, meeting = luck.randrange(1, _ENDED + 12), luck.randrange(1, 40)
        return (
            lambda: OpenOutage(site, "mất hình"),
            lambda: EstimateRepair(outage, now + 600),
            lambda: TellChair(outage, "chủ trì", "phone", "mất kết nối", now + 600),
            lambda: LogCall(outage, "trực", "0214 1", "calls-back", False, ""),
            lambda: PlanMaintenance(site, now + luck.choice((2, 900)), now + 3_600, "thay UPS"),
            lambda: RegisterMeeting(self._plan(), is_sure=True),
            lambda: RegisterMeeting(self._plan(), None, "", Repeat(Every.WEEK, 1, "", 4), is_sure=True),
            lambda: CancelMeeting(meeting, "bão"),
            lambda: NameTechnician(site, luck.choice(("technician", "deputy")), "An", "0912 1", True),
            lambda: RecordTraining((site,), "technician", "2020-03-12"),
            lambda: SignCleaning((site,), "", "Bình"),
            lambda: ConfirmRules((site,)),
            lambda: OpenChecklist("", now + 5_400, ()),
            lambda: StartMeeting("Giao ban", "s1", now, now + 7_200, ("s2",), is_closed=luck.random() < 0.5),
            EndMeeting,
            OpenShutdown,
            lambda: SignStep(site, "done"),
            TakeOverShift,
        )

    def _plan(self) -> MeetingPlan:
        opens_utc = self._bench.clock.utc() + self._luck.randrange(3_600, 900_000)
        opening = f"{datetime.fromtimestamp(opens_utc, ZoneInfo(_ZONE)):%Y-%m-%dT%H:%M}"
        sites = tuple(self._luck.sample(("s1", "s2", "s3", "s4"), 3))
        plan = MeetingPlan("Giao ban", "so-yte", MeetingKind.DEPARTMENT, sites, "", opening, _ZONE)
        return replace(plan, is_closed=self._luck.random() < 0.3)

    def _site(self) -> str:
        return f"s{self._luck.randrange(1, 6)}"

    async def _ask(self, command: Command) -> None:
        """Give the command; one that the moment refuses is none."""
        await self._bench.ask(command)


def _recorded(told: Snapshot, live: Snapshot) -> Snapshot:
    """Keep what a journal tells without samples: a verb shows no site as answering."""
    return replace(recorded(told, passing(live)), sites=())


def _forms(told: Snapshot) -> dict[str, Any]:
    forms: dict[str, Any] = {
        "alarms": alarms_object(told),
        "outages": outages_object(told),
        "meetings": meetings_object(told, told.calendar),
    }
    for form in forms.values():
        del form["is_live"]
    del forms["alarms"]["load"]
    return forms
