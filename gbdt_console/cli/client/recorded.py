"""Reads the ledger from the journal, beside a running engine or without one."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import NamedTuple

from gbdt_console.cli.context import Context
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.core.events import Entry
from gbdt_console.core.ledger import Ledger
from gbdt_console.journal.chain import GENESIS, MALFORMED, ChainHead, Damage, JournalDamaged
from gbdt_console.journal.database import ForeignFileError, FutureSchemaError
from gbdt_console.journal.replay import entries, fold, steps
from gbdt_console.journal.store import EventStore
from gbdt_console.journal.writer import JOURNAL_NAME
from gbdt_console.text.words import Words


class Recorded(NamedTuple):
    """Holds what the journal says.

    ledger: the fold of the whole journal.
    at_utc: when the last entry was written, UTC seconds.
    """

    ledger: Ledger
    at_utc: float


def recorded_ledger(context: Context, words: Words) -> Recorded:
    """Fold the journal without writing to it.

    Ends the verb with Exit.NO_ENGINE where no journal exists, since no engine ever ran here, and with
    Exit.FAILED where the journal cannot be read.
    """
    with _journal(context, words) as store:
        newest = store.tail(1)
        return Recorded(fold(store), newest[-1].at_utc if newest else 0.0)


def ledger_before(context: Context, words: Words, is_end: Callable[[Entry], bool]) -> Ledger:
    """Fold the journal from its first entry to before the first one that is the end.

    Ends the verb as `recorded_ledger` does.

    is_end: tells whether an entry is the first one to leave out
    """
    ledger = Ledger()
    with _journal(context, words) as store:
        for _, entry in steps(store, ledger):
            if is_end(entry):
                break
    return ledger


def read_entries(context: Context, words: Words, take: Callable[[Entry], None]) -> ChainHead:
    """Give every entry of the journal to `take`, oldest first; return the head of the last one.

    Ends the verb as `recorded_ledger` does.
    """
    head = GENESIS
    with _journal(context, words) as store:
        for head, entry in entries(store):
            try:
                take(entry)
            except MALFORMED as error:
                raise JournalDamaged(Damage.MALFORMED, head) from error
    return head


@contextmanager
def _journal(context: Context, words: Words) -> Iterator[EventStore]:
    """Open the journal to read; end the verb where it is missing or cannot be read."""
    path = context.state.path / JOURNAL_NAME
    try:
        if not path.exists():
            fail(Exit.NO_ENGINE, words, "verb.no-engine", state=context.state.path)
        with closing(EventStore.view(path)) as store:
            yield store
    except FutureSchemaError as error:
        fail(Exit.FAILED, words, "verb.journal-newer", reason=error)
    except JournalDamaged:
        fail(Exit.FAILED, words, "verb.journal-damaged")
    except (sqlite3.Error, OSError, ForeignFileError) as error:
        fail(Exit.FAILED, words, "verb.state-unusable", reason=error)
