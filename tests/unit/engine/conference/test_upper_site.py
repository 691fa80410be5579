"""A meeting that an upper site leads, in fake time: until it calls nobody is heard, and then the chair."""

import asyncio
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from gbdt_console.core.alarms.alarm import AlarmKey, AlarmState, Severity
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.commands import EndMeeting, StartMeeting
from gbdt_console.core.conference.commands import (
    AdmitCaller,
    BlockMicrophone,
    BlockOthers,
    ConferenceCommand,
    CountBeforeUs,
    GiveFloor,
    SetBreak,
    SetCalled,
    UnblockMicrophone,
)
from gbdt_console.core.meetings.commands import RegisterMeeting, StartRegistered
from gbdt_console.core.meetings.registration import MeetingKind, MeetingPlan
from gbdt_console.core.requests import Stage
from tests.support.conference.engine_meetings import ask, leg_of, play, view
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench
from tests.support.journal.kept import kept

LOST = AlarmKey("s4", AlarmType.UPPER_LOST)


async def begin(bench: Bench, mcu: FakeMcu) -> None:
    """Chaired by s1, led by s4; all four are there."""
    for number in (1, 2, 3, 4):
        mcu.join(f"200{number}")
    now = bench.clock.utc()
    command = StartMeeting("Hội nghị trực tuyến", "s1", now, now + 7_200, ("s2",), upper_site_id="s4")
    assert (await ask(bench, command)).stage is Stage.RECORDED
    await bench.until(lambda: blocked(mcu) == [True, True, True, False], 5)


def blocked(mcu: FakeMcu) -> list[bool]:
    return [mcu.is_blocked(f"200{n}") for n in (1, 2, 3, 4)]


def test_all_but_the_upper_site_are_blocked_until_it_calls_and_then_only_the_chair_is_opened() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await begin(bench, mcu)
        assert (await ask(bench, SetCalled(True))).stage is Stage.VERIFIED
        assert blocked(mcu) == [False, True, True, False]
        await asyncio.sleep(5)
        assert blocked(mcu) == [False, True, True, False]
        assert (await ask(bench, SetCalled(False))).stage is Stage.VERIFIED
        assert blocked(mcu) == [True, True, True, False]
        assert [e.data["is_on"] for e in bench.events("floor.called")] == [True, False]
        floor = view(bench).floor
        assert (floor.upper, kept(floor)) == ("s4", floor)

    play(scenario)


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (UnblockMicrophone("s1"), "upper.not-called"),
        (UnblockMicrophone("s2"), "upper.not-called"),
        (GiveFloor("s2", is_sure=True), "upper.not-called"),
        (GiveFloor(), "upper.not-called"),
        (AdmitCaller("9999"), "upper.not-called"),
        (BlockMicrophone("s4"), "guard.upper-block"),
    ],
)
def test_until_it_calls_nobody_of_ours_is_opened(command: ConferenceCommand, code: str) -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await begin(bench, mcu)
        ended = await ask(bench, command)
        assert (ended.stage, ended.code) == (Stage.FAILED, code)
        assert blocked(mcu) == [True, True, True, False]

    play(scenario)


def test_while_it_calls_the_floor_is_given_only_when_sure_and_never_to_it() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await begin(bench, mcu)
        await ask(bench, SetCalled(True))
        assert (await ask(bench, GiveFloor("s2"))).code == "guard.upper-floor"
        assert (await ask(bench, GiveFloor("s4", is_sure=True))).code == "upper.not-ours"
        assert (await ask(bench, GiveFloor("s2", is_sure=True))).stage is Stage.VERIFIED
        assert blocked(mcu) == [False, False, True, False]
        assert (await ask(bench, SetCalled(False))).stage is Stage.VERIFIED
        assert blocked(mcu) == [True, True, True, False]

    play(scenario)


def test_no_bulk_order_blocks_the_upper_site_and_a_caller_is_not_heard_there() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await begin(bench, mcu)
        mcu.join("9999")
        await bench.until(lambda: mcu.is_blocked("9999"), 3)
        for command in (BlockOthers(), SetBreak(True), SetCalled(True), SetBreak(False), BlockOthers(False)):
            await ask(bench, command)
            await asyncio.sleep(2)
            assert not mcu.is_blocked("2004")
            assert mcu.is_blocked("9999")
        assert blocked(mcu) == [False, True, True, False]

    play(scenario)


def test_a_late_or_returning_chair_is_closed_until_called_without_an_event() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await begin(bench, mcu)
        mcu.is_mute = True
        mcu.leave(next(leg for leg in mcu.legs if "2001" in leg))
        mcu.join("2001")
        await bench.until(lambda: mcu.is_blocked("2001"), 3)

    play(scenario)


