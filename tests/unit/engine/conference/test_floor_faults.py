"""Faults of the floor in fake time: the alarm within two polls, and one command that restores."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from gbdt_console.core.alarms.alarm import Alarm, AlarmState
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.commands import EndMeeting, StartMeeting
from gbdt_console.core.conference.commands import (
    BlockMicrophone,
    BlockOthers,
    GiveFloor,
    PrepareFloor,
    RestoreFloor,
    SetBreak,
    UnblockMicrophone,
)
from gbdt_console.core.conference.roster import RosterStatus
from gbdt_console.core.requests import Stage
from tests.support.conference.engine_meetings import ask, leg_of, meeting_of, numbered, play, view
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.engine.networks import Equipped, network

TWO_POLLS_S = 2.5
"""Two polls of a meeting, with the time that their answers and one round of the alarms take."""
FLOOR_TYPES = frozenset(
    {
        AlarmType.SPEAKER_LOST,
        AlarmType.CHAIR_LOST,
        AlarmType.SPEAKER_MUTED,
        AlarmType.CHAIR_MUTED,
        AlarmType.PICTURE_LOST,
        AlarmType.PICTURE_OTHER,
    }
)


def faults(bench: Bench) -> list[tuple[str, str]]:
    """Type and site of each active alarm about the floor."""
    found = [a.key for a in bench.latest.alarms if a.is_active and a.key.type in FLOOR_TYPES]
    return sorted((key.type, key.resource) for key in found)


def present(bench: Bench, site_id: str) -> list[str]:
    """Types of the alarms of a site whose faults are there now."""
    return [one.key.type for one in bench.latest.alarms if one.is_present and one.site_id == site_id]


def alarm(bench: Bench, type_: str, resource: str = "") -> Alarm:
    """The alarm of that type, of that resource where several may have one."""
    return next(a for a in bench.latest.alarms if a.key.type == type_ and resource in ("", a.key.resource))


def mute_from_outside(mcu: FakeMcu, number: str, *, is_on: bool = True) -> None:
    """Another client of the MCU changes a block."""
    leg = leg_of(mcu, number)
    mcu.legs[leg] = replace(mcu.legs[leg], is_blocked=is_on)


def with_floor(scenario: Callable[[Bench, FakeMcu], Awaitable[None]]) -> None:
    """s1 chairs, s2 has the floor, s3 is there; the others are blocked."""

    async def begin(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3)
        await ask(bench, BlockOthers())
        assert (await ask(bench, GiveFloor("s2"))).stage is Stage.VERIFIED
        await asyncio.sleep(3)
        assert faults(bench) == [], "giving the floor raises nothing"
        await scenario(bench, mcu)

    play(begin)


def test_a_speaker_that_came_back_twice_is_only_watched_and_not_lost() -> None:
    """The alarm is held for a minute; the roster has the speaker, and no word may say that it is lost."""

    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        for _ in range(2):
            mcu.leave(leg_of(mcu, "2002"))
            await bench.until(lambda: present(bench, "s2") == [AlarmType.SPEAKER_LOST], TWO_POLLS_S)
            mcu.join("2002")
            await bench.until(lambda: present(bench, "s2") == [], TWO_POLLS_S)
        held = alarm(bench, AlarmType.SPEAKER_LOST)
        assert held.is_active, "its fault comes and goes"
        assert held.watched_until_utc is not None
        assert held.ended_utc is not None
        assert held.watched_until_utc - held.ended_utc == pytest.approx(60.0, abs=1.5)
        assert bench.site(2).alarm == held
        await bench.until(lambda: not alarm(bench, AlarmType.SPEAKER_LOST).is_active, 65)
        assert alarm(bench, AlarmType.SPEAKER_LOST).watched_until_utc is None
        assert bench.latest.at_utc == pytest.approx(held.watched_until_utc, abs=2.5)

    with_floor(scenario)


def test_a_line_that_comes_and_goes_loses_no_speaker_while_it_is_there() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        for _ in range(3):
            bench.world.cut(2)
            await bench.until(lambda: AlarmType.SITE_LOST in present(bench, "s2"), 20)
            bench.world.restore(2)
            await bench.until(lambda: AlarmType.SITE_LOST not in present(bench, "s2"), 20)
        await asyncio.sleep(TWO_POLLS_S)
        assert alarm(bench, AlarmType.SITE_LOST).is_active, "held, for it comes and goes"
        assert present(bench, "s2") == []
        row = view(bench).row("s2")
        assert row is not None
        assert (row.standing, row.cause) == (RosterStatus.CONNECTED, "")
        assert view(bench).deviations == ()

    with_floor(scenario)


def test_a_speaker_that_leaves_is_an_alarm_until_the_floor_is_given_back() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        mcu.leave(leg_of(mcu, "2002"))
        await bench.until(lambda: faults(bench) == [(AlarmType.SPEAKER_LOST, "s2")], TWO_POLLS_S)
        assert (await ask(bench, RestoreFloor())).code == "floor.site-lost"
        assert (await ask(bench, GiveFloor())).stage is Stage.VERIFIED
        await bench.until(lambda: faults(bench) == [], TWO_POLLS_S)

    with_floor(scenario)


def test_the_absence_of_a_lost_speaker_is_one_alarm_until_the_floor_is_given_back() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        mcu.leave(leg_of(mcu, "2002"))
        await asyncio.sleep(65)
        lost, absent = alarm(bench, AlarmType.SPEAKER_LOST), alarm(bench, AlarmType.SITE_ABSENT, "s2")
        assert (absent.state, absent.parent) == (AlarmState.SUPPRESSED, lost.number)
        await ask(bench, GiveFloor())
        await bench.until(
            lambda: alarm(bench, AlarmType.SITE_ABSENT, "s2").state is AlarmState.UNACKNOWLEDGED, 60
        )

    with_floor(scenario)


def test_a_speaker_whose_line_is_cut_is_an_alarm_of_its_own_above_the_line_s() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        bench.world.cut(2)
        await bench.until(lambda: (AlarmType.SPEAKER_LOST, "s2") in faults(bench), 20)
        lost, line = alarm(bench, AlarmType.SPEAKER_LOST), alarm(bench, AlarmType.SITE_LOST)
        assert lost.since_utc == pytest.approx(line.since_utc, abs=0.1), "both say the same since"
        assert bench.latest.alarms[0] is lost
        shown = bench.site(2).alarm
        assert shown is not None
        assert shown.key.type == AlarmType.SITE_LOST, "the tile keeps the alarm that has the cause"

    with_floor(scenario)


def test_a_speaker_behind_a_lost_node_is_not_folded_under_the_node() -> None:
    mcu = FakeMcu()
    plain = network(4, equipped=Equipped(upstream_of=dict.fromkeys((2, 3, 4), "node")))
    sites = tuple(replace(site, conference_number=f"200{site.number}") for site in plain.sites)

    async def scenario(bench: Bench) -> None:
        await meeting_of(bench, mcu, 1, 2, 3)
        assert (await ask(bench, GiveFloor("s2"))).stage is Stage.VERIFIED
        for site in (2, 3, 4):
            bench.world.cut(site)
        await bench.until(lambda: any(a.key.type == AlarmType.UPSTREAM_LOST for a in bench.latest.alarms), 30)
        await bench.until(lambda: (AlarmType.SPEAKER_LOST, "s2") in faults(bench), 10)
        await asyncio.sleep(5)
        lost = alarm(bench, AlarmType.SPEAKER_LOST)
        assert (lost.state, lost.parent) == (AlarmState.UNACKNOWLEDGED, 0)
        assert bench.latest.alarms[0] is lost

    run_engine(replace(plain, sites=sites), scenario, mcu=mcu)


def test_a_chair_that_leaves_is_an_alarm_and_one_that_never_came_is_not() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        mcu.leave(leg_of(mcu, "2001"))
        await bench.until(lambda: faults(bench) == [(AlarmType.CHAIR_LOST, "s1")], TWO_POLLS_S)

    async def without_chair(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 2, 3)
        await asyncio.sleep(10)
        assert faults(bench) == []

    with_floor(scenario)
    play(without_chair)


@pytest.mark.parametrize(("number", "type_"), [(1, AlarmType.CHAIR_MUTED), (2, AlarmType.SPEAKER_MUTED)])
def test_a_block_by_somebody_else_is_an_alarm_in_two_polls_and_is_restored(number: int, type_: str) -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        mute_from_outside(mcu, f"200{number}")
        await bench.until(lambda: faults(bench) == [(type_, f"s{number}")], TWO_POLLS_S)
        raised = bench.events("alarm.raised")[-1]
        assert (raised.data["type"], raised.data["resource"]) == (type_, f"s{number}"), "it is journalled"
        await asyncio.sleep(10)
        assert mcu.is_blocked(f"200{number}"), "nothing opens a microphone by itself"
        assert (await ask(bench, RestoreFloor())).stage is Stage.VERIFIED
        assert not mcu.is_blocked(f"200{number}")
        await bench.until(lambda: faults(bench) == [], TWO_POLLS_S)
        assert (await ask(bench, RestoreFloor())).code == "floor.agrees"

    with_floor(scenario)


def test_another_picture_by_somebody_else_is_an_alarm_and_is_restored() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        mcu.shown = leg_of(mcu, "2003")
        await bench.until(lambda: faults(bench) == [(AlarmType.PICTURE_OTHER, "s2")], TWO_POLLS_S)
        assert (await ask(bench, RestoreFloor())).stage is Stage.VERIFIED
        assert mcu.shown == leg_of(mcu, "2002")
        await bench.until(lambda: faults(bench) == [], TWO_POLLS_S)

    with_floor(scenario)


def test_a_speaker_that_comes_back_without_its_picture_is_said_and_restored() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        mcu.leave(leg_of(mcu, "2002"))
        mcu.shown = None
        await bench.until(lambda: faults(bench) == [(AlarmType.SPEAKER_LOST, "s2")], TWO_POLLS_S)
        mcu.join("2002")
        await bench.until(lambda: faults(bench) == [(AlarmType.PICTURE_OTHER, "s2")], TWO_POLLS_S)
        assert (await ask(bench, RestoreFloor())).stage is Stage.VERIFIED
        await bench.until(lambda: faults(bench) == [], TWO_POLLS_S)

    with_floor(scenario)


def test_several_differences_are_restored_by_one_command() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        mute_from_outside(mcu, "2001")
        mute_from_outside(mcu, "2002")
        mcu.shown = leg_of(mcu, "2003")
        await bench.until(lambda: len(faults(bench)) == 3, TWO_POLLS_S)
        assert (await ask(bench, RestoreFloor())).stage is Stage.VERIFIED
        await bench.until(lambda: faults(bench) == [], TWO_POLLS_S)
        assert mcu.is_blocked("2003"), "nobody else is opened"

    with_floor(scenario)


def test_a_block_of_the_speaker_by_an_operator_here_is_no_alarm() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await ask(bench, BlockMicrophone("s2", is_sure=True))
        await asyncio.sleep(5)
        assert faults(bench) == []
        assert (await ask(bench, RestoreFloor())).code == "floor.agrees"
        await ask(bench, UnblockMicrophone("s2"))
        mute_from_outside(mcu, "2002")
        await bench.until(lambda: faults(bench) == [(AlarmType.SPEAKER_MUTED, "s2")], TWO_POLLS_S)

    with_floor(scenario)


def test_the_floor_given_anew_ends_an_operator_s_block_of_the_speaker() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await ask(bench, BlockMicrophone("s2", is_sure=True))
        assert (await ask(bench, GiveFloor("s2"))).stage is Stage.VERIFIED
        assert view(bench).floor.closed == frozenset()
        mute_from_outside(mcu, "2002")
        await bench.until(lambda: faults(bench) == [(AlarmType.SPEAKER_MUTED, "s2")], TWO_POLLS_S)

    with_floor(scenario)


def test_the_break_s_own_blocks_are_no_alarm_and_what_is_left_of_them_is() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await ask(bench, SetBreak(True))
        await bench.until(lambda: mcu.is_blocked("2002"), 5)
        await asyncio.sleep(5)
        assert faults(bench) == []
        await ask(bench, SetBreak(False))
        await bench.until(lambda: faults(bench) == [(AlarmType.SPEAKER_MUTED, "s2")], TWO_POLLS_S)

    with_floor(scenario)


def test_an_order_that_the_mcu_does_not_obey_leaves_an_alarm() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        mcu.deaf = True
        assert (await ask(bench, GiveFloor("s3"))).stage is Stage.FAILED
        wanted = [(AlarmType.PICTURE_OTHER, "s3"), (AlarmType.SPEAKER_MUTED, "s3")]
        await bench.until(lambda: faults(bench) == wanted, TWO_POLLS_S)

    with_floor(scenario)


class Slow(FakeMcu):
    """Obeys 2 s after it said yes."""

    async def _do(self, what: str, leg: str, *, is_blocked: bool) -> None:
        await self._work(what, leg)
        asyncio.get_running_loop().call_later(2.0, self._set_blocked, leg, is_blocked)


def test_an_order_that_may_still_mend_it_delays_the_alarm() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3)
        mute_from_outside(mcu, "2002")
        await asyncio.sleep(TWO_POLLS_S)
        assert (await ask(bench, GiveFloor("s2"))).stage is Stage.VERIFIED
        await asyncio.sleep(3)
        raised = {entry.data["type"] for entry in bench.events("alarm.raised")}
        assert raised & FLOOR_TYPES == set()

    play(scenario, Slow())


def test_before_the_opening_and_after_the_end_nothing_is_judged() -> None:
    mcu = FakeMcu()

    async def scenario(bench: Bench) -> None:
        mcu.join("2001")
        mute_from_outside(mcu, "2001")
        now = bench.clock.utc()
        await ask(bench, StartMeeting("Giao ban", "s1", now + 60, now + 7_200))
        await asyncio.sleep(50)
        assert faults(bench) == []
        await bench.until(lambda: faults(bench) == [(AlarmType.CHAIR_MUTED, "s1")], 10 + TWO_POLLS_S)
        await ask(bench, EndMeeting())
        await bench.until(lambda: faults(bench) == [], 2)

    run_engine(numbered(), scenario, mcu=mcu)


def test_a_mute_that_the_mcu_told_stands_under_its_alarm_while_it_cannot_be_asked() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        mute_from_outside(mcu, "2002")
        await bench.until(lambda: bool(faults(bench)), TWO_POLLS_S)
        assert alarm(bench, AlarmType.SPEAKER_MUTED).state is AlarmState.UNACKNOWLEDGED
        mcu.hang()
        await bench.until(lambda: not view(bench).is_known(bench.latest.at_s), 10)
        assert view(bench).deviations == (), "also before the MCU counts as lost"
        await bench.until(lambda: alarm(bench, AlarmType.SPEAKER_MUTED).parent != 0, 20)
        assert alarm(bench, AlarmType.SPEAKER_MUTED).state is AlarmState.SUPPRESSED
        assert alarm(bench, AlarmType.MCU_LOST).number == alarm(bench, AlarmType.SPEAKER_MUTED).parent
        mcu.is_gone = False
        await bench.until(lambda: bool(view(bench).deviations), 20)
        await bench.until(lambda: alarm(bench, AlarmType.SPEAKER_MUTED).parent == 0, 90)
        assert alarm(bench, AlarmType.SPEAKER_MUTED).is_urgent, "it is so, and waits again"

    with_floor(scenario)


def test_next_passes_over_a_site_that_is_not_in_the_conference() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 3)
        await ask(bench, PrepareFloor())
        assert view(bench).floor.prepared == "s3"
        assert view(bench).floor.running_order == ("s2", "s3"), "it keeps its place"
        assert view(bench).floor.passed == {"s2"}, "it missed its turn"
        mcu.leave(leg_of(mcu, "2003"))
        await bench.until(lambda: view(bench).row("s3").participant is None, 2)  # type: ignore[union-attr]
        assert (await ask(bench, PrepareFloor())).code == "floor.nobody-there"
        mcu.join("2002")
        await bench.until(lambda: view(bench).row("s2").participant is not None, 2)  # type: ignore[union-attr]
        await ask(bench, PrepareFloor())
        assert view(bench).floor.prepared == "s2"
        assert view(bench).floor.passed == frozenset()

    play(scenario)
