"""Keeps beside the journal who commands, where the journal itself does not say so yet.

After a takeover the journal of the PC that took it gets its entry with the next start, and that of the other
PC with the first rows. A kill in between must not let a PC that lost the role command again.
"""

import json
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from gbdt_console.core.standby.role import RoleBook, RoleTaken
from gbdt_console.core.whole_file import put_in_place
from gbdt_console.journal.chain import MALFORMED, canonical
from gbdt_console.journal.codec import event_data, read_event
from gbdt_console.journal.database import ForeignFileError, is_damage
from gbdt_console.journal.store import EventStore
from gbdt_console.journal.writer import JOURNAL_NAME

ROLE_NAME = "standby.role"


def read_role(state: Path) -> RoleTaken | None:
    """Return who was last known to command; None where nobody noted it, or it cannot be read."""
    with suppress(OSError, *MALFORMED):
        data = json.loads((state / ROLE_NAME).read_text("utf-8"))
        event = read_event(RoleTaken.KIND, RoleTaken.VERSION, data)
        if isinstance(event, RoleTaken):
            return event
    return None


def note_role(state: Path, event: RoleTaken) -> None:
    """Note it durably. Raises OSError."""
    put_in_place(state / ROLE_NAME, canonical(event_data(event)).encode(), 0o600)


def known_role(state: Path, read: RoleBook | None = None) -> tuple[RoleBook, RoleTaken | None]:
    """Return who commands by the journal, without its fold, and what was noted that it does not have.

    read: what the journal says, where it was read already
    Raises sqlite3.Error, FutureSchemaError.
    """
    book, noted = read or _in_journal(state / JOURNAL_NAME), read_role(state)
    return book, noted if noted is not None and noted.term > book.term else None


def _in_journal(journal: Path) -> RoleBook:
    if not journal.exists():
        return RoleBook()
    try:
        with closing(EventStore.view(journal)) as store:
            events = [entry.event for entry in store.of_kind(RoleTaken.KIND)]
    except (sqlite3.Error, ForeignFileError, *MALFORMED) as error:
        if isinstance(error, sqlite3.Error) and not is_damage(error):
            raise
        return RoleBook()  # it is begun anew, as on one PC; what was noted beside it counts
    taken = next((event for event in reversed(events) if isinstance(event, RoleTaken)), None)
    return RoleBook() if taken is None else book_of(taken)


def book_of(taken: RoleTaken) -> RoleBook:
    return RoleBook(
        taken.machine, taken.term, taken.head_seq, taken.head_hash, automatic_utc=taken.automatic_utc
    )
