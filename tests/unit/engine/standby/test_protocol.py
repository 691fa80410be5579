"""The rules between the two PCs, without a wire: what is sent, taken, fenced, and taken over."""

import asyncio
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from gbdt_console.core.standby.role import RoleBook
from gbdt_console.engine.standby.follower import Follower
from gbdt_console.engine.standby.message import Fenced, Kind, Malformed, Message, NotKnown, Unreachable
from gbdt_console.engine.standby.shipper import (
    Holder,
    NotFollowing,
    OtherChain,
    Overtaken,
    Shipper,
    Unproven,
    close_own_stream,
)
from gbdt_console.journal.apart import set_apart
from gbdt_console.journal.chain import GENESIS, ChainHead, JournalRow
from gbdt_console.journal.followed import OtherJournal
from gbdt_console.journal.store import EventStore
from gbdt_console.journal.verifying import verify
from tests.support.standby.journals import Kept, Written
from tests.support.standby.memory_stream import LITTER, MemoryStream

FIRST = Holder("may-1", 0)


class Both:
    """may-1 commands, may-2 follows; `stream` stands beside may-2."""

    def __init__(self, folder: Path) -> None:
        self.written, self.kept = Written(folder / "one.sqlite"), Kept(folder / "two.sqlite")
        self.stream = MemoryStream()
        self.shipper = Shipper(FIRST, self.written, self.stream)
        self.follower = Follower("may-2", FIRST, self.kept, self.stream)

    async def level(self) -> None:
        """Follow, attach and ship until there is no more to send, as the two engines do."""
        while True:
            try:
                await self.follower.attach()
                await self.shipper.attach()
                while await self.shipper.ship():
                    await self.follower.drain()
            except Fenced:
                continue
            if self.kept.head == (await self.written.head()):
                return


@pytest.fixture
def both(tmp_path: Path) -> Iterator[Both]:
    both = Both(tmp_path)
    yield both
    both.kept.journal.close()


def test_the_second_pc_has_the_same_file_row_by_row(both: Both) -> None:
    both.written.write("a", "b")
    asyncio.run(both.level())
    both.written.write_checkpoint()
    both.written.write("c")
    asyncio.run(both.level())
    with closing(EventStore.view(both.kept.path)) as store:
        assert list(store.rows()) == both.written.rows
    sent = [row for one in both.stream.kept for row in one.message.rows]
    assert [row.data for row in sent if row.kind == "checkpoint"] == [""], "a Checkpoint is made, not sent"


def test_an_engine_that_never_told_where_it_stands_is_sent_nothing(both: Both) -> None:
    both.written.write("a")
    with pytest.raises(NotFollowing):
        asyncio.run(both.shipper.attach())
    assert both.stream.kept == []


def test_what_was_sent_and_not_answered_is_read_back_and_not_sent_twice(both: Both) -> None:
    async def scenario() -> None:
        await both.level()
        head = both.written.write("a")
        both.stream.loses_answer = True
        with pytest.raises(NotKnown):
            await both.shipper.ship()
        assert both.shipper.shipped is None, "nobody knows"
        await both.shipper.attach()
        assert both.shipper.shipped == head
        assert not await both.shipper.ship()
        await both.follower.drain()
        assert both.kept.head == head

    asyncio.run(scenario())


def test_events_of_one_command_are_never_parted(both: Both) -> None:
    for number in range(80):
        both.written.write(f"{number}.1", f"{number}.2", f"{number}.3")
    asyncio.run(both.level())
    messages = [one.message.rows for one in both.stream.kept if one.message.rows]
    assert len(messages) > 1, "an old journal goes in messages of bounded size"
    assert {row.at_utc_us for row in messages[0]}.isdisjoint(row.at_utc_us for row in messages[1])


def test_a_checkpoint_that_differs_here_is_asked_for_whole(both: Both) -> None:
    both.written.write("a")
    asyncio.run(both.level())
    both.written.write("b")
    both.written.write_checkpoint()
    both.written.write("c")
    both.kept.journal._ledger.put(RoleBook("as another version of the program folds"))
    asyncio.run(both.level())
    with closing(EventStore.view(both.kept.path)) as store:
        assert list(store.rows()) == both.written.rows
    assert any(one.message.is_whole for one in both.stream.kept)


