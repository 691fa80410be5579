"""Network namespaces under one prefix per run: made in batches, gone at the end, leftovers swept."""

import ctypes
import fcntl
import os
import select
import shutil
import signal
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

PREFIX = "gbdtlab"
ROOT = Path("/run/gbdtlab")
NETNS = Path("/run/netns")
DEADLINE_S = 30.0
_CLONE_NEWNET = 0x40000000
_LIBC = ctypes.CDLL(None, use_errno=True)


class Namespaces:
    """All namespaces of this run. `folder` is its scratch place, short enough for socket paths."""

    def __init__(self) -> None:
        sweep()
        self.tag = f"{PREFIX}{os.getpid():x}"
        self.folder = ROOT / self.tag
        with _alone():
            self.folder.mkdir()
            self._lock = _locked(self.folder / "lock")

    def name(self, short: str) -> str:
        return f"{self.tag}-{short}"

    def make(self, shorts: Iterable[str]) -> None:
        run_batch(f"netns add {self.name(short)}" for short in shorts)

    def batch(self, short: str, lines: Iterable[str]) -> None:
        """Run `ip` lines inside one namespace; raises with ip's own words."""
        run_batch(lines, inside=self.name(short))

    def command(self, short: str, argv: Sequence[str]) -> list[str]:
        """`argv` as it has to be started to run inside that namespace."""
        return ["ip", "netns", "exec", self.name(short), *argv]

    def run(
        self, short: str, *argv: str, given: str | None = None, timeout_s: float = 300
    ) -> subprocess.CompletedProcess[str]:
        """Run to the end inside a namespace, whatever its exit code."""
        command = self.command(short, argv)
        return subprocess.run(
            command, input=given, capture_output=True, text=True, timeout=timeout_s, check=False
        )

    def require(self, short: str, *argv: str, given: str | None = None) -> str:
        """Run inside a namespace; its output, or an error with what it complained about."""
        done = self.run(short, *argv, given=given)
        if done.returncode:
            raise RuntimeError(f"{argv[0]}: {done.stderr.strip() or done.stdout.strip()}")
        return done.stdout

    def close(self) -> None:
        """End every process inside, then the namespaces and the scratch folder."""
        remove(self.tag)
        self._lock.close()
        shutil.rmtree(self.folder, ignore_errors=True)


@contextmanager
def inside(namespaces: Namespaces, short: str) -> Iterator[None]:
    """What this thread opens meanwhile, it opens inside that namespace."""
    before = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    wanted = os.open(NETNS / namespaces.name(short), os.O_RDONLY)
    try:
        _enter(wanted)
        try:
            yield
        finally:
            _enter(before)
    finally:
        os.close(wanted)
        os.close(before)


def _enter(handle: int) -> None:
    if _LIBC.setns(handle, _CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "setns")


def run_batch(lines: Iterable[str], inside: str | None = None) -> None:
    """Give `ip -batch` these lines; the first that fails ends it with an error."""
    argv = ["ip", *(["-n", inside] if inside else []), "-batch", "-"]
    done = subprocess.run(argv, input="\n".join([*lines, ""]), capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{inside or 'host'}: {done.stderr.strip()}")


def sweep() -> None:
    """Remove what a killed run left: its lock is free, while a living run holds its own."""
    with _alone():
        for folder in ROOT.glob(f"{PREFIX}*"):
            try:
                lock = _locked(folder / "lock")
            except BlockingIOError:
                continue
            remove(folder.name)
            lock.close()
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _alone() -> Iterator[None]:
    """Let no other run sweep or begin meanwhile: one that begins has a folder before it has its lock."""
    ROOT.mkdir(parents=True, exist_ok=True)
    with (ROOT / "alone").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def standing(tag: str) -> list[str]:
    """The namespaces of that run which exist."""
    return [path.name for path in NETNS.glob(f"{tag}-*")]


def pids_inside(names: Iterable[str]) -> list[int]:
    """The living processes inside these namespaces."""
    wanted = {(NETNS / name).stat().st_ino for name in names}
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        # A process that ended meanwhile, or waits to be reaped, has no namespace to look at.
        with suppress(OSError):
            if (process / "ns/net").stat().st_ino in wanted:
                found.append(int(process.name))
    return found


def remove(tag: str) -> None:
    """Kill what runs in the namespaces of that run, wait for its end, delete them."""
    names = standing(tag)
    while pids := pids_inside(names):
        _kill(pids)
    run_batch(f"netns del {name}" for name in names)


def _kill(pids: Sequence[int]) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            handle = os.pidfd_open(pid)
            signal.pidfd_send_signal(handle, signal.SIGKILL)
            ended = select.poll()
            ended.register(handle, select.POLLIN)
            if not ended.poll(DEADLINE_S * 1000):
                raise RuntimeError(f"process {pid} does not end")
            os.close(handle)


def _locked(path: Path) -> IO[str]:
    handle = path.open("w")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        handle.close()
        raise
    return handle
