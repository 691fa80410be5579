"""Knows whether two of three machines keep what the commanding PC writes: each write taken proves it."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import suppress
from math import inf

from gbdt_console.core.clock import Clock
from gbdt_console.engine.standby.catching_up import CatchingUp
from gbdt_console.engine.standby.role_file import Promise
from gbdt_console.engine.standby.shipper import ShippedJournal

HELD_FOR_S = 12.0
"""For so long after its begin a write that was taken proves a majority; after the death of one of three,
nats-server needs 4 to 8 s to go on."""
_HOLD_S = 2.0
"""Between two writes, where there is nothing to record."""
_ON_TWO_WITHIN_S, _ALONE_S = 8.0, 1.0


class Majority:
    """Used on the engine's loop; the clock counts the time in which the machine was suspended."""

    def __init__(
        self, clock: Clock, journal: ShippedJournal, promise: Promise, term: int, *, yields: bool
    ) -> None:
        """`yields`: what each write says from now on (see Message); `promise`: what earlier ones may have."""
        self._clock, self._journal = clock, journal
        self._promise, self._term, self._yields = promise, term, yields
        self._taken_s = -inf
        self._shipped_seq = -1
        self._catching_up = CatchingUp()
        self._moved = asyncio.Event()
        self._is_waived = False

    def continue_from(self, before: "Majority") -> None:
        """Know what the one before a reload of sites.yaml knew."""
        self._taken_s, self._shipped_seq = before._taken_s, before._shipped_seq
        self._is_waived, self._catching_up = before._is_waived, before._catching_up

    @property
    def is_there(self) -> bool:
        return self._clock.monotonic() - self._taken_s < HELD_FOR_S

    @property
    def sent_share(self) -> float | None:
        """Return as CatchingUp.share."""
        return self._catching_up.share

    @property
    def is_due(self) -> bool:
        """Whether it is time for another proof."""
        return self._clock.monotonic() - self._taken_s >= _HOLD_S

    async def proven_by(self, write: Callable[[], Awaitable[bool]]) -> bool:
        """Write; what is acknowledged counts from before it was sent. Return whether anything was written.

        Raises OSError where it cannot be noted what the write says, and the errors of `write`.
        """
        if self._yields:
            self._promise.give(self._term)
        begun_s = self._clock.monotonic()
        if is_written := await write():
            self._taken_s, self._is_waived = begun_s, False
            self._end_promise()
        return is_written

    def waive(self) -> None:
        """Command on without a majority, by a person's word, until there is one again. Raises OSError."""
        self._end_promise()
        self._is_waived = True

    def holds_role(self) -> bool:
        """Tell whether no other PC can have taken over by itself."""
        may_be_taken = self._yields or self._promise.is_given(self._term)
        return not may_be_taken or self.is_there or self._is_waived

    def _end_promise(self) -> None:
        """The other PC can no longer go by an earlier message: the fence refuses it, or a person says so."""
        if not self._yields and self._promise.is_given(self._term):
            self._promise.take_back()

    def moved(self, shipped_seq: int | None, head_seq: int) -> None:
        """Take the number of the last row that two machines are known to have; None: it is in doubt.

        head_seq: of the last row of the journal
        """
        if shipped_seq is not None:
            self._shipped_seq = shipped_seq
            self._catching_up.moved(shipped_seq, head_seq)
            self._moved.set()

    def refusal(self) -> str:
        """Return the code of why no record can be taken that two machines shall have."""
        if not self.is_there:
            return "recording.no-quorum"
        return "" if self.sent_share is None else "recording.catching-up"

    async def has_all(self) -> bool:
        """Wait until two machines have all that the journal has now; False where that took too long."""
        with suppress(TimeoutError, sqlite3.Error):
            async with asyncio.timeout(_ALONE_S if self.refusal() else _ON_TWO_WITHIN_S):
                head = await self._journal.head()
                while self._shipped_seq < head.seq:
                    self._moved.clear()
                    await self._moved.wait()
                return True
        return False
