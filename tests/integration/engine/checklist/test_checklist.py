"""From the world to the sheet of the Snapshot, through the whole engine in fake time."""

import asyncio
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from gbdt_console.core.alarms.commands import ShelveAlarm
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.checklist.cells import CellState
from gbdt_console.core.checklist.checks import FIRST_CHECKS, Check
from gbdt_console.core.checklist.commands import (
    AcceptConfiguration,
    AnswerRoll,
    CloseChecklist,
    OpenChecklist,
    SignCheck,
)
from gbdt_console.core.checklist.events import ChecklistOpened
from gbdt_console.core.checklist.view import ChecklistView, SiteChecks
from gbdt_console.core.clock import ManualClock
from gbdt_console.core.commands import EndMeeting, StartMeeting
from gbdt_console.core.events import Entry
from gbdt_console.core.meetings.commands import (
    CancelMeeting,
    ChangeMeeting,
    RegisterMeeting,
    StartRegistered,
)
from gbdt_console.core.meetings.registration import MeetingKind, MeetingPlan
from gbdt_console.core.requests import Stage
from gbdt_console.journal.codec import event_data, read_event
from tests.support.alarms.engine_alarms import (
    Remembering,
    active,
    alarm,
    order,
    restarted,
    until_alarm,
    until_up,
    written_by,
)
from tests.support.conference.engine_meetings import play as play_with_mcu
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.engine.networks import network

RECORDED = (Stage.RECORDED, "")
ZONE = "Asia/Ho_Chi_Minh"
HOUR_S = 3_600.0
MINUTE_S = 60.0


def refused(code: str) -> tuple[Stage, str]:
    return Stage.FAILED, code


def sheet(bench: Bench) -> ChecklistView:
    view = bench.latest.checklist
    assert view is not None
    return view


def row(bench: Bench, site: str = "s2") -> SiteChecks:
    found = sheet(bench).row(site)
    assert found is not None
    return found


def state(bench: Bench, check: Check, site: str = "s2") -> CellState:
    return row(bench, site).cells[tuple(Check).index(check)].state_at(bench.latest.at_s)


async def opened(bench: Bench, in_s: float = HOUR_S) -> None:
    await until_up(bench)
    assert await order(bench, OpenChecklist("m1", bench.clock.utc() + in_s)) == RECORDED
    await bench.until(lambda: bench.latest.checklist is not None)


def planned(bench: Bench, in_s: float) -> MeetingPlan:
    """A meeting of s1 and s3 that opens after so many seconds, at a whole minute."""
    opening = f"{datetime.fromtimestamp(bench.clock.utc() + in_s, ZoneInfo(ZONE)):%Y-%m-%dT%H:%M}"
    return MeetingPlan("Giao ban", "vp", MeetingKind.EMERGENCY, ("s1", "s3"), "s1", opening, ZONE)


async def called(bench: Bench, site: str) -> None:
    """Lead a site through the whole roll-call."""
    for question, answer in (
        ("heard", "both"), ("normal", "by-technician"), ("presides", "Phó Chủ tịch"), ("delegates", "24"),
    ):  # fmt: skip
        assert await order(bench, AnswerRoll(site, question, answer)) == RECORDED


async def until_state(bench: Bench, check: Check, wanted: CellState, site: str = "s2") -> None:
    await bench.until(lambda: state(bench, check, site) is wanted)


def as_eight_checks(entry: Entry) -> Entry:
    """Return an opening in the form that names no checks."""
    event = entry.event
    if not isinstance(event, ChecklistOpened):
        return entry
    data = {name: value for name, value in event_data(event).items() if name != "checks"}
    return replace(entry, event=read_event(event.KIND, event.VERSION, data))


@pytest.mark.article("A7.2")
def test_a_roll_call_signs_all_that_nothing_measures() -> None:
    async def scenario(bench: Bench) -> None:
        await opened(bench)
        assert state(bench, Check.LINE) is state(bench, Check.TERMINAL) is CellState.PASSED
        assert state(bench, Check.SOUND) is CellState.UNKNOWN
        await called(bench, "s2")
        await bench.until(lambda: not row(bench).open_cells(bench.latest.at_s))
        assert state(bench, Check.SOUND) is CellState.SIGNED
        assert state(bench, Check.TERMINAL) is CellState.PASSED
        assert (row(bench).roll.presides, row(bench).roll.delegates) == ("Phó Chủ tịch", 24)
        assert len(row(bench, "s3").open_cells(bench.latest.at_s)) == 7

    run_engine(network(3), scenario)


