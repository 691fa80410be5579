"""Defines the hash chain, its rows and the check of both."""

import json
import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from hashlib import sha256
from json.encoder import encode_basestring as quoted
from typing import NamedTuple, Self, cast

from gbdt_console.core.events import Entry, Event
from gbdt_console.core.journal_head import head_on_paper
from gbdt_console.core.json_value import Json
from gbdt_console.core.ledger import Checkpoint
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.journal.codec import event_data, read_event

_NO_HASH = bytes(32)
_MICROSECONDS = 1_000_000
_HEAD = re.compile(r"([0-9]{1,15}):([0-9a-f]{12,64})", re.ASCII)
"""A head as people note it. Twelve digits of the hash, 48 bits, show accidents and plain edits; a forger with
a graphics card finds another row for them in hours, so paper carries more (core/journal_head.py)."""
_BETWEEN = re.compile(r"\s+|(?<=[0-9a-f])[.\-](?=[0-9a-f])", re.IGNORECASE)
"""Signs between groups of digits: a person types a head from paper in groups."""
_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
_DECODER = json.JSONDecoder()
REQUEST = "@request"
"""Key of a request's id in a row's JSON. No field of an event can have this name, and programs that do not
know it read over it."""
_FOLD_VERSIONS = range(1, Checkpoint.VERSION + 1)
MALFORMED = (ValueError, TypeError, AttributeError, KeyError)
"""Errors that reading a damaged row may raise."""


class ChainHead(NamedTuple):
    """The end of a chain.

    seq: number of the last row, 0 for an empty chain
    hash: hash of the last row, 64 hexadecimal digits
    """

    seq: int
    hash: str

    @classmethod
    def of_text(cls, text: str) -> Self | None:
        """Read a head that a person typed; None where the text is none.

        Of its hash the first digits are enough.
        """
        parts = _HEAD.fullmatch(_BETWEEN.sub("", text).lower())
        return None if parts is None else cls(int(parts[1]), parts[2])

    @property
    def on_paper(self) -> str:
        """Return the form that paper carries and `of_text` reads."""
        return head_on_paper(self.seq, self.hash)

    def is_noted_by(self, noted: "ChainHead") -> bool:
        """Tell whether a head with perhaps fewer digits names this one."""
        return self.seq == noted.seq and self.hash.startswith(noted.hash)


GENESIS = ChainHead(0, _NO_HASH.hex())


class Damage(StrEnum):
    """The fault of a damaged journal.

    MISSING: the main file is gone
    NOT_A_JOURNAL: an SQLite file of another program
    UNREADABLE: SQLite cannot read the file
    GAP: a row's number is missing
    CHAIN: a row's hash does not follow from the row and the row before
    MALFORMED: a row is no event
    CHECKPOINT: a checkpoint differs from the fold of the rows before it
    HEAD: the chain does not hold a head that was noted before
    CUT: the chain ends before a head that was noted before
    BEHIND: the chain lacks acknowledged rows that the second place knows of
    MOVED: the file was removed or replaced while it was open
    """

    MISSING = "missing"
    NOT_A_JOURNAL = "not-a-journal"
    UNREADABLE = "unreadable"
    GAP = "gap"
    CHAIN = "chain"
    MALFORMED = "malformed"
    CHECKPOINT = "checkpoint"
    HEAD = "head"
    CUT = "cut"
    BEHIND = "behind"
    MOVED = "moved"


class JournalDamaged(Exception):
    """The journal is damaged.

    last_good: the end of the part that holds
    """

    def __init__(self, reason: Damage, last_good: ChainHead = GENESIS) -> None:
        super().__init__(f"{reason} after {last_good.seq}")
        self.reason = reason
        self.last_good = last_good


@dataclass(frozen=True, slots=True)
class UnchainedEntry:
    """An event that is not in the journal yet."""

    at_utc_us: int
    actor: str
    event: Event
    data: str

    @classmethod
    def of(cls, event: Event, at_utc: float, actor: str = "", request_id: str = "") -> Self:
        """Encode an event. Raises ValueError for NaN, infinity and an unpaired surrogate.

        request_id: id of the request that asked for it, kept beside its fields; empty: none
        """
        data = canonical(event_data(event) | ({REQUEST: request_id} if request_id else {}))
        (data + actor).encode()
        return cls(round(at_utc * _MICROSECONDS), actor, event, data)


