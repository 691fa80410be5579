"""The roster of the conference through the whole engine in fake time."""

import asyncio

from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.conference.roster import RosterStatus
from tests.support.alarms.engine_alarms import active
from tests.support.conference.engine_meetings import SITES, leg_of, meeting_of, play, view
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench


def test_the_roster_tells_connected_absent_and_unexpected_apart() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        mcu.join("9999", "Khách")
        await bench.until(lambda: len(view(bench).roster) == SITES + 1)
        rows = {row.site_id or row.number: row.standing for row in view(bench).roster}
        assert rows == {
            "s1": RosterStatus.CONNECTED, "s2": RosterStatus.CONNECTED, "s3": RosterStatus.ABSENT,
            "s4": RosterStatus.ABSENT,
            "9999": RosterStatus.UNEXPECTED,
        }  # fmt: skip
        await bench.until(lambda: any(a.key.type == AlarmType.CALLER_UNEXPECTED for a in bench.latest.alarms))
        await bench.until(
            lambda: (
                {a.site_id for a in bench.latest.alarms if a.key.type == AlarmType.SITE_ABSENT}
                == {"s3", "s4"}
            ),
            90,
        )

    play(scenario)


def test_a_participant_whose_line_is_cut_is_not_called_connected() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        bench.world.cut(2)
        took_s = await bench.until(lambda: (row := view(bench).row("s2")) is not None
                                   and row.standing is RosterStatus.STALE)  # fmt: skip
        assert took_s < 9.0
        row = view(bench).row("s2")
        assert row is not None
        assert (row.participant is not None, row.cause) == (True, "site.lost")

    play(scenario)


def test_starting_and_stopping_asks_the_mcu_for_nothing() -> None:
    mcu = FakeMcu()

    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        mcu.join("2001")
        mcu.join("9999")
        await asyncio.sleep(30)

    play(scenario, mcu)
    play(scenario, mcu)
    assert mcu.asked == []


def test_a_second_call_of_a_site_is_named_by_the_site_and_no_stranger() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        older = leg_of(mcu, "2002")
        mcu.age(older, 900)
        mcu.join("2002")
        await bench.until(lambda: active(bench, AlarmType.CALLED_TWICE) == ["s2"])
        assert active(bench, AlarmType.CALLER_UNEXPECTED) == []
        (row,) = (r for r in view(bench).roster if r.standing is RosterStatus.UNEXPECTED)
        assert row.participant is not None
        assert (row.second_of, row.participant.id) == ("s2", older)
        mcu.leave(older)
        await bench.until(lambda: active(bench, AlarmType.CALLED_TWICE) == [])

    play(scenario)
