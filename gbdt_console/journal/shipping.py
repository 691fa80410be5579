"""Takes rows out of the journal for the second PC, whole commits at a time.

A Checkpoint goes without its data: the second PC makes the same from the rows before, and proves it by the
row's hash. Only where it cannot (an older program wrote it, or it carries a damaged journal over) is it asked
for.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from gbdt_console.core.json_value import Json
from gbdt_console.core.ledger import Checkpoint
from gbdt_console.journal.chain import MALFORMED, ChainHead, JournalRow
from gbdt_console.journal.store import EventStore

MOST_CHARACTERS = 256 * 1024
"""Limits one shipment, which is cut between commits: nats-server takes 1 MB unless it is told otherwise."""
_PAGE = 200
"""Rows of one read; a shipment is seldom longer."""


_INTEGERS = range(-(1 << 63), 1 << 63)
"""What a row's file can hold."""


class NotARow(Exception):
    """What came from elsewhere is no row."""


def next_shipment(store: EventStore, after: ChainHead, *, is_whole: bool = False) -> list[JournalRow]:
    """Return the next rows of a journal, none where there are no more. Raises sqlite3.Error.

    The events of one command are never parted, since the second PC shall not take half of one.

    is_whole: the first row comes with its data though it is a Checkpoint's
    """
    if is_whole:
        first = next(store.rows(after.seq, at_once=1), None)
        return [] if first is None else [first]
    taken: list[JournalRow] = []
    size = 0
    for _, commit in groupby(store.rows(after.seq, has_folds=False, at_once=_PAGE), _commit_of):
        rows = list(commit)
        size += sum(len(row.data) for row in rows)
        if taken and size > MOST_CHARACTERS:
            break
        taken += rows
        if len(taken) >= _PAGE:
            break
    return taken


def rows_as_json(rows: Iterable[JournalRow]) -> list[Json]:
    return [[*row[:6], row.prev_hash.hex(), row.hash.hex()] for row in rows]


def rows_of_json(values: object) -> Sequence[JournalRow]:
    """Read what `rows_as_json` returned. Raises NotARow for anything else."""
    if not isinstance(values, list):
        raise NotARow
    return [_row_of(value) for value in values]


def _row_of(value: Any) -> JournalRow:
    try:
        seq, at_utc_us, kind, version, actor, data, prev_hash, own_hash = value
        numbers, texts = (seq, at_utc_us, version), (kind, actor, data)
        if not all(map(is_integer, numbers)) or not all(map(is_text, texts)):
            raise NotARow
        return JournalRow(
            seq, at_utc_us, kind, version, actor, data, bytes.fromhex(prev_hash), bytes.fromhex(own_hash)
        )
    except MALFORMED:
        raise NotARow from None


def is_integer(value: object) -> bool:
    """Tell whether what came from elsewhere is a number that a journal's file can hold."""
    return type(value) is int and value in _INTEGERS


def is_text(value: object) -> bool:
    """Tell whether it is text that a file can hold: JSON has halves of characters too."""
    return type(value) is str and not any("\ud800" <= one <= "\udfff" for one in value)


def is_left_out(row: JournalRow) -> bool:
    """Tell whether a row came without its data."""
    return row.kind == Checkpoint.KIND and not row.data


def _commit_of(row: JournalRow) -> tuple[int, str]:
    """Events that were written together have the same time, to the microsecond, and the same operator."""
    return row.at_utc_us, row.actor
