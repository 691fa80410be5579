"""Blocking of microphones in fake time: verified, refused, reverted, and by the policy."""

import asyncio
from dataclasses import replace

import pytest

from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.commands import StartMeeting
from gbdt_console.core.conference.commands import (
    BlockMicrophone,
    BlockOthers,
    DialSite,
    GiveFloor,
    LockConference,
    UnblockMicrophone,
)
from gbdt_console.core.port import ClientKind
from gbdt_console.core.requests import Stage, new_request_id
from tests.support.conference.engine_meetings import ask, meeting_of, play, view
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.engine.networks import network


def test_a_block_is_verified_by_a_look_that_began_after_it_was_accepted() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3)
        assert (await ask(bench, BlockMicrophone("s2"))).stage is Stage.VERIFIED
        assert mcu.is_blocked("2002")
        row = view(bench).row("s2")
        assert row is not None
        assert row.participant is not None
        assert row.participant.is_blocked
        (ended,) = bench.events("order.ended")
        assert (ended.data["what"], ended.data["target"], ended.data["stage"]) == (
            "microphone.block", "s2", "verified",
        )  # fmt: skip
        assert (ended.actor, ended.data["operator"]) == ("duty", "duty")
        assert ended.data["operator_name"] == "trực trung tâm"
        assert (await ask(bench, UnblockMicrophone("s2"))).stage is Stage.VERIFIED
        assert not mcu.is_blocked("2002")

    play(scenario)


def test_a_device_that_accepts_and_does_nothing_has_not_obeyed() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        ended = await ask(bench, BlockMicrophone("s2"))
        assert (ended.stage, ended.code) == (Stage.FAILED, "order.not-obeyed")
        await bench.until(lambda: [o.code for o in view(bench).orders] == ["order.not-obeyed"], 2)

    play(scenario, FakeMcu(deaf=True))


def test_a_refusal_is_told_in_the_device_s_words() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        ended = await ask(bench, BlockMicrophone("s2"))
        assert (ended.stage, ended.code, ended.detail) == (
            Stage.FAILED, "control.refused", "No Channel by that name found in Conference.",
        )  # fmt: skip

    play(scenario, FakeMcu(refuses="No Channel by that name found in Conference."))


def test_a_device_that_obeys_and_goes_back_is_said_so() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        assert (await ask(bench, BlockMicrophone("s2"))).stage is Stage.VERIFIED
        await bench.until(lambda: bool(bench.events("order.reverted")), 10)
        await bench.until(lambda: [o.is_reverted for o in view(bench).orders] == [True], 2)

    play(scenario, FakeMcu(reverts_after_s=1.5))


@pytest.mark.outcome("confirmed", "failed")
def test_a_lost_connection_leaves_the_order_unknown_and_repeats_nothing() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        session = bench.engine.join(ClientKind.CONSOLE, "tty")
        steps = session.submit(new_request_id(), BlockMicrophone("s2"))
        await anext(steps)
        mcu.hang()
        last = [step async for step in steps][-1]
        session.leave()
        assert last.stage is Stage.UNKNOWN
        await bench.until(lambda: any(a.key.type == AlarmType.MCU_LOST for a in bench.latest.alarms))
        asked = list(mcu.asked)
        mcu.is_gone = False
        await bench.until(lambda: view(bench).fault is None, 60)
        await asyncio.sleep(5)
        assert mcu.asked == asked, "what was asked before the connection was lost is not asked again"

    play(scenario)


def test_block_the_others_spares_chair_and_speaker_and_holds_for_latecomers_without_an_event() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3)
        assert (await ask(bench, GiveFloor("s2"))).stage is Stage.VERIFIED
        assert (await ask(bench, BlockOthers())).stage is Stage.VERIFIED
        assert [mcu.is_blocked(f"200{n}") for n in (1, 2, 3)] == [False, False, True]
        mcu.is_mute = True
        mcu.join("2004")
        await bench.until(lambda: view(bench).row("s4").participant is not None)  # type: ignore[union-attr]
        assert await bench.until(lambda: mcu.is_blocked("2004")) < 1.5
        leg = next(leg for leg in mcu.legs if "2003" in leg)
        mcu.leave(leg)
        mcu.join("2003")
        await bench.until(lambda: mcu.is_blocked("2003"), 3)
        assert not mcu.is_blocked("2002")

    play(scenario)


def test_nobody_is_opened_by_the_policy() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3)
        await ask(bench, BlockOthers())
        await ask(bench, BlockOthers(False))
        await asyncio.sleep(10)
        assert not [what for what, _ in mcu.asked if what == "unblock"]

    play(scenario)


def test_chair_and_speaker_are_protected_and_what_cannot_be_is_refused() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        assert (await ask(bench, BlockMicrophone("s1"))).code == "guard.chair-or-speaker"
        assert (await ask(bench, BlockMicrophone("s1", is_sure=True))).stage is Stage.VERIFIED
        assert (await ask(bench, BlockMicrophone("s4"))).code == "call.not-there"
        assert (await ask(bench, GiveFloor("s4"))).code == "call.not-there"
        assert view(bench).floor.speaker == ""
        assert (await ask(bench, DialSite("s2"))).code == "call.already-there"
        assert (await ask(bench, DialSite("s4"))).stage is Stage.VERIFIED
        assert (await ask(bench, LockConference(True))).stage is Stage.VERIFIED
        assert (await ask(bench, LockConference(False))).stage is Stage.VERIFIED

    play(scenario)


class OneAtATime(FakeMcu):
    """Answers each request after the one before it."""

    def __init__(self) -> None:
        super().__init__()
        self._turn = asyncio.Lock()

    async def _work(self, what: str = "", target: str = "") -> None:
        async with self._turn:
            await super()._work(what, target)


def test_two_hundred_microphones_of_an_mcu_that_answers_one_by_one_are_all_verified() -> None:
    plain = network(200)
    sites = tuple(replace(s, conference_number=str(2_000 + s.number)) for s in plain.sites)
    mcu = OneAtATime()

    async def scenario(bench: Bench) -> None:
        for site in sites:
            mcu.join(site.conference_number)
        await bench.until(lambda: len([r for r in view(bench).roster if r.participant]) == len(sites))
        now = bench.clock.utc()
        await ask(bench, StartMeeting("Giao ban", "s1", now, now + 7_200))
        ended = await ask(bench, BlockOthers())
        assert (ended.stage, ended.detail) == (Stage.VERIFIED, "")
        assert len(mcu.asked) == 199, "nobody is asked twice"

    run_engine(replace(plain, sites=sites), scenario, mcu=mcu)


class Vague(FakeMcu):
    """Tells of nobody any more whether the centre's block holds."""

    def _set_blocked(self, leg: str, is_blocked: bool) -> None:
        super()._set_blocked(leg, is_blocked)
        self.legs[leg] = replace(self.legs[leg], is_blocked=None)


def test_a_block_that_the_mcu_does_not_tell_of_is_neither_verified_nor_failed() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        for command in (BlockMicrophone("s2"), UnblockMicrophone("s2")):
            ended = await ask(bench, command)
            assert (ended.stage, ended.code) == (Stage.UNKNOWN, "order.not-readable")

    play(scenario, Vague())
