"""An MCU that does not do what it says for long: the console keeps trying and the journal stays small."""

import asyncio
from dataclasses import replace

import pytest

from gbdt_console.core.conference.commands import BlockOthers
from gbdt_console.engine import engine
from tests.support.conference.engine_meetings import ask, leg_of, meeting_of, play
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench

LONG_S = 1_200
"""Long enough for 600 attempts at the pace of the first."""


@pytest.fixture(autouse=True)
def rare_ticks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pings and readings matter nothing here and cost most of the time."""
    monkeypatch.setattr(engine, "_TOGETHER_S", 0.9)


def test_a_microphone_that_cannot_be_blocked_does_not_fill_the_journal() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3)
        await ask(bench, BlockOthers())
        await asyncio.sleep(LONG_S)
        assert len(bench.entries) < 60
        failed = [e for e in bench.events("order.ended") if not e.data["operator"]]
        assert {e.data["target"] for e in failed} == {"s2", "s3"}, "that it did not obey is written"
        last = len(mcu.asked)
        mcu.refuses = ""
        mcu.deaf = False
        await bench.until(lambda: mcu.is_blocked("2002") and mcu.is_blocked("2003"), 90)
        assert last < LONG_S, "it is not pressed every two seconds"

    play(scenario, FakeMcu(refuses="No Channel by that name found in Conference."))


@pytest.mark.parametrize("mcu", [FakeMcu(deaf=True), FakeMcu(reverts_after_s=0.5)])
def test_a_device_that_lies_does_not_fill_the_journal(mcu: FakeMcu) -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3)
        await ask(bench, BlockOthers())
        await asyncio.sleep(LONG_S)
        assert len(bench.entries) < 60
        assert len(mcu.asked) < LONG_S / 3

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
