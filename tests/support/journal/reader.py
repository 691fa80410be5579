"""Reads a journal by its published rules alone (docs/decisions/0004-journal.md), with none of our code."""

import base64
import hashlib
import json
import lzma
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path


def read_journal(path: Path, copy_to: Path) -> list[tuple[int, str, dict[str, object]]]:
    """Sequence, kind and data of every event; AssertionError where the chain breaks.

    Reads a copy, so that whoever opens the journal next finds it as it was left.
    """
    copy_to.mkdir(exist_ok=True)
    for suffix in ("", "-wal"):
        source = path.with_name(path.name + suffix)
        target = copy_to / source.name
        target.unlink(missing_ok=True)
        if source.exists():
            shutil.copyfile(source, target)
    (copy_to / (path.name + "-shm")).unlink(missing_ok=True)
    return _read(sqlite3.connect(copy_to / path.name))


def read_living_journal(path: Path) -> list[tuple[int, str, dict[str, object]]]:
    """Read as `read_journal` what is being written to."""
    return _read(sqlite3.connect(f"file:{path}?mode=ro", uri=True))


def _read(connection: sqlite3.Connection) -> list[tuple[int, str, dict[str, object]]]:
    with closing(connection):
        rows = connection.execute(
            "SELECT seq, at_utc_us, kind, version, actor, data, prev_hash, hash FROM events ORDER BY seq"
        ).fetchall()
    return _proven(rows)


def _proven(rows: list[tuple]) -> list[tuple[int, str, dict[str, object]]]:
    events = []
    before = bytes(32)
    for number, (seq, at, kind, version, actor, data, prev_hash, own_hash) in enumerate(rows, start=1):
        assert seq == number
        assert prev_hash == before
        fields = [seq, at, kind, version, actor, data, prev_hash.hex()]
        text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
        assert hashlib.sha256(text.encode()).digest() == own_hash
        before = own_hash
        events.append((seq, kind, _unpacked(kind, version, json.loads(data))))
    return events


def _unpacked(kind: str, version: int, data: dict[str, object]) -> dict[str, object]:
    if kind != "checkpoint" or version == 1:
        return data
    return {"ledger": json.loads(lzma.decompress(base64.b64decode(str(data["ledger"]))))}


def own_locks(path: Path) -> int:
    """Count the locks of this process on the file, as the kernel has them (proc_locks(5))."""
    rows = (line.split() for line in Path("/proc/locks").read_text("ascii").splitlines())
    ours = str(os.getpid()), str(path.stat().st_ino)
    return sum((row[4], row[5].split(":")[2]) == ours for row in rows if row[1] != "->")
