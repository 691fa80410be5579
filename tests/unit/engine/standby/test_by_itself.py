"""Takeover without a person: one PC gives no order any more before the other one commands."""

import asyncio
from pathlib import Path
from types import SimpleNamespace

import pytest

from gbdt_console.core.authority.withheld import Withheld
from gbdt_console.core.clock import ManualClock
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.quick_dataclass import replace
from gbdt_console.core.standby.commands import TakeOver
from gbdt_console.core.standby.role import RoleTaken
from gbdt_console.core.standby.settings import Takeover
from gbdt_console.engine.standby.following import FollowingFeature
from gbdt_console.engine.standby.message import Kind, Message
from gbdt_console.engine.standby.seat import Seat
from gbdt_console.engine.standby.shipper import Holder
from gbdt_console.journal.chain import GENESIS, ChainHead
from tests.support.conference.engine_meetings import numbered
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.standby.journals import Kept
from tests.support.standby.memory_stream import Opened
from tests.support.standby.pair import OF_THREE, Pair

AUTOMATIC = replace(OF_THREE, takeover=Takeover.AUTOMATIC, takeover_after_s=15.0)
HELD = Message(Kind.HELD, "may-1", 0)


def test_without_a_majority_orders_are_withheld_before_the_other_pc_commands_and_come_back() -> None:
    pair = Pair(settings=AUTOMATIC)

    async def scenario(bench: Bench) -> None:
        authority = bench.engine._works.clients.authority
        await bench.until(lambda: authority.withheld is None)
        pair.other.is_cut = True
        assert await bench.until(lambda: authority.withheld is Withheld.ALONE, 30) < 13
        await bench.until(lambda: bench.latest.withheld is Withheld.ALONE, 5)
        pair.other.is_cut = False
        await bench.until(lambda: bench.latest.withheld is None, 30)

    run_engine(numbered(), scenario, more_features=[pair.feature])


def test_a_person_lets_it_command_on_and_the_other_pc_s_takeover_still_ends_that() -> None:
    pair = Pair(settings=AUTOMATIC)

    async def scenario(bench: Bench) -> None:
        await bench.until(lambda: bench.latest.withheld is None)
        assert await bench.ask(TakeOver("trực ca")) == "standby.commands-already"
        pair.other.is_cut = True
        await bench.until(lambda: bench.latest.withheld is Withheld.ALONE, 30)
        await bench.end(TakeOver("trực ca"))
        await bench.until(lambda: bench.latest.withheld is None)
        assert [entry.data["by"] for entry in bench.events("role.kept")] == ["trực ca"]
        pair.at = GENESIS
        pair.other.is_cut = False
        await pair.overtake()
        await bench.until(lambda: bench.latest.withheld is Withheld.OVERTAKEN, 30)

    run_engine(numbered(), scenario, more_features=[pair.feature])


class Following:
    """The engine that follows, one turn after the other, beside a stream in memory."""

    def __init__(self, folder: Path, stream: Opened) -> None:
        self.clock, self.stream, self.noted = ManualClock(), stream, list[RoleTaken]()
        self.kept = Kept(folder / "two.sqlite")
        seat = Seat(AUTOMATIC, "may-2", Holder("may-1", 0), folder, self.noted.append, lambda taken: None)
        context = SimpleNamespace(clock=self.clock, ledger=Ledger(), on_urgent=lambda: None)
        opened = lambda *_: stream  # noqa: E731
        self.feature = FollowingFeature(context, seat, self.kept, opened)  # type: ignore[arg-type]

    async def turn(self, pass_s: float) -> None:
        self.clock.advance(pass_s)
        await self.feature._follower.drain()
        await self.feature._command_where_silent()


@pytest.fixture
def stream() -> Opened:
    return Opened()


def test_it_commands_by_itself_after_the_silence_and_not_before(tmp_path: Path, stream: Opened) -> None:
    async def scenario() -> None:
        await stream.append(HELD, 0)
        following = Following(tmp_path, stream)
        await following.turn(0.0)
        await following.turn(14.0)
        assert not following.noted
        await stream.append(HELD, 1)
        await following.turn(1.0)
        await following.turn(14.0)
        assert not following.noted, "it wrote again"
        await following.turn(1.0)
        (taken,) = following.noted
        assert (taken.machine, taken.term, taken.by) == ("may-2", 1, "")
        assert taken.automatic_utc == following.clock.utc()
        following.kept.journal.close()

    asyncio.run(scenario())


def test_a_write_that_came_just_now_stops_it(tmp_path: Path, stream: Opened) -> None:
    async def scenario() -> None:
        await stream.append(HELD, 0)
        following = Following(tmp_path, stream)
        await following.turn(0.0)
        following.clock.advance(60.0)
        await stream.append(HELD, 1)
        await following.feature._command_where_silent()
        assert not following.noted
        assert stream.kept[-1].message.kind is Kind.HELD
        following.kept.journal.close()

    asyncio.run(scenario())


def test_one_that_lacks_rows_or_was_told_nothing_waits_for_a_person(tmp_path: Path, stream: Opened) -> None:
    async def scenario() -> None:
        following = Following(tmp_path, stream)
        await following.turn(60.0)
        assert not following.noted, "nothing was ever written"
        lacking = replace(HELD, head=ChainHead(7, "ab" * 32))
        await stream.append(lacking, 0)
        await following.turn(0.0)
        await following.turn(60.0)
        assert not following.noted
        following.kept.journal.close()

    asyncio.run(scenario())
