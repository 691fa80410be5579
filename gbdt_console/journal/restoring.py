"""Lays a backup out in a state directory that has no journal, after all of it was proven."""

import json
import os
import shutil
import stat
import tarfile
from collections.abc import Iterator, Mapping, Set
from enum import StrEnum
from pathlib import Path
from typing import IO

from gbdt_console.core.journal_events import JournalRestored
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.whole_file import put_in_place, sync_directory
from gbdt_console.journal.backup import FORM, MANIFEST, sha256_of
from gbdt_console.journal.chain import MALFORMED, ChainHead, Damage, UnchainedEntry
from gbdt_console.journal.second_head import HEAD_NAME, SecondHead, missing_before
from gbdt_console.journal.store import EventStore
from gbdt_console.journal.verifying import verify
from gbdt_console.journal.writer import JOURNAL_NAME, SAMPLES_NAME

_UNFINISHED = "restoring"
"""Folder in the state directory where a backup is laid out and proven; its journal leaves it last."""
_MODES = 0o755
"""Mode bits that a file of the backup may have here."""
_MANIFEST_MOST = 64 * 1024
"""Limits the first member, in bytes; it has a line a file."""


_UNREADABLE = (tarfile.TarError, EOFError, ValueError, OverflowError, RecursionError)
"""What tarfile raises at bytes that are no tar, also at numbers in its headers."""


class BackupFault(StrEnum):
    """The fault of a backup.

    FOREIGN: no backup, or of a newer program
    CUT: a file that it names is missing, or it ends too early
    SUM: a file in it was changed
    CHAIN: the journal in it does not hold, or does not end at the head that the backup names
    NOTED: the journal in it lacks the head from paper
    """

    FOREIGN = "foreign"
    CUT = "cut"
    SUM = "sum"
    CHAIN = "chain"
    NOTED = "noted"


class BackupFaulty(Exception):
    """The backup is no good; nothing was changed."""

    def __init__(self, fault: BackupFault) -> None:
        super().__init__(fault)
        self.fault = fault


class StateAlive(Exception):
    """The state directory has records; a backup is never laid over them."""

    def __init__(self, found: Path) -> None:
        super().__init__(found)
        self.found = found


@dataclass(frozen=True, slots=True)
class Restored:
    """Tells what was laid out.

    origin: the backup's head
    head: the journal's newest head, of the entry that tells of the restoration
    kept: settings of the backup that were not written, since their places had files
    gone: number of entries, in signs, that this machine knew of and the backup lacks; empty without
    """

    origin: ChainHead
    head: ChainHead
    kept: tuple[Path, ...]
    gone: str = ""


def restore_backup(
    file: Path,
    state: Path,
    settings: Mapping[str, Path],
    user: str,
    at_utc: float,
    noted: ChainHead | None = None,
) -> Restored:
    """Lay a backup out. The caller holds the engine's lock of the state directory.

    Until the journal, as the last, takes its place, the directory has none, and the work can be begun anew.

    settings: places of the files of the backup that are not records, by their names in it
    user: OS user who asks
    noted: a head from paper that the journal must hold, perhaps with fewer digits
    Raises BackupFaulty, StateAlive, FutureSchemaError, OSError, sqlite3.Error.
    """
    folder, second = state / _UNFINISHED, SecondHead(state / JOURNAL_NAME)
    _clear(state, folder)
    folder.mkdir(mode=0o700)
    try:
        origin = unpack_backup(file, folder, settings.keys(), noted)
        with EventStore.open(folder / JOURNAL_NAME) as store:
            newer = missing_before(second.noted(), store)
            known = () if newer is None else (newer.known_seq, newer.known_hash)
            restored = JournalRestored(origin.seq, origin.hash, user, *known)
            store.append([UnchainedEntry.of(restored, at_utc)])
            store.write_through()
            head, first = store.head, store.first
        kept = tuple(_put(folder, settings))
        if (folder / SAMPLES_NAME).exists():
            (folder / SAMPLES_NAME).rename(state / SAMPLES_NAME)
        sync_directory(state)
        (folder / JOURNAL_NAME).rename(state / JOURNAL_NAME)
        sync_directory(state)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    second.write(head, first)
    second.sync()
    return Restored(origin, head, kept, "" if newer is None else newer.gone)


