"""What the commanding engine says of the second PC, and when it gives no order any more, in fake time."""

from collections.abc import Sequence
from errno import ENOSPC

import pytest

from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.authority.withheld import Withheld
from gbdt_console.core.standby.role import RoleTaken
from gbdt_console.core.standby.view import StandbyFault, StandbyView
from gbdt_console.engine.standby.message import Kind, Message
from gbdt_console.journal.chain import ChainHead, JournalRow
from tests.support.conference.engine_meetings import numbered
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.standby.pair import Pair


def seen(bench: Bench) -> StandbyView:
    view = bench.latest.standby
    assert view is not None
    return view


def is_told(bench: Bench) -> bool:
    return any(one.key.type == AlarmType.STANDBY_BEHIND and one.is_present for one in bench.latest.alarms)


def test_how_far_behind_is_told_and_an_alarm_over_its_limit_until_it_is_level() -> None:
    pair = Pair()

    async def scenario(bench: Bench) -> None:
        await bench.until(lambda: seen(bench).fault is StandbyFault.NOT_FOLLOWING)
        assert not is_told(bench)
        assert await bench.until(lambda: is_told(bench), 80) > 50
        await pair.begin(at=0)
        await bench.until(lambda: (seen(bench).behind or 0) > 0)
        await pair.begin(at=10_000)
        await bench.until(lambda: seen(bench).behind == 0 and not seen(bench).behind_since_utc)
        await bench.until(lambda: not is_told(bench))

    run_engine(numbered(), scenario, more_features=[pair.feature])


def test_a_cut_cable_stops_nothing_and_is_told() -> None:
    pair = Pair()

    async def scenario(bench: Bench) -> None:
        await pair.begin(at=10_000)
        await bench.until(lambda: seen(bench).fault is None)
        pair.other.is_cut = True
        await bench.until(lambda: seen(bench).fault is StandbyFault.UNREACHABLE)
        assert bench.latest.withheld is None

    run_engine(numbered(), scenario, more_features=[pair.feature])


def test_a_server_that_takes_everything_while_no_engine_follows_is_told() -> None:
    pair = Pair()

    async def scenario(bench: Bench) -> None:
        await pair.begin(at=10_000)
        await bench.until(lambda: seen(bench).fault is None)
        pair.other.is_alive = False
        assert await bench.until(lambda: seen(bench).fault is StandbyFault.NOT_FOLLOWING) > 5

    run_engine(numbered(), scenario, more_features=[pair.feature])


def test_an_engine_that_was_overtaken_withholds_orders_at_its_first_contact() -> None:
    pair = Pair()

    async def scenario(bench: Bench) -> None:
        await pair.begin(at=10_000)
        await bench.until(lambda: seen(bench).fault is None)
        await pair.overtake()
        await bench.until(lambda: bench.latest.withheld is Withheld.OVERTAKEN)
        await bench.until(lambda: bool(pair.changed))
        assert [(one.machine, one.term, one.head_seq) for one in pair.noted] == [("may-2", 1, 10_000)]
        assert pair.changed == pair.noted

    run_engine(numbered(), scenario, more_features=[pair.feature])


@pytest.mark.parametrize(
    ("here", "there", "withheld"), [("may-1", "may-2", None), ("may-2", "may-1", Withheld.RIVAL)]
)
def test_of_two_pcs_that_both_command_both_say_so_and_one_gives_no_orders(
    here: str, there: str, withheld: Withheld | None
) -> None:
    """Their sites.yaml name another one first, and the cable between them was out as both started."""
    pair = Pair(here=here)

    async def scenario(bench: Bench) -> None:
        await pair.begin(at=10_000)
        await bench.until(lambda: seen(bench).fault is None)
        rows = Message(Kind.ROWS, there, 0, head=ChainHead(7, "cd" * 32))
        await pair.other.append(rows, pair.other.kept[-1].seq)
        await bench.until(lambda: seen(bench).fault is StandbyFault.RIVAL)
        assert bench.latest.withheld is withheld
        assert seen(bench).tag(bench.latest.at_utc) == "standby.wall.rival"
        await pair.begin(at=10_000)
        await bench.until(lambda: seen(bench).fault is None and bench.latest.withheld is None)

    run_engine(numbered(), scenario, more_features=[pair.feature])


def test_after_the_loop_stood_still_no_order_is_given_before_both_streams_were_asked() -> None:
    pair = Pair()
    asked = []

    async def scenario(bench: Bench) -> None:
        await pair.begin(at=10_000)
        await bench.until(lambda: seen(bench).fault is None)
        last = pair.other.last

        async def slow() -> object:
            asked.append(bench.latest.withheld or bench.engine._works.clients.authority.withheld)
            return await last()

        pair.other.last = slow  # type: ignore[method-assign, assignment]
        bench.clock.advance(5.0)
        await bench.until(lambda: Withheld.ASKING in asked)
        await bench.until(lambda: bench.latest.withheld is None)

    run_engine(numbered(), scenario, more_features=[pair.feature])


def test_an_order_that_waited_through_a_standstill_is_refused_before_anybody_looked() -> None:
    pair = Pair()

    async def scenario(bench: Bench) -> None:
        await pair.begin(at=10_000)
        await bench.until(lambda: seen(bench).fault is None)
        authority = bench.engine._works.clients.authority
        assert authority.refusal == ""
        bench.clock.advance(5.0)
        assert authority.refusal == "control.withheld.asking"
        await bench.until(lambda: not authority.refusal)

    run_engine(numbered(), scenario, more_features=[pair.feature])


def test_an_engine_that_was_overtaken_ends_although_its_disk_is_full() -> None:
    pair = Pair()

    def full(taken: RoleTaken) -> None:
        raise OSError(ENOSPC, "full")

    async def scenario(bench: Bench) -> None:
        await pair.begin(at=10_000)
        await bench.until(lambda: seen(bench).fault is None)
        await pair.overtake()
        await bench.until(lambda: [one.machine for one in pair.changed] == ["may-2"])
        assert bench.latest.withheld is Withheld.OVERTAKEN

    run_engine(numbered(), scenario, more_features=[lambda context: pair.feature(context, full)])


def test_a_damaged_row_ends_no_engine() -> None:
    """SQLite gives bytes that are no text as halves of characters: such a row cannot be sent."""
    pair = Pair()
    broken = JournalRow(10_001, 1, "engine.stopped", 1, "", '{"epoch":"\udcff"}', bytes(32), bytes(32))

    async def next_rows(after: ChainHead, *, is_whole: bool) -> Sequence[JournalRow]:
        return (broken,)

    async def scenario(bench: Bench) -> None:
        await pair.begin(at=10_000)
        await bench.until(lambda: seen(bench).fault is None)
        pair.next_rows = next_rows  # type: ignore[method-assign]
        await bench.until(lambda: seen(bench).fault is StandbyFault.FOREIGN)

    run_engine(numbered(), scenario, more_features=[pair.feature])
