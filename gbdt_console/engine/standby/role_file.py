"""Keeps beside the journal who commands, where the journal itself does not say so yet, and a promise.

After a takeover the journal of the PC that took it gets its entry with the next start, and that of the other
PC with the first rows. A kill in between must not let a PC that lost the role command again.
"""

import json
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import Protocol

from gbdt_console.core.standby.role import RoleBook, RoleTaken
from gbdt_console.core.whole_file import put_in_place, sync_directory
from gbdt_console.journal.chain import MALFORMED, canonical
from gbdt_console.journal.codec import event_data, read_event
from gbdt_console.journal.database import ForeignFileError, is_damage
from gbdt_console.journal.store import EventStore
from gbdt_console.journal.writer import JOURNAL_NAME

ROLE_NAME, PROMISE_NAME = "standby.role", "standby.promise"
_UNREADABLE = -1


def is_noted(state: Path) -> bool:
    """Tell whether something is noted there that binds this PC to a second one, readable or not."""
    return any((state / name).exists() for name in (ROLE_NAME, PROMISE_NAME))


def forget_notes(state: Path) -> None:
    """Forget what was noted. Raises OSError."""
    for name in (ROLE_NAME, PROMISE_NAME):
        (state / name).unlink(missing_ok=True)


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


class Promise(Protocol):
    """What a PC told of giving no order without a majority, in one term: a higher one begins without."""

    def is_given(self, term: int) -> bool: ...

    def give(self, term: int) -> None:
        """Note it durably, before it is told. Raises OSError."""
        ...

    def take_back(self) -> None:
        """Forget it, once the other PC can no longer go by it. Raises OSError."""
        ...


class NotedPromise:
    """Keeps that this PC gives no order without a majority; a note that cannot be read counts.

    Each of its messages says so while sites.yaml has `takeover: automatic` (see Message.yields), and the
    other PC may take over by it. Where that line goes while this PC is cut off, the other one still goes by
    the last message that it has: what was said counts until one that says otherwise was taken.
    """

    def __init__(self, state: Path) -> None:
        self._path = state / PROMISE_NAME
        self._term = self._read()

    def is_given(self, term: int) -> bool:
        return self._term in (term, _UNREADABLE)

    def give(self, term: int) -> None:
        if self._term != term:
            put_in_place(self._path, str(term).encode(), 0o600)
            sync_directory(self._path.parent)
            self._term = term

    def take_back(self) -> None:
        self._path.unlink(missing_ok=True)
        self._term = None

    def _read(self) -> int | None:
        try:
            return int(self._path.read_text("ascii"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError):
            return _UNREADABLE