@pytest.mark.article("A4.1")
def test_who_switched_on_is_a_check_of_its_own_that_only_an_answer_about_it_signs() -> None:
    async def scenario(bench: Bench) -> None:
        await opened(bench)
        assert await order(bench, AnswerRoll("s2", "normal", "all")) == RECORDED
        await until_state(bench, Check.ROOM, CellState.SIGNED)
        assert state(bench, Check.SWITCH_ON) is CellState.UNKNOWN
        assert await order(bench, AnswerRoll("s2", "normal", "hazard")) == RECORDED
        await until_state(bench, Check.SWITCH_ON, CellState.FAULT)
        assert state(bench, Check.ROOM) is CellState.SIGNED
        assert await order(bench, AnswerRoll("s2", "normal", "by-other")) == RECORDED
        await until_state(bench, Check.SWITCH_ON, CellState.SIGNED)
        said = row(bench).cells[tuple(Check).index(Check.SWITCH_ON)].said
        assert said is not None
        assert (said.code, said.by) == ("by-other", "trực trung tâm")

    run_engine(network(3), scenario)


def test_a_sheet_of_eight_checks_stays_one_and_takes_a_hazard_as_the_rooms_fault() -> None:
    async def scenario(bench: Bench) -> None:
        await until_up(bench)
        assert [cell.check for cell in row(bench).cells] == list(FIRST_CHECKS)
        assert await order(bench, SignCheck("s2", "switch-on")) == refused("checklist.check-unknown")
        assert await order(bench, OpenChecklist("m1", bench.clock.utc() + HOUR_S)) == RECORDED
        assert await order(bench, AnswerRoll("s2", "normal", "hazard")) == RECORDED
        await until_state(bench, Check.ROOM, CellState.FAULT)
        for site in ("s1", "s2", "s3"):
            await called(bench, site)
        await bench.until(lambda: not sheet(bench).open_rows(bench.latest.at_s))
        assert await order(bench, CloseChecklist()) == RECORDED
        await bench.until(lambda: len(row(bench).frozen) == len(FIRST_CHECKS))
        bench.world.cut(2)
        await bench.until(lambda: len(sheet(bench).changes) == 2, 90.0)

    restarted(network(3), scenario, [as_eight_checks(one) for one in written_by(network(3), opened)])


def test_a_line_that_is_cut_turns_its_cell_to_a_fault_and_back() -> None:
    async def scenario(bench: Bench) -> None:
        await opened(bench)
        bench.world.cut(2)
        await until_state(bench, Check.LINE, CellState.FAULT)
        assert await order(bench, SignCheck("s2", "line")) == refused("checklist.no-note")
        assert await order(bench, SignCheck("s2", "line", note="họp bằng điện thoại")) == RECORDED
        await until_state(bench, Check.LINE, CellState.SIGNED)
        bench.world.restore(2)
        await until_state(bench, Check.LINE, CellState.SIGNED)
        assert state(bench, Check.LINE, "s3") is CellState.PASSED

    run_engine(network(3), scenario)


def test_a_bad_answer_is_a_fault_until_a_good_one() -> None:
    async def scenario(bench: Bench) -> None:
        await opened(bench)
        assert await order(bench, AnswerRoll("s2", "heard", "not-there")) == RECORDED
        await until_state(bench, Check.SOUND, CellState.FAULT)
        assert await order(bench, AnswerRoll("s2", "heard", "both")) == RECORDED
        await until_state(bench, Check.SOUND, CellState.SIGNED)
        assert await order(bench, AnswerRoll("s2", "heard", "maybe")) == refused("checklist.answer-unknown")
        assert await order(bench, AnswerRoll("s2", "delegates", "-1")) == refused("checklist.no-number")
        assert await order(bench, AnswerRoll("s9", "heard", "both")) == refused("checklist.site-unknown")

    run_engine(network(3), scenario)


