"""A call of which much is lost is an alarm of its site, stands on its tile, and in the minutes."""

import asyncio
from dataclasses import replace

from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.commands import EndMeeting
from gbdt_console.core.conference.call_quality import CallQuality
from gbdt_console.core.reports.incidents import POOR_CALLS, IncidentsFold
from gbdt_console.core.reports.minutes import JournalEnd
from gbdt_console.core.reports.minutes_fold import MeetingRef, MinutesFold
from gbdt_console.core.reports.minutes_json import minutes_object
from gbdt_console.core.requests import Stage
from gbdt_console.ui.view import View
from tests.support.alarms.engine_alarms import active, until_alarm
from tests.support.conference.engine_meetings import ask, leg_of, meeting_of, play, view
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench

LASTS_S = 60.0


def lose(mcu: FakeMcu, leg: str, percent: float | None) -> None:
    mcu.legs[leg] = replace(mcu.legs[leg], loss_percent=percent)


def test_much_loss_is_an_alarm_while_it_lasts_and_a_stretch_of_the_minutes() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3)
        second, third = leg_of(mcu, "2002"), leg_of(mcu, "2003")
        lose(mcu, second, 12.4)
        lose(mcu, third, 2.0)
        found = await until_alarm(bench, AlarmType.CALL_POOR, "s2", within_s=8)
        assert dict(found.params) == {"loss": "12"}
        await asyncio.sleep(LASTS_S)
        assert active(bench, AlarmType.CALL_POOR) == ["s2"]
        row = view(bench).row("s3")
        assert row is not None
        assert row.quality is CallQuality.NOTICE
        shown = View(bench.latest, bench.latest.at_s).conference
        assert shown is not None
        calls = [shown.call(site_id) for site_id in ("s1", "s2", "s3")]
        assert [call and call.loss_percent for call in calls] == [None, 12.4, 2.0]
        lose(mcu, second, 0.0)
        await bench.until(lambda: not active(bench, AlarmType.CALL_POOR), 13)
        fold = IncidentsFold()
        for entry in bench.entries:
            fold.take(entry)
        (stretch,) = [one for one in fold.between(0.0, bench.clock.utc()) if one.type in POOR_CALLS]
        assert stretch.site_id == "s2"
        assert LASTS_S < stretch.within_s(0.0, bench.clock.utc()) < LASTS_S + 20

    play(scenario)


def test_each_call_of_a_meeting_leaves_one_record_which_its_minutes_tell() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3)
        second, third = leg_of(mcu, "2002"), leg_of(mcu, "2003")
        lose(mcu, second, 12.4)
        lose(mcu, third, 0.0)
        await asyncio.sleep(LASTS_S)
        lose(mcu, second, 0.0)
        await asyncio.sleep(LASTS_S)
        mcu.leave(second)
        await asyncio.sleep(10)
        assert (await ask(bench, EndMeeting())).stage is Stage.RECORDED
        await asyncio.sleep(10)
        fold = MinutesFold(MeetingRef())
        for entry in bench.entries:
            fold.take(entry)
        facts = fold.facts(["s1", "s2", "s3", "s4"], JournalEnd(), bench.clock.utc())
        assert facts is not None
        assert [(one.site, one.worst_loss_percent) for one in facts.calls] == [("s2", 12.4), ("s3", 0.0)]
        assert abs(facts.calls[0].poor_share - 0.5) < 0.05
        assert minutes_object(facts)["calls"][0]["worst_loss_percent"] == 12.4  # type: ignore[index,call-overload]

    play(scenario)


def test_who_hangs_up_or_is_not_told_of_any_more_has_no_poor_call() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3)
        legs = [leg_of(mcu, "2002"), leg_of(mcu, "2003")]
        for leg in legs:
            lose(mcu, leg, 20.0)
        await bench.until(lambda: active(bench, AlarmType.CALL_POOR) == ["s2", "s3"], 8)
        mcu.leave(legs[0])
        lose(mcu, legs[1], None)
        await bench.until(lambda: not active(bench, AlarmType.CALL_POOR), 13)

    play(scenario)


def test_loss_that_the_mcu_tells_without_a_figure_is_an_alarm_by_its_limit() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        leg = leg_of(mcu, "2002")
        mcu.legs[leg] = replace(mcu.legs[leg], loses_much=True)
        found = await until_alarm(bench, AlarmType.CALL_POOR, "s2", within_s=8)
        assert dict(found.params) == {"loss": ">5"}
        shown = View(bench.latest, bench.latest.at_s).conference
        assert shown is not None
        call = shown.call("s2")
        assert call is not None
        assert (call.quality, call.loss_percent) == (CallQuality.POOR, None)
        mcu.legs[leg] = replace(mcu.legs[leg], loses_much=False)
        await bench.until(lambda: not active(bench, AlarmType.CALL_POOR), 13)

    play(scenario)
