"""What counts as recorded where two of three machines shall have it, and what goes on without them."""

import asyncio
from collections.abc import Callable, Sequence

import pytest

from gbdt_console.core.authority.withheld import Withheld
from gbdt_console.core.commands import StartMeeting
from gbdt_console.core.handover.shift import TakeOverShift
from gbdt_console.core.requests import Stage
from gbdt_console.core.standby.view import StandbyFault, StandbyView
from gbdt_console.engine.standby.catching_up import CatchingUp
from gbdt_console.engine.standby.message import Kind, Message
from gbdt_console.journal.chain import GENESIS, ChainHead, JournalRow
from tests.support.conference.engine_meetings import numbered
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.standby.pair import OF_THREE, Pair

SIGNED = TakeOverShift("đủ")
MEETING = StartMeeting("Giao ban", "s1", 1_800_000_000.0, 1_800_003_600.0)


class Alone(Pair):
    """The journal has one more row than the stream once `is_ahead`: what is written does not get there."""

    def __init__(self) -> None:
        super().__init__(settings=OF_THREE)
        self.is_ahead = False
        self.entries = 1

    async def head(self) -> ChainHead:
        return ChainHead(self.entries, "cd" * 32) if self.is_ahead else GENESIS


def has_quorum(bench: Bench) -> bool:
    view = bench.latest.standby
    return view is not None and view.has_quorum is True


async def told(bench: Bench, holds: Callable[[StandbyView], bool]) -> StandbyView:
    """Wait until the wall says so of the two PCs."""

    def view() -> StandbyView:
        assert bench.latest.standby is not None
        return bench.latest.standby

    await bench.until(lambda: bench.latest.standby is not None and holds(view()))
    return view()


def test_with_two_of_three_a_record_is_recorded() -> None:
    pair = Alone()

    async def scenario(bench: Bench) -> None:
        await bench.until(lambda: has_quorum(bench))
        assert (await bench.end(SIGNED)).stage is Stage.RECORDED
        assert not pair.other.kept[-1].message.yields, "its orders go on without a majority"

    run_engine(numbered(), scenario, more_features=[pair.feature])


@pytest.mark.outcome("recorded")
def test_what_no_second_machine_acknowledged_is_not_called_recorded() -> None:
    pair = Alone()

    async def scenario(bench: Bench) -> None:
        await bench.until(lambda: has_quorum(bench))
        pair.is_ahead = True
        last = await bench.end(SIGNED)
        assert (last.stage, last.code) == (Stage.UNKNOWN, "recording.one-machine")

    run_engine(numbered(), scenario, more_features=[pair.feature])


@pytest.mark.outcome("not recorded")
def test_without_a_majority_a_record_that_can_wait_is_refused_unwritten_and_the_meeting_goes_on() -> None:
    pair = Alone()

    async def scenario(bench: Bench) -> None:
        await bench.until(lambda: has_quorum(bench))
        pair.other.is_cut = True
        assert 9 < await bench.until(lambda: not has_quorum(bench), 30) < 15
        await bench.until(lambda: bench.latest.standby.fault is StandbyFault.NO_QUORUM, 10)  # type: ignore[union-attr]
        last = await bench.end(SIGNED)
        assert (last.stage, last.code) == (Stage.FAILED, "recording.no-quorum")
        assert bench.events("shift.taken-over") == []
        pair.is_ahead = True
        last = await bench.end(MEETING)
        assert (last.stage, last.code) == (Stage.UNKNOWN, "recording.one-machine")
        assert len(bench.events("meeting.started")) == 1
        assert bench.latest.withheld is None
        pair.other.is_cut = pair.is_ahead = False
        await bench.until(lambda: has_quorum(bench), 30)
        assert (await bench.end(SIGNED)).stage is Stage.RECORDED

    run_engine(numbered(), scenario, more_features=[pair.feature])


class Sending(Alone):
    """The stream gets a long journal in parts, one each time that `part` is called."""

    def __init__(self) -> None:
        super().__init__()
        self.is_ahead, self.entries = True, 10_000
        self._parts = asyncio.Queue[int]()

    def part(self, to: int) -> None:
        self._parts.put_nowait(to)

    async def next_rows(self, after: ChainHead, *, is_whole: bool) -> Sequence[JournalRow]:
        if after.seq >= self.entries:
            return ()
        seq = await self._parts.get()
        return [JournalRow(seq, 1, "engine.stopped", 1, "", "{}", bytes(32), bytes(32))]


@pytest.mark.outcome("not recorded")
def test_while_a_whole_journal_is_sent_a_record_that_can_wait_is_refused_and_the_wall_says_how_far() -> None:
    pair = Sending()

    async def scenario(bench: Bench) -> None:
        pair.part(to=4_000)
        view = await told(bench, lambda view: view.has_quorum and view.sent_share == 0.4)
        assert view.tag(bench.clock.utc()) == "standby.wall.sending"
        last = await bench.end(SIGNED)
        assert (last.stage, last.code) == (Stage.FAILED, "recording.catching-up")
        began_s = bench.clock.monotonic()
        last = await bench.end(MEETING)
        assert (last.stage, last.code) == (Stage.UNKNOWN, "recording.one-machine")
        assert bench.clock.monotonic() - began_s < 3, "it does not wait for what takes minutes"
        pair.part(to=10_000)
        await told(bench, lambda view: view.sent_share is None)
        assert (await bench.end(SIGNED)).stage is Stage.RECORDED

    run_engine(numbered(), scenario, more_features=[pair.feature])


def test_a_second_machine_that_lost_its_disk_meanwhile_begins_at_nothing() -> None:
    catching_up = CatchingUp()
    for shipped_seq, share in ((5_000, 0.0), (6_000, 0.5), (0, 0.0), (3_500, 0.5), (6_900, None)):
        catching_up.moved(shipped_seq, 7_000)
        assert catching_up.share == share


def test_while_a_whole_journal_is_sent_neither_pc_takes_the_other_one_for_dead() -> None:
    pair = Sending()

    async def scenario(bench: Bench) -> None:
        for part in range(1, 20):
            pair.part(to=100 * part)
            await asyncio.sleep(1)
        view = await told(bench, lambda view: view.sent_share is not None)
        assert view.fault is None, "each beat of this PC is answered"

    run_engine(numbered(), scenario, more_features=[pair.feature])


@pytest.mark.parametrize(("here", "there"), [("may-1", "may-2"), ("may-2", "may-1")])
def test_of_two_pcs_that_command_by_one_stream_the_one_that_finds_it_taken_gives_no_orders(
    here: str, there: str
) -> None:
    """The other one never hears of it."""
    pair = Pair(here=here, settings=OF_THREE)

    async def scenario(bench: Bench) -> None:
        await pair.other.append(Message(Kind.HELD, there, 0), 0)
        await bench.until(lambda: bench.latest.withheld is Withheld.RIVAL)

    run_engine(numbered(), scenario, more_features=[pair.feature])


def test_an_engine_of_three_that_was_overtaken_says_so_as_one_of_two_does() -> None:
    pair = Alone()

    async def scenario(bench: Bench) -> None:
        await bench.until(lambda: has_quorum(bench))
        pair.at = GENESIS
        await pair.overtake()
        await bench.until(lambda: bench.latest.withheld is Withheld.OVERTAKEN)
        assert (await bench.end(SIGNED)).stage is Stage.FAILED

    run_engine(numbered(), scenario, more_features=[pair.feature])