def test_the_upper_site_is_a_known_one_beside_ours_and_its_end_opens_nobody() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        now = bench.clock.utc()
        for upper in ("s1", "s2", "s9"):
            command = StartMeeting("Hội nghị", "s1", now, now + 7_200, ("s2",), upper_site_id=upper)
            assert (await ask(bench, command)).code == "meeting.upper-wrong"
        await begin(bench, mcu)
        assert (await ask(bench, EndMeeting())).stage is Stage.RECORDED
        await asyncio.sleep(10)
        assert blocked(mcu) == [True, True, True, False]
        command = StartMeeting("Giao ban", "s1", now, now + 7_200)
        assert (await ask(bench, command)).stage is Stage.RECORDED
        assert (await ask(bench, SetCalled(True))).code == "upper.none"

    play(scenario)


def test_the_first_look_without_the_upper_leg_raises_the_worst_alarm_and_an_outage_of_its_own() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await begin(bench, mcu)
        bench.world.cut(2)
        await bench.until(lambda: any(a.key.type == AlarmType.SITE_LOST for a in bench.latest.alarms), 20)
        mcu.leave(leg_of(mcu, "2004"))
        await bench.until(lambda: bench.latest.alarms[0].key == LOST, 1.5)
        worst = bench.latest.alarms[0]
        assert (worst.severity, worst.is_urgent) == (Severity.CRITICAL, True)
        await asyncio.sleep(70)
        absent = [a for a in bench.latest.alarms if a.key == AlarmKey("s4", AlarmType.SITE_ABSENT)]
        assert [alarm.state for alarm in absent] == [AlarmState.SUPPRESSED], "it is told once"
        (outage,) = [one for one in bench.latest.outages if one.opened_by == LOST]
        assert (outage.sites, outage.sites_down, outage.is_down) == (("s4",), (), True)
        mcu.join("2004")
        await bench.until(lambda: bench.latest.outages[-1].restored_utc is not None, 5)

    play(scenario)


def test_an_upper_site_that_is_not_there_at_the_opening_is_lost() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        mcu.join("2001")
        now = bench.clock.utc()
        command = StartMeeting("Hội nghị", "s1", now + 30, now + 7_200, upper_site_id="s4")
        assert (await ask(bench, command)).stage is Stage.RECORDED
        await asyncio.sleep(28)
        assert LOST not in [a.key for a in bench.latest.alarms], "before its hour it need not be there"
        await bench.until(lambda: LOST in [a.key for a in bench.latest.alarms], 5)

    play(scenario)


def test_those_before_us_are_counted_down_until_the_upper_site_calls() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await begin(bench, mcu)
        assert view(bench).floor.before_us is None, "nobody told the order"
        for left in (2, 1):
            assert (await ask(bench, CountBeforeUs(left))).stage is Stage.RECORDED
        floor = view(bench).floor
        assert (floor.before_us, kept(floor)) == (1, floor)
        assert (await ask(bench, CountBeforeUs(100))).code == "upper.too-many"
        await ask(bench, SetCalled(True))
        assert (await ask(bench, CountBeforeUs(0))).code == "upper.called-already"
        await ask(bench, SetCalled(False))
        assert view(bench).floor.before_us is None, "what was counted led to the call that is over"

    play(scenario)


def test_a_registered_meeting_begins_with_the_order_of_the_upper_centre() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        opening = datetime.fromtimestamp(bench.clock.utc() + 600, ZoneInfo("Asia/Ho_Chi_Minh"))
        plan = MeetingPlan(
            "Hội nghị", "Văn phòng", MeetingKind.UPSTREAM, ("s1", "s2"), "s1", f"{opening:%Y-%m-%dT%H:%M}",
            "Asia/Ho_Chi_Minh", upper_site_id="s4", upper_test=f"{opening:%Y-%m-%d}T06:30:15",
            upper_order=("Hà Giang", "", " Cao Bằng "),
        )  # fmt: skip
        alone = replace(plan, upper_site_id="")
        assert (await ask(bench, RegisterMeeting(alone))).code == "upper.none-named"
        assert (await ask(bench, RegisterMeeting(plan))).stage is Stage.RECORDED
        (registered,) = bench.latest.calendar
        assert registered.plan.upper_order == ("Hà Giang", "Cao Bằng")
        assert registered.plan.upper_test == f"{opening:%Y-%m-%d}T06:30"
        assert (await ask(bench, StartRegistered(registered.number))).stage is Stage.RECORDED
        assert view(bench).floor.before_us == 2

    play(scenario)
