"""A site that was not invited is in the conference of a meeting: a caller as a stranger is, with a name."""

import asyncio

import pytest

from gbdt_console.core.alarms.alarm import Severity
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.commands import StartMeeting
from gbdt_console.core.conference.attended import Attended
from gbdt_console.core.conference.commands import (
    AdmitCaller,
    GiveFloor,
    HangUp,
    IsolateCaller,
    LockConference,
    PrepareFloor,
    SetClosed,
)
from gbdt_console.core.conference.presence import Presence
from gbdt_console.core.conference.roster import RosterParts, RosterStatus
from gbdt_console.core.requests import Stage
from tests.support.conference.engine_meetings import ask, leg_of, play, view
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench
from tests.support.meetings.attendance import attendance_of

KINDS = (AlarmType.SITE_UNINVITED, AlarmType.CLOSED_UNINVITED)


async def meeting_with_a_fourth(
    bench: Bench, mcu: FakeMcu, *, is_closed: bool = False, opens_s: float = 0.0
) -> str:
    """A meeting of s1 and s2, both there, and s4 that nobody invited; return its call leg."""
    legs = [mcu.join(f"200{number}") for number in (1, 2, 4)]
    await bench.until(lambda: len([row for row in view(bench).roster if row.participant]) == 3, 10)
    now = bench.clock.utc()
    command = StartMeeting(
        "Giao ban", "s1", now + opens_s, now + 7_200, ("s2",), is_closed=is_closed, sites=("s1", "s2")
    )
    assert (await ask(bench, command)).stage is Stage.RECORDED
    await bench.until(lambda: any(row.uninvited for row in view(bench).roster), 10)
    return legs[-1]


def alarms(bench: Bench) -> dict[str, tuple[str, Severity]]:
    return {
        one.site_id: (one.key.type, one.severity)
        for one in bench.latest.alarms
        if one.key.type in KINDS and one.is_active
    }


@pytest.mark.parametrize("is_closed", [False, True])
def test_it_is_named_apart_and_an_alarm_that_is_critical_in_a_closed_meeting(is_closed: bool) -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_with_a_fourth(bench, mcu, is_closed=is_closed)
        parts = RosterParts.of(view(bench).roster)
        assert [row.uninvited for row in parts.uninvited] == ["s4"]
        assert [row.site_id for row in parts.connected] == ["s1", "s2"]
        kind, severity = KINDS[is_closed], Severity.CRITICAL if is_closed else Severity.MAJOR
        await bench.until(lambda: alarms(bench) == {"s4": (kind, severity)}, 10)
        mcu.leave(leg_of(mcu, "2004"))
        await bench.until(lambda: not alarms(bench), 10)
        assert {row.site_id for row in view(bench).roster} == {"s1", "s2"}

    play(scenario)


def test_a_meeting_that_becomes_closed_makes_it_critical() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_with_a_fourth(bench, mcu)
        await bench.until(lambda: alarms(bench) == {"s4": (KINDS[0], Severity.MAJOR)}, 10)
        assert (await ask(bench, SetClosed(True, is_sure=True))).stage is Stage.VERIFIED
        await bench.until(lambda: alarms(bench) == {"s4": (KINDS[1], Severity.CRITICAL)}, 10)

    play(scenario)


def test_it_is_isolated_let_in_and_hung_up_as_a_stranger_is() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        leg = await meeting_with_a_fourth(bench, mcu)
        assert (await ask(bench, IsolateCaller("2004"))).stage is Stage.VERIFIED
        assert mcu.is_blocked("2004")
        assert (await ask(bench, AdmitCaller("2004"))).code == "guard.admit"
        assert (await ask(bench, AdmitCaller("2004", is_sure=True))).stage is Stage.VERIFIED
        await bench.until(lambda: not alarms(bench), 10)
        (row,) = (row for row in view(bench).roster if row.uninvited)
        assert row.standing is RosterStatus.CONNECTED
        assert (await ask(bench, HangUp("s4", is_sure=True))).stage is Stage.VERIFIED
        assert leg not in mcu.legs
        assert [e.data["site"] for e in bench.events("caller.isolated")] == ["s4"]
        orders = [str(e.data["what"]) for e in bench.events("order.ended")]
        assert orders == ["caller.isolate", "microphone.block", "call.hang-up"], "one word for one act"

    play(scenario)


def test_it_never_gets_the_floor_and_is_not_locked_in_unsaid() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_with_a_fourth(bench, mcu)
        assert (await ask(bench, GiveFloor("s4"))).code == "call.uninvited"
        mcu.leave(leg_of(mcu, "2002"))
        await bench.until(lambda: (row := view(bench).row("s2")) is not None and not row.participant, 10)
        assert (await ask(bench, PrepareFloor())).code == "floor.nobody-there"
        for command in (LockConference(True), SetClosed(True)):
            assert (await ask(bench, command)).code == "guard.lock-in"
        assert not mcu.is_locked
        assert (await ask(bench, LockConference(True, is_sure=True))).stage is Stage.VERIFIED

    play(scenario)


def test_its_time_inside_is_counted_apart_from_the_meetings_own_sites() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_with_a_fourth(bench, mcu)
        await asyncio.sleep(120)
        mcu.leave(leg_of(mcu, "2004"))
        await asyncio.sleep(60)
        sheet = attendance_of(bench.entries, ("s1", "s2", "s3", "s4"), bench.latest.at_utc)
        assert sheet is not None
        assert [one.site_id for one in sheet.sites] == ["s1", "s2"]
        assert [one.site_id for one in sheet.uninvited] == ["s4"]
        assert sheet.uninvited[0].seconds[Presence.PRESENT] == pytest.approx(120, abs=10)
        assert set(sheet.sites[0].seconds) == {Presence.PRESENT}, "it was there before the meeting began"

    play(scenario)


def test_its_time_inside_counts_from_the_start_before_the_opening() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_with_a_fourth(bench, mcu, opens_s=300)
        await asyncio.sleep(120)
        mcu.leave(leg_of(mcu, "2004"))
        await asyncio.sleep(240)
        sites = ("s1", "s2", "s3", "s4")
        sheet = attendance_of(bench.entries, sites, bench.latest.at_utc)
        assert sheet is not None
        assert sheet.uninvited[0].present_between(0.0, sheet.from_utc) == pytest.approx(120, abs=10)
        now, meeting = bench.latest, bench.latest.meeting
        assert meeting is not None
        shown = Attended.between(
            meeting, sites, now.attendance, now.attendance_untold, now.attended_from_utc, now.at_utc
        )
        assert shown.uninvited == sheet.uninvited

    play(scenario)
