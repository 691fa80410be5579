"""What counts as recorded where two of three machines shall have it, and what goes on without them."""

import pytest

from gbdt_console.core.authority.withheld import Withheld
from gbdt_console.core.commands import StartMeeting
from gbdt_console.core.handover.shift import TakeOverShift
from gbdt_console.core.requests import Stage
from gbdt_console.core.standby.view import StandbyFault
from gbdt_console.engine.standby.message import Kind, Message
from gbdt_console.journal.chain import GENESIS, ChainHead
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

    async def head(self) -> ChainHead:
        return ChainHead(1, "cd" * 32) if self.is_ahead else GENESIS


def has_quorum(bench: Bench) -> bool:
    view = bench.latest.standby
    return view is not None and view.has_quorum is True


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
