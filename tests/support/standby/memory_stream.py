"""A stream in memory, as nats-server keeps one, with the faults of a network."""

from contextlib import suppress

from gbdt_console.engine.standby.message import (
    Fenced,
    Kind,
    Malformed,
    Message,
    NotKnown,
    Stored,
    Unreachable,
)

LITTER = Message(Kind.BEGIN, "", -1)
"""Stands for what cannot be read as a message."""


class MemoryStream:
    """One stream, as a PC reaches it.

    A message whose id was written before is dropped, as nats-server does for two minutes: before it looks at
    the fence. One of Kind.HELD takes the place of the one before, behind all others.

    is_cut: whether nothing gets through
    loses_answer: whether the next message is written and its answer lost
    """

    def __init__(self) -> None:
        self.kept: list[Stored] = []
        self.last_seq = 0
        self._ids: set[str] = set()
        self.is_cut = False
        self.loses_answer = False

    async def last(self) -> Stored | None:
        self._reached()
        return self._read(self.kept[-1]) if self.kept else None

    async def after(self, seq: int) -> Stored | None:
        self._reached()
        found = next((one for one in self.kept if one.seq > seq), None)
        return None if found is None else self._read(found)

    def litter(self) -> None:
        """Somebody writes what is no message of ours."""
        self.last_seq += 1
        self.kept.append(Stored(self.last_seq, LITTER))

    async def append(self, message: Message, last_seq: int) -> int:
        self._reached()
        message_id = message.id_after(last_seq)
        if message_id in self._ids or last_seq != self.last_seq:
            raise Fenced
        seq = self._keep(message, message_id)
        if self.loses_answer:
            self.loses_answer = False
            raise NotKnown
        return seq

    async def forget_before(self, seq: int) -> None:
        self._reached()
        self.kept = [one for one in self.kept if one.seq >= seq]

    def _keep(self, message: Message, message_id: str) -> int:
        self.last_seq += 1
        if message_id:
            self._ids.add(message_id)
        if message.kind is Kind.HELD:
            self.kept = [one for one in self.kept if one.message.kind is not Kind.HELD]
        self.kept.append(Stored(self.last_seq, Message.of_bytes(message.as_bytes())))
        return self.last_seq

    def _read(self, stored: Stored) -> Stored:
        if stored.message is LITTER:
            raise Malformed(stored.seq)
        return stored

    def _reached(self) -> None:
        if self.is_cut:
            raise Unreachable


class Opened(MemoryStream):
    """A stream whose connection opens unless it is cut; the engine behind it is heard where it lives.

    attempts: to open it
    """

    def __init__(self) -> None:
        super().__init__()
        self.attempts = 0
        self.heard = lambda seq: None
        self.is_alive = True

    async def open(self, *, makes_stream: bool = False) -> None:
        self.attempts += 1
        self._reached()

    async def close(self) -> None:
        pass

    async def beat(self, seq: int) -> None:
        self._reached()
        if self.is_alive:
            self.heard(seq)


class SharedStream(MemoryStream):
    """The one stream of three machines; each PC has a way of its own to it.

    late: writes whose answer was lost, which a leader has not yet shared
    """

    def __init__(self) -> None:
        super().__init__()
        self.late: list[tuple[Message, int]] = []

    def arrive_late(self) -> None:
        """What a leader still had is judged by the fence now."""
        for message, last_seq in self.late:
            with suppress(Fenced):
                self.put(message, last_seq)
        self.late = []

    def put(self, message: Message, last_seq: int) -> int:
        message_id = message.id_after(last_seq)
        if message_id in self._ids or last_seq != self.last_seq:
            raise Fenced
        return self._keep(message, message_id)


class Way:
    """How one PC reaches the stream of three.

    is_cut: whether nothing gets through
    loses_answer: whether the answer to the next write is lost; `is_late`: and it comes in later or never
    old: what it reads of a leader that was cut off and can commit nothing; None: it reads the stream
    """

    def __init__(self, stream: SharedStream) -> None:
        self._stream = stream
        self.heal()

    def heal(self) -> None:
        self.is_cut = self.loses_answer = self.is_late = False
        self.old: list[Stored] | None = None

    async def last(self) -> Stored | None:
        kept = self._reached()
        return kept[-1] if kept else None

    async def after(self, seq: int) -> Stored | None:
        return next((one for one in self._reached() if one.seq > seq), None)

    async def append(self, message: Message, last_seq: int) -> int:
        self._reached()
        if self.old is not None:
            raise NotKnown
        if not self.loses_answer:
            return self._stream.put(message, last_seq)
        self.loses_answer = False
        if self.is_late:
            self._stream.late.append((message, last_seq))
        else:
            self._stream.put(message, last_seq)
        raise NotKnown

    async def forget_before(self, seq: int) -> None:
        self._reached()
        if self.old is not None:
            raise Unreachable
        await self._stream.forget_before(seq)

    def _reached(self) -> list[Stored]:
        if self.is_cut:
            raise Unreachable
        return self._stream.kept if self.old is None else self.old
