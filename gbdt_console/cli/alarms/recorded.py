"""What the journal holds of alarms, read beside or without an engine."""

import sqlite3
from contextlib import closing
from typing import NamedTuple

from gbdt_console.cli.context import Context
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.core.alarms.book import AlarmBook
from gbdt_console.journal.chain import JournalDamaged
from gbdt_console.journal.database import ForeignFileError, FutureSchemaError
from gbdt_console.journal.replay import fold
from gbdt_console.journal.store import EventStore
from gbdt_console.journal.writer import JOURNAL_NAME
from gbdt_console.text.words import Words


class Recorded(NamedTuple):
    """`at_utc` is when the last entry was written."""

    book: AlarmBook
    at_utc: float


def recorded_alarms(context: Context, words: Words) -> Recorded:
    """The fold of the journal, which is only read. Where there is none, no engine ever ran here, and the verb
    ends as without one."""
    path = context.state.path / JOURNAL_NAME
    try:
        if not path.exists():
            fail(Exit.NO_ENGINE, words, "verb.no-engine", state=context.state.path)
        with closing(EventStore.view(path)) as store:
            newest = store.tail(1)
            return Recorded(fold(store).alarms, newest[-1].at_utc if newest else 0.0)
    except FutureSchemaError as error:
        fail(Exit.FAILED, words, "verb.journal-newer", reason=error)
    except JournalDamaged:
        fail(Exit.FAILED, words, "verb.journal-damaged")
    except (sqlite3.Error, OSError, ForeignFileError) as error:
        fail(Exit.FAILED, words, "verb.state-unusable", reason=error)
