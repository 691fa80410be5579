"""Notes all writes and syncs of this process's SQLite below it, and leaves a disk as a power cut would.

What was written since the last sync of its file is dropped, torn between sectors, or kept without what came
before it; what was synced stays. Names of files change in order, as journalling file systems promise.
"""

import ctypes
import os
import random
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

_SECTOR = 512
_SYNCED = 0
"""SQLITE_OK."""
_LEFT_OUT = "-shm"
"""Ending of the file that lives in memory alone (https://www.sqlite.org/walformat.html)."""
Disk = dict[str, bytes]
"""Content by name, of one directory."""


class Step(NamedTuple):
    """One thing that happened: 'write', 'truncate', 'sync', 'create', 'unlink' or 'told'.

    file: number of the file, which a new file of the same name does not share
    place: first byte of a write, size after a truncation
    """

    what: str
    name: str
    file: int = 0
    place: int = 0
    data: bytes = b""


class _Methods(ctypes.Structure):
    """sqlite3_io_methods; only these four are looked at (https://www.sqlite.org/c3ref/io_methods.html)."""

    _fields_ = (
        ("version", ctypes.c_int), ("close", ctypes.c_void_p), ("read", ctypes.c_void_p),
        ("write", ctypes.c_void_p), ("truncate", ctypes.c_void_p), ("sync", ctypes.c_void_p),
        ("others", ctypes.c_void_p * 13),
    )  # fmt: skip


class _Vfs(ctypes.Structure):
    """sqlite3_vfs up to what is looked at (https://www.sqlite.org/c3ref/vfs.html)."""

    _fields_ = (
        ("version", ctypes.c_int), ("file_size", ctypes.c_int), ("longest", ctypes.c_int),
        ("next", ctypes.c_void_p), ("name", ctypes.c_char_p), ("data", ctypes.c_void_p),
        ("open", ctypes.c_void_p), ("delete", ctypes.c_void_p),
    )  # fmt: skip


_P, _I, _L = ctypes.c_void_p, ctypes.c_int, ctypes.c_int64
_OPEN = ctypes.CFUNCTYPE(_I, _P, _P, _P, _I, _P)
_DELETE = ctypes.CFUNCTYPE(_I, _P, ctypes.c_char_p, _I)
_WRITE = ctypes.CFUNCTYPE(_I, _P, _P, _I, _L)
_TRUNCATE = ctypes.CFUNCTYPE(_I, _P, _L)
_SYNC = ctypes.CFUNCTYPE(_I, _P, _I)


class DiskLog:
    """Notes from its making on what happens to the files of one directory; one a process."""

    def __init__(self, directory: Path) -> None:
        self.steps: list[Step] = []
        self._directory = str(directory)
        self._files: dict[str, int] = {}
        self._open: dict[int, tuple[str, int]] = {}
        self._tables: dict[int, _Methods] = {}
        self._kept: list[Any] = []
        library = ctypes.CDLL("libsqlite3.so.0")
        library.sqlite3_vfs_find.restype = ctypes.POINTER(_Vfs)
        vfs = library.sqlite3_vfs_find(None).contents
        self._real_open, self._real_delete = _OPEN(vfs.open), _DELETE(vfs.delete)
        vfs.open, vfs.delete = self._hold(_OPEN(self._opened)), self._hold(_DELETE(self._deleted))
        self._real_pwrite, self._real_fsync = os.pwrite, os.fsync
        os.pwrite, os.fsync = self._pwritten, self._fsynced

    def tell(self, text: str) -> None:
        """Note what somebody was told at this moment."""
        self.steps.append(Step("told", text))

    def _hold(self, function: Any) -> int | None:
        self._kept.append(function)
        return ctypes.cast(function, _P).value

    def _opened(self, vfs: int, name: int | None, file: int, flags: int, out: int) -> int:
        # SQLite keeps the pointer, so it is handed on as it is.
        path = "" if name is None else ctypes.string_at(name).decode()
        is_new = bool(path) and not os.path.exists(path)
        result = int(self._real_open(vfs, name, file, flags, out))
        if result == _SYNCED and os.path.dirname(path) == self._directory:
            place = self._place(path, is_new=is_new)
            self._open[file] = place
            table = ctypes.cast(file, ctypes.POINTER(_P))
            table[0] = ctypes.addressof(self._table(table[0]))
        return result

    def _place(self, path: str, *, is_new: bool) -> tuple[str, int]:
        name = os.path.basename(path)
        if is_new:
            self._files[name] = max(self._files.values(), default=0) + 1
            self.steps.append(Step("create", name, self._files[name]))
        return name, self._files.get(name, 0)

    def _table(self, real: int) -> _Methods:
        """Return the real file's methods with ours in the place of three."""
        if real not in self._tables:
            table = _Methods.from_buffer_copy(ctypes.string_at(real, ctypes.sizeof(_Methods)))
            write, truncate, sync = _WRITE(table.write), _TRUNCATE(table.truncate), _SYNC(table.sync)

            def written(file: int, data: int, size: int, place: int) -> int:
                self.steps.append(Step("write", *self._open[file], place, ctypes.string_at(data, size)))
                return int(write(file, data, size, place))

            def truncated(file: int, size: int) -> int:
                self.steps.append(Step("truncate", *self._open[file], size))
                return int(truncate(file, size))

            def synced(file: int, flags: int) -> int:
                result = int(sync(file, flags))
                if result == _SYNCED:
                    self.steps.append(Step("sync", *self._open[file]))
                return result

            table.write = self._hold(_WRITE(written))
            table.truncate = self._hold(_TRUNCATE(truncated))
            table.sync = self._hold(_SYNC(synced))
            self._tables[real] = table
        return self._tables[real]

    def _deleted(self, vfs: int, name: bytes, is_synced: int) -> int:
        path = name.decode()
        self.steps.append(Step("unlink", os.path.basename(path)))
        return int(self._real_delete(vfs, name, is_synced))

    def _pwritten(self, handle: int, data: bytes, place: int) -> int:
        self.steps.append(Step("write", *self._place(_path_of(handle), is_new=False), place, bytes(data)))
        return self._real_pwrite(handle, data, place)

    def _fsynced(self, handle: int) -> None:
        self._real_fsync(handle)
        self.steps.append(Step("sync", *self._place(_path_of(handle), is_new=False)))


