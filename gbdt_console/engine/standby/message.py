"""Defines what goes through the stream beside the following PC: one message after the other, of both PCs."""

import json
from enum import StrEnum
from typing import Any, NamedTuple, Protocol, Self

from gbdt_console.core.clean_text import clean
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.standby.role import MOST_UNREAD, UnreadOrder
from gbdt_console.journal.chain import GENESIS, ChainHead, JournalRow, canonical
from gbdt_console.journal.shipping import NotARow, is_integer, is_text, rows_as_json, rows_of_json

_LONGEST_TEXT = 80
_LATEST_UTC = 253_402_128_000.0
"""Limits of what is taken of another PC's orders: texts so long, before the year 10000."""


class Unreachable(Exception):
    """The nats-server does not answer; nothing was written."""


class NotKnown(Exception):
    """The nats-server did not answer in time: whether it wrote the message, only reading it back tells."""


class Fenced(Exception):
    """Something was written meanwhile that the writer has not read; the message was not."""


class TooLarge(Exception):
    """The nats-server takes no message of that size."""


class Malformed(Exception):
    """A message of the stream is none of ours; `seq` is its number there, 0 where it has none."""

    def __init__(self, seq: int = 0) -> None:
        super().__init__(seq)
        self.seq = seq


class Kind(StrEnum):
    """What a message says.

    BEGIN: the following PC tells where it stands
    ROWS: the commanding PC's next rows
    TAKEOVER: this PC, which followed, commands from now on
    HELD: the commanding PC is there, and has no row to send
    """

    BEGIN = "begin"
    ROWS = "rows"
    TAKEOVER = "takeover"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the stream.

    machine: host name of the PC that commands, as the writer knows
    term: how often the role was taken over, as the writer knows
    taken: last entry of the PC before, where the term began
    head: the last row of the message, or where its writer stands
    is_whole: the next row is wanted with its data; of HELD: the other PC is asked where it stands
    unread: orders of the writer that may have overlapped with those of the PC that commands
    yields: the PC that commands gives no order once no majority took its word for a while
    """

    kind: Kind
    machine: str
    term: int
    taken: ChainHead = GENESIS
    head: ChainHead = GENESIS
    rows: tuple[JournalRow, ...] = ()
    is_whole: bool = False
    unread: tuple[UnreadOrder, ...] = ()
    yields: bool = False

    def id_after(self, last_seq: int) -> str:
        """Return an id by which nats-server drops a message that is sent again; empty where none is.

        last_seq: the message before it; behind another one the same rows are wanted again, maybe whole
        """
        return f"{self.machine}.{self.term}.{self.rows[0].seq}.{last_seq}" if self.rows else ""

    def as_bytes(self) -> bytes:
        """Return what is sent. Raises Malformed where a row is no text, as on a damaged disk."""
        values: dict[str, object] = {
            "kind": self.kind.value, "machine": self.machine, "term": self.term,
            "taken": list(self.taken), "head": list(self.head),
            "rows": rows_as_json(self.rows), "whole": self.is_whole,
        }  # fmt: skip
        if self.unread:
            values["unread"] = [[one.at_utc, one.what, one.target, one.operator] for one in self.unread]
        if self.yields:
            values["yields"] = True
        try:
            return canonical(values).encode()
        except UnicodeEncodeError:
            raise Malformed from None

    @classmethod
    def of_bytes(cls, data: bytes) -> Self:
        """Read what `as_bytes` returned. Raises Malformed."""
        try:
            values = json.loads(data)
            machine, term = values["machine"], values["term"]
            if not is_text(machine) or not is_integer(term):
                raise Malformed
            return cls(
                Kind(values["kind"]), machine, term, _head_of(values["taken"]), _head_of(values["head"]),
                tuple(rows_of_json(values["rows"])), values["whole"] is True,
                tuple(_unread_of(one) for one in values.get("unread", ())[:MOST_UNREAD]),
                values.get("yields") is True,
            )  # fmt: skip
        except (ValueError, TypeError, KeyError, RecursionError, NotARow):
            raise Malformed from None


def _unread_of(value: Any) -> UnreadOrder:
    at_utc, *texts = value
    if not isinstance(at_utc, float) or not 0 < at_utc < _LATEST_UTC or not all(map(is_text, texts)):
        raise Malformed
    what, target, operator = (clean(text, _LONGEST_TEXT) for text in texts)
    return UnreadOrder(at_utc, what, target, operator)


class Stored(NamedTuple):
    """A message with its number in the stream."""

    seq: int
    message: Message


class Stream(Protocol):
    """One stream, beside the following PC or on three machines. Every method may raise Unreachable."""

    async def last(self) -> Stored | None:
        """Return the last message. Raises Malformed."""
        ...

    async def after(self, seq: int) -> Stored | None:
        """Return the next message that is still kept; None where there is none yet. Raises Malformed."""
        ...

    async def append(self, message: Message, last_seq: int) -> int:
        """Write a message right after that number; return its own. Raises Fenced, NotKnown, TooLarge."""
        ...

    async def forget_before(self, seq: int) -> None:
        """Remove all messages before that one."""
        ...


class OpenedStream(Stream, Protocol):
    """A stream over a connection that is opened anew after each loss."""

    async def open(self, *, makes_stream: bool = False) -> None:
        """Connect anew; with `makes_stream` the stream is made where there is none."""
        ...

    async def close(self) -> None: ...

    async def beat(self, seq: int) -> None:
        """Tell the other engine that this one runs, and its last row's number."""
        ...


def _head_of(value: Any) -> ChainHead:
    seq, own_hash = value
    if not is_integer(seq) or not is_text(own_hash) or len(bytes.fromhex(own_hash)) != 32:
        raise Malformed
    return ChainHead(seq, own_hash)