def test_a_checkpoint_that_was_sent_without_its_data_is_sent_again_at_once(both: Both) -> None:
    """It is the first row of both messages: nats-server must not take the second for the first."""

    async def scenario() -> None:
        both.written.write("a")
        await both.level()
        both.written.write_checkpoint()
        both.kept.journal._ledger.put(RoleBook("as another version of the program folds"))
        for _ in range(4):
            with suppress(Fenced):
                await both.shipper.attach()
                await both.shipper.ship()
            await both.follower.drain()
        assert both.kept.head == await both.written.head()

    asyncio.run(scenario())


def test_a_takeover_has_all_that_the_stream_has_and_fences_the_other_one(both: Both) -> None:
    async def scenario() -> None:
        await both.level()
        head = both.written.write("seen")
        assert await both.shipper.ship()
        lost = both.written.write("not sent")
        holder = await both.follower.take_over()
        assert (holder.machine, holder.term, holder.taken) == ("may-2", 1, head)
        with pytest.raises(Fenced):
            await both.shipper.ship()
        with pytest.raises(Overtaken) as overtaken:
            await both.shipper.attach()
        assert overtaken.value.message.machine == "may-2"
        apart = set_apart(both.written.path, holder.taken, 1_767_600_000.0)
        assert apart is not None
        assert (apart.entries, apart.head) == (1, lost)
        assert verify(apart.file).head == lost
        assert verify(both.written.path).head == head
        assert set_apart(both.written.path, holder.taken, 1_767_600_001.0) is None

    asyncio.run(scenario())


def test_a_message_in_flight_at_the_takeover_is_taken_first(both: Both) -> None:
    """The other PC writes between the last look of this one and its word: then it looks again."""

    async def scenario() -> None:
        await both.level()
        head = both.written.write("in flight")
        append = both.stream.append

        async def crossed(message: Message, last_seq: int) -> int:
            both.stream.append = append  # type: ignore[method-assign]
            assert await both.shipper.ship()
            return await append(message, last_seq)

        both.stream.append = crossed  # type: ignore[method-assign]
        holder = await both.follower.take_over()
        assert holder.taken == head == both.kept.head

    asyncio.run(scenario())


def test_the_pc_that_took_over_closes_its_own_stream_later_where_it_could_not(both: Both) -> None:
    async def scenario() -> None:
        await both.level()
        both.stream.is_cut = True
        with pytest.raises(Unreachable):
            await both.follower.take_over()
        both.stream.is_cut = False
        holder = Holder("may-2", 1, both.kept.head)

        async def head() -> ChainHead:
            return both.kept.head

        for _ in range(2):
            await close_own_stream(holder, both.stream, head)
        assert [one.message.kind for one in both.stream.kept if one.message.term == 1] == [Kind.TAKEOVER]
        both.written.write("late")
        with pytest.raises(Overtaken):
            await both.shipper.attach()

    asyncio.run(scenario())


def test_another_journal_is_not_spliced_in(both: Both, tmp_path: Path) -> None:
    asyncio.run(both.level())
    both.written.write("ours")
    asyncio.run(both.level())
    other = Written(tmp_path / "other.sqlite")
    other.write("another", "journal")
    shipper = Shipper(FIRST, other, both.stream)

    async def scenario() -> None:
        for _ in range(2):
            with pytest.raises(Unproven):
                await shipper.attach()
        assert both.stream.kept[-1].message.head == GENESIS, "it was asked once where it stands"
        await both.follower.drain()
        with pytest.raises(OtherChain):
            await shipper.attach()

    asyncio.run(scenario())
    with pytest.raises(OtherJournal):
        both.kept.journal.take(other.rows)


def test_what_somebody_else_writes_into_the_stream_is_left_out_and_nothing_is_lost(both: Both) -> None:
    async def scenario() -> None:
        both.written.write("before")
        await both.level()
        both.stream.litter()
        with pytest.raises(Malformed):
            await both.shipper.attach()
        both.written.write("after")
        await both.level()

    asyncio.run(scenario())
    with closing(EventStore.view(both.kept.path)) as store:
        assert list(store.rows()) == both.written.rows


def test_rows_that_arrive_garbled_are_sent_again_also_where_others_came_behind_them(both: Both) -> None:
    async def scenario() -> None:
        await both.level()
        for name in ("garbled", "behind it"):
            both.written.write(name)
            await both.shipper.ship()
        garbled = both.stream.kept[-2]
        both.stream.kept[-2] = garbled._replace(message=LITTER)
        await both.level()

    asyncio.run(scenario())
    assert both.kept.head.seq == 2
    with closing(EventStore.view(both.kept.path)) as store:
        assert list(store.rows()) == both.written.rows