def _path_of(handle: int) -> str:
    return os.readlink(f"/proc/self/fd/{handle}")


def read_disk(directory: Path) -> Disk:
    return {path.name: path.read_bytes() for path in directory.iterdir() if path.is_file()}


def write_disk(disk: Disk, directory: Path) -> None:
    """Lay the files of a disk into an empty directory."""
    directory.mkdir(mode=0o700)
    for name, content in disk.items():
        (directory / name).write_bytes(content)
        (directory / name).chmod(0o600)


def after_power_cut(before: Disk, steps: Sequence[Step], luck: random.Random) -> Disk:
    """Return what the disk may hold where the power went after these steps, the last of them half done."""
    contents = {(name, 0): bytearray(content) for name, content in before.items()}
    names: dict[str, tuple[str, int]] = {name: (name, 0) for name in before}
    fates = (_keep, _drop, _tear) if luck.random() < 0.5 else (luck.choice((_keep, _drop, _tear)),)
    waiting: dict[tuple[str, int], list[Step]] = {}
    renamed: list[Step] = []
    for step in steps:
        file = (step.name, step.file)
        if step.what in ("write", "truncate"):
            waiting.setdefault(file, []).append(step)
        elif step.what == "sync":
            content = contents.setdefault(file, bytearray())
            for done in waiting.pop(file, ()):
                _keep(content, done, luck)
            if any((one.what, one.name, one.file) == ("create", *file) for one in renamed):
                _rename(names, renamed)
                renamed = []
        elif step.what in ("create", "unlink"):
            renamed.append(step)
    _rename(names, renamed[: luck.randint(0, len(renamed))])
    for file, lost in waiting.items():
        for step in lost:
            luck.choice(fates)(contents.setdefault(file, bytearray()), step, luck)
    found = {name: bytes(contents.get(file, b"")) for name, file in names.items()}
    return {name: content for name, content in found.items() if not name.endswith(_LEFT_OUT)}


def _rename(names: dict[str, tuple[str, int]], steps: Sequence[Step]) -> None:
    for step in steps:
        if step.what == "create":
            names[step.name] = (step.name, step.file)
        else:
            names.pop(step.name, None)


def _keep(content: bytearray, step: Step, _: random.Random) -> None:
    if step.what == "truncate":
        del content[step.place :]
        content.extend(bytes(step.place - len(content)))
    else:
        content.extend(bytes(max(0, step.place - len(content))))
        content[step.place : step.place + len(step.data)] = step.data


def _drop(content: bytearray, step: Step, luck: random.Random) -> None:
    """Nothing of it reached the disk."""


def _tear(content: bytearray, step: Step, luck: random.Random) -> None:
    """Each sector of a write reached the disk or not, by itself."""
    if step.what == "truncate":
        return luck.choice((_keep, _drop))(content, step, luck)
    end = step.place + len(step.data)
    edges = [step.place, *range(step.place // _SECTOR * _SECTOR + _SECTOR, end, _SECTOR), end]
    for first, last in pairwise(edges):
        if luck.random() < 0.5:
            part = step.data[first - step.place : last - step.place]
            _keep(content, Step("write", step.name, step.file, first, part), luck)
    return None
