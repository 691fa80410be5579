"""Writes files as a whole: a full disk leaves no half of one, and the old one where there was one."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import mkstemp
from typing import BinaryIO

_PRIVATE = 0o600
"""Mode of a file that only its owner may read."""


def write_new(path: Path, content: bytes, *, is_private: bool = False) -> None:
    """Write a file that may not exist yet. Raises OSError."""
    mode = _PRIVATE if is_private else 0o666
    with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode), "wb") as file:
        try:
            file.write(content)
            file.flush()
        except OSError:
            path.unlink(missing_ok=True)
            raise


def write_numbered(folder: Path, name: str, suffix: str, content: bytes, *, is_private: bool = False) -> Path:
    """Write a file of that name, with a number where it exists: a clerk may have filled the old one in.

    Return its path. Makes the folder. Raises OSError.
    """
    folder.mkdir(exist_ok=True)
    for number in count(1):
        path = folder / f"{name if number == 1 else f'{name}-{number}'}.{suffix}"
        try:
            write_new(path, content, is_private=is_private)
        except FileExistsError:
            continue
        return path
    raise AssertionError


def replace_file(path: Path, content: bytes, *, is_private: bool = False) -> None:
    """Write a file in the place of one that may be there, with its mode unless private. Raises OSError.

    What is no file, such as a pipe, is written to; a link stays one.
    """
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        write_new(path.resolve(), content, is_private=is_private)
        return
    if not stat.S_ISREG(mode):
        path.write_bytes(content)
        return
    put_in_place(path.resolve(), content, _PRIVATE if is_private else stat.S_IMODE(mode))


def put_in_place(path: Path, content: bytes, mode: int) -> None:
    """Write a file with that mode, in the place of one that may be there. Raises OSError."""
    beside = written_beside(path, content, mode)
    try:
        os.replace(beside, path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise


def written_beside(path: Path, content: bytes, mode: int) -> Path:
    """Write a new file beside `path`, to the disk, and return its path. Raises OSError; none is left then."""
    with opened_beside(path, mode) as (file, beside):
        file.write(content)
    return beside


@contextmanager
def opened_beside(path: Path, mode: int = _PRIVATE) -> Iterator[tuple[BinaryIO, Path]]:
    """Open a new file beside `path`, which is on the disk after the block, and gone after an error in it."""
    handle, name = mkstemp(prefix=f".{path.name}.", suffix=".new", dir=path.parent)
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            if mode != _PRIVATE:  # it is private; a stick may refuse to be told so
                os.fchmod(file.fileno(), mode)
            yield file, beside
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def sync_directory(directory: Path) -> None:
    """Make the directory's names durable. Raises OSError."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
