"""Callers whom no number means alone: each is commanded by its call leg, and by that leg only."""

import asyncio
from dataclasses import replace

import pytest

from gbdt_console.core.commands import EndMeeting, StartMeeting
from gbdt_console.core.conference.callers import leg_id_if_ambiguous
from gbdt_console.core.conference.commands import (
    AdmitCaller,
    BlockMicrophone,
    BlockOthers,
    GiveFloor,
    HangUp,
    IsolateCaller,
    UnblockMicrophone,
)
from gbdt_console.core.conference.roster import RosterStatus
from gbdt_console.core.requests import Stage
from tests.support.conference.engine_meetings import SITES, ask, meeting_of, play, view
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench


async def two(bench: Bench, mcu: FakeMcu, number: str = "") -> tuple[str, str]:
    """Two callers of one number, or of none, in a meeting of the chair."""
    await meeting_of(bench, mcu, 1)
    legs = mcu.join(number, "Khách 1"), mcu.join(number, "Khách 2")
    await bench.until(lambda: len([r for r in view(bench).roster if not r.site_id]) == 2)
    return legs


def blocked(mcu: FakeMcu) -> set[str]:
    return {leg.id for leg in mcu.legs.values() if leg.is_blocked}


def standing(bench: Bench, leg: str) -> RosterStatus:
    return next(r.standing for r in view(bench).roster if r.participant and r.participant.id == leg)


@pytest.mark.parametrize("number", ["", "anonymous", "9999"])
def test_the_second_of_two_is_isolated_admitted_and_hung_up_and_the_first_is_not_touched(number: str) -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        first, second = await two(bench, mcu, number)
        assert (await ask(bench, IsolateCaller(number, second))).stage is Stage.VERIFIED
        await asyncio.sleep(5)
        assert blocked(mcu) == {second}
        assert (
            await ask(bench, AdmitCaller(number, second, is_heard=True, is_sure=True))
        ).stage is Stage.VERIFIED
        await bench.until(lambda: standing(bench, second) is RosterStatus.CONNECTED, 5)
        assert (blocked(mcu), standing(bench, first)) == (set(), RosterStatus.UNEXPECTED)
        assert (await ask(bench, HangUp(number, is_sure=True, leg=second))).stage is Stage.VERIFIED
        assert first in mcu.legs
        assert second not in mcu.legs

    play(scenario)


def test_an_isolated_caller_stays_so_when_the_meeting_is_over() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1)
        leg = mcu.join("9999")
        await bench.until(lambda: any(not row.site_id for row in view(bench).roster), 10)
        assert (await ask(bench, IsolateCaller("9999"))).stage is Stage.VERIFIED
        assert (await ask(bench, EndMeeting())).stage is Stage.RECORDED
        await bench.until(lambda: bench.latest.meeting is None, 10)
        assert view(bench).floor.isolates("9999", leg)
        mcu.legs[leg] = replace(mcu.legs[leg], is_blocked=False)
        await bench.until(lambda: blocked(mcu) == {leg}, 10)
        await bench.until(lambda: len(bench.events("order.ended")) == 2, 10)
        assert {e.data["what"] for e in bench.events("order.ended")} == {"caller.isolate"}

    play(scenario)


@pytest.mark.parametrize("number", ["", "anonymous", "9999"])
def test_a_number_that_means_nobody_alone_is_refused(number: str) -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await two(bench, mcu, number)
        for command in (IsolateCaller(number), AdmitCaller(number), HangUp(number, is_sure=True)):
            assert (await ask(bench, command)).code == "call.not-one"
        assert mcu.asked == []

    play(scenario)


def test_a_leg_that_is_gone_and_a_leg_that_is_a_site_s_are_refused() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        first, _ = await two(bench, mcu)
        chair = next(leg for leg in mcu.legs if "2001" in leg)
        mcu.leave(first)
        await bench.until(lambda: len([r for r in view(bench).roster if not r.site_id]) == 1)
        mcu.join("")
        await asyncio.sleep(3)
        for leg in (first, chair):
            for command in (IsolateCaller("", leg), AdmitCaller("", leg), HangUp("", is_sure=True, leg=leg)):
                assert (await ask(bench, command)).code == "call.leg-gone"
        assert mcu.asked == []

    play(scenario)


def test_what_was_decided_about_a_leg_ends_with_it_although_its_name_comes_again() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        first, second = await two(bench, mcu)
        assert (await ask(bench, AdmitCaller("", first, is_sure=True))).stage is Stage.VERIFIED
        assert (await ask(bench, IsolateCaller("", second))).stage is Stage.VERIFIED
        await bench.until(lambda: bool(view(bench).floor.isolated_legs), 5)
        kept = dict(mcu.legs)
        mcu.leave(first)
        mcu.leave(second)
        await bench.until(lambda: not view(bench).floor.admitted_legs | view(bench).floor.isolated_legs, 5)
        assert sorted(str(e.data["leg"]) for e in bench.events("caller.left")) == sorted((first, second))
        mcu.legs |= {first: kept[first], second: kept[second]}
        await bench.until(lambda: len([r for r in view(bench).roster if not r.site_id]) == 2, 5)
        assert {standing(bench, leg) for leg in (first, second)} == {RosterStatus.UNEXPECTED}
        assert len(bench.events("caller.left")) == 2

    play(scenario)


def test_an_admitted_anonymous_caller_stays_open_among_all_others_and_a_new_one_does_not() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        first, second = await two(bench, mcu)
        await ask(bench, AdmitCaller("", first, is_heard=True, is_sure=True))
        assert (await ask(bench, BlockOthers())).stage is Stage.VERIFIED
        third = mcu.join("")
        await bench.until(lambda: blocked(mcu) == {second, third}, 5)
        await asyncio.sleep(10)
        assert blocked(mcu) == {second, third}

    play(scenario)


