"""Brings the commanding PC's journal into the stream beside the other one: the rules, without a wire."""

from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple, Protocol

from gbdt_console.core.standby.role import UnreadOrder
from gbdt_console.engine.standby.message import Kind, Malformed, Message, Stream
from gbdt_console.journal.chain import GENESIS, ChainHead, JournalRow


class Holder(NamedTuple):
    """Who commands: host name, term, and the last entry of the PC before, where that term began."""

    machine: str
    term: int
    taken: ChainHead = GENESIS


class Overtaken(Exception):
    """The other PC was let command: this one must not any more."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.machine)
        self.message = message


class Rival(Exception):
    """The other PC commands in the same term: its sites.yaml names itself first."""

    def __init__(self, machine: str) -> None:
        super().__init__(machine)
        self.machine = machine


class NotFollowing(Exception):
    """No engine ever told in that stream where it stands."""


class OtherChain(Exception):
    """The other PC's journal is no beginning of this one: it said itself where it stands."""


class Unproven(Exception):
    """The last message is of another journal, and not the other PC's word: that one was asked for it."""


class ShippedJournal(Protocol):
    """The journal of this PC; all methods wait for the disk, and may raise sqlite3.Error."""

    async def head(self) -> ChainHead: ...

    async def holds(self, head: ChainHead) -> bool: ...

    async def next_rows(self, after: ChainHead, *, is_whole: bool) -> Sequence[JournalRow]: ...


class Shipper:
    """One message at a time, each behind the last one that was read: whatever else was written is read first.

    shipped: the last row that the stream is known to have; None before `attach`, and after any doubt
    unread: what the other PC told last of orders of its own
    """

    def __init__(
        self, holder: Holder, journal: ShippedJournal, stream: Stream, *, yields: bool = False
    ) -> None:
        """`yields`: whether the other PC may take over by itself (see Message)."""
        self._holder, self._yields = holder, yields
        self._journal = journal
        self._stream = stream
        self._last_seq = 0
        self._is_whole = False
        self.shipped: ChainHead | None = None
        self.unread: tuple[UnreadOrder, ...] = ()

    async def attach(self) -> None:
        """Read back where the stream stands.

        Raises Overtaken, Rival, NotFollowing, OtherChain, Unproven, and the errors of Stream.
        """
        self.shipped = None
        last = await self._stream.last()
        if last is None:
            raise NotFollowing
        judge(last.message, self._holder)
        said = last.message
        is_asked = said.kind is Kind.HELD and said.is_whole
        if is_asked or not await self._journal.holds(said.head):
            if said.kind is Kind.BEGIN:
                raise OtherChain
            if not is_asked:  # the other PC answers what it does not have, by where it stands
                holder = self._holder
                asked = Message(Kind.HELD, holder.machine, holder.term, holder.taken, is_whole=True)
                await self._stream.append(asked, last.seq)
            raise Unproven
        self._last_seq, self.shipped = last.seq, last.message.head
        self._is_whole = last.message.is_whole
        if last.message.term == self._holder.term:
            self.unread = last.message.unread or self.unread

    async def ship(self) -> bool:
        """Send the next rows; return whether there were any.

        After every error `attach` comes first. Raises the errors of Stream.append.
        """
        after = self._known()
        rows = await self._journal.next_rows(after, is_whole=self._is_whole)
        if not rows:
            return False
        self.shipped = None
        holder = self._holder
        message = Message(
            Kind.ROWS, holder.machine, holder.term, holder.taken, rows[-1].head, tuple(rows),
            yields=self._yields,
        )  # fmt: skip
        self._last_seq = await self._stream.append(message, self._last_seq)
        self._is_whole, self.shipped = False, rows[-1].head
        return True

    async def hold(self) -> bool:
        """Write that this PC is there, behind what was shipped. Return True. Raises as `ship`."""
        head, holder = self._known(), self._holder
        self.shipped = None
        held = Message(Kind.HELD, holder.machine, holder.term, holder.taken, head, yields=self._yields)
        self._last_seq = await self._stream.append(held, self._last_seq)
        self.shipped = head
        return True

    async def look(self) -> None:
        """See whether anybody else wrote; then `attach` again. Raises as `attach`."""
        last = await self._stream.last()
        if last is None or last.seq != self._last_seq:
            await self.attach()

    def _known(self) -> ChainHead:
        if self.shipped is None:
            raise RuntimeError("not attached")
        return self.shipped


def judge(last: Message, holder: Holder) -> None:
    """Raise Overtaken or Rival where another PC commands by the last message of a stream."""
    if last.term > holder.term:
        raise Overtaken(last)
    if last.term == holder.term and last.machine != holder.machine:
        raise Rival(last.machine)


async def close_own_stream(holder: Holder, stream: Stream, head: Callable[[], Awaitable[ChainHead]]) -> None:
    """Let the stream beside this PC, which commands, take nothing of the PC before any more.

    Raises Overtaken where the other PC was let command since, Rival, and the errors of Stream.
    """
    seq = 0
    try:
        last = await stream.last()
        seq = 0 if last is None else last.seq
    except Malformed as odd:  # only the engine beside it lets a PC command there: this one
        if not odd.seq:
            raise
        last, seq = None, odd.seq
    if last is not None:
        judge(last.message, holder)
    if last is not None and last.message.term == holder.term and last.message.kind is Kind.TAKEOVER:
        return
    taken = Message(Kind.TAKEOVER, holder.machine, holder.term, holder.taken, await head())
    await stream.append(taken, seq)


async def begin_shared_stream(holder: Holder, stream: Stream) -> None:
    """Begin the one stream of three machines, or this PC's term in it; what is there of that term stands.

    From `taken` on the rows are sent: before it the other PC wrote them, and in the first term all are.
    Raises the errors of Stream.
    """
    last = await stream.last()
    if last is None or last.message.term < holder.term:
        taken = Message(Kind.TAKEOVER, holder.machine, holder.term, holder.taken, holder.taken)
        await stream.append(taken, 0 if last is None else last.seq)
