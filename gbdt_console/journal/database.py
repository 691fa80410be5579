"""Opens this program's SQLite files at the program's schema.

They are private to their owner and in WAL mode.
"""

import logging
import os
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from typing import Any

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.whole_file import sync_directory

_MIGRATIONS = Path(__file__).parent / "migrations"
_BUSY_S = 0.25
"""Limits the wait for another process's lock, in seconds."""

_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)
"""Codes of a damaged file. SQLITE_ERROR is one: the statements are tested, so the tables are wrong."""

_DAMAGED_READS = (
    sqlite3.SQLITE_IOERR_READ,
    sqlite3.SQLITE_IOERR_SHORT_READ,
    sqlite3.SQLITE_IOERR_CORRUPTFS,
)
_MAGIC = b"SQLite format 3\0"
"""First bytes of an SQLite file, https://www.sqlite.org/fileformat.html#magic_header_string."""
COMPANIONS = ("-wal", "-shm")
"""Endings of the files that SQLite keeps beside the main file."""
_REGION = 32_768
"""Bytes by which `-shm` grows, https://www.sqlite.org/walformat.html#the_wal_index_file_format."""
_GROWS_S = 0.05
"""Seconds after which a `-shm` shorter than a region does not grow, but was cut."""
_LOG = logging.getLogger(__name__)


class FutureSchemaError(Exception):
    """A newer program wrote the file. It is sound, and this program must not touch it.

    known: the newest schema version of this program
    """

    def __init__(self, path: Path, found: int, known: int) -> None:
        super().__init__(f"{path}: schema {found}, known {known}")
        self.path = path
        self.found = found
        self.known = known


class ForeignFileError(Exception):
    """The SQLite file has not this program's application id or tables."""


@dataclass(frozen=True, slots=True)
class Schema:
    """The schema of one kind of file.

    application_id: SQLite's application id in the file's header
    scripts: SQL scripts, one a version, oldest first
    """

    application_id: int
    scripts: tuple[str, ...]


class _Connection(sqlite3.Connection):
    """A connection that outlives a `-shm` cut short by another program, which else is a SIGBUS.

    One within a transaction still ends the process: mending it there would hide what the log has.

    memory: the file `-shm` of a connection that may write
    """

    memory: Path | None = None
    _size = 0

    def execute(self, *words: Any) -> sqlite3.Cursor:
        self._mend()
        return super().execute(*words)

    def close(self) -> None:
        self._mend()
        super().close()

    def _mend(self) -> None:
        if self.memory is not None and not self.in_transaction:
            with suppress(OSError):
                if (size := os.stat(self.memory).st_size) < self._size:
                    _clear(self.memory, self._size)
                self._size = max(size, self._size)


def load_schema(name: str, application_id: int) -> Schema:
    """Load the numbered scripts of migrations/<name>."""
    paths = sorted((_MIGRATIONS / name).glob("*.sql"))
    return Schema(application_id, tuple(path.read_text(encoding="utf-8") for path in paths))