@pytest.mark.article("A7.1b")
def test_a_sheet_is_late_from_thirty_minutes_before_until_it_is_done_and_closed() -> None:
    async def scenario(bench: Bench) -> None:
        await opened(bench, in_s=HOUR_S)
        await called(bench, "s1")
        await called(bench, "s2")
        assert alarm(bench, AlarmType.CHECKLIST_LATE) is None
        await asyncio.sleep(HOUR_S / 2 - 60.0)
        assert alarm(bench, AlarmType.CHECKLIST_LATE) is None
        late = await until_alarm(bench, AlarmType.CHECKLIST_LATE, within_s=120.0)
        assert (late.members, late.since_utc) == (("s3",), sheet(bench).due_utc)
        await called(bench, "s3")
        await asyncio.sleep(5)
        assert alarm(bench, AlarmType.CHECKLIST_LATE) is not None
        assert await order(bench, CloseChecklist()) == RECORDED
        await bench.until(lambda: not getattr(alarm(bench, AlarmType.CHECKLIST_LATE), "is_active", False))

    run_engine(network(3), scenario)


def test_a_sheet_that_stayed_open_is_late_until_the_opening_and_no_longer() -> None:
    async def scenario(bench: Bench) -> None:
        await opened(bench, in_s=2 * MINUTE_S)
        await until_alarm(bench, AlarmType.CHECKLIST_LATE, within_s=MINUTE_S)
        opening_utc = sheet(bench).opening_utc
        await bench.until(lambda: active(bench, AlarmType.CHECKLIST_LATE) == [], within_s=3 * MINUTE_S)
        assert opening_utc <= bench.clock.utc() < opening_utc + 5.0

    run_engine(network(3), scenario)


def test_a_sheet_is_not_late_once_its_meeting_ended_before_its_time() -> None:
    async def scenario(bench: Bench) -> None:
        await until_up(bench)
        plan = planned(bench, 20 * MINUTE_S)
        assert await order(bench, RegisterMeeting(plan)) == RECORDED
        assert await order(bench, OpenChecklist("1")) == RECORDED
        await until_alarm(bench, AlarmType.CHECKLIST_LATE)
        assert await order(bench, StartRegistered(1)) == RECORDED
        assert await order(bench, EndMeeting()) == RECORDED
        await bench.until(lambda: active(bench, AlarmType.CHECKLIST_LATE) == [])
        assert bench.clock.utc() < plan.opening_utc

    run_engine(network(3), scenario)


def test_a_restart_calls_no_site_late_that_was_not_measured_yet() -> None:
    async def before(bench: Bench) -> None:
        await opened(bench, in_s=HOUR_S)
        for site in ("s1", "s2", "s3"):
            await called(bench, site)
        assert await order(bench, CloseChecklist()) == RECORDED

    async def after(bench: Bench) -> None:
        assert sheet(bench).due_utc < bench.clock.utc() < sheet(bench).opening_utc
        await until_up(bench)
        await asyncio.sleep(5)
        assert alarm(bench, AlarmType.CHECKLIST_LATE) is None
        bench.world.cut(3)
        late = await until_alarm(bench, AlarmType.CHECKLIST_LATE)
        assert late.members == ("s3",)

    entries = written_by(network(3), before)

    def later(clock: ManualClock) -> Remembering:
        clock.advance(HOUR_S * 0.6)
        return Remembering(clock, entries)

    run_engine(network(3), after, later)


@pytest.mark.article("A7.1b")
def test_closing_freezes_and_what_breaks_after_it_is_a_change() -> None:
    async def scenario(bench: Bench) -> None:
        await opened(bench)
        await called(bench, "s1")
        await called(bench, "s2")
        assert await order(bench, CloseChecklist()) == refused("checklist.not-done")
        assert await order(bench, CloseChecklist(is_sure=True)) == RECORDED
        await bench.until(lambda: sheet(bench).closing is not None)
        assert await order(bench, CloseChecklist(is_sure=True)) == refused("checklist.is-closed")
        bench.world.cut(2)
        await bench.until(lambda: len(sheet(bench).changes) == 2, 90.0)
        assert {(c.site_id, c.check, c.was, c.now) for c in sheet(bench).changes} == {
            ("s2", Check.LINE, CellState.PASSED, CellState.FAULT),
            ("s2", Check.TERMINAL, CellState.PASSED, CellState.FAULT),
        }
        assert row(bench).frozen[1] is CellState.PASSED
        bench.world.restore(2)
        await bench.until(lambda: len(sheet(bench).changes) == 4, 90.0)
        await called(bench, "s3")
        await bench.until(lambda: len(sheet(bench).changes) == 11, 90.0)
        assert not sheet(bench).open_rows(bench.latest.at_s)

    run_engine(network(3), scenario)


