"""A meeting without an MCU of ours, in fake time: the codecs' own calls tell who is there."""

import asyncio
from dataclasses import replace

import pytest

from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.clock import ManualClock
from gbdt_console.core.commands import Command, EndMeeting, StartMeeting
from gbdt_console.core.conference.attendance import Attendance
from gbdt_console.core.conference.commands import (
    BlockMicrophone,
    BlockOthers,
    CountBeforeUs,
    DialSite,
    ExcuseSite,
    GiveFloor,
    HangUp,
    LockConference,
    SetCalled,
)
from gbdt_console.core.conference.presence import Presence
from gbdt_console.core.conference.roster import RosterStatus
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.events import Entry
from gbdt_console.core.frame.commands import TakeFrame
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.requests import Stage
from gbdt_console.core.rooms.commands import MuteRoom
from gbdt_console.core.shutdown.commands import OpenShutdown, SignStep
from gbdt_console.core.shutdown.steps import Step, StepState
from gbdt_console.core.shutdown.view import SiteOff
from tests.support.alarms.engine_alarms import Remembering
from tests.support.conference.engine_meetings import ask, view
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.conference.hosted import SERVICE, Codecs, called, hosted_beside, play
from tests.support.engine.engine_in_time import Bench
from tests.support.journal.kept import kept_ledger
from tests.support.meetings.attendance import attendance_of
from tests.support.rooms.fake_codec import FakeCodec

SITES = ("s1", "s2", "s3", "s4")


async def start(bench: Bench, upper: str = "", conference: str | None = None) -> None:
    now = bench.clock.utc()
    command = StartMeeting(
        "Giao ban", "s1", now, now + 7_200, ("s2",), upper_site_id=upper, conference=conference
    )
    assert (await ask(bench, command)).stage is Stage.RECORDED


def standing(bench: Bench, site_id: str) -> RosterStatus | None:
    row = view(bench).row(site_id)
    return None if row is None else row.standing


def active(bench: Bench) -> set[tuple[str, str]]:
    return {(a.key.resource, a.key.type) for a in bench.latest.alarms if a.is_active}


def seconds(bench: Bench, site_id: str) -> dict[Presence, float]:
    sheet = attendance_of(bench.entries, SITES, bench.latest.at_utc)
    assert sheet is not None
    return dict(next(one for one in sheet.sites if one.site_id == site_id).seconds)


def test_a_site_is_there_while_its_codec_is_in_the_services_call_and_nothing_else_proves_it() -> None:
    async def scenario(bench: Bench, codecs: Codecs) -> None:
        await start(bench)
        await bench.until(lambda: standing(bench, "s1") is RosterStatus.CONNECTED, 5)
        assert (view(bench).hosted, bench.latest.meeting and bench.latest.meeting.hosted) == (
            "VNPT Meeting", "VNPT Meeting",
        )  # fmt: skip
        await asyncio.sleep(300)
        assert [standing(bench, s) for s in SITES] == ["connected", "absent", "absent", "unknown"]
        assert (row := view(bench).row("s2")) is not None
        assert row.elsewhere == "0203 111"
        assert active(bench) == {("s2", AlarmType.IN_OTHER_CALL), ("s3", AlarmType.NOT_IN_CALL)}
        assert seconds(bench, "s1")[Presence.PRESENT] > 290
        assert seconds(bench, "s3").keys() == {Presence.ABSENT}
        assert seconds(bench, "s4")[Presence.UNKNOWN] > 290, "a line that answers proves nothing"
        assert Presence.PRESENT not in seconds(bench, "s4")
        told = dict(next(a.params for a in bench.latest.alarms if a.key.type == AlarmType.IN_OTHER_CALL))
        assert told == {"host": "VNPT Meeting", "dial": SERVICE, "other": "0203 111"}

    play(scenario, {1: called(), 2: called("0203 111"), 3: FakeCodec()})


