"""The cable of the PC that commands was out, and comes back: the MCU answers before the other PC is asked."""

import asyncio

from gbdt_console.core.conference.commands import BlockMicrophone
from gbdt_console.core.requests import Stage
from gbdt_console.core.standby.view import StandbyFault
from tests.support.conference.engine_meetings import ask, meeting_of, numbered
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.standby.pair import Pair


class CountingMcu(FakeMcu):
    """It counts the connections to it."""

    opened = 0

    async def open(self) -> None:
        await super().open()
        self.opened += 1


async def cable_is_out_and_back(bench: Bench, mcu: CountingMcu, pair: Pair, *, is_overtaken: bool) -> None:
    """It comes back right after the last attempt to reach the other PC, so that the next one takes 5 s."""
    pair.other.is_cut = True
    await bench.until(lambda: fault(bench) is StandbyFault.UNREACHABLE)
    await asyncio.sleep(30)
    attempts = pair.other.attempts
    await bench.until(lambda: pair.other.attempts > attempts)
    mcu.hang()
    pair.other.is_cut = False
    if is_overtaken:
        await pair.overtake()
    mcu.is_gone = False


def fault(bench: Bench) -> StandbyFault | None:
    view = bench.latest.standby
    return None if view is None else view.fault


def play(*, is_overtaken: bool) -> tuple[list[Stage], bool]:
    """Block a microphone again and again once the MCU is back; tell how that ended, and who commands then."""
    mcu, pair, ends = CountingMcu(), Pair(), list[Stage]()

    async def scenario(bench: Bench) -> None:
        await pair.begin(at=10_000)
        await meeting_of(bench, mcu, 1, 3)
        connections = mcu.opened
        await cable_is_out_and_back(bench, mcu, pair, is_overtaken=is_overtaken)
        await bench.until(lambda: mcu.opened > connections)
        for _ in range(20):
            ends.append((await ask(bench, BlockMicrophone("s3"))).stage)
            await asyncio.sleep(0.1)

    run_engine(numbered(), scenario, mcu=mcu, more_features=[pair.feature])
    return ends, bool(pair.changed)


def test_it_gives_the_mcu_no_order_where_the_other_pc_commands_by_then() -> None:
    ends, is_changed = play(is_overtaken=True)
    assert Stage.VERIFIED not in ends
    assert is_changed


def test_it_goes_on_where_the_other_pc_still_follows() -> None:
    ends, is_changed = play(is_overtaken=False)
    assert Stage.VERIFIED in ends
    assert not is_changed
