"""Ways to ruin the file of a noted head, and what a start tells of missing entries."""

import os
from collections.abc import Iterable
from pathlib import Path

from gbdt_console.core.events import Entry
from gbdt_console.core.journal_events import EntriesLost


def losses(entries: Iterable[Entry]) -> list[EntriesLost]:
    return [entry.event for entry in entries if isinstance(entry.event, EntriesLost)]


def remove(path: Path) -> None:
    path.unlink()


def empty(path: Path) -> None:
    path.write_bytes(b"")


def fill_with_zeros(path: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


def mix_two_records(path: Path) -> None:
    record = bytearray(path.read_bytes())
    record[:15] = b"000000000000999"
    path.write_bytes(record)


def make_a_directory(path: Path) -> None:
    path.unlink()
    path.mkdir()


def make_a_link(path: Path) -> None:
    target = path.with_name("target")
    path.rename(target)
    path.symlink_to(target)


def make_a_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


RUINS = (remove, empty, fill_with_zeros, mix_two_records, make_a_directory, make_a_link, make_a_pipe)
