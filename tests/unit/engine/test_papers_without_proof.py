"""What the papers say of a meeting of which nothing gave the proof, from the engine's own entries."""

import asyncio
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.checklist.commands import CloseChecklist, OpenChecklist
from gbdt_console.core.commands import EndMeeting
from gbdt_console.core.meetings.commands import RegisterMeeting, StartRegistered
from gbdt_console.core.meetings.registration import MeetingKind, MeetingPlan
from gbdt_console.core.outages.commands import EstimateRepair
from gbdt_console.core.outages.outage import EstimateSource
from gbdt_console.core.reports.minutes import JournalEnd
from gbdt_console.core.reports.minutes_fold import MeetingRef, MinutesFold
from gbdt_console.text.outages.outage_text import code_name
from gbdt_console.text.reports.minutes import minutes_paper
from gbdt_console.text.reports.report_words import ReportPlace, ReportWords
from gbdt_console.text.words import Words
from tests.support.alarms.engine_alarms import meeting, order, until_alarm, until_up
from tests.support.conference.engine_meetings import meeting_of, numbered, play
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.reports.paper_lines import paper_lines

SITES = ("s1", "s2", "s3", "s4")
ZONE = "Asia/Ho_Chi_Minh"
PLACE = ReportPlace(timezone=ZONE, site_ids=SITES)


def minutes(bench: Bench) -> str:
    fold = MinutesFold(MeetingRef())
    for entry in bench.entries:
        fold.take(entry)
    facts = fold.facts(SITES, JournalEnd(), bench.clock.utc())
    assert facts is not None
    return "\n".join(paper_lines(minutes_paper(facts, ReportWords(Words("vi"), PLACE))))


@pytest.mark.outcome("nobody, all, 0")
def test_the_minutes_count_no_0_where_nothing_told_who_was_in_the_conference() -> None:
    async def scenario(bench: Bench) -> None:
        await until_up(bench)
        assert (await order(bench, meeting(bench)))[1] == ""
        await asyncio.sleep(120)
        await order(bench, EndMeeting())
        told = minutes(bench)
        assert "Mic ngoài lượt, kết nối lạ, gọi trùng: không rõ" in told
        assert "Mở mic ngoài lượt: 0 lần" not in told
        assert "Không ghi lượt phát biểu nào ngoài điểm chủ trì." in told
        assert "Không ghi nhận sự cố nào trong cuộc họp." in told
        assert "0 lượt" not in told

    run_engine(numbered(), scenario)


@pytest.mark.outcome("nobody, all, 0")
def test_the_minutes_name_the_time_in_which_the_mcu_was_silent_beside_their_0() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        await asyncio.sleep(60)
        told = minutes(bench)
        assert "Mở mic ngoài lượt: 0 lần" in told
        assert "không có thiết bị nào cho biết ai ở trong phòng họp" not in told
        mcu.hang()
        await asyncio.sleep(120)
        assert "không có thiết bị nào cho biết ai ở trong phòng họp" in minutes(bench)

    play(scenario)


@pytest.mark.outcome("in time")
def test_a_sheet_closed_before_its_limit_with_checks_that_nothing_proved_is_not_in_time() -> None:
    async def scenario(bench: Bench) -> None:
        await until_up(bench)
        opening = datetime.fromtimestamp(bench.clock.utc() + 3_600.0, ZoneInfo(ZONE))
        plan = MeetingPlan(
            "Giao ban", "vp", MeetingKind.EMERGENCY, SITES, "s1", f"{opening:%Y-%m-%dT%H:%M}", ZONE
        )
        begun = StartRegistered(1, is_sure=True)
        for command in (RegisterMeeting(plan), OpenChecklist("1"), CloseChecklist(is_sure=True), begun):
            assert (await order(bench, command))[1] == ""
        told = minutes(bench)
        assert "khi còn mục chưa rõ" in told
        assert "đúng hạn" not in told

    run_engine(numbered(), scenario)


@pytest.mark.outcome("told by the carrier")
def test_an_estimate_whose_source_nobody_chose_is_the_centre_s_own() -> None:
    async def scenario(bench: Bench) -> None:
        await until_up(bench)
        bench.world.cut(2)
        await until_alarm(bench, AlarmType.SITE_LOST)
        await bench.until(lambda: bool(bench.latest.outages))
        for given in (
            EstimateRepair(1, bench.clock.utc() + 600.0),
            EstimateRepair(1, bench.clock.utc() + 900.0, EstimateSource.CARRIER_SPOKEN),
        ):
            assert (await order(bench, given))[1] == ""
        estimates = bench.latest.outages[0].estimates
        said = [code_name(Words("vi"), "source", one.source) for one in estimates]
        assert said == ["trung tâm ước", "nhà mạng báo miệng"]

    run_engine(numbered(), scenario)
