"""Keeps the newest head in further places: with them a start sees that the journal was set back meanwhile."""

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from gbdt_console.core.journal_events import EntriesLost, JournalReplaced, JournalRestored
from gbdt_console.journal.chain import ChainHead
from gbdt_console.journal.file_system import networked_kind
from gbdt_console.journal.store import EventStore

HEAD_NAME = "journal.head"
_RECORD = re.compile(rb"(([0-9]{15}):([0-9a-f]{64})(?: ([0-9a-f]{64}))?) ([0-9a-f]{16})\n")
_RECORD_BYTES = 163
"""Bytes of the longer form, which the places outside hold: with the hash of the journal's first row."""
_SERVICES = Path("/var/lib")
"""Parent of the state directories of services (systemd.exec(5), StateDirectory=)."""
_APP = "gbdt-console"


class Noted(NamedTuple):
    """A head as one place holds it.

    first: hash of the first row of its journal; empty where the place does not tell
    is_outside: whether the place is no part of the state directory
    """

    head: ChainHead
    first: str = ""
    is_outside: bool = False

    def is_of(self, store: EventStore) -> bool:
        """Tell whether it is a head of this journal; one without rows may be any. Raises sqlite3.Error."""
        return not self.first or store.first in ("", self.first)


class SecondHead:
    """Short files that hold the newest head: one beside the journal, and witnesses outside of its directory.

    They are written after each commit and never before it. They may be behind the journal, after a kill or a
    power cut, and then tell less. They are ahead only where rows that were durable are gone. A place that is
    absent, full or refused is passed over.
    """

    def __init__(self, journal: Path) -> None:
        """Take the places; `journal`: the journal's main file."""
        self._path = journal.with_name(HEAD_NAME)
        self._outside = tuple(_places_outside(journal))

    def read(self) -> ChainHead | None:
        """Return the newest head that was written beside; None where no whole record is found."""
        noted = self._noted_in(self._path)
        return None if noted is None else noted.head

    def noted(self) -> Sequence[Noted]:
        """Return what each place holds, but those without a whole record."""
        found = (self._noted_in(place) for place in (self._path, *self._outside))
        return [noted for noted in found if noted is not None]

    def write(self, head: ChainHead, first: str) -> None:
        """Write the head over the one before: one page, so no kill leaves half of it.

        first: hash of the first row of the journal, empty without rows
        A refusal is passed over: the file stays behind.
        """
        text = f"{head.seq:015}:{head.hash}".encode()
        self._put(self._path, text)
        for place in self._outside:
            with suppress(OSError):
                if not place.parent.is_dir():
                    place.parent.mkdir(0o700, parents=True)
            self._put(place, text + (b" " + first.encode() if first else b""))

    def forget(self) -> None:
        """Remove all of them, for a journal that is deleted on purpose. Raises OSError."""
        for place in (self._path, *self._outside):
            place.unlink(missing_ok=True)

    def sync(self) -> None:
        """Make the file beside durable; a refusal is passed over."""
        with suppress(OSError), _opened(self._path, os.O_RDONLY) as handle:
            os.fsync(handle)

    def _noted_in(self, place: Path) -> Noted | None:
        with suppress(OSError), _opened(place, os.O_RDONLY) as handle:
            found = _RECORD.match(os.read(handle, _RECORD_BYTES))
            if found is not None and found[5] == _check(found[1]):
                head = ChainHead(int(found[2]), found[3].decode())
                return Noted(head, (found[4] or b"").decode(), place is not self._path)
        return None

    def _put(self, place: Path, text: bytes) -> None:
        with suppress(OSError), _opened(place, os.O_WRONLY | os.O_CREAT) as handle:
            os.pwrite(handle, text + b" " + _check(text) + b"\n", 0)


@contextmanager
def _opened(path: Path, flags: int) -> Iterator[int]:
    """Open the file, and nothing that would lead elsewhere or wait."""
    handle = os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, 0o600)
    try:
        yield handle
    finally:
        os.close(handle)


def _places_outside(journal: Path) -> Iterator[Path]:
    """Yield a file in the runtime directory and one in the cache directory, named by the journal's path.

    Those that systemd made for this process, else for the service of that state directory, else the user's.
    A disk of another machine is left out: one that does not answer would hold up the writer.
    """
    state = journal.parent.absolute()
    if state.parent == _SERVICES:
        runtime, cache = Path("/run", state.name), Path("/var/cache", state.name)
    else:
        runtime = Path(os.environ.get("XDG_RUNTIME_DIR") or f"/run/user/{os.getuid()}", _APP)
        cache = Path(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), _APP)
    name = sha256(os.fsencode(state)).hexdigest()[:16] + ".head"
    for variable, place in (("RUNTIME_DIRECTORY", runtime), ("CACHE_DIRECTORY", cache)):
        folder = Path(os.environ.get(variable, "").partition(":")[0] or place)
        is_there = folder == cache or os.path.isdir(folder.parent)  # nobody makes a user's runtime directory
        if folder.is_absolute() and is_there and not networked_kind(folder):
            yield folder / name


def missing_before(noted: Sequence[Noted], store: EventStore) -> EntriesLost | None:
    """Return what the journal lacks of the rows up to the noted heads; None where nothing is missing.

    Nor is it where the journal itself tells of that loss already. Raises sqlite3.Error, and the errors of
    chain.MALFORMED for a damaged row.
    """
    ahead = {one.head for one in noted if one.head.seq and one.is_of(store) and not store.holds(one.head)}
    ahead = ahead and ahead - _told(store)
    if not ahead:
        return None
    head = max(ahead)
    return EntriesLost(max(0, head.seq - store.head.seq), 0, head.seq, head.hash)


def witnessed_seq(noted: Sequence[Noted], store: EventStore) -> int:
    """Return up to which entry a place outside knows of this journal; 0 without one. Raises sqlite3.Error."""
    held = (
        one.head.seq
        for one in noted
        if one.is_outside and one.first and one.is_of(store) and store.holds(one.head)
    )
    return max(held, default=0)


def _told(store: EventStore) -> set[ChainHead]:
    kinds = (EntriesLost.KIND, JournalReplaced.KIND, JournalRestored.KIND)
    events = (entry.event for entry in store.of_kinds(kinds))
    return {
        ChainHead(event.known_seq, event.known_hash)
        for event in events
        if isinstance(event, EntriesLost | JournalReplaced | JournalRestored)
    }


def _check(text: bytes) -> bytes:
    return sha256(text).hexdigest()[:16].encode()