def test_a_short_cut_after_closing_is_no_change() -> None:
    async def scenario(bench: Bench) -> None:
        await opened(bench)
        assert await order(bench, CloseChecklist(is_sure=True)) == RECORDED
        bench.world.cut(2)
        await until_state(bench, Check.LINE, CellState.FAULT)
        bench.world.restore(2)
        await asyncio.sleep(60)
        assert sheet(bench).changes == ()

    run_engine(network(3), scenario)


def test_closing_ends_the_shelves_of_its_sites() -> None:
    async def scenario(bench: Bench) -> None:
        await opened(bench, 10 * MINUTE_S)
        bench.world.cut(2)
        lost = await until_alarm(bench, AlarmType.SITE_LOST, "s2")
        assert await order(bench, ShelveAlarm(lost.number, "thợ đang nối cáp")) == RECORDED
        assert await order(bench, CloseChecklist(is_sure=True)) == RECORDED
        await asyncio.sleep(1)
        found = alarm(bench, AlarmType.SITE_LOST, "s2")
        assert found is not None
        assert found.shelved_until_utc is None
        assert await order(bench, ShelveAlarm(lost.number, "lại ẩn")) == refused("alarm.sheet-closed")
        await asyncio.sleep(10 * MINUTE_S)
        assert await order(bench, ShelveAlarm(lost.number, "họp xong")) == RECORDED

    run_engine(network(3), scenario)


def test_a_restarted_engine_has_the_sheet_with_its_answers_and_closing() -> None:
    async def before(bench: Bench) -> None:
        await opened(bench)
        await called(bench, "s2")
        assert await order(bench, CloseChecklist(is_sure=True)) == RECORDED

    async def after(bench: Bench) -> None:
        assert (row(bench).roll.delegates, sheet(bench).closing is not None) == (24, True)
        assert state(bench, Check.SOUND) is CellState.SIGNED
        await asyncio.sleep(90)
        assert sheet(bench).changes == ()
        assert not sheet(bench).is_config_changed

    restarted(network(3), after, written_by(network(3), before))


def test_a_configuration_that_changed_after_closing_asks_for_name_and_reason() -> None:
    async def before(bench: Bench) -> None:
        await opened(bench)
        assert await order(bench, CloseChecklist(is_sure=True)) == RECORDED

    async def changed(bench: Bench) -> None:
        await until_alarm(bench, AlarmType.CHECKLIST_CONFIG, within_s=5.0)
        assert sheet(bench).is_config_changed
        assert await order(bench, AcceptConfiguration(" ")) == refused("checklist.no-config-reason")
        assert alarm(bench, AlarmType.CHECKLIST_CONFIG) is not None
        assert await order(bench, AcceptConfiguration("đổi MCU dự phòng")) == RECORDED
        await bench.until(lambda: not getattr(alarm(bench, AlarmType.CHECKLIST_CONFIG), "is_active", False))
        (kept,) = sheet(bench).config_changes
        assert (kept.fingerprint, bool(kept.by), kept.reason) == ("other", True, "đổi MCU dự phòng")
        assert await order(bench, AcceptConfiguration("lần nữa")) == refused("checklist.config-same")

    async def again(bench: Bench) -> None:
        await asyncio.sleep(5)
        assert not getattr(alarm(bench, AlarmType.CHECKLIST_CONFIG), "is_active", False)
        assert len(sheet(bench).config_changes) == 1, "a restart with the same file is no change"

    async def restored(bench: Bench) -> None:
        await asyncio.sleep(5)
        assert not getattr(alarm(bench, AlarmType.CHECKLIST_CONFIG), "is_active", False)
        assert [one.fingerprint for one in sheet(bench).config_changes] == ["other", network(3).fingerprint]

    other = replace(network(3), fingerprint="other")
    accepted = restarted(other, changed, written_by(network(3), before))
    restarted(other, again, accepted)
    restarted(network(3), restored, accepted)


