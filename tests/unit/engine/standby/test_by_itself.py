"""Takeover without a person: one PC gives no order any more before the other one commands."""

import asyncio
from collections.abc import Callable
from errno import ENOSPC
from pathlib import Path
from types import SimpleNamespace

import pytest

from gbdt_console.core.authority.withheld import Withheld
from gbdt_console.core.clock import ManualClock
from gbdt_console.core.ledger import Checkpoint, Ledger
from gbdt_console.core.quick_dataclass import replace
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.core.standby.commands import TakeOver
from gbdt_console.core.standby.role import RoleTaken
from gbdt_console.core.standby.settings import Takeover
from gbdt_console.engine.standby.following import FollowingFeature
from gbdt_console.engine.standby.message import Kind, Message, NotKnown
from gbdt_console.engine.standby.role_file import NotedPromise
from gbdt_console.engine.standby.seat import Seat
from gbdt_console.engine.standby.shipper import Holder
from gbdt_console.journal.chain import GENESIS, ChainHead
from tests.support.conference.engine_meetings import numbered
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.standby.journals import Kept, Written
from tests.support.standby.memory_stream import Opened
from tests.support.standby.pair import OF_THREE, Pair

AUTOMATIC = replace(OF_THREE, takeover=Takeover.AUTOMATIC, takeover_after_s=15.0)
HELD = Message(Kind.HELD, "may-1", 0, yields=True)


def test_without_a_majority_orders_are_withheld_before_the_other_pc_commands_and_come_back() -> None:
    pair = Pair(settings=AUTOMATIC)

    async def scenario(bench: Bench) -> None:
        authority = bench.engine._works.clients.authority
        await bench.until(lambda: authority.withheld is None)
        pair.other.is_cut = True
        assert pair.other.kept[-1].message.yields
        assert await bench.until(lambda: authority.withheld is Withheld.ALONE, 30) < 13
        await bench.until(lambda: bench.latest.withheld is Withheld.ALONE, 5)
        pair.other.is_cut = False
        await bench.until(lambda: bench.latest.withheld is None, 30)

    run_engine(numbered(), scenario, more_features=[pair.feature])


def test_after_each_loss_a_majority_is_looked_for_at_once() -> None:
    """The pauses grow while none is found, and begin anew once one was."""
    pair = Pair(settings=AUTOMATIC)

    async def attempt(bench: Bench) -> float:
        made = pair.other.attempts
        return await bench.until(lambda: pair.other.attempts > made)

    async def scenario(bench: Bench) -> None:
        await bench.until(lambda: bench.latest.withheld is None)
        pair.other.is_cut = True
        for _ in range(5):
            longest_s = await attempt(bench)
        pair.other.is_cut = False
        assert longest_s > 3
        await bench.until(lambda: bench.latest.withheld is None)
        pair.other.is_cut = True
        await attempt(bench)
        assert await attempt(bench) < 2

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

    def __init__(self, folder: Path, stream: Opened, note: Callable[[RoleTaken], None] | None = None) -> None:
        self.clock, self.stream, self.noted = ManualClock(), stream, list[RoleTaken]()
        self.kept = Kept(folder / "two.sqlite")
        note = note or self.noted.append
        self.promise = NotedPromise(folder)
        holder = Holder("may-1", 0)
        seat = Seat(AUTOMATIC, "may-2", holder, folder, note, lambda taken: None, self.promise)
        context = SimpleNamespace(clock=self.clock, ledger=Ledger(), on_urgent=lambda: None)
        opened = lambda *_: stream  # noqa: E731
        self.feature = FollowingFeature(context, seat, self.kept, opened)  # type: ignore[arg-type]

    @property
    def says_after_s(self) -> float:
        view = self.feature.fill(Snapshot("", 1, 0.0, 0.0, "", ())).standby
        assert view is not None
        return view.takes_over_after_s

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


def test_it_waits_for_a_person_where_the_other_pc_goes_on_giving_orders(
    tmp_path: Path, stream: Opened
) -> None:
    """Its sites.yaml does not have `takeover: automatic`, or not yet."""

    async def scenario() -> None:
        await stream.append(replace(HELD, yields=False), 0)
        following = Following(tmp_path, stream)
        await following.turn(0.0)
        await following.turn(60.0)
        assert not following.noted
        assert following.says_after_s == 0.0
        await stream.append(HELD, 1)
        await following.turn(0.0)
        assert following.says_after_s == AUTOMATIC.takeover_after_s
        await following.turn(60.0)
        assert following.noted
        following.kept.journal.close()

    asyncio.run(scenario())


def test_rows_that_did_not_get_into_the_journal_are_wanted_first(tmp_path: Path, stream: Opened) -> None:
    """A Checkpoint that this PC makes otherwise is asked for whole, what it cannot read once more."""

    async def scenario() -> None:
        await stream.append(HELD, 0)
        following = Following(tmp_path, stream)
        await following.turn(0.0)
        written = Written(tmp_path / "one.sqlite")
        written.write("1")
        rows = [row._replace(kind=Checkpoint.KIND, data="") for row in written.rows]
        await stream.append(replace(HELD, kind=Kind.ROWS, head=rows[0].head, rows=tuple(rows)), 1)
        await following.turn(1.0)
        assert stream.kept[-1].message.is_whole
        await following.turn(60.0)
        assert not following.noted
        await stream.append(HELD, 3)
        stream.litter()
        await following.turn(1.0)
        await following.turn(60.0)
        assert not following.noted
        following.kept.journal.close()

    asyncio.run(scenario())