def create(path: Path, schema: Schema, *, synchronous: str = "FULL") -> sqlite3.Connection:
    """Make a file that only its owner can read, and open it. Raises sqlite3.Error, OSError."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    return _open(path, "mode=rw", lambda connection: _prepare(connection, schema, 0, synchronous))


def extend(path: Path, schema: Schema, *, synchronous: str = "FULL") -> sqlite3.Connection:
    """Open an existing file for writing, at this program's schema. The connection is in autocommit mode.

    Raises FutureSchemaError and ForeignFileError before anything is written, and sqlite3.Error.
    """

    def ready(connection: sqlite3.Connection) -> None:
        _prepare(connection, schema, _version(connection, schema, path), synchronous)

    connection = _open(path, "mode=rw", ready)
    connection.memory = with_companions(path.absolute())[2]
    return connection


def view(
    path: Path, schema: Schema, *, is_frozen: bool = False, is_damaged: bool = False
) -> sqlite3.Connection:
    """Open an existing file for reading only, beside its writer. Raises as `extend`.

    What SQLite makes beside a file that nobody has open is gone when it is closed.

    is_frozen: read the main file alone; needs no companion files, so it works on a full disk
    is_damaged: read also a file that was cut off, up to the cut
    """

    def ready(connection: sqlite3.Connection) -> None:
        if is_damaged:
            connection.execute("PRAGMA writable_schema = ON")
        _version(connection, schema, path)

    if is_frozen:
        return _open(path, "mode=ro&immutable=1", ready)
    return _open(path, *(("mode=rw", _only_reading(ready)) if _is_at_rest(path) else ("mode=ro", ready)))


def _is_at_rest(path: Path) -> bool:
    """Tell whether a file that is in place has no log to be read, so that opening it changes nothing.

    Only who may write then also removes what SQLite makes beside it. The file itself is not opened for that:
    closing it would give up all locks that this process has on it (fcntl(2)), those of a writer too, and
    another reader would remove the log under it (https://www.sqlite.org/howtocorrupt.html, section 2.2).
    """
    log = path.with_name(f"{path.name}-wal")
    try:
        is_empty = not log.exists() or not log.stat().st_size
        is_alone = is_empty and not path.with_name(f"{path.name}-journal").exists()
    except OSError:
        return False
    return is_alone and all(os.access(place, os.W_OK) for place in (path, path.parent))


def _only_reading(ready: Callable[[sqlite3.Connection], object]) -> Callable[[sqlite3.Connection], object]:
    def reading(connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA query_only = ON")
        ready(connection)

    return reading


def recover(path: Path, schema: Schema) -> sqlite3.Connection:
    """Open an existing file as after a crash: by the file and its log, not by what SQLite remembers.

    It writes nothing to read, so it works on a full disk. Nobody else may have the file open. Raises as
    `extend`.
    """

    def ready(connection: sqlite3.Connection) -> None:
        # In this mode SQLite keeps no file `-shm`, and so reads the whole log.
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        _version(connection, schema, path)

    return _open(path, "mode=rw", ready)


def copy_to(connection: sqlite3.Connection, path: Path) -> None:
    """Copy an open file as it is at one moment, beside its writer; it appears at `path` whole or not at all.

    Raises OSError, sqlite3.Error.
    """
    unfinished = path.with_name(path.name + ".part")
    unfinished.unlink(missing_ok=True)
    os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with closing(sqlite3.connect(unfinished)) as copy:
        connection.backup(copy)
    unfinished.rename(path)
    sync_directory(path.parent)


def is_sqlite(path: Path) -> bool:
    """Tell whether the file begins as an SQLite file does. Raises OSError."""
    with path.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


def is_damage(error: Exception) -> bool:
    """Tell whether the file's content caused the error. The other cause is a disk that refuses."""
    if isinstance(error, ForeignFileError):
        return True
    code = getattr(error, "sqlite_errorcode", 0)
    return code & 0xFF in _DAMAGED or code in _DAMAGED_READS


def with_companions(path: Path) -> Sequence[Path]:
    """Return the main file and then SQLite's files beside it."""
    return [path, *(path.with_name(path.name + suffix) for suffix in COMPANIONS)]


def _clear(memory: Path, size: int) -> None:
    """Let SQLite read the log anew: what is left of a cut `-shm` would hide rows.

    It is not opened: closing it would give up this process's locks (see _is_at_rest).
    """
    os.truncate(memory, 0)
    os.truncate(memory, size)
    _LOG.warning("%s was cut short by another program; the log is read again", memory)


def _clear_if_cut(memory: Path) -> None:
    """Clear a `-shm` that is found cut. One that another program makes just now goes on growing."""
    with suppress(OSError):
        if memory.is_file() and (size := memory.stat().st_size) < _REGION:
            time.sleep(_GROWS_S)
            if memory.stat().st_size == size:
                _clear(memory, _REGION)


def _open(path: Path, mode: str, ready: Callable[[sqlite3.Connection], object]) -> _Connection:
    address = f"{path.absolute().as_uri()}?{mode}"
    if "immutable" not in mode:
        _clear_if_cut(with_companions(path.absolute())[2])
    connection = sqlite3.connect(
        address, uri=True, timeout=_BUSY_S, isolation_level=None, factory=_Connection
    )
    # Bytes that are not UTF-8 must break the hash of their own row only, not the reading of all rows.
    connection.text_factory = partial(str, encoding="utf-8", errors="surrogateescape")
    try:
        ready(connection)
    except Exception:
        connection.close()
        raise
    return connection


def _version(connection: sqlite3.Connection, schema: Schema, path: Path) -> int:
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    mark = connection.execute("PRAGMA application_id").fetchone()[0]
    if mark != schema.application_id or version < 1:
        raise ForeignFileError(path)
    if version > len(schema.scripts):
        raise FutureSchemaError(path, version, len(schema.scripts))
    return version


def _prepare(connection: sqlite3.Connection, schema: Schema, version: int, synchronous: str) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(f"PRAGMA synchronous = {synchronous}")
    _apply(connection, schema, version)


def _apply(connection: sqlite3.Connection, schema: Schema, version: int) -> None:
    for number, script in enumerate(schema.scripts[version:], start=version + 1):
        try:
            connection.executescript(f"BEGIN;\n{script}\nPRAGMA user_version = {number};\nCOMMIT;")
        except sqlite3.Error as error:
            if connection.in_transaction:
                connection.rollback()
            if error.sqlite_errorcode == sqlite3.SQLITE_ERROR:
                raise RuntimeError(f"migration {number}") from error
            raise
