"""The hash chain: what one row is, what its hash covers, and what a sound chain looks like."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple, Self

from gbdt_console.core.events import Entry, Event, event_data, read_event

_NO_HASH = bytes(32)
_MICROSECONDS = 1_000_000
_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
MALFORMED = (ValueError, TypeError, AttributeError, KeyError)


@dataclass(frozen=True, slots=True)
class ChainHead:
    """The end of a chain: the last row's number and hash (64 hexadecimal digits)."""

    seq: int
    hash: str


GENESIS = ChainHead(0, _NO_HASH.hex())


class Damage(StrEnum):
    """What is wrong with a journal."""

    MISSING = "missing"
    NOT_A_JOURNAL = "not-a-journal"
    UNREADABLE = "unreadable"
    GAP = "gap"
    CHAIN = "chain"
    MALFORMED = "malformed"
    CHECKPOINT = "checkpoint"
    HEAD = "head"


class JournalDamaged(Exception):
    """The chain holds up to `last_good`; the row after it, or the file, does not."""

    def __init__(self, reason: Damage, last_good: ChainHead = GENESIS) -> None:
        super().__init__(f"{reason} after {last_good.seq}")
        self.reason = reason
        self.last_good = last_good


@dataclass(frozen=True, slots=True)
class UnchainedEntry:
    """An event on its way into the journal; `data` is its canonical JSON."""

    at_utc_us: int
    actor: str
    event: Event
    data: str

    @classmethod
    def of(cls, event: Event, at_utc: float, actor: str = "") -> Self:
        """Raises ValueError for what is not JSON: not a number, an unpaired surrogate."""
        data = canonical(event_data(event))
        (data + actor).encode()
        return cls(round(at_utc * _MICROSECONDS), actor, event, data)


class JournalRow(NamedTuple):
    """A row of `events` as it lies in the file; on a damaged file the types may lie."""

    seq: int
    at_utc_us: int
    kind: str
    version: int
    actor: str
    data: str
    prev_hash: bytes
    hash: bytes

    @classmethod
    def after(cls, head: ChainHead, draft: UnchainedEntry) -> Self:
        """The draft as the next row of the chain."""
        event = draft.event
        seq, prev_hash = head.seq + 1, bytes.fromhex(head.hash)
        own = (seq, draft.at_utc_us, event.KIND, event.VERSION, draft.actor, draft.data, prev_hash)
        return cls(*own, hash=digest(*own))

    @property
    def head(self) -> ChainHead:
        return ChainHead(self.seq, self.hash.hex())

    @property
    def before(self) -> ChainHead:
        """The head this row says it follows."""
        return ChainHead(self.seq - 1, self.prev_hash.hex())

    def entry(self) -> Entry:
        """The row as an Entry. Raises ValueError or TypeError when it is none."""
        data = json.loads(self.data)
        event = read_event(self.kind, self.version, data)
        return Entry(
            self.seq, self.at_utc_us / _MICROSECONDS, self.kind, self.version, self.actor, data, event
        )


def canonical(value: object) -> str:
    """JSON in one spelling: sorted keys, no spaces, UTF-8 as it is."""
    return _ENCODER.encode(value)


def digest(
    seq: int, at_utc_us: int, kind: str, version: int, actor: str, data: str, prev_hash: bytes
) -> bytes:
    """SHA-256 over the canonical JSON list of the row's fields; `data` goes in as the text it is."""
    return sha256(canonical([seq, at_utc_us, kind, version, actor, data, prev_hash.hex()]).encode()).digest()


def follow(rows: Iterable[JournalRow], start: ChainHead = GENESIS) -> Iterator[tuple[ChainHead, Entry]]:
    """Every row as an Entry, each proven to follow the one before. Raises JournalDamaged at the first
    that does not."""
    head = start
    for row in rows:
        try:
            if row.seq != head.seq + 1:
                raise JournalDamaged(Damage.GAP, head)
            if row.before != head or digest(*row[:-1]) != row.hash:
                raise JournalDamaged(Damage.CHAIN, head)
            entry = row.entry()
        except MALFORMED as error:
            raise JournalDamaged(Damage.MALFORMED, head) from error
        head = row.head
        yield head, entry
