"""Sites that should be in the conference and are not, in fake time: excused, and how they left."""

import asyncio

from gbdt_console.core.alarms import AlarmType
from gbdt_console.core.commands import EndMeeting, Stage
from gbdt_console.core.conference import HungUpBy
from gbdt_console.core.conference_commands import ExcuseSite, HangUp
from gbdt_console.core.floor import floor_data, floor_from
from gbdt_console.core.roster import Departure
from tests.support.engine_in_time import Bench
from tests.support.fake_mcu import FakeMcu
from tests.unit.engine.test_conference import ask, meeting_of, play, view


def missed(bench: Bench) -> set[str]:
    return {a.site_id for a in bench.latest.alarms if a.key.type is AlarmType.SITE_ABSENT and a.is_active}


def left(bench: Bench, site_id: str) -> Departure | None:
    row = view(bench).row(site_id)
    assert row is not None
    return row.left


def test_whom_the_chair_excused_is_not_missed() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        assert (await ask(bench, ExcuseSite("s3", " "))).code == "call.no-excuse"
        assert (await ask(bench, ExcuseSite("s2", "họp huyện"))).code == "call.already-there"
        assert (await ask(bench, ExcuseSite("s3", "họp huyện"))).stage is Stage.RECORDED
        await asyncio.sleep(70)
        assert missed(bench) == {"s4"}
        floor = view(bench).floor
        assert floor.excuse_of("s3") == "họp huyện"
        assert floor_from(floor_data(floor)) == floor
        assert (await ask(bench, ExcuseSite("s3", is_on=False))).stage is Stage.RECORDED
        await bench.until(lambda: missed(bench) == {"s3", "s4"}, 70)
        assert (await ask(bench, ExcuseSite("s3", "mất điện"))).stage is Stage.RECORDED
        await bench.until(lambda: missed(bench) == {"s4"}, 5)
        await ask(bench, EndMeeting())
        assert (await ask(bench, ExcuseSite("s3", "mất điện"))).code == "meeting.none"
        assert view(bench).floor.excused == ()

    play(scenario)


def test_who_hung_up_is_told_as_far_as_it_is_known() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3, 4)
        assert (await ask(bench, HangUp("s2", is_sure=True))).stage is Stage.VERIFIED
        for number in (3, 4):
            leg = next(leg for leg in mcu.legs if f"200{number}" in leg)
            mcu.ended += ((leg, HungUpBy.SITE),) if number == 3 else ()
            mcu.leave(leg)
        await bench.until(lambda: left(bench, "s4") is not None, 3)
        ours, own, unknown = (left(bench, f"s{n}") for n in (2, 3, 4))
        assert ours is not None
        assert (ours.by, bool(ours.operator)) == (HungUpBy.CONSOLE, True)
        assert own is not None
        assert (own.by, own.operator) == (HungUpBy.SITE, "")
        assert unknown is not None
        assert unknown.by is None
        mcu.join("2002")
        await bench.until(lambda: left(bench, "s2") is None, 3)

    play(scenario)
