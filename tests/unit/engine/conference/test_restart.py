"""A conference that misbehaves: strangers who pass for sites, devices that lie for hours, lost MCUs."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.clock import ManualClock
from gbdt_console.core.commands import EndMeeting
from gbdt_console.core.conference.commands import (
    BlockMicrophone,
    BlockOthers,
    GiveFloor,
    HangUp,
    IsolateCaller,
    UnblockMicrophone,
)
from gbdt_console.core.conference.roster import RosterStatus
from gbdt_console.core.events import Entry
from gbdt_console.core.requests import Stage
from gbdt_console.core.sites import Network
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.unit.engine.alarms.test_alarms import Remembering, until_up
from tests.unit.engine.conference.test_microphones import ask, meeting_of, numbered, play, view

Scenario = Callable[[Bench, FakeMcu], Awaitable[None]]


def leg_of(mcu: FakeMcu, number: str) -> str:
    return next(leg for leg in mcu.legs if f"/{number}-" in leg)


def active(bench: Bench, kind: str) -> list[str]:
    return sorted(a.key.resource for a in bench.latest.alarms if a.key.type == kind and a.is_active)


def test_a_second_call_from_a_site_s_number_is_acted_on_and_the_site_s_own_call_is_spared() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1)
        old = mcu.join("2002")
        mcu.legs[old] = replace(mcu.legs[old], joined_ago_s=900.0)
        young = mcu.join("2002")
        await bench.until(lambda: view(bench).roster[-1].standing is RosterStatus.UNEXPECTED)
        assert (await ask(bench, IsolateCaller("2002"))).stage is Stage.VERIFIED
        assert (mcu.legs[old].is_blocked, mcu.legs[young].is_blocked) == (True, False)
        assert (await ask(bench, HangUp("2002", is_sure=True))).stage is Stage.VERIFIED
        assert young in mcu.legs
        assert old not in mcu.legs

    play(scenario)


def test_a_stranger_who_calls_from_a_site_s_id_is_not_that_site() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1)
        mcu.join("s2")
        await bench.until(lambda: view(bench).roster[-1].standing is RosterStatus.UNEXPECTED)
        assert (await ask(bench, GiveFloor("s2"))).code == "call.not-there"
        assert mcu.shown is None
        assert (await ask(bench, IsolateCaller("s2"))).stage is Stage.VERIFIED

    play(scenario)


def test_a_microphone_that_cannot_be_blocked_for_an_hour_does_not_fill_the_journal() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3)
        await ask(bench, BlockOthers())
        await asyncio.sleep(3_600)
        assert len(bench.entries) < 60
        failed = [e for e in bench.events("order.ended") if not e.data["operator"]]
        assert {e.data["target"] for e in failed} == {"s2", "s3"}, "that it did not obey is written"
        last = len(mcu.asked)
        mcu.refuses = ""
        mcu.deaf = False
        await bench.until(lambda: mcu.is_blocked("2002") and mcu.is_blocked("2003"), 90)
        assert last < 3_600, "it is not pressed every two seconds"

    play(scenario, FakeMcu(refuses="No Channel by that name found in Conference."))


@pytest.mark.parametrize("mcu", [FakeMcu(deaf=True), FakeMcu(reverts_after_s=0.5)])
def test_a_device_that_lies_for_an_hour_does_not_fill_the_journal(mcu: FakeMcu) -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3)
        await ask(bench, BlockOthers())
        await asyncio.sleep(3_600)
        assert len(bench.entries) < 60
        assert len(mcu.asked) < 1_000

    play(scenario, mcu)


def test_a_latecomer_is_closed_at_once_also_when_its_last_call_was_hard_to_close() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        await ask(bench, BlockOthers())
        await asyncio.sleep(600)
        mcu.leave(leg_of(mcu, "2002"))
        mcu.deaf = False
        mcu.join("2002")
        assert await bench.until(lambda: mcu.is_blocked("2002")) < 1.5

    play(scenario, FakeMcu(deaf=True))


def test_a_site_that_opens_again_after_a_calm_while_is_closed_at_once() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        await ask(bench, BlockOthers())
        for _ in range(4):
            await asyncio.sleep(300)
            leg = leg_of(mcu, "2002")
            mcu.legs[leg] = replace(mcu.legs[leg], is_blocked=False)
            await bench.until(lambda: mcu.is_blocked("2002"), 2.5)

    play(scenario)


def test_showing_the_next_speaker_soon_is_no_device_that_went_back_by_itself() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3)
        assert (await ask(bench, GiveFloor("s2"))).stage is Stage.VERIFIED
        assert (await ask(bench, GiveFloor("s3"))).stage is Stage.VERIFIED
        await asyncio.sleep(10)
        assert not bench.events("order.reverted")

    play(scenario)


def test_a_site_that_hangs_up_after_it_was_opened_is_no_device_that_went_back_by_itself() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        assert (await ask(bench, BlockMicrophone("s2"))).stage is Stage.VERIFIED
        assert (await ask(bench, UnblockMicrophone("s2"))).stage is Stage.VERIFIED
        mcu.leave(leg_of(mcu, "2002"))
        await asyncio.sleep(10)
        assert not bench.events("order.reverted")

    play(scenario)


def test_what_the_policy_closes_after_an_operator_opened_it_did_not_go_back_by_itself() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3)
        await ask(bench, BlockOthers())
        assert (await ask(bench, UnblockMicrophone("s3"))).stage is Stage.VERIFIED
        assert (await ask(bench, GiveFloor("s2"))).stage is Stage.VERIFIED
        await bench.until(lambda: mcu.is_blocked("2003"), 3)
        await asyncio.sleep(10)
        assert not bench.events("order.reverted")

    play(scenario)


def test_the_floor_s_clock_survives_a_wall_clock_that_jumps() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        await ask(bench, GiveFloor("s2"))
        await asyncio.sleep(60)
        bench.clock.jump_wall(3_600)
        await asyncio.sleep(60)
        since_utc = view(bench).floor.since_utc
        assert since_utc is not None
        assert bench.clock.utc() - since_utc == pytest.approx(120, abs=2)
        await ask(bench, GiveFloor(""))
        ((site_id, heard_s),) = view(bench).floor.heard
        assert (site_id, round(heard_s / 10)) == ("s2", 12)

    play(scenario)


def test_the_floor_goes_back_to_a_chair_that_is_not_in_the_conference() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 2)
        await ask(bench, GiveFloor("s2"))
        assert (await ask(bench, GiveFloor(""))).stage is Stage.VERIFIED
        assert view(bench).floor.speaker == ""
        assert mcu.is_blocked("2002")

    play(scenario)


def test_the_floor_given_twice_to_one_speaker_is_given_once() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        await ask(bench, GiveFloor("s2"))
        await asyncio.sleep(60)
        mcu.shown = None
        assert (await ask(bench, GiveFloor("s2"))).stage is Stage.VERIFIED
        assert mcu.shown is not None, "what got lost is asked for again"
        since_utc = view(bench).floor.since_utc
        assert since_utc is not None
        assert bench.clock.utc() - since_utc == pytest.approx(60, abs=2)
        assert view(bench).floor.heard == ()

    play(scenario)


def test_absent_sites_and_open_microphones_end_with_the_meeting_also_while_the_mcu_is_lost() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3)
        mcu.talk(leg_of(mcu, "2003"))
        await bench.until(
            lambda: bool(active(bench, AlarmType.SITE_ABSENT) and active(bench, AlarmType.MICROPHONE_OPEN)),
            90,
        )
        mcu.hang()
        await bench.until(lambda: bool(active(bench, AlarmType.MCU_LOST)))
        await asyncio.sleep(60)
        assert active(bench, AlarmType.SITE_ABSENT) == ["s4"], "nothing is seen, so nothing is over"
        await ask(bench, EndMeeting())
        await bench.until(
            lambda: not (active(bench, AlarmType.SITE_ABSENT) or active(bench, AlarmType.MICROPHONE_OPEN)), 5
        )

    play(scenario)


def test_while_the_mcu_is_lost_nobody_is_said_to_speak() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3)
        mcu.talk(leg_of(mcu, "2003"))
        await bench.until(lambda: bool(view(bench).open_microphones))
        mcu.hang()
        await asyncio.sleep(60)
        assert view(bench).open_microphones == ()

    play(scenario)


def written(scenario: Scenario, mcu: FakeMcu) -> list[Entry]:
    async def playing(bench: Bench) -> list[Entry]:
        await scenario(bench, mcu)
        return list(bench.entries)

    return run_engine(numbered(), playing, mcu=mcu)


def again(
    scenario: Scenario,
    mcu: FakeMcu,
    entries: list[Entry],
    net: Network | None = None,
    *,
    has_mcu: bool = True,
) -> None:
    def records(clock: ManualClock) -> Remembering:
        return Remembering(clock, entries)

    run_engine(net or numbered(), lambda bench: scenario(bench, mcu), records, mcu=mcu if has_mcu else None)


async def _all_of_the_conference(bench: Bench, mcu: FakeMcu) -> None:
    """A stranger, an absent site, an open microphone, then the MCU is gone."""
    await meeting_of(bench, mcu, 1, 2, 3)
    mcu.join("9999")
    mcu.talk(leg_of(mcu, "2003"))
    await bench.until(
        lambda: bool(active(bench, AlarmType.SITE_ABSENT) and active(bench, AlarmType.MICROPHONE_OPEN)), 90
    )
    mcu.hang()
    await bench.until(lambda: bool(active(bench, AlarmType.MCU_LOST)))


_OF_CONFERENCE = (
    AlarmType.SITE_ABSENT, AlarmType.MICROPHONE_OPEN, AlarmType.CALLER_UNEXPECTED, AlarmType.MCU_LOST,
)  # fmt: skip


def test_after_a_restart_what_is_over_in_the_conference_ends() -> None:
    entries = written(_all_of_the_conference, FakeMcu())
    mcu = FakeMcu()

    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        for number in (1, 2, 3, 4):
            mcu.join(f"200{number}")
        await asyncio.sleep(10)
        assert not any(active(bench, kind) for kind in _OF_CONFERENCE)

    again(scenario, mcu, entries)


def test_after_a_restart_nothing_in_the_conference_ends_before_it_was_seen() -> None:
    entries = written(_all_of_the_conference, FakeMcu())
    mcu = FakeMcu(is_gone=True)

    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await until_up(bench)
        await asyncio.sleep(60)
        assert {kind: active(bench, kind) for kind in _OF_CONFERENCE} == {
            AlarmType.SITE_ABSENT: ["s4"],
            AlarmType.MICROPHONE_OPEN: ["s3"],
            AlarmType.CALLER_UNEXPECTED: ["caller.9999"],
            AlarmType.MCU_LOST: ["centre.mcu"],
        }
        assert not bench.events("alarm.cleared")

    again(scenario, mcu, entries)


def test_after_the_mcu_was_taken_out_of_the_file_its_alarms_end() -> None:
    entries = written(_all_of_the_conference, FakeMcu())

    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await asyncio.sleep(10)
        assert not any(active(bench, kind) for kind in _OF_CONFERENCE)

    again(scenario, FakeMcu(), entries, has_mcu=False)


def test_a_site_that_takes_no_part_any_more_is_not_absent() -> None:
    entries = written(_all_of_the_conference, FakeMcu())
    plain = numbered()
    sites = tuple(replace(s, conference_number="") if s.id == "s4" else s for s in plain.sites)

    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await asyncio.sleep(10)
        assert active(bench, AlarmType.SITE_ABSENT) == []

    again(scenario, FakeMcu(), entries, replace(plain, sites=sites))
