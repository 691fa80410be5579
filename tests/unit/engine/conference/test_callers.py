"""Callers whom no number means alone: each is commanded by its call leg, and by that leg only."""

import asyncio

import pytest

from gbdt_console.core.conference.commands import AdmitCaller, BlockOthers, HangUp, IsolateCaller
from gbdt_console.core.conference.roster import RosterStatus
from gbdt_console.core.requests import Stage
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench
from tests.unit.engine.conference.test_microphones import ask, meeting_of, play, view


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
        assert (await ask(bench, AdmitCaller(number, second))).stage is Stage.VERIFIED
        await bench.until(lambda: standing(bench, second) is RosterStatus.CONNECTED, 5)
        assert (blocked(mcu), standing(bench, first)) == (set(), RosterStatus.UNEXPECTED)
        assert (await ask(bench, HangUp(number, is_sure=True, leg=second))).stage is Stage.VERIFIED
        assert first in mcu.legs
        assert second not in mcu.legs

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
        assert (await ask(bench, AdmitCaller("", first))).stage is Stage.VERIFIED
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
        await ask(bench, AdmitCaller("", first))
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
        assert (await ask(bench, AdmitCaller("9999", second))).stage is Stage.VERIFIED
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