def junk(both: Both, kind: Kind) -> Message:
    """A message that whoever knows the password can write: of the form, with rows of no journal of ours."""
    row = JournalRow(both.kept.head.seq + 1, 1, "k", 1, "", "{}", bytes(32), bytes(32))
    return Message(kind, "may-1", 0, head=row.head, rows=(row,) if kind is Kind.ROWS else ())


@pytest.mark.parametrize("kind", [Kind.ROWS, Kind.HELD, Kind.BEGIN])
@pytest.mark.parametrize("count", [1, 30])
@pytest.mark.parametrize("before", [(), ("before",)], ids=["empty", "one"])
def test_junk_of_our_form_is_left_out_and_the_chain_goes_on_behind_it(
    both: Both, kind: Kind, count: int, before: tuple[str, ...]
) -> None:
    async def scenario() -> None:
        both.written.write(*before)
        await both.level()
        for _ in range(count):
            await both.stream.append(junk(both, kind), both.stream.last_seq)
        both.written.write("after")
        with pytest.raises(OtherChain if kind is Kind.BEGIN else Unproven):
            await both.shipper.attach()
        await both.follower.drain()
        await both.shipper.attach()
        assert await both.shipper.ship()
        await both.follower.drain()

    asyncio.run(scenario())
    assert both.follower.left_out == (count if kind is Kind.ROWS else 0)
    with closing(EventStore.view(both.kept.path)) as store:
        assert list(store.rows()) == both.written.rows


def test_old_rows_that_somebody_sends_again_change_nothing(both: Both) -> None:
    async def scenario() -> None:
        for name in ("a", "b", "c"):
            both.written.write(name)
            await both.level()
        old = [one.message for one in both.stream.kept if one.message.kind is Kind.ROWS][:2]
        for message in old * 3:
            both.stream._ids.clear()
            await both.stream.append(message, both.stream.last_seq)
        both.written.write("d")
        await both.level()

    asyncio.run(scenario())
    with closing(EventStore.view(both.kept.path)) as store:
        assert list(store.rows()) == both.written.rows


def test_two_pcs_that_both_follow_answer_each_other_once(both: Both, tmp_path: Path) -> None:
    other = Kept(tmp_path / "three.sqlite")
    both.written.write("a")

    async def scenario() -> None:
        await both.level()
        second = Follower("may-1", FIRST, other, both.stream)
        await second.attach()
        count = len(both.stream.kept)
        for _ in range(10):
            await both.follower.drain()
            await second.drain()
        assert len(both.stream.kept) <= count + 3

    with closing(other.journal):
        asyncio.run(scenario())


def test_a_pc_that_commands_closes_its_own_stream_over_what_is_none_of_ours() -> None:
    stream = MemoryStream()
    stream.litter()

    async def head() -> ChainHead:
        return GENESIS

    asyncio.run(close_own_stream(FIRST, stream, head))
    assert stream.kept[-1].message.kind is Kind.TAKEOVER


HUGE = 1 << 70


@pytest.mark.parametrize(
    "message",
    [
        Message(Kind.BEGIN, "may-1", HUGE),
        Message(Kind.BEGIN, "may-1", 0, head=ChainHead(HUGE, "ab" * 32)),
        Message(Kind.ROWS, "may-1", 0, rows=(JournalRow(-HUGE, 1, "k", 1, "", "{}", bytes(32), bytes(32)),)),
        Message(Kind.ROWS, "may-1", 0, rows=(JournalRow(1, HUGE, "k", 1, "", "{}", bytes(32), bytes(32)),)),
    ],
)
def test_a_number_that_no_journal_can_hold_is_no_message(message: Message) -> None:
    with pytest.raises(Malformed):
        Message.of_bytes(message.as_bytes())


def test_half_a_character_is_no_message() -> None:
    data = Message(Kind.BEGIN, "may-1", 0).as_bytes().replace(b"may-1", rb"\ud800")
    with pytest.raises(Malformed):
        Message.of_bytes(data)


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"kind": "rows"}', b"[" * 5_000, b"\xff"])
def test_what_is_none_of_ours_is_no_message(data: bytes) -> None:
    with pytest.raises(Malformed):
        Message.of_bytes(data)
