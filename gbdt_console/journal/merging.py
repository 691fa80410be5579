"""Begins a journal that goes on from several others, which lie beside it as they were."""

from collections.abc import Iterable, Set
from pathlib import Path

from gbdt_console.core.journal_events import JournalMerged
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.journal.backup import sha256_of
from gbdt_console.journal.chain import ChainHead, UnchainedEntry
from gbdt_console.journal.restoring import unpack_backup
from gbdt_console.journal.second_head import SecondHead
from gbdt_console.journal.store import EventStore
from gbdt_console.journal.writer import JOURNAL_NAME

BEFORE = "before"
"""Folder in the state directory that has one of each journal before."""


@dataclass(frozen=True, slots=True)
class Before:
    """A journal that was laid out.

    head: its head, up to which the chain was proven
    digest: SHA-256 of its file, 64 hexadecimal digits
    """

    head: ChainHead
    digest: str


def lay_out(file: Path, folder: Path, settings: Set[str]) -> Before:
    """Write a backup's files into an empty folder, all of them proven.

    settings: names that the files beside the records may have
    Raises BackupFaulty, FutureSchemaError, OSError, sqlite3.Error.
    """
    head = unpack_backup(file, folder, settings)
    return Before(head, sha256_of(folder / JOURNAL_NAME))


def begin_merged(state: Path, merged: Iterable[JournalMerged], at_utc: float) -> ChainHead:
    """Make the journal of a state directory, whose first entries name the others. Return its head.

    Their rows are not in it: a row's hash covers the row before, so no chain can take in another's.

    Raises OSError, sqlite3.Error.
    """
    path = state / JOURNAL_NAME
    EventStore.create(path, [UnchainedEntry.of(event, at_utc) for event in merged])
    with EventStore.open(path) as store:
        head, first = store.head, store.first
    second = SecondHead(path)
    second.write(head, first)
    second.sync()
    return head
