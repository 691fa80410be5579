"""What is asked of the conference in fake time: whom it hits, what its life is, and what a break holds."""

import asyncio

import pytest

from gbdt_console.core.authority.withheld import Withheld
from gbdt_console.core.conference.commands import (
    BlockMicrophone,
    BlockOthers,
    BlockStillOpen,
    DialSite,
    GiveFloor,
    HangUp,
    SetBreak,
    SkipSpeaker,
    UnblockMicrophone,
)
from gbdt_console.core.port import ClientKind
from gbdt_console.core.requests import Progress, Stage, new_request_id
from tests.support.conference.engine_meetings import SITES, ask, meeting_of, play, view
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench


def test_what_a_cut_left_behind_is_hung_up_by_its_number_and_the_site_s_own_leg_stays() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        old = next(leg for leg in mcu.legs if "2002" in leg)
        mcu.age(old, 600.0)
        new = mcu.join("2002")
        await bench.until(lambda: len(view(bench).roster) == SITES + 1)
        assert (await ask(bench, HangUp("2002", is_sure=True))).stage is Stage.VERIFIED
        assert old not in mcu.legs
        assert new in mcu.legs
        assert (await ask(bench, HangUp("s2", is_sure=True))).stage is Stage.VERIFIED
        assert new not in mcu.legs

    play(scenario)


def test_those_that_were_not_blocked_are_asked_again_alone() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3, 4)
        assert (await ask(bench, BlockStillOpen())).code == "order.none-open"
        mcu.refuses = "No Channel by that name"
        failed = await ask(bench, BlockOthers())
        assert (failed.stage, failed.detail) == (Stage.FAILED, "3/3")
        assert failed.targets == ("s2", "s3", "s4")
        mcu.refuses = ""
        leg = next(leg for leg in mcu.legs if "2003" in leg)
        await mcu.block(leg)
        await bench.until(lambda: view(bench).row("s3").participant.is_blocked)  # type: ignore[union-attr]
        mcu.asked.clear()
        assert (await ask(bench, BlockStillOpen())).stage is Stage.VERIFIED
        assert leg not in {target for _, target in mcu.asked}
        assert [mcu.is_blocked(f"200{n}") for n in (1, 2, 3, 4)] == [False, True, True, True]
        assert len(bench.events("microphones.blocking")) == 1
        assert (await ask(bench, BlockStillOpen())).code == "order.none-open"

    play(scenario)


def test_that_all_accepted_is_a_step_of_its_own() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3)
        session = bench.engine.join(ClientKind.CONSOLE, "tty")
        steps = [step.stage async for step in session.submit(new_request_id(), BlockOthers())]
        session.leave()
        assert steps == [Stage.REQUESTED, Stage.SENT, Stage.ACCEPTED, Stage.VERIFIED]

    play(scenario)


def test_the_next_speaker_s_picture_is_no_change_by_itself() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3)
        await ask(bench, GiveFloor("s2"))
        await ask(bench, GiveFloor("s3"))
        await asyncio.sleep(3)
        assert bench.events("order.reverted") == []

    play(scenario)


def test_whom_the_policy_closes_again_did_not_change_back_by_itself() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3)
        await ask(bench, BlockOthers())
        await ask(bench, UnblockMicrophone("s2"))
        assert not mcu.is_blocked("2002")
        await ask(bench, GiveFloor("s3"))
        await bench.until(lambda: mcu.is_blocked("2002"), 3)
        await asyncio.sleep(3)
        assert bench.events("order.reverted") == []

    play(scenario)


def test_a_break_closes_all_but_the_chair_and_nobody_is_opened_in_it() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3)
        await ask(bench, GiveFloor("s2"))
        assert (await ask(bench, SetBreak(True))).stage is Stage.VERIFIED
        assert [mcu.is_blocked(f"200{n}") for n in (1, 2, 3)] == [False, True, True]
        mcu.join("9999")
        await bench.until(lambda: "9999" in {leg.number for leg in mcu.legs.values() if leg.is_blocked}, 3)
        assert (await ask(bench, UnblockMicrophone("s2"))).code == "floor.is-break"
        assert (await ask(bench, GiveFloor("s3"))).code == "floor.is-break"
        assert view(bench).floor.speaker == "s2"
        await ask(bench, SetBreak(False))
        assert (await ask(bench, GiveFloor("s3"))).stage is Stage.VERIFIED
        assert not mcu.is_blocked("2003")

    play(scenario)


def test_nobody_is_skipped_without_a_reason() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1)
        assert (await ask(bench, SkipSpeaker("s2", " "))).code == "floor.no-reason"
        assert (await ask(bench, SkipSpeaker("s2", "mất điện"))).stage is Stage.RECORDED
        assert view(bench).floor.running_order == ("s3",)

    play(scenario)