def unpack_backup(file: Path, folder: Path, settings: Set[str], noted: ChainHead | None = None) -> ChainHead:
    """Write a backup's files into an empty folder, all of them proven; return the head of its journal.

    settings: names that the files beside the records may have
    noted: a head from paper that the journal must hold, perhaps with fewer digits
    Raises BackupFaulty, FutureSchemaError, OSError, sqlite3.Error.
    """
    origin = _laid_out(file, folder, {JOURNAL_NAME, SAMPLES_NAME, *settings})
    _prove(folder / JOURNAL_NAME, origin, noted)
    return origin


def _clear(state: Path, folder: Path) -> None:
    """Remove what an interrupted restoration left. Raises StateAlive, where there are records."""
    samples = [*state.glob(f"{SAMPLES_NAME}*")]
    records = [*state.glob(f"{JOURNAL_NAME}*"), *state.glob(HEAD_NAME)]
    if found := [*records, *([] if folder.exists() else samples)]:
        raise StateAlive(min(found))
    for left in samples:
        left.unlink()
    shutil.rmtree(folder, ignore_errors=True)


def _laid_out(file: Path, folder: Path, known: Set[str]) -> ChainHead:
    """Write the members of known names into the folder, each proven by its sum; return the backup's head."""
    try:
        with tarfile.open(file, mode="r:") as tar:
            head, sums = _manifest(tar, known)
            size = file.stat().st_size
            for member in tar:
                if member.name == MANIFEST:
                    continue
                if member.name not in sums:
                    raise BackupFaulty(BackupFault.FOREIGN)
                content = _content(tar, member)
                if member.offset_data + member.size > size:
                    raise BackupFaulty(BackupFault.CUT)
                with (folder / member.name).open("xb") as copy:
                    shutil.copyfileobj(content, copy)
                    os.fchmod(copy.fileno(), member.mode & _MODES)
    except (*_UNREADABLE, FileExistsError) as error:
        is_begun = any(folder.iterdir())
        raise BackupFaulty(BackupFault.CUT if is_begun else BackupFault.FOREIGN) from error
    for name, wanted in sums.items():
        if not (folder / name).exists():
            raise BackupFaulty(BackupFault.CUT)
        if sha256_of(folder / name) != wanted:
            raise BackupFaulty(BackupFault.SUM)
    return head


def _manifest(tar: tarfile.TarFile, known: Set[str]) -> tuple[ChainHead, Mapping[str, str]]:
    """Read the first member. Raises BackupFaulty."""
    member = tar.next()
    if member is None or member.name != MANIFEST:
        raise BackupFaulty(BackupFault.FOREIGN)
    content = _content(tar, member)
    try:
        values = json.loads(content.read(_MANIFEST_MOST))
        head = ChainHead.of_text(values["head"])
        sums = {str(name): str(digest) for name, digest in values["files"].items()}
        is_known = values["backup"] == FORM and JOURNAL_NAME in sums
    except (*MALFORMED, RecursionError):
        raise BackupFaulty(BackupFault.FOREIGN) from None
    if head is None or not is_known or not sums.keys() <= known:
        raise BackupFaulty(BackupFault.FOREIGN)
    return head, sums


def _content(tar: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    """Return the bytes of a plain file, as `backup` writes them; links and files with holes are another's.

    Raises BackupFaulty.
    """
    content = tar.extractfile(member) if member.isreg() and not member.issparse() else None
    if content is None:
        raise BackupFaulty(BackupFault.FOREIGN)
    return content


def _prove(journal: Path, head: ChainHead, noted: ChainHead | None) -> None:
    report = verify(journal, noted)
    if noted is not None and report.damage in (Damage.HEAD, Damage.CUT):
        raise BackupFaulty(BackupFault.NOTED)
    if not report.is_sound or report.head != head:
        raise BackupFaulty(BackupFault.CHAIN)


def _put(folder: Path, settings: Mapping[str, Path]) -> Iterator[Path]:
    """Write the settings to their places; yield the places that have a file already, which stays."""
    for name, place in settings.items():
        if not (folder / name).exists():
            continue
        content = (folder / name).read_bytes()
        if not place.exists():
            put_in_place(place, content, stat.S_IMODE((folder / name).stat().st_mode))
        elif place.read_bytes() != content:
            yield place
