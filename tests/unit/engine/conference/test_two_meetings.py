"""Two meetings at once over the whole engine in fake time: nothing of one acts in the other."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.checklist.commands import OpenChecklist, SignCheck
from gbdt_console.core.clock import ManualClock
from gbdt_console.core.commands import EndMeeting, StartMeeting
from gbdt_console.core.conference.commands import BlockOthers, GiveFloor, HangUp, LockConference
from gbdt_console.core.conference.view import ConferenceView
from gbdt_console.core.events import Entry
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.meetings.commands import (
    ChangeMeeting,
    MoveMeetingEnd,
    RegisterMeeting,
    StartRegistered,
)
from gbdt_console.core.meetings.held import running_meetings
from gbdt_console.core.meetings.registration import MeetingKind, MeetingPlan
from gbdt_console.core.requests import Stage
from gbdt_console.core.shutdown.commands import OpenShutdown, SignStep
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.devices.driver import ConferenceDevices
from tests.support.alarms.engine_alarms import Remembering
from tests.support.conference.engine_meetings import ask, in_two_conferences, leg_of
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench, run_engine


def local(utc: float) -> str:
    return datetime.fromtimestamp(utc, ZoneInfo("Asia/Ho_Chi_Minh")).strftime("%Y-%m-%dT%H:%M")


HALL, OTHER = ("s1", "s2", "s3"), ("s4", "s5", "s6")
Scenario = Callable[[Bench, FakeMcu, FakeMcu], Awaitable[None]]


def play(scenario: Scenario, entries: list[Entry] | None = None) -> list[Entry]:
    """Play it at two MCUs; returns what was recorded."""
    first, second = FakeMcu(), FakeMcu()

    async def playing(bench: Bench) -> list[Entry]:
        await scenario(bench, first, second)
        return list(bench.entries)

    def records(clock: ManualClock) -> Remembering:
        return Remembering(clock, entries or [])

    beside = {"b": ConferenceDevices(second, None)}
    return run_engine(in_two_conferences(6), playing, records, mcu=first, conferences=beside)


def seen(bench: Bench, conference: str) -> Snapshot:
    return bench.latest.seen_at(conference)


def view(bench: Bench, conference: str) -> ConferenceView:
    shown = seen(bench, conference).conference
    assert shown is not None
    return shown


async def start(bench: Bench, sites: tuple[str, ...], conference: str) -> str:
    now = bench.clock.utc()
    meeting = StartMeeting(
        f"Họp {sites[0]}", sites[0], now, now + 7_200, sites[1:], sites=sites, conference=conference
    )
    return (await ask(bench, meeting)).code


async def both(bench: Bench, first: FakeMcu, second: FakeMcu) -> None:
    """Two running meetings, all sites there."""
    for mcu, sites in ((first, HALL), (second, OTHER)):
        for site in sites:
            mcu.join(f"200{site[1:]}")
    assert [await start(bench, HALL, ""), await start(bench, OTHER, "b")] == ["", ""]
    await bench.until(
        lambda: all(len([r for r in view(bench, place).roster if r.participant]) == 3 for place in ("", "b"))
    )


def active(bench: Bench, kind: str) -> set[str]:
    return {a.key.resource for a in bench.latest.alarms if a.key.type == kind and a.is_active}


def test_every_command_acts_in_the_meeting_that_it_names() -> None:
    async def scenario(bench: Bench, first: FakeMcu, second: FakeMcu) -> None:
        await both(bench, first, second)
        assert (await ask(bench, BlockOthers(conference="b"))).stage is Stage.VERIFIED
        assert (await ask(bench, GiveFloor("s5", conference="b"))).stage is Stage.VERIFIED
        assert {leg for _, leg in second.asked} == {leg_of(second, f"200{n}") for n in (5, 6)}
        assert first.asked == []
        assert (view(bench, "b").floor.speaker, view(bench, "").floor.speaker) == ("s5", "")
        assert (await ask(bench, LockConference(True, conference=""))).stage is Stage.VERIFIED
        assert (first.is_locked, second.is_locked) == (True, False)
        assert (await ask(bench, GiveFloor("s2", conference="b"))).code == "call.not-there"
        assert (await ask(bench, HangUp("s5", is_sure=True, conference=""))).code == "call.not-there"

    play(scenario)


def test_a_command_that_names_none_is_refused_with_the_list() -> None:
    async def scenario(bench: Bench, first: FakeMcu, second: FakeMcu) -> None:
        await both(bench, first, second)
        refused = await ask(bench, BlockOthers())
        ids = [meeting.id for meeting in bench.latest.running.values()]
        assert (refused.code, refused.detail) == ("meeting.which", f"{ids[0]} Họp s1; {ids[1]} Họp s4")
        assert (await ask(bench, EndMeeting())).code == "meeting.which"
        assert (await ask(bench, BlockOthers(conference="7"))).code == "meeting.not-running"
        assert first.asked == second.asked == []
        end_utc = bench.clock.utc() + 8_000
        assert (await ask(bench, MoveMeetingEnd(end_utc, conference=ids[1]))).stage is Stage.RECORDED
        assert [m.end_utc == end_utc for m in bench.latest.running.values()] == [False, True]
        assert (await ask(bench, EndMeeting(conference=ids[0]))).stage is Stage.RECORDED
        assert list(bench.latest.running) == ["b"]
        assert (await ask(bench, BlockOthers())).stage is Stage.VERIFIED, "the only one that runs is meant"
        assert second.asked
        assert first.asked == []

    play(scenario)


def test_a_site_is_in_one_running_meeting_only() -> None:
    async def scenario(bench: Bench, first: FakeMcu, second: FakeMcu) -> None:
        await both(bench, first, second)
        assert (await ask(bench, EndMeeting(conference="b"))).stage is Stage.RECORDED
        assert await start(bench, ("s3", "s4"), "b") == "meeting.site-in-another"
        now = bench.clock.utc()
        everyone = StartMeeting("Họp", "s4", now, now + 60, conference="b")
        assert (await ask(bench, everyone)).code == "meeting.site-in-another"
        assert await start(bench, OTHER, "") == "meeting.already-running"
        assert await start(bench, OTHER, "b") == ""
        second.join("2003")
        await bench.until(lambda: active(bench, AlarmType.SITE_IN_TWO) == {"s3"}, 10)
        second.leave(leg_of(second, "2003"))
        await bench.until(lambda: not active(bench, AlarmType.SITE_IN_TWO), 10)

    play(scenario)


def test_alarms_of_two_meetings_leave_each_other_alone() -> None:
    async def scenario(bench: Bench, first: FakeMcu, second: FakeMcu) -> None:
        await both(bench, first, second)
        first.leave(leg_of(first, "2002"))
        second.leave(leg_of(second, "2005"))
        first.join("9999")
        second.join("9999")
        await bench.until(lambda: active(bench, AlarmType.SITE_ABSENT) == {"s2", "s5"}, 90)
        strangers = {"caller.9999", "caller-in.b.9999"}
        assert active(bench, AlarmType.CALLER_UNEXPECTED) == strangers
        second.hang()
        await bench.until(lambda: active(bench, AlarmType.MCU_LOST) == {"centre.mcu@b"}, 30)
        assert view(bench, "").fault is None
        await asyncio.sleep(20)
        raised = [entry.data["resource"] for entry in bench.events("alarm.raised")]
        assert sorted(raised.count(one) for one in ("s2", "s5", *strangers)) == [1, 1, 1, 1]
        await ask(bench, EndMeeting(conference="b"))
        await bench.until(lambda: active(bench, AlarmType.SITE_ABSENT) == {"s2"}, 10)
        assert "caller.9999" in active(bench, AlarmType.CALLER_UNEXPECTED)

    play(scenario)


def test_both_meetings_go_on_after_a_restart() -> None:
    async def before(bench: Bench, first: FakeMcu, second: FakeMcu) -> None:
        await both(bench, first, second)
        await ask(bench, GiveFloor("s5", conference="b"))
        await ask(bench, GiveFloor("s2", conference=""))
        first.leave(leg_of(first, "2003"))
        second.leave(leg_of(second, "2006"))
        await bench.until(lambda: active(bench, AlarmType.SITE_ABSENT) == {"s3", "s6"}, 90)

    async def after(bench: Bench, first: FakeMcu, second: FakeMcu) -> None:
        for mcu, numbers in ((first, (1, 2)), (second, (4, 5))):
            for number in numbers:
                mcu.join(f"200{number}")
        await bench.until(lambda: all(view(bench, place).taken_s is not None for place in ("", "b")))
        await asyncio.sleep(70)
        assert {place: m.chair_site_id for place, m in bench.latest.running.items()} == {"": "s1", "b": "s4"}
        assert [view(bench, place).floor.speaker for place in ("", "b")] == ["s2", "s5"]
        assert active(bench, AlarmType.SITE_ABSENT) == {"s3", "s6"}
        assert not [e for e in bench.events("alarm.raised") if e.data["type"] == AlarmType.SITE_ABSENT]
        assert not bench.events("alarm.cleared")
        assert {row.site_id for row in view(bench, "b").roster} == set(OTHER)
        assert {row.site_id for row in view(bench, "").roster} == set(HALL)

    entries = play(before)
    ledger = Ledger()
    for entry in entries:
        ledger.apply(entry.event)
    assert [one.chair_site_id for one in running_meetings(ledger).values()] == ["s1", "s4"]
    play(after, entries)


def plan(bench: Bench, sites: tuple[str, ...], conference: str, after_min: int = 60) -> MeetingPlan:
    opening = bench.clock.utc() + after_min * 60
    return MeetingPlan(
        "Giao ban",
        "Sở Y tế",
        MeetingKind.DEPARTMENT,
        sites,
        sites[0],
        local(opening),
        "Asia/Ho_Chi_Minh",
        conference=conference,
    )


def test_overlapping_meetings_are_registered_where_they_share_nothing() -> None:
    async def scenario(bench: Bench, first: FakeMcu, second: FakeMcu) -> None:
        async def register(sites: tuple[str, ...], conference: str, *, is_sure: bool = False) -> str:
            code = await bench.ask(RegisterMeeting(plan(bench, sites, conference), is_sure=is_sure))
            await bench.until(lambda: True)
            return code

        assert await register(HALL, "") == ""
        assert await register(OTHER, "") == "guard.meeting-clash"
        assert await register(OTHER, "b") == "", "another conference, other sites"
        assert await register(("s3", "s4"), "b", is_sure=True) == "meetings.site-twice"
        assert await register(OTHER, "c") == "meetings.conference-unknown"
        assert await register(("s1",), "", is_sure=True) == "", "one after the other in the same room"
        moved = plan(bench, ("s3", "s4"), "b")
        assert await bench.ask(ChangeMeeting(2, moved, is_sure=True)) == "meetings.site-twice"
        assert [await bench.ask(StartRegistered(n, is_sure=True)) for n in (1, 2)] == ["", ""]
        assert {place: m.registration for place, m in bench.latest.running.items()} == {"": 1, "b": 2}
        assert (await ask(bench, EndMeeting(conference="2"))).stage is Stage.RECORDED
        assert list(bench.latest.running) == [""]

    play(scenario)


def test_each_meeting_has_its_own_checklist_and_shutdown() -> None:
    async def scenario(bench: Bench, first: FakeMcu, second: FakeMcu) -> None:
        for sites, place in ((HALL, ""), (OTHER, "b")):
            assert await bench.ask(RegisterMeeting(plan(bench, sites, place))) == ""
        assert await bench.ask(OpenChecklist("1")) == ""
        assert await bench.ask(OpenChecklist("2")) == ""
        sheets = {place: seen(bench, place).checklist for place in ("", "b")}
        assert {place: one.meeting_id for place, one in sheets.items() if one is not None} == {
            "": "1",
            "b": "2",
        }
        assert await bench.ask(SignCheck("s1", "sound", conference="1")) == ""
        assert await bench.ask(SignCheck("s4", "sound", conference="2")) == "", "named by its number"
        assert await bench.ask(SignCheck("s4", "sound", conference="")) == "checklist.site-unknown"
        assert [await bench.ask(StartRegistered(n, is_sure=True)) for n in (1, 2)] == ["", ""]
        assert (await ask(bench, EndMeeting(conference="1"))).stage is Stage.RECORDED
        assert await bench.ask(OpenShutdown(conference="b")) == "shutdown.meeting-runs"
        assert await bench.ask(OpenShutdown(conference="1")) == ""
        assert (await ask(bench, EndMeeting(conference="2"))).stage is Stage.RECORDED
        assert await bench.ask(OpenShutdown(conference="2")) == ""
        for place, number, sites in (("", "1", HALL), ("b", "2", OTHER)):
            record = seen(bench, place).shutdown
            assert record is not None
            assert (record.meeting_id, {one.site_id for one in record.sites}) == (number, set(sites))
        assert await bench.ask(SignStep("s5", "done", conference="2")) == ""
        assert await bench.ask(SignStep("s5", "done", conference="1")) == "shutdown.site-unknown"

    play(scenario)