def test_a_call_that_rings_for_half_a_minute_is_not_called_not_obeyed() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1)
        mcu.rings_s = 29.0
        assert (await ask(bench, DialSite("s2"))).stage is Stage.VERIFIED
        (ended,) = bench.events("order.ended")
        assert ended.data["took_s"] > 29

    play(scenario)


@pytest.mark.parametrize("busy", ["", "Busy"], ids=["answered", "given up"])
@pytest.mark.outcome("failed")
def test_a_call_that_rings_on_is_not_called_failed_and_its_late_end_is_recorded(busy: str) -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1)
        mcu.rings_s, mcu.busy = 41.0, busy
        end = await ask(bench, DialSite("s2"))
        assert (end.stage, end.code) == (Stage.UNKNOWN, "call.rings")
        assert [(order.stage, order.code) for order in view(bench).orders] == [(end.stage, end.code)]
        await bench.until(lambda: len(bench.events("order.ended")) > 1, 10)
        rang, late = (event.data for event in bench.events("order.ended"))
        assert (rang["order"], rang["code"]) == (late["order"], "call.rings")
        assert late["took_s"] > 40
        if busy:
            assert (late["stage"], late["words"]) == ("failed", busy)
        else:
            assert (late["stage"], late["code"], view(bench).orders) == ("verified", "order.late", ())
        await asyncio.sleep(60)
        assert len(bench.events("order.ended")) == 2

    play(scenario)


def test_what_a_pc_sees_that_may_not_command_any_more_is_no_end_of_its_own_call() -> None:
    """The other PC may have called the site; it is told that the outcome here was not known."""

    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1)
        mcu.rings_s = 41.0
        await ask(bench, DialSite("s2"))
        authority = bench.engine._works.clients.authority
        authority.withheld = Withheld.ALONE
        await asyncio.sleep(20)
        assert len(bench.events("order.ended")) == 1
        authority.withheld = None
        await bench.until(lambda: len(bench.events("order.ended")) == 2, 10)

    play(scenario)


@pytest.mark.parametrize(
    ("waits_for", "stage", "code"),
    [
        ("call.rings-untold", Stage.UNKNOWN, "call.rings-untold"),
        ("", Stage.FAILED, "order.not-obeyed"),
    ],
)
def test_what_an_mcu_tells_of_a_call_is_all_that_is_said(waits_for: str, stage: Stage, code: str) -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1)
        mcu.rings_s, mcu.waits_for = 1_000.0, waits_for
        end = await ask(bench, DialSite("s2"))
        assert (end.stage, end.code) == (stage, code)

    play(scenario)


def test_a_call_that_the_mcu_reports_failed_ends_in_its_own_words_at_once() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1)
        mcu.rings_s, mcu.busy = 8.0, "Busy"
        ended = await ask(bench, DialSite("s2"))
        assert (ended.stage, ended.code, ended.detail) == (Stage.FAILED, "call.failed", "Busy")
        (written,) = bench.events("order.ended")
        assert (written.data["stage"], written.data["words"]) == ("failed", "Busy")
        assert written.data["took_s"] < 9
        mcu.busy = ""
        assert (await ask(bench, DialSite("s2"))).stage is Stage.VERIFIED

    play(scenario)


def test_a_call_that_nobody_takes_ends_and_a_second_one_meanwhile_is_refused() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1)
        mcu.rings_s = 1_000.0
        session = bench.engine.join(ClientKind.CONSOLE, "tty")

        async def dial() -> Progress:
            return [step async for step in session.submit(new_request_id(), DialSite("s2"))][-1]

        first = asyncio.create_task(dial())
        await bench.until(lambda: ("dial", "2002") in mcu.asked)
        assert (await dial()).code == "call.is-ringing"
        ended = await first
        assert (ended.stage, ended.code) == (Stage.UNKNOWN, "call.rings")
        assert mcu.asked.count(("dial", "2002")) == 1

    play(scenario)


def test_two_that_dial_a_site_in_the_same_moment_let_it_ring_once() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1)
        session = bench.engine.join(ClientKind.CONSOLE, "tty")

        async def dial() -> Progress:
            return [step async for step in session.submit(new_request_id(), DialSite("s2"))][-1]

        ends = await asyncio.gather(dial(), dial())
        assert mcu.asked.count(("dial", "2002")) == 1
        assert sorted(end.code for end in ends) == ["", "call.is-ringing"]

    play(scenario)


def test_an_order_stays_under_way_when_another_of_its_kind_ends_first() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        mcu.deaf = True
        session = bench.engine.join(ClientKind.CONSOLE, "tty")

        async def block() -> Progress:
            return [step async for step in session.submit(new_request_id(), BlockMicrophone("s2"))][-1]

        first = asyncio.ensure_future(block())
        await asyncio.sleep(2.0)
        second = asyncio.ensure_future(block())
        await first
        await asyncio.sleep(0.5)
        assert not second.done()
        assert [order.stage.is_final for order in view(bench).orders] == [False]
        await second

    play(scenario)
