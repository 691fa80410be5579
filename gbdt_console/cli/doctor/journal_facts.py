"""Read what a quick look at the journal gives, beside a running engine or without one."""

import re
import sqlite3
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

from gbdt_console.core.events import EVENT_CLASSES, EngineStarted
from gbdt_console.core.health.installation import JournalFacts, JournalState
from gbdt_console.core.notify.book import MessageBook, unsent
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.standby.role import RoleBook
from gbdt_console.journal.chain import MALFORMED, JournalDamaged
from gbdt_console.journal.database import ForeignFileError, FutureSchemaError, is_damage
from gbdt_console.journal.last_backup import times_in
from gbdt_console.journal.replay import fold
from gbdt_console.journal.second_head import SecondHead, missing_before, witnessed_seq
from gbdt_console.journal.store import EventStore
from gbdt_console.journal.writer import JOURNAL_NAME

_VERSION = re.compile(r"[0-9][0-9a-z.+]{0,30}")
_MICROSECONDS = 1_000_000
_UNREAD = (sqlite3.Error, ForeignFileError, FutureSchemaError, OSError, *MALFORMED)


@dataclass(frozen=True, slots=True)
class JournalTrace:
    """Holds the outline of a journal: no content, no actor.

    last: number, UTC seconds and kind of the newest entries, oldest first
    """

    counts: dict[str, int]
    last: list[tuple[int, float, str]]


def journal_facts(state: Path) -> JournalFacts:
    """Fold the journal from its last checkpoint on, which proves the rows from there. Raises OSError.

    One that lacks rows which another place knows of is behind, and so is one that is gone.
    """
    path = state / JOURNAL_NAME
    noted = SecondHead(path).noted()
    if not path.exists():
        known = max((one.head.seq for one in noted), default=0)
        return JournalFacts(JournalState.BEHIND if known else JournalState.NONE, missing=str(known or ""))
    size = path.stat().st_size
    try:
        with closing(EventStore.view(path)) as store:
            ledger = fold(store)
            late = unsent(ledger[MessageBook].waiting)
            if (behind := missing_before(noted, store)) is not None:
                return JournalFacts(JournalState.BEHIND, size, missing=behind.gone)
            since_utc = late[0].at_utc if late else 0.0
            entries, version = store.head.seq, _engine_version(store)
            is_known = not entries or witnessed_seq(noted, store)
            return JournalFacts(
                JournalState.SOUND if is_known else JournalState.ALONE,
                size, entries, version, len(late), since_utc,
                times_in(store, state), time.time(), ledger[RoleBook],
            )  # fmt: skip
    except FutureSchemaError:
        return JournalFacts(JournalState.NEWER, size)
    except JournalDamaged:
        return JournalFacts(JournalState.DAMAGED, size)
    except (sqlite3.Error, ForeignFileError, *MALFORMED) as error:
        is_refused = isinstance(error, sqlite3.Error) and not is_damage(error)
        return JournalFacts(JournalState.UNREADABLE if is_refused else JournalState.DAMAGED, size)


def journal_trace(state: Path, count: int) -> JournalTrace:
    """Return the outline of the journal with its newest `count` entries; empty where it cannot be read."""
    counts: Counter[str] = Counter()
    last: list[tuple[int, float, str]] = []
    try:
        with closing(EventStore.view(state / JOURNAL_NAME)) as store:
            for row in store.rows(has_folds=False):
                kind = _known(row.kind)
                counts[kind] += 1
                last = [*last[1 - count :], (int(row.seq), row.at_utc_us / _MICROSECONDS, kind)]
    except _UNREAD:
        pass
    return JournalTrace(dict(counts), last)


def _known(kind: object) -> str:
    """Return a kind of this program; of a damaged row, which may hold any text, a fixed word."""
    return kind if isinstance(kind, str) and kind in EVENT_CLASSES else "other"


def _engine_version(store: EventStore) -> str:
    """Return the version of the program of the last engine that started; empty where it is no version."""
    starts = store.marks((EngineStarted.KIND,))
    event = store.read(starts[-1][0] - 1, 1)[0].event if starts else None
    program = str(event.program) if isinstance(event, EngineStarted) else ""
    return program if _VERSION.fullmatch(program) else ""
