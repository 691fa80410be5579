"""From the world to the outage records of the Snapshot, through the whole engine in fake time."""

import asyncio

import pytest

from gbdt_console.core.alarms.commands import AcknowledgeAlarm, PlanMaintenance
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.commands import EndMeeting
from gbdt_console.core.outages.causes import OutageCause
from gbdt_console.core.outages.commands import (
    CloseOutage,
    CorrectOutage,
    DecideCause,
    EstimateRepair,
    LogCall,
    OpenOutage,
    SetOutageState,
    SetRemedy,
    SplitOutage,
    TellChair,
)
from gbdt_console.core.outages.outage import EstimateSource, Outage, OutageState
from gbdt_console.core.requests import Stage
from tests.support.alarms.engine_alarms import NODE, active, meeting, order, restarted, until_up, written_by
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.engine.networks import network

RECORDED = (Stage.RECORDED, "")


def refused(code: str) -> tuple[Stage, str]:
    return Stage.FAILED, code


async def until_outage(bench: Bench, number: int = 1, within_s: float = 60.0) -> Outage:
    await bench.until(lambda: any(o.number == number for o in bench.latest.outages), within_s)
    return shown(bench, number)


def is_acknowledged(bench: Bench, number: int) -> bool:
    return next(a for a in bench.latest.alarms if a.number == number).is_acknowledged


def shown(bench: Bench, number: int = 1) -> Outage:
    return next(o for o in bench.latest.outages if o.number == number)


async def cut(bench: Bench, *numbers: int) -> float:
    """Cut the sites off; returns the second of the cut."""
    await until_up(bench)
    at_utc = bench.clock.utc()
    for number in numbers:
        bench.world.cut(number)
    return at_utc


def test_a_cut_opens_a_record_that_keeps_its_seven_clocks() -> None:
    async def scenario(bench: Bench) -> None:
        cut_utc = await cut(bench, 2)
        opened = await until_outage(bench)
        assert (opened.sites, opened.sites_down, opened.state) == (("s2",), ("s2",), OutageState.OPEN)
        assert cut_utc - 1.1 <= opened.started_utc <= cut_utc + 0.1
        assert opened.started_utc < opened.detected_utc < cut_utc + 8.0
        assert (opened.proposed.cause, opened.proposed.confidence) == (OutageCause.LINE, "medium")
        assert opened.evidence
        assert opened.acknowledged_utc is None
        await asyncio.sleep(30)
        called = LogCall(1, "trực VNPT", "0214 000 0800", "reached", is_carrier=True)
        assert await order(bench, called) == RECORDED
        assert await order(bench, EstimateRepair(1, bench.clock.utc() + 1_200.0)) == RECORDED
        back_utc = bench.clock.utc()
        bench.world.restore(2)
        await bench.until(lambda: shown(bench).restored_utc is not None)
        await asyncio.sleep(65)
        assert await order(bench, SetRemedy(1, "VNPT hàn lại cáp")) == RECORDED
        assert await order(bench, CloseOutage(1)) == refused("outage.no-cause")
        assert await order(bench, DecideCause(1, "line")) == RECORDED
        assert await order(bench, CloseOutage(1)) == RECORDED
        await bench.until(lambda: shown(bench).closed_utc is not None)
        closed = shown(bench)
        clocks = (
            closed.started_utc,
            closed.detected_utc,
            closed.acknowledged_utc,
            closed.reported_utc,
            closed.restored_utc,
            closed.verified_utc,
            closed.closed_utc,
        )
        assert None not in clocks
        assert list(clocks) == sorted(clocks)  # type: ignore[type-var]
        assert closed.restored_utc is not None
        assert back_utc <= closed.restored_utc <= back_utc + 1.5
        assert [(d.site_id, d.from_utc, d.until_utc) for d in closed.downtimes] == [
            ("s2", closed.started_utc, closed.restored_utc)
        ]
        assert closed.verified_utc == closed.restored_utc + 60.0

    run_engine(network(3), scenario)