class JournalRow(NamedTuple):
    """A row of the table `events` as the file has it. A damaged file may hold other types.

    seq: number of the row, from 1
    at_utc_us: time of the event, microseconds since the epoch
    actor: the operator, empty for the engine's own event
    prev_hash: hash of the row before, 32 bytes
    hash: hash of this row, 32 bytes
    """

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
        event = draft.event
        seq, prev_hash = head.seq + 1, bytes.fromhex(head.hash)
        own = (seq, draft.at_utc_us, event.KIND, event.VERSION, draft.actor, draft.data, prev_hash)
        return cls(*own, hash=digest(*own))

    @property
    def head(self) -> ChainHead:
        return ChainHead(self.seq, self.hash.hex())

    @property
    def at_utc(self) -> float:
        return self.at_utc_us / _MICROSECONDS

    @property
    def is_fold(self) -> bool:
        """Tell whether the row is a Checkpoint that this program reads."""
        return self.kind == Checkpoint.KIND and self.version in _FOLD_VERSIONS

    @property
    def before(self) -> ChainHead:
        return ChainHead(self.seq - 1, self.prev_hash.hex())

    def entry(self) -> Entry:
        """Decode the row, without the id of its request.

        Raises ValueError or TypeError for a row that is no event.
        """
        data = self.values()
        event = read_event(self.kind, self.version, data)
        return Entry(self.seq, self.at_utc, self.kind, self.version, self.actor, data, event)

    def values(self) -> dict[str, Json]:
        """Decode the data alone, without the id of its request. Raises ValueError or TypeError."""
        # Half the time of json.loads, which looks for spaces that canonical JSON has not.
        data, end = _DECODER.raw_decode(self.data)
        if end != len(self.data) or type(data) is not dict:
            raise ValueError(end)
        data.pop(REQUEST, None)
        return cast(dict[str, Json], data)


def canonical(value: object) -> str:
    """Encode JSON in one spelling: sorted keys, no spaces, UTF-8 unescaped."""
    return _ENCODER.encode(value)


def digest(
    seq: int, at_utc_us: int, kind: str, version: int, actor: str, data: str, prev_hash: bytes
) -> bytes:
    return sha256(hashed_text(seq, at_utc_us, kind, version, actor, data, prev_hash)).digest()


def hashed_text(
    seq: int, at_utc_us: int, kind: str, version: int, actor: str, data: str, prev_hash: bytes
) -> bytes:
    """Return the bytes that a row's hash is of: its fields as canonical JSON, `data` as its text."""
    numbers, texts = f"{seq},{at_utc_us}", f"{quoted(actor)},{quoted(data)}"
    return f'[{numbers},{quoted(kind)},{version},{texts},"{prev_hash.hex()}"]'.encode()


def linked(
    rows: Iterable[JournalRow], start: ChainHead = GENESIS, *, unread: str = ""
) -> Iterator[tuple[ChainHead, JournalRow]]:
    """Yield each row and the head after it, proven to follow the row before.

    Raises JournalDamaged at the first row that does not.

    unread: kind whose rows came without their data; of them only the place in the chain is proven
    """
    head = start
    for row in rows:
        is_read = not unread or row.kind != unread
        try:
            if row.seq != head.seq + 1:
                raise JournalDamaged(Damage.GAP, head)
            if row.prev_hash.hex() != head.hash or (is_read and digest(*row[:-1]) != row.hash):
                raise JournalDamaged(Damage.CHAIN, head)
        except MALFORMED as error:
            raise JournalDamaged(Damage.MALFORMED, head) from error
        head = row.head
        yield head, row


def follow(
    rows: Iterable[JournalRow], start: ChainHead = GENESIS, *, unread: str = ""
) -> Iterator[tuple[ChainHead, Entry]]:
    """Yield the Entry of each row and the head after it, as `linked` proves them.

    Raises JournalDamaged, also at a row that is no event. Rows of the kind `unread` are not yielded.
    """
    for head, row in linked(rows, start, unread=unread):
        if unread and row.kind == unread:
            continue
        yield head, entry_of(row)


def entry_of(row: JournalRow) -> Entry:
    """Decode a row. Raises JournalDamaged at one that is no event."""
    try:
        return row.entry()
    except MALFORMED as error:
        raise JournalDamaged(Damage.MALFORMED, row.before) from error