def test_a_call_that_ends_is_absent_and_a_codec_that_cannot_be_asked_is_unknown() -> None:
    async def scenario(bench: Bench, codecs: Codecs) -> None:
        await start(bench)
        await bench.until(lambda: standing(bench, "s2") is RosterStatus.CONNECTED, 5)
        await asyncio.sleep(120)
        codecs[2].calls_end()
        await bench.until(lambda: standing(bench, "s2") is RosterStatus.ABSENT, 10)
        codecs[3].fault = ControlFault.REFUSED
        codecs[3].hang()
        await bench.until(lambda: standing(bench, "s3") is RosterStatus.UNKNOWN, 10)
        await asyncio.sleep(120)
        codecs[2].call_in("10.9.9.9:1720", "2")
        codecs[3].fault = None
        codecs[3].in_calls.clear()
        await bench.until(lambda: standing(bench, "s2") is RosterStatus.CONNECTED, 10)
        await bench.until(lambda: standing(bench, "s3") is RosterStatus.ABSENT, 60)
        await asyncio.sleep(120)
        assert 115 < seconds(bench, "s2")[Presence.ABSENT] < 135
        assert 115 < seconds(bench, "s3")[Presence.UNKNOWN] < 185
        assert 115 < seconds(bench, "s3")[Presence.ABSENT] < 185
        folded = attendance_of(bench.entries, SITES, bench.latest.at_utc)
        shown = {one.site_id: one for one in bench.latest.attendance}
        assert folded is not None
        for site in folded.sites:
            if site.site_id in shown:
                now = shown[site.site_id].between(bench.latest.attended_from_utc, bench.latest.at_utc)
                assert now.seconds == site.seconds
        ledger = Ledger()
        for entry in bench.entries:
            ledger.apply(entry.event)
        kept = kept_ledger(ledger)[Attendance]
        assert tuple(kept.sites.values()) == bench.latest.attendance, "a restart forgets nobody"

    play(scenario, {1: called(), 2: called(), 3: called(), 4: called()})


@pytest.mark.outcome("present")
def test_a_dead_line_makes_a_site_unknown_and_never_absent_or_present() -> None:
    async def scenario(bench: Bench, codecs: Codecs) -> None:
        await start(bench)
        await bench.until(lambda: standing(bench, "s2") is RosterStatus.CONNECTED, 5)
        bench.world.cut(2)
        await bench.until(lambda: standing(bench, "s2") is RosterStatus.UNKNOWN, 60)
        await asyncio.sleep(70)
        assert ("s2", AlarmType.NOT_IN_CALL) not in active(bench)
        assert not bench.events("site.left")

    play(scenario, {1: called(), 2: called()})


OF_THE_MCU: list[Command] = [
    BlockMicrophone("s2"), BlockOthers(), LockConference(True), DialSite("s3"), HangUp("s2", is_sure=True),
    GiveFloor("s2"), TakeFrame("s2"),
]  # fmt: skip


@pytest.mark.parametrize("command", OF_THE_MCU, ids=lambda command: type(command).__name__)
def test_what_needs_an_mcu_is_refused_with_the_name_of_who_can_do_it(command: Command) -> None:
    async def scenario(bench: Bench, codecs: Codecs) -> None:
        await start(bench)
        ended = await ask(bench, command)
        assert (ended.stage, ended.code, ended.detail) == (Stage.FAILED, "conference.hosted", "VNPT Meeting")

    play(scenario, {1: called(), 2: called()})


def test_what_needs_none_works_as_ever() -> None:
    async def scenario(bench: Bench, codecs: Codecs) -> None:
        await start(bench)
        assert (await ask(bench, MuteRoom("s2"))).stage is Stage.VERIFIED
        assert codecs[2].muted
        assert (await ask(bench, ExcuseSite("s3", "mất điện"))).stage is Stage.RECORDED
        await asyncio.sleep(70)
        assert active(bench) == set()
        assert (await ask(bench, EndMeeting())).stage is Stage.RECORDED

    play(scenario, {1: called(), 2: called(), 3: FakeCodec()})