def test_a_lost_node_is_one_record_of_all_its_sites() -> None:
    async def scenario(bench: Bench) -> None:
        await until_up(bench)
        cut_utc = {}
        for number in (1, 2, 3, 4):
            cut_utc[f"s{number}"] = bench.clock.utc()
            bench.world.cut(number)
            await asyncio.sleep(1)
        await bench.until(lambda: bool(active(bench, AlarmType.UPSTREAM_LOST)))
        await asyncio.sleep(10)
        opened = [o for o in bench.latest.outages if o.is_open]
        assert len(opened) == 1
        assert set(opened[0].sites_down) == set(cut_utc)
        assert opened[0].proposed.cause is OutageCause.CARRIER_EQUIPMENT
        for downtime in opened[0].downtimes:
            assert -1.1 <= downtime.from_utc - cut_utc[downtime.site_id] <= 0.1
        number = opened[0].number
        bench.world.restore(2)
        await bench.until(lambda: "s2" not in shown(bench, number).sites_down)
        assert shown(bench, number).is_down
        for lost in (1, 3, 4):
            bench.world.restore(lost)
        await bench.until(lambda: not shown(bench, number).is_down)
        assert {o.number for o in bench.latest.outages if o.is_open} == {number}

    run_engine(network(6, equipped=NODE), scenario)


def test_a_fault_that_returns_soon_belongs_to_the_same_record() -> None:
    async def scenario(bench: Bench) -> None:
        await cut(bench, 2)
        await until_outage(bench)
        bench.world.restore(2)
        await bench.until(lambda: not shown(bench).is_down)
        await asyncio.sleep(120)
        bench.world.cut(2)
        await bench.until(lambda: shown(bench).is_down)
        assert len(shown(bench).downtimes) == 2
        bench.world.restore(2)
        await bench.until(lambda: not shown(bench).is_down)
        await asyncio.sleep(700)
        bench.world.cut(2)
        await until_outage(bench, 2)
        assert not shown(bench).is_down

    run_engine(network(3), scenario)


def test_planned_work_opens_no_record_until_it_has_ended() -> None:
    async def scenario(bench: Bench) -> None:
        await until_up(bench)
        now_utc = bench.clock.utc()
        plan = PlanMaintenance("s2", now_utc, now_utc + 300.0, "thay bộ định tuyến")
        assert await order(bench, plan) == RECORDED
        await asyncio.sleep(5)
        bench.world.cut(2)
        await bench.until(lambda: bool(active(bench, AlarmType.SITE_LOST)))
        await asyncio.sleep(100)
        assert bench.latest.outages == ()
        await until_outage(bench, within_s=300.0)
        assert bench.clock.utc() >= now_utc + 300.0

    run_engine(network(3), scenario)


@pytest.mark.article("A8.2d")
def test_an_estimate_that_passes_is_an_alarm_within_five_seconds() -> None:
    async def scenario(bench: Bench) -> None:
        await cut(bench, 2)
        await until_outage(bench)
        back_utc = bench.clock.utc() + 60.0
        assert await order(bench, EstimateRepair(1, back_utc)) == RECORDED
        await asyncio.sleep(58)
        assert active(bench, AlarmType.OUTAGE_OVERDUE) == []
        await bench.until(lambda: active(bench, AlarmType.OUTAGE_OVERDUE) == ["outage.1"])
        assert back_utc <= bench.clock.utc() <= back_utc + 5.0
        later = EstimateRepair(1, bench.clock.utc() + 600.0, reason="phải thay cáp")
        assert await order(bench, later) == RECORDED
        await bench.until(lambda: active(bench, AlarmType.OUTAGE_OVERDUE) == [])
        assert [e.reason for e in shown(bench).estimates] == ["", "phải thay cáp"]

    run_engine(network(3), scenario)


def test_an_acknowledgement_lasts_until_the_estimate_passes() -> None:
    async def scenario(bench: Bench) -> None:
        await cut(bench, 2)
        await until_outage(bench)
        lost = next(a for a in bench.latest.alarms if a.key.type == AlarmType.SITE_LOST)
        assert await order(bench, EstimateRepair(1, bench.clock.utc() + 3_600.0)) == RECORDED
        assert await order(bench, AcknowledgeAlarm(lost.number, lost.severity)) == RECORDED
        await asyncio.sleep(3_500)
        assert is_acknowledged(bench, lost.number)
        await bench.until(lambda: not is_acknowledged(bench, lost.number), 200.0)

    run_engine(network(3), scenario)


