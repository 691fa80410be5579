"""Writes journal, samples and settings to one tar file, beside a running engine."""

import io
import json
import os
import re
import shutil
import sqlite3
import stat
import tarfile
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from tempfile import TemporaryDirectory

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.whole_file import opened_beside, sync_directory
from gbdt_console.journal.chain import ChainHead
from gbdt_console.journal.database import ForeignFileError, is_damage
from gbdt_console.journal.sample_reader import SampleReader
from gbdt_console.journal.second_head import SecondHead
from gbdt_console.journal.store import EventStore
from gbdt_console.journal.verifying import VerifyReport, verify
from gbdt_console.journal.writer import JOURNAL_NAME, SAMPLES_NAME

_DATED = re.compile(r"gbdt-\d{8}T\d{6}Z\.tar", re.ASCII)
_LEFT = re.compile(rf"\.({_DATED.pattern})\.[^.]*\.new", re.ASCII)
"""Beside a backup while it is written, and after a kill."""
FORM = 1
"""Version of the file's form."""
MANIFEST = "backup.json"
"""First member: form, head, and the SHA-256 of each other member by its name."""


@dataclass(frozen=True, slots=True)
class Taken:
    """Tells of a backup that is on the disk.

    head: the journal's newest head in it, up to which the chain was proven in the copy itself
    digest: SHA-256 of the whole file, read back, 64 hexadecimal digits
    fault: why the samples are not in it; empty where they are, or where there are none
    """

    head: ChainHead
    digest: str
    fault: str


class NotABackup(Exception):
    """A backup may replace an older one, nothing else: the file that stands there was left as it is."""


class JournalUnsound(Exception):
    """The journal to keep is damaged; no backup was written."""

    def __init__(self, report: VerifyReport) -> None:
        super().__init__(report.code)
        self.report = report


def take_backup(path: Path, state: Path, settings: Mapping[str, Path]) -> Taken:
    """Write a file that only its owner can read in the place of one that may be there.

    Every record acknowledged before the call is in it. On any error the old file stays, also where the
    journal lacks entries that a head noted elsewhere knows of: they may be in that file alone.

    settings: files by the names that they have in the backup; one that is not there is left out
    Raises NotABackup, JournalUnsound, FutureSchemaError, ForeignFileError, OSError, sqlite3.Error.
    """
    if path.exists() and not _may_be_replaced(path):
        raise NotABackup
    with TemporaryDirectory(prefix=f".{path.name}.", suffix=".new", dir=path.parent) as name:
        folder, places = Path(name), SecondHead(state / JOURNAL_NAME).noted()
        with closing(EventStore.view(state / JOURNAL_NAME)) as store:
            store.copy_to(folder / JOURNAL_NAME)
        fault = _copy_samples(state / SAMPLES_NAME, folder / SAMPLES_NAME)
        report = verify(folder / JOURNAL_NAME, places=places)
        if not report.is_sound:
            raise JournalUnsound(report)
        for member, place in settings.items():
            if place.exists():
                shutil.copy(place, folder / member)
        with opened_beside(path) as (file, beside), tarfile.open(fileobj=file, mode="w:") as tar:
            members = (folder / member for member in (JOURNAL_NAME, SAMPLES_NAME, *settings))
            _pack(tar, [member for member in members if member.exists()], report.head)
        try:
            digest = sha256_of(beside)
            os.replace(beside, path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
    sync_directory(path.parent)
    return Taken(report.head, digest, fault)


def name_at(at: datetime) -> str:
    """Return the name of a backup that is taken at that time, UTC; names sort by time."""
    return f"gbdt-{at:%Y%m%dT%H%M%SZ}.tar"


def keep_newest(folder: Path, count: int) -> None:
    """Remove all but the newest backups of a folder, by their names, and the leavings of older ones.

    A file that cannot be removed stays.
    """
    paths = list(folder.iterdir())
    dated = sorted(path for path in paths if _DATED.fullmatch(path.name))
    newest = dated[-1].name if dated else ""
    left = [path for path in paths if (of := _LEFT.fullmatch(path.name)) and of[1] < newest]
    for path in (*dated[:-count], *left):
        with suppress(OSError):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, 64 hexadecimal digits. Raises OSError."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _may_be_replaced(path: Path) -> bool:
    """Say whether a file begins as a backup does, or is empty. Raises OSError."""
    if not path.is_file():
        return False
    if not path.stat().st_size:
        return True
    try:
        with tarfile.open(path, mode="r:") as tar:
            first = tar.next()
    except tarfile.TarError:
        return False
    return first is not None and first.name == MANIFEST


def _copy_samples(samples: Path, copy: Path) -> str:
    """Copy the samples; return the damage for which they cannot be, empty without one."""
    if not samples.exists():
        return ""
    try:
        with closing(SampleReader(samples)) as reader:
            reader.copy_to(copy)
    except (sqlite3.Error, ForeignFileError) as error:
        if not is_damage(error):
            raise
        copy.with_name(copy.name + ".part").unlink(missing_ok=True)
        return str(error)
    return ""


def _pack(tar: tarfile.TarFile, members: Sequence[Path], head: ChainHead) -> None:
    """Add all files, without the names of this machine's users."""
    sums = {member.name: sha256_of(member) for member in members}
    manifest = json.dumps({"backup": FORM, "head": f"{head.seq}:{head.hash}", "files": sums}).encode()
    first = tarfile.TarInfo(MANIFEST)
    first.size = len(manifest)
    tar.addfile(first, io.BytesIO(manifest))
    for member in members:
        with member.open("rb") as content:
            found, entry = os.fstat(content.fileno()), tarfile.TarInfo(member.name)
            entry.size, entry.mode = found.st_size, stat.S_IMODE(found.st_mode)
            tar.addfile(entry, content)