def test_the_upper_level_is_lost_with_the_call_of_our_hall() -> None:
    async def scenario(bench: Bench, codecs: Codecs) -> None:
        await start(bench, upper="s4")
        await bench.until(lambda: standing(bench, "s4") is RosterStatus.CONNECTED, 5)
        assert (await ask(bench, CountBeforeUs(2))).stage is Stage.RECORDED
        assert (await ask(bench, SetCalled(True))).stage is Stage.RECORDED
        codecs[1].calls_end()
        await bench.until(lambda: ("s4", AlarmType.UPPER_LOST) in active(bench), 10)
        codecs[1].fault = ControlFault.REFUSED
        codecs[1].hang()
        await bench.until(lambda: standing(bench, "s4") is RosterStatus.UNKNOWN, 10)
        await bench.until(lambda: ("s4", AlarmType.UPPER_LOST) not in active(bench), 10)
        codecs[1].fault = None
        codecs[1].call_in(SERVICE, "7")
        await bench.until(lambda: standing(bench, "s4") is RosterStatus.CONNECTED, 60)
        assert ("s4", AlarmType.UPPER_LOST) not in active(bench)

    play(scenario, {1: called(), 2: called()})


def test_a_hosted_conference_beside_our_mcu_tells_its_own_and_only_its_own() -> None:
    async def scenario(bench: Bench, codecs: Codecs) -> None:
        await start(bench, conference="b")
        beside = lambda: bench.latest.seen_at("b").conference  # noqa: E731
        await bench.until(lambda: (seen := beside()) is not None and len(seen.roster) == len(SITES), 5)
        assert (seen := beside()) is not None
        assert [row.standing for row in seen.roster] == ["connected", "connected", "absent", "unknown"]
        assert view(bench).hosted == ""
        assert (await ask(bench, LockConference(True, conference=""))).stage is Stage.VERIFIED
        assert (await ask(bench, LockConference(True, conference="b"))).code == "conference.hosted"

    play(scenario, {1: called(), 2: called(), 3: FakeCodec()}, hosted_beside(), mcu=FakeMcu())


def test_an_engine_that_starts_again_in_the_meeting_counts_on() -> None:
    entries: list[Entry] = []

    async def first(bench: Bench, codecs: Codecs) -> None:
        await start(bench)
        await bench.until(lambda: standing(bench, "s2") is RosterStatus.CONNECTED, 5)
        await asyncio.sleep(60)
        entries.extend(bench.entries)

    async def second(bench: Bench, codecs: Codecs) -> None:
        await bench.until(lambda: standing(bench, "s2") is RosterStatus.CONNECTED, 20)
        await asyncio.sleep(10)
        assert not [e for e in bench.entries if e.kind in ("site.left", "site.untold", "site.joined")]

    def records(clock: ManualClock) -> Remembering:
        clock.jump_wall(entries[-1].at_utc + 5 - clock.utc())
        return Remembering(clock, entries)

    calls = {1: called(), 2: called(), 3: called(), 4: called()}
    play(first, calls)
    play(second, {n: replace(codec) for n, codec in calls.items()}, records_of=records)


def test_the_shutdown_proves_by_the_codecs_who_left_and_asks_a_person_of_the_others() -> None:
    async def scenario(bench: Bench, codecs: Codecs) -> None:
        def shown(site_id: str) -> SiteOff:
            assert bench.latest.shutdown is not None
            site = bench.latest.shutdown.site(site_id)
            assert site is not None
            return site

        def left(site_id: str) -> StepState:
            return shown(site_id).ends[tuple(Step).index(Step.LEFT)].state

        await start(bench)
        await bench.until(lambda: standing(bench, "s2") is RosterStatus.CONNECTED, 5)
        await ask(bench, EndMeeting())
        assert (await ask(bench, OpenShutdown(SITES))).stage is Stage.RECORDED
        for site in SITES:
            assert (await ask(bench, SignStep(site, Step.DONE))).stage is Stage.RECORDED
        codecs[1].calls_end()
        await bench.until(lambda: left("s1") is StepState.PROVED, 30)
        await asyncio.sleep(120)
        assert left("s2") is StepState.OPEN, "its codec is still in the service's call"
        assert not shown("s2").may_act, "no MCU of ours hangs it up"
        still_in = await ask(bench, SignStep("s2", Step.LEFT, "trực nói vậy"))
        assert still_in.code == "shutdown.still-in"
        assert left("s4") is not StepState.PROVED, "nobody knows of a site whose codec is not asked"
        assert (await ask(bench, SignStep("s4", Step.LEFT, "trực nói vậy"))).stage is Stage.RECORDED

    play(scenario, {1: called(), 2: called(), 3: called()})
