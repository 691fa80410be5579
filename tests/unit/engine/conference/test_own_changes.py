"""What changes by an order of ours or by the far end is no device that went back by itself."""

import asyncio

from gbdt_console.core.conference.commands import (
    BlockMicrophone,
    BlockOthers,
    GiveFloor,
    UnblockMicrophone,
)
from gbdt_console.core.requests import Stage
from tests.support.conference.engine_meetings import ask, leg_of, meeting_of, play
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench


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
