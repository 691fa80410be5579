"""Puts aside what a PC wrote after the other one was let command: it is kept, and never spliced in."""

import sqlite3
from datetime import UTC, datetime
from itertools import islice, takewhile
from pathlib import Path

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.journal.chain import GENESIS, ChainHead
from gbdt_console.journal.database import ForeignFileError, is_damage, with_companions
from gbdt_console.journal.opening import change_places
from gbdt_console.journal.second_head import SecondHead
from gbdt_console.journal.store import EventStore

APART, _ENDED = ".apart-", ".ended-"
"""Endings of what was put aside: with entries of persons, and with the engine's own alone."""
_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Apart:
    """What was put aside; `file` holds the whole journal as it was, and `head` is its end."""

    file: Path
    entries: int
    head: ChainHead


def set_apart(path: Path, taken: ChainHead, at_utc: float) -> Apart | None:
    """Let a journal that nobody has open end at `taken`; None where it does already, or is damaged.

    A journal that does not hold that row is put aside whole. Its log goes with it, which a reader keeps from
    being written into it. A kill in between leaves the journal as it was, or its beginning beside what was
    put aside. Raises the errors of EventStore.open, OSError.
    """
    if not path.exists() or _is_damaged(path):
        return None
    kept = path.with_name(f"{path.name}.kept")
    with EventStore.open(path) as store:
        head, first, is_ours = store.head, store.first, not taken.seq or store.holds(taken)
        if head == taken or head.seq < taken.seq:
            return None
        is_of_persons = any(row.actor for row in store.rows(taken.seq if is_ours else 0))
        for leftover in with_companions(kept):
            leftover.unlink(missing_ok=True)
        EventStore.create(kept)
        with EventStore.open(kept) as beginning:
            rows = takewhile(lambda row: is_ours and row.seq <= taken.seq, store.rows())
            while page := list(islice(rows, _AT_ONCE)):
                beginning.restore(page)
    stamp = datetime.fromtimestamp(at_utc, UTC).strftime("%Y%m%dT%H%M%SZ")
    file = path.with_name(f"{path.name}{APART if is_of_persons else _ENDED}{stamp}")
    SecondHead(path).write(taken if is_ours else GENESIS, first)
    change_places(kept, path, file)
    return Apart(file, head.seq - (taken.seq if is_ours else 0), head)


def _is_damaged(path: Path) -> bool:
    """Tell whether SQLite cannot read it: whoever opens it next says so, and the cure."""
    try:
        EventStore.view(path).close()
    except (sqlite3.Error, ForeignFileError) as error:
        return is_damage(error)
    return False


def all_aside(path: Path) -> list[Path]:
    """Return what was put aside, whoever wrote it, newest first by the wall clock, which may have jumped."""
    aside = [file for ending in (APART, _ENDED) for file in path.parent.glob(f"{path.name}{ending}*Z")]
    return sorted(aside, key=lambda file: file.name.rpartition("-")[2], reverse=True)


def put_apart(path: Path) -> tuple[str, ...]:
    """Return the names of the files with entries of persons that were put aside, oldest first."""
    return tuple(sorted(file.name for file in path.parent.glob(f"{path.name}{APART}*Z")))
