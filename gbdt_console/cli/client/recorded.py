"""Reads the ledger from the journal, beside a running engine or without one."""

import sqlite3
from collections.abc import Callable, Collection, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
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

_OnTotal = Callable[[int], None]


class JournalUnread(Exception):
    """The journal is missing or cannot be read."""

    def __init__(self, exit_code: Exit, code: str, **params: object) -> None:
        super().__init__(code)
        self.exit_code, self.code, self.params = exit_code, code, params


class Recorded(NamedTuple):
    ledger: Ledger
    at_utc: float


def recorded_ledger(context: Context, words: Words) -> Recorded:
    """Fold the journal without writing to it.

    Ends the verb with Exit.NO_ENGINE where no journal exists or it has no entry, since no engine ever ran
    here, and with Exit.FAILED where the journal cannot be read.
    """
    with _journal(context, words) as store:
        newest = store.tail(1)
        if not newest:
            fail(Exit.NO_ENGINE, words, "verb.no-engine", state=context.state.path)
        return Recorded(fold(store), newest[-1].at_utc)


def head_on_paper(context: Context) -> str:
    """Return the journal's head in the form that paper carries; empty where the journal cannot be read."""
    try:
        with journal_of(context.state.path) as store:
            return store.head.on_paper if store.head.seq else ""
    except JournalUnread:
        return ""


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


def read_entries(
    context: Context, words: Words, take: Callable[[Entry], None], on_total: _OnTotal | None = None
) -> ChainHead:
    """Give every entry of the journal to `take`, oldest first; return the head of the last one.

    Ends the verb as `recorded_ledger` does.

    on_total: called with the number of the last entry before the first one is taken
    """
    try:
        return take_entries(context.state.path, take, on_total)
    except JournalUnread as unread:
        fail(unread.exit_code, words, unread.code, **unread.params)


def take_entries(state: Path, take: Callable[[Entry], None], on_total: _OnTotal | None = None) -> ChainHead:
    """Give every entry of the journal to `take`, oldest first; return the head of the last one.

    Raises JournalUnread, also where the journal has no entry: no engine ever ran here.
    """
    head = GENESIS
    with journal_of(state) as store:
        if on_total is not None:
            on_total(store.head.seq)
        for head, entry in entries(store):
            try:
                take(entry)
            except MALFORMED as error:
                raise JournalDamaged(Damage.MALFORMED, head) from error
    if head is GENESIS:
        raise JournalUnread(Exit.NO_ENGINE, "verb.no-engine", state=state)
    return head


def take_listed(
    state: Path, kinds: Collection[str], take: Callable[[Entry], None], note: Callable[[float], None]
) -> None:
    """Give the entries of these kinds to `take`, oldest first, and the quarters of all to `note`.

    The chain is not proven: for a list, each of whose papers proves all that it is made of. Raises
    JournalUnread as `take_entries` does.
    """
    with journal_of(state) as store:
        if not store.head.seq:
            raise JournalUnread(Exit.NO_ENGINE, "verb.no-engine", state=state)
        for at_utc in store.quarters():
            note(at_utc)
        try:
            for entry in store.of_kinds(kinds):
                take(entry)
        except MALFORMED as error:
            raise JournalDamaged(Damage.MALFORMED) from error


@contextmanager
def journal_of(state: Path) -> Iterator[EventStore]:
    """Open the journal of a state directory to read. Raises JournalUnread, also for what fails inside."""
    path = state / JOURNAL_NAME
    if not path.exists():
        raise JournalUnread(Exit.NO_ENGINE, "verb.no-engine", state=state)
    try:
        with closing(EventStore.view(path)) as store:
            yield store
    except FutureSchemaError as error:
        raise JournalUnread(Exit.FAILED, "verb.journal-newer", reason=error) from error
    except JournalDamaged as error:
        raise JournalUnread(Exit.FAILED, "verb.journal-damaged") from error
    except (sqlite3.Error, OSError, ForeignFileError) as error:
        raise JournalUnread(Exit.FAILED, "verb.state-unusable", reason=error) from error


@contextmanager
def _journal(context: Context, words: Words) -> Iterator[EventStore]:
    """Open the journal to read; end the verb where it is missing or cannot be read."""
    try:
        with journal_of(context.state.path) as store:
            yield store
    except JournalUnread as unread:
        fail(unread.exit_code, words, unread.code, **unread.params)