def test_a_takeover_whose_answer_was_lost_is_gone_on_with_at_the_next_look(
    tmp_path: Path, stream: Opened
) -> None:
    async def scenario() -> None:
        await stream.append(HELD, 0)
        following = Following(tmp_path, stream)
        await following.turn(0.0)
        stream.loses_answer = True
        with pytest.raises(NotKnown):
            await following.turn(60.0)
        await following.turn(1.0)
        assert [taken.term for taken in following.noted] == [1]
        following.kept.journal.close()

    asyncio.run(scenario())


def test_a_pc_that_cannot_note_its_takeover_leaves_the_silence_to_the_other_one(
    tmp_path: Path, stream: Opened
) -> None:
    def refuse(taken: RoleTaken) -> None:
        raise OSError(ENOSPC, "full")

    async def scenario() -> None:
        await stream.append(HELD, 0)
        following = Following(tmp_path, stream, refuse)
        await following.turn(0.0)
        for _ in range(4):
            await following.turn(60.0)
        assert [stored.message.kind for stored in stream.kept] == [Kind.HELD, Kind.TAKEOVER]
        following.kept.journal.close()

    asyncio.run(scenario())


def test_a_pc_with_a_new_disk_does_not_command_by_what_it_wrote_before(
    tmp_path: Path, stream: Opened
) -> None:
    async def scenario() -> None:
        head = ChainHead(7, "ab" * 32)
        await stream.append(Message(Kind.TAKEOVER, "may-2", 1, head, head, yields=True), 0)
        following = Following(tmp_path, stream)
        await following.turn(0.0)
        assert not following.noted
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


def test_a_pc_that_is_cut_off_keeps_its_promise_though_its_sites_yaml_says_otherwise_by_now() -> None:
    """`takeover: automatic` was taken out on this PC alone: the other one may take over all the same."""
    pair = Pair(settings=replace(OF_THREE, takeover=Takeover.BY_PERSON))
    pair.promise.give(0)
    pair.other.is_cut = True

    async def scenario(bench: Bench) -> None:
        await bench.until(lambda: bench.latest.withheld is Withheld.ALONE)
        pair.other.is_cut = False
        await bench.until(lambda: bench.latest.withheld is None, 30)
        assert not pair.promise.is_given(0), "the other PC cannot go by it any more"
        pair.other.is_cut = True
        await bench.until(lambda: bench.latest.standby.has_quorum is False, 30)  # type: ignore[union-attr]
        assert bench.latest.withheld is None

    run_engine(numbered(), scenario, more_features=[pair.feature])


def test_a_person_ends_a_promise_that_sites_yaml_does_not_ask_for_any_more() -> None:
    pair = Pair(settings=replace(OF_THREE, takeover=Takeover.BY_PERSON))
    pair.promise.give(0)
    pair.other.is_cut = True

    async def scenario(bench: Bench) -> None:
        await bench.until(lambda: bench.latest.withheld is Withheld.ALONE)
        await bench.end(TakeOver("trực ca"))
        await bench.until(lambda: bench.latest.withheld is None)
        assert not pair.promise.is_given(0), "the next start would ask again"

    run_engine(numbered(), scenario, more_features=[pair.feature])


def test_a_promise_outlives_the_witness_until_a_person_ends_it() -> None:
    """The other PC's sites.yaml may still name the witness, and that PC go by the promise."""
    pair = Pair()
    pair.promise.give(0)

    async def scenario(bench: Bench) -> None:
        await pair.begin(at=0)
        await bench.until(lambda: bench.latest.withheld is Withheld.ALONE)
        await asyncio.sleep(30)
        assert bench.latest.withheld is Withheld.ALONE
        await bench.end(TakeOver("trực ca"))
        await bench.until(lambda: bench.latest.withheld is None)

    run_engine(numbered(), scenario, more_features=[pair.feature])


def test_what_is_promised_is_on_the_disk_before_it_is_told(tmp_path: Path, stream: Opened) -> None:
    async def scenario() -> None:
        await stream.append(HELD, 0)
        following = Following(tmp_path, stream)
        await following.turn(0.0)
        stream.loses_answer = True
        with pytest.raises(NotKnown):
            await following.turn(60.0)
        assert NotedPromise(tmp_path).is_given(1)
        following.kept.journal.close()

    asyncio.run(scenario())


class Late(Opened):
    """Of the first takeover the answer is lost; it stands in the stream only as the next one is tried."""

    def __init__(self) -> None:
        super().__init__()
        self.late: Message | None = None

    async def append(self, message: Message, last_seq: int) -> int:
        if message.kind is Kind.TAKEOVER and self.late is None:
            self.late = message
            raise NotKnown
        if message is not HELD and self.late is not None:
            self._keep(self.late, "")
        return await super().append(message, last_seq)


def test_what_its_own_late_takeover_promised_is_kept(tmp_path: Path) -> None:
    async def scenario() -> None:
        stream = Late()
        await stream.append(HELD, 0)
        following = Following(tmp_path, stream)
        await following.turn(0.0)
        with pytest.raises(NotKnown):
            await following.turn(60.0)
        await following.turn(1.0)
        assert stream.kept[-1].message.yields, "the other PC goes by it"
        await following.turn(1.0)
        assert [taken.term for taken in following.noted] == [1]
        assert NotedPromise(tmp_path).is_given(1)
        following.kept.journal.close()

    asyncio.run(scenario())


def test_a_promise_that_cannot_be_read_counts(tmp_path: Path) -> None:
    promise = NotedPromise(tmp_path)
    promise.give(3)
    (note,) = tmp_path.iterdir()
    assert not NotedPromise(tmp_path).is_given(4)
    note.write_bytes(b"\xff")
    assert NotedPromise(tmp_path).is_given(4)
    NotedPromise(tmp_path).take_back()
    assert not NotedPromise(tmp_path).is_given(4)