def test_an_act_that_settles_an_alarm_acknowledges_it_too() -> None:
    async def scenario(bench: Bench) -> None:
        await cut(bench, 2)
        await until_outage(bench)
        assert await order(bench, EstimateRepair(1, bench.clock.utc() + 60.0)) == RECORDED
        await bench.until(lambda: active(bench, AlarmType.OUTAGE_OVERDUE) == ["outage.1"], 70.0)
        assert await order(bench, EstimateRepair(1, bench.clock.utc() + 600.0)) == RECORDED
        await bench.until(
            lambda: not any(a.key.type == AlarmType.OUTAGE_OVERDUE for a in bench.latest.alarms)
        )

    run_engine(network(3), scenario)


@pytest.mark.article("A8.2d")
def test_an_outage_untold_for_two_minutes_of_a_meeting_is_an_alarm() -> None:
    async def scenario(bench: Bench) -> None:
        await until_up(bench)
        assert await order(bench, meeting(bench)) == RECORDED
        bench.world.cut(2)
        opened = await until_outage(bench)
        await bench.until(lambda: active(bench, AlarmType.OUTAGE_UNTOLD) == ["outage.1"], 200.0)
        assert 120.0 <= bench.clock.utc() - opened.detected_utc <= 125.0
        text = "2 Điểm: mất kết nối từ 14:22 do đường truyền."
        assert await order(bench, TellChair(1, "thư ký chủ trì", "in-room", text)) == RECORDED
        await bench.until(lambda: active(bench, AlarmType.OUTAGE_UNTOLD) == [])
        assert shown(bench).told[0].text == text
        assert await order(bench, EstimateRepair(1, bench.clock.utc() + 600.0)) == RECORDED
        await bench.until(lambda: active(bench, AlarmType.OUTAGE_OLD_TIME) == ["outage.1"])
        again = TellChair(1, "thư ký chủ trì", "in-room", text, shown(bench).estimates[-1].back_utc)
        assert await order(bench, again) == RECORDED
        await bench.until(lambda: active(bench, AlarmType.OUTAGE_OLD_TIME) == [])
        await order(bench, EndMeeting())

    run_engine(network(3), scenario)


def test_a_line_outage_unreported_for_five_minutes_is_an_alarm() -> None:
    async def scenario(bench: Bench) -> None:
        await cut(bench, 2)
        opened = await until_outage(bench)
        await bench.until(lambda: active(bench, AlarmType.OUTAGE_UNREPORTED) == ["outage.1"], 400.0)
        assert 300.0 <= bench.clock.utc() - opened.detected_utc <= 305.0
        missed = LogCall(1, "trực VNPT", "0214 000 0800", "no-answer", is_carrier=True)
        assert await order(bench, missed) == RECORDED
        assert shown(bench).reported_utc is None
        reached = LogCall(1, "trực VNPT", "0214 000 0800", "reached", is_carrier=True)
        assert await order(bench, reached) == RECORDED
        await bench.until(lambda: active(bench, AlarmType.OUTAGE_UNREPORTED) == [])
        assert shown(bench).state is OutageState.REPORTED

    run_engine(network(3), scenario)


def test_a_record_opened_by_hand_ends_by_hand_and_needs_a_remedy() -> None:
    async def scenario(bench: Bench) -> None:
        await until_up(bench)
        back_utc = bench.clock.utc() + 1_200.0
        opened = OpenOutage("s3", "điểm cầu báo: không có tiếng", "av-sound", back_utc, "technician")
        assert await order(bench, opened) == RECORDED
        await asyncio.sleep(30)
        record = shown(bench)
        assert (record.words, record.cause, record.sites_down) == (
            "điểm cầu báo: không có tiếng",
            OutageCause.AV_SOUND,
            (),
        )
        assert record.is_down
        assert await order(bench, CloseOutage(1)) == refused("outage.still-down")
        assert await order(bench, SetOutageState(1, "restored")) == RECORDED
        assert await order(bench, CloseOutage(1)) == refused("outage.no-remedy")
        assert await order(bench, SetRemedy(1, "cắm lại dây tiếng")) == RECORDED
        assert await order(bench, CloseOutage(1)) == RECORDED
        assert await order(bench, SetRemedy(1, "khác")) == refused("outage.closed")
        corrected = CorrectOutage(1, "cause", "operator", "xem lại nhật ký")
        assert await order(bench, corrected) == RECORDED
        await bench.until(lambda: bool(shown(bench).corrections))
        assert (shown(bench).cause, shown(bench).corrections[0].before) == (OutageCause.OPERATOR, "av-sound")

    run_engine(network(3), scenario)


