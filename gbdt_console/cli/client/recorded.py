"""Reads the ledger from the journal, beside a running engine or without one."""

import sqlite3
from contextlib import closing
from typing import NamedTuple

from gbdt_console.cli.context import Context
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.core.ledger import Ledger
from gbdt_console.journal.chain import JournalDamaged
from gbdt_console.journal.database import ForeignFileError, FutureSchemaError
from gbdt_console.journal.replay import fold
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
    path = context.state.path / JOURNAL_NAME
    try:
        if not path.exists():
            fail(Exit.NO_ENGINE, words, "verb.no-engine", state=context.state.path)
        with closing(EventStore.view(path)) as store:
            newest = store.tail(1)
            return Recorded(fold(store), newest[-1].at_utc if newest else 0.0)
    except FutureSchemaError as error:
        fail(Exit.FAILED, words, "verb.journal-newer", reason=error)
    except JournalDamaged:
        fail(Exit.FAILED, words, "verb.journal-damaged")
    except (sqlite3.Error, OSError, ForeignFileError) as error:
        fail(Exit.FAILED, words, "verb.state-unusable", reason=error)