def test_of_a_number_that_was_decided_about_one_leg_can_be_decided_otherwise() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1)
        first = mcu.join("9999")
        await bench.until(lambda: len([r for r in view(bench).roster if not r.site_id]) == 1)
        assert (await ask(bench, IsolateCaller("9999"))).stage is Stage.VERIFIED
        second = mcu.join("9999")
        await bench.until(lambda: blocked(mcu) == {first, second}, 5)
        assert (
            await ask(bench, AdmitCaller("9999", second, is_heard=True, is_sure=True))
        ).stage is Stage.VERIFIED
        await asyncio.sleep(5)
        assert blocked(mcu) == {first}
        mcu.leave(first)
        await asyncio.sleep(3)
        assert (await ask(bench, IsolateCaller("9999"))).stage is Stage.VERIFIED
        await asyncio.sleep(5)
        assert blocked(mcu) == {second}, "by its number again, and not by what was said of its leg"

    play(scenario)


def test_the_journal_says_who_it_was() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        _, second = await two(bench, mcu)
        await ask(bench, IsolateCaller("", second))
        (isolated,) = bench.events("caller.isolated")
        assert (isolated.data["leg"], isolated.data["name"]) == (second, "Khách 2")
        assert [e.data["target"] for e in bench.events("order.ended")] == [second]

    play(scenario)


def test_a_stranger_is_isolated_then_admitted_or_hung_up_only_when_sure() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1)
        mcu.join("9999")
        await bench.until(lambda: len(view(bench).roster) == SITES + 1)
        assert (await ask(bench, IsolateCaller("9999"))).stage is Stage.VERIFIED
        assert mcu.is_blocked("9999")
        assert (await ask(bench, AdmitCaller("9999"))).code == "guard.admit"
        assert (await ask(bench, AdmitCaller("9999", is_sure=True))).stage is Stage.VERIFIED
        assert mcu.is_blocked("9999")
        await bench.until(lambda: view(bench).roster[-1].standing is RosterStatus.CONNECTED, 5)
        assert (await ask(bench, AdmitCaller("9999", is_heard=True))).stage is Stage.VERIFIED
        assert not mcu.is_blocked("9999")
        assert (await ask(bench, HangUp("9999"))).code == "guard.hang-up"
        assert (await ask(bench, HangUp("9999", is_sure=True))).stage is Stage.VERIFIED
        assert "9999" not in {leg.number for leg in mcu.legs.values()}

    play(scenario)


def test_an_admitted_caller_is_blocked_again_whoever_opens_it_until_it_is_to_be_heard() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1)
        leg = mcu.join("9999")
        await bench.until(lambda: len(view(bench).roster) == SITES + 1)
        assert not mcu.is_blocked("9999")
        assert (await ask(bench, AdmitCaller("9999", is_sure=True))).stage is Stage.VERIFIED
        assert mcu.is_blocked("9999")
        mcu.legs[leg] = replace(mcu.legs[leg], is_blocked=False)
        await bench.until(lambda: mcu.is_blocked("9999"), 5)
        assert (await ask(bench, AdmitCaller("9999", is_heard=True))).stage is Stage.VERIFIED
        await asyncio.sleep(5)
        assert not mcu.is_blocked("9999")
        assert (await ask(bench, AdmitCaller("9999"))).stage is Stage.VERIFIED
        assert mcu.is_blocked("9999")
        assert view(bench).roster[-1].standing is RosterStatus.CONNECTED

    play(scenario)


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


@pytest.mark.parametrize("command", [GiveFloor("9999"), BlockMicrophone("9999"), UnblockMicrophone("9999")])
def test_a_stranger_is_no_site_that_is_given_the_floor_or_opened(
    command: GiveFloor | BlockMicrophone | UnblockMicrophone,
) -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1)
        mcu.join("9999")
        await bench.until(lambda: view(bench).roster[-1].standing is RosterStatus.UNEXPECTED)
        assert (await ask(bench, command)).code == "meeting.site-unknown"
        assert mcu.asked == []

    play(scenario)


def test_who_was_isolated_before_the_meeting_stays_isolated_in_it() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        stranger = mcu.join("9999")
        await bench.until(lambda: any(r.standing is RosterStatus.UNEXPECTED for r in view(bench).roster))
        assert (await ask(bench, IsolateCaller("9999"))).stage is Stage.VERIFIED
        now = bench.clock.utc()
        await ask(bench, StartMeeting("Giao ban", "s1", now, now + 7_200))
        mcu.leave(stranger)
        await asyncio.sleep(3)
        mcu.join("9999")
        await bench.until(lambda: mcu.is_blocked("9999"), 3)

    play(scenario)


def test_a_caller_whose_number_is_a_site_s_id_gets_no_site_hung_up() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        site_leg, caller = next(leg for leg in mcu.legs if "2002" in leg), mcu.join("s2")
        await bench.until(lambda: any(not row.site_id for row in view(bench).roster), 5)
        row = next(row for row in view(bench).roster if not row.site_id)
        assert leg_id_if_ambiguous(row, view(bench).roster) == caller, "its number means a site"
        assert (await ask(bench, HangUp("s2", is_sure=True))).code == "call.not-one"
        assert (await ask(bench, HangUp("s2", is_sure=True, leg=caller))).stage is Stage.VERIFIED
        assert site_leg in mcu.legs
        assert (await ask(bench, HangUp("s2", is_sure=True))).stage is Stage.VERIFIED
        assert site_leg not in mcu.legs

    play(scenario)
