"""Takes what the commanding PC wrote out of the stream beside this one: the rules, without a wire."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from gbdt_console.core.clock import Clock
from gbdt_console.core.standby.role import UnreadOrder
from gbdt_console.engine.standby.message import Fenced, Kind, Malformed, Message, Stored, Stream
from gbdt_console.engine.standby.shipper import Holder
from gbdt_console.journal.chain import ChainHead, JournalDamaged, JournalRow
from gbdt_console.journal.followed import FoldDiffers, OtherJournal

log = logging.getLogger(__name__)


async def _nothing() -> None:
    return None


class KeptJournal(Protocol):
    """The journal of this PC, into which only rows of the other one are written; waits for the disk."""

    @property
    def head(self) -> ChainHead: ...

    async def take(self, rows: Sequence[JournalRow]) -> None:
        """Raises OtherJournal, JournalDamaged, FoldDiffers, sqlite3.Error."""
        ...


class Follower:
    """Applies message after message.

    holder: who commands, as the last message says
    yields: whether it gives no order once it was silent for long, as its last message says (see Message)
    left_out: messages that were none of ours, or whose rows do not go on from this journal
    """

    def __init__(
        self,
        machine: str,
        holder: Holder,
        journal: KeptJournal,
        stream: Stream,
        unread: tuple[UnreadOrder, ...] = (),
        on_taken: Callable[[], Awaitable[None]] = _nothing,
    ) -> None:
        """Prepare it.

        unread: told to the PC that commands: orders of this one that may have overlapped
        on_taken: awaited after each message, of which there may be thousands before `drain` ends; may raise
            the errors of Stream
        """
        self._machine = machine
        self.holder, self.yields = holder, False
        self._journal = journal
        self._stream, self._on_taken = stream, on_taken
        self._unread, self._is_told = unread, not unread
        self._seq = 0
        self._told: ChainHead | None = None
        self._stands: ChainHead | None = None
        self._answered: ChainHead | None = None
        self._has_left_out = False
        self.left_out = 0

    async def attach(self) -> None:
        """Take all that is there, then tell where this PC stands unless the stream says the same.

        Raises the errors of Stream and KeptJournal; Fenced: attach again.
        """
        if await self._last_seq() < self._seq:  # a stream that was made anew
            self._seq = 0
        await self.drain()
        last = await self._stream.last()
        stands = (self._journal.head, self.holder.term, self.holder.machine)
        is_there = last is not None and (last.message.head, last.message.term, last.message.machine) == stands
        if not is_there or not self._is_told:
            await self._begin(0 if last is None else last.seq, is_whole=False)

    async def drain(self) -> None:
        """Take all that is there.

        What is none of ours is left out: rows prove themselves by the chain, so what it may have held is sent
        again after this PC told where it stands. So it does where the last message says otherwise.
        """
        while True:
            try:
                stored = await self._stream.after(self._seq)
                if stored is None:
                    break
                await self._take(stored)
                await self._on_taken()
            except Malformed as odd:
                if odd.seq <= self._seq:
                    raise
                self._leave_out(odd.seq)
        is_wrong = self._stands not in (None, self._journal.head, self._answered)
        if self._has_left_out or is_wrong:
            self._answered = self._stands
            await self._begin(await self._last_seq(), is_whole=False)
            self._has_left_out = False

    def _leave_out(self, seq: int) -> None:
        if not self._has_left_out:  # of many there is one line
            log.warning("message %d of the stream is none of ours: left out, after %d", seq, self.left_out)
        self.left_out += 1
        self._seq, self._has_left_out, self._told = seq, True, None

    async def _last_seq(self) -> int:
        try:
            last = await self._stream.last()
        except Malformed as odd:
            return odd.seq
        return 0 if last is None else last.seq

    async def take_over(self) -> Holder:
        """Command from now on: after everything that the stream had, and closed to the PC before.

        Raises the errors of `drain` and Stream.append but Fenced.
        """
        while True:
            try:
                await self.drain()
                head = self._journal.head
                holder = Holder(self._machine, self.holder.term + 1, head)
                message = Message(Kind.TAKEOVER, self._machine, holder.term, head, head)
                self._seq = await self._stream.append(message, self._seq)
            except Fenced:
                continue
            self.holder = holder
            return holder

    @property
    def seq(self) -> int:
        """The number of the last message that was taken; 0 before the first."""
        return self._seq

    @property
    def may_command(self) -> bool:
        """Whether this PC has every row that the commanding one had sent when it last wrote, and that one
        gives no order by now where it is silent: its sites.yaml may still say otherwise.
        """
        return self.yields and self._told == self._journal.head

    async def take_over_silent(self) -> Holder:
        """Command from now on, if nobody wrote behind what this PC has taken.

        Nothing is read before: a message that came just now shows that the other PC lives. Raises Fenced
        then, and the errors of Stream.append.
        """
        head = self._journal.head
        holder = Holder(self._machine, self.holder.term + 1, head)
        message = Message(Kind.TAKEOVER, self._machine, holder.term, head, head, yields=True)
        self._seq = await self._stream.append(message, self._seq)
        self.holder = holder
        return holder

    async def forget_taken(self) -> None:
        """Remove what was taken; the last message stays, by which the other PC knows where this one is."""
        if self._seq > 1:
            await self._stream.forget_before(self._seq)

    async def _take(self, stored: Stored) -> None:
        message = stored.message
        if message.kind is Kind.ROWS and message.term >= self.holder.term:
            try:
                await self._journal.take(message.rows)
            except FoldDiffers:
                self._told = None  # these rows are not here yet
                last = await self._stream.last()
                await self._begin(stored.seq if last is None else last.seq, is_whole=True)
                return
            except (OtherJournal, JournalDamaged):
                self._leave_out(stored.seq)
                return
        if message.term >= self.holder.term and message.kind is not Kind.BEGIN:
            self.holder = Holder(message.machine, message.term, message.taken)
            self._told, self.yields = message.head, message.yields
        self._stands = message.head if message.kind in (Kind.BEGIN, Kind.HELD) else None
        self._has_left_out |= message.kind is Kind.HELD and message.is_whole  # it asks
        self._seq = stored.seq

    async def _begin(self, last_seq: int, *, is_whole: bool) -> None:
        holder, head = self.holder, self._journal.head
        begin = Message(
            Kind.BEGIN, holder.machine, holder.term, holder.taken, head, (), is_whole, self._unread
        )
        self._seq, self._stands = await self._stream.append(begin, last_seq), None
        self._is_told = True


class Silence:
    """Measures for how long nobody wrote into the stream, as this PC saw it.

    The PC that commands writes every 2 s, and gives no order once nothing of it was taken for a while: a
    write that this PC has not seen fences its takeover, and of one that it has seen the time runs from here.
    The clock counts the time in which the machine was suspended.
    """

    def __init__(self, clock: Clock, follower: Follower) -> None:
        self._clock, self._follower = clock, follower
        self._seq = 0
        self._since_s = clock.monotonic()

    def look(self) -> None:
        """Look right after the stream was read."""
        if self._follower.seq != self._seq:
            self.broken()

    def broken(self) -> None:
        """Begin anew: the other PC was heard."""
        self._seq, self._since_s = self._follower.seq, self._clock.monotonic()

    def lasts(self, least_s: float) -> bool:
        """Tell whether it lasts so long, and this PC may command."""
        is_known = self._follower.seq > 0 and self._follower.seq == self._seq
        return is_known and self._follower.may_command and self._clock.monotonic() - self._since_s >= least_s