def test_an_unknown_cause_closes_with_a_due_date() -> None:
    async def scenario(bench: Bench) -> None:
        await cut(bench, 2)
        await until_outage(bench)
        bench.world.restore(2)
        await bench.until(lambda: not shown(bench).is_down)
        await order(bench, SetRemedy(1, "tự khôi phục"))
        unknown = CloseOutage(1, is_unknown=True)
        assert await order(bench, unknown) == refused("guard.outage-no-estimate")
        assert await order(bench, CloseOutage(1, is_unknown=True, is_sure=True)) == RECORDED
        await bench.until(lambda: shown(bench).closed_utc is not None)
        closed = shown(bench)
        assert closed.closed_utc is not None
        assert (closed.cause, closed.due_utc) == (OutageCause.UNKNOWN, closed.closed_utc + 7 * 86_400.0)

    run_engine(network(3), scenario)


def test_sites_split_off_follow_their_own_fault() -> None:
    async def scenario(bench: Bench) -> None:
        await cut(bench, 1, 2, 3, 4)
        await bench.until(lambda: bool(active(bench, AlarmType.UPSTREAM_LOST)))
        await asyncio.sleep(10)
        number = next(o.number for o in bench.latest.outages if o.is_open)
        assert await order(bench, SplitOutage(number, ("s1", "s9"))) == refused("outage.split-sites")
        assert await order(bench, SplitOutage(number, ("s1",))) == RECORDED
        await bench.until(lambda: len([o for o in bench.latest.outages if o.is_open]) == 2)
        await asyncio.sleep(30)
        split = next(o for o in bench.latest.outages if o.split_from)
        assert (split.sites_down, "s1" in shown(bench, number).sites) == (("s1",), False)
        bench.world.restore(1)
        await bench.until(lambda: not shown(bench, split.number).is_down)
        assert shown(bench, number).is_down

    run_engine(network(6, equipped=NODE), scenario)


@pytest.mark.outcome("told by the carrier")
def test_past_repairs_of_a_line_propose_the_first_estimate() -> None:
    async def scenario(bench: Bench) -> None:
        await until_up(bench)
        for number in (1, 2, 3):
            bench.world.cut(2)
            await until_outage(bench, number)
            await asyncio.sleep(100.0 * number)
            bench.world.restore(2)
            await bench.until(lambda n=number: not shown(bench, n).is_down)  # type: ignore[misc]
            await order(bench, SetRemedy(number, "nhà mạng xử lý"))
            await order(bench, DecideCause(number, "line"))
            assert await order(bench, CloseOutage(number, is_sure=True)) == RECORDED
            await asyncio.sleep(700)
        bench.world.cut(2)
        await until_outage(bench, 4)
        await bench.until(lambda: shown(bench, 4).estimate is not None)
        first = shown(bench, 4).estimate
        assert first is not None
        assert first.source is EstimateSource.AUTOMATIC
        lasted = sorted(shown(bench, n).lasted_s(0.0) for n in (1, 2, 3))
        assert abs(first.back_utc - shown(bench, 4).started_utc - lasted[1]) < 0.01
        told = OpenOutage("s3", "mất kết nối", "line", bench.clock.utc() + 1_200.0, "carrier-spoken")
        assert await order(bench, told) == RECORDED
        await until_outage(bench, 5)
        await asyncio.sleep(5)
        assert [one.source for one in shown(bench, 5).estimates] == [EstimateSource.CARRIER_SPOKEN]

    run_engine(network(3), scenario)


def test_a_restart_goes_on_with_the_records_and_ends_what_is_back() -> None:
    async def before(bench: Bench) -> None:
        await cut(bench, 1, 2)
        await until_outage(bench, 2)
        await order(bench, EstimateRepair(2, bench.clock.utc() + 7_200.0))
        await asyncio.sleep(5)

    net = network(3)
    entries = written_by(net, before)

    async def after(bench: Bench) -> None:
        assert {o.number for o in bench.latest.outages if o.is_down} == {1, 2}
        bench.world.cut(2)
        await bench.until(lambda: not shown(bench, 1).is_down, 120.0)
        await asyncio.sleep(60)
        assert shown(bench, 2).is_down
        assert shown(bench, 2).estimate is not None
        assert len([o for o in bench.latest.outages if o.is_open]) == 2

    restarted(net, after, entries)