def test_after_the_meeting_the_configuration_is_free() -> None:
    async def before(bench: Bench) -> None:
        await opened(bench, 300.0)
        assert await order(bench, CloseChecklist(is_sure=True)) == RECORDED

    async def after(bench: Bench) -> None:
        await until_alarm(bench, AlarmType.CHECKLIST_CONFIG, within_s=5.0)
        assert sheet(bench).unaccepted is not None
        await asyncio.sleep(400)
        assert not getattr(alarm(bench, AlarmType.CHECKLIST_CONFIG), "is_active", False)
        assert sheet(bench).unaccepted is None
        assert await order(bench, AcceptConfiguration("sửa")) == refused("checklist.config-same")

    restarted(replace(network(3), fingerprint="other"), after, written_by(network(3), before))


def test_a_registered_meeting_takes_its_sheet_along_when_it_moves_and_ends_it_when_cancelled() -> None:
    async def scenario(bench: Bench) -> None:
        await until_up(bench)
        plan = planned(bench, 40 * MINUTE_S)
        assert await order(bench, RegisterMeeting(plan)) == RECORDED
        now_utc = bench.clock.utc()
        running = StartMeeting("Họp gấp", "s2", now_utc, now_utc + HOUR_S)
        assert await order(bench, running) == RECORDED
        assert await order(bench, OpenChecklist()) == RECORDED
        await bench.until(lambda: bench.latest.checklist is not None)
        assert [row.site_id for row in sheet(bench).rows] == ["s1", "s3"]
        assert await order(bench, EndMeeting()) == RECORDED
        assert sheet(bench).opening_utc == plan.opening_utc
        later = planned(bench, 50 * MINUTE_S)
        assert await order(bench, ChangeMeeting(1, later, reason="bão")) == RECORDED
        await bench.until(lambda: sheet(bench).opening_utc == later.opening_utc)
        assert sheet(bench).due_utc == later.opening_utc - 1_800.0
        assert await order(bench, CancelMeeting(1, "bão")) == RECORDED
        await asyncio.sleep(30 * MINUTE_S)
        assert alarm(bench, AlarmType.CHECKLIST_LATE) is None

    run_engine(network(3), scenario)


def test_a_closed_sheet_follows_its_meeting_and_says_for_which_time_it_was_signed() -> None:
    async def scenario(bench: Bench) -> None:
        await until_up(bench)
        plan = planned(bench, 2 * HOUR_S)
        later = planned(bench, 3 * HOUR_S)
        more = replace(later, sites=("s1", "s2", "s3"))
        assert await order(bench, RegisterMeeting(plan)) == RECORDED
        assert await order(bench, OpenChecklist("1")) == RECORDED
        await bench.until(lambda: bench.latest.checklist is not None)
        assert await order(bench, CloseChecklist(is_sure=True)) == RECORDED
        await bench.until(lambda: sheet(bench).closing is not None)
        for moved, signed in ((more, plan.opening_utc), (plan, None)):
            assert await order(bench, ChangeMeeting(1, moved, reason="bão")) == RECORDED
            await bench.until(lambda moved=moved: sheet(bench).opening_utc == moved.opening_utc)
            assert (sheet(bench).due_utc, sheet(bench).closed_for_utc) == (
                moved.opening_utc - 1_800.0,
                signed,
            )
            assert sheet(bench).closing is not None
            assert [row.site_id for row in sheet(bench).rows] == ["s1", "s3"]

    run_engine(network(3), scenario)


def test_a_closed_sheet_is_taken_up_again_after_another_meeting_was_prepared() -> None:
    async def scenario(bench: Bench) -> None:
        await opened(bench, in_s=HOUR_S)
        assert await order(bench, CloseChecklist(is_sure=True)) == RECORDED
        soon = OpenChecklist("m2", bench.clock.utc() + 10 * MINUTE_S)
        assert await order(bench, soon) == RECORDED
        await bench.until(lambda: sheet(bench).meeting_id == "m2")
        assert await order(bench, again := OpenChecklist("m1", bench.clock.utc() + HOUR_S)) == RECORDED
        await bench.until(lambda: sheet(bench).meeting_id == "m1")
        assert sheet(bench).closing is not None
        assert await order(bench, again) == refused("checklist.is-closed")

    run_engine(network(3), scenario)


def test_presence_in_the_conference_is_told_and_passes_no_picture_by_itself() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        mcu.join("2002")
        await opened(bench)
        await bench.until(lambda: row(bench).cells[tuple(Check).index(Check.PICTURE)].proof is not None)
        assert state(bench, Check.PICTURE) is CellState.UNKNOWN
        assert row(bench, "s3").cells[tuple(Check).index(Check.PICTURE)].proof is None

    play_with_mcu(scenario)
