"""Does work on a disk that may hang in a child process, so that the verb itself always ends."""

import json
import os
import select
import shutil
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from io import TextIOBase
from pathlib import Path
from typing import NoReturn

import click

_BEAT_S = 0.5
STUCK_BEATS = 20
"""Beats, 10 seconds, of a child that neither works nor prints. Opening a damaged journal of years takes
longer, but is work."""
_WORKING_S = 0.1
"""Seconds of processor time within those beats from which on the child counts as working."""


IsStuck = Callable[[], bool]


class DiskStuck(Exception):
    """The disk does not answer. Nobody knows what the child did; it is killed once the disk lets it go."""


def in_child(
    work: Callable[[], int], stuck_beats: int = STUCK_BEATS, is_stuck: IsStuck = lambda: True
) -> int:
    """Return the exit code of `work`, done in a child process; what it prints is printed here.

    A process that waits for a disk cannot even be killed, nor can whoever started it get the shell back. So
    the child waits, and this process does not wait for it. Raises DiskStuck.

    work: must be called before any thread was started here
    stuck_beats: half seconds of silence after which the disk counts as stuck
    is_stuck: asked then; where it denies, the child has as long again
    """
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        _work_and_exit(work, writing)
    os.close(writing)
    try:
        _relay(reading, child, stuck_beats, is_stuck)
    except BaseException:
        os.kill(child, signal.SIGKILL)
        raise
    finally:
        os.close(reading)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def leave_at_once(exit_code: int) -> NoReturn:
    """End the child without closing anything: what it would close may hang."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(exit_code)


def print_nothing() -> None:
    """Lead the output of a child nowhere: who reads the verb's waits for the last that could write to it."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    for descriptor in (1, 2):
        os.dup2(nothing, descriptor)


def _relay(reading: int, child: int, stuck_beats: int, is_stuck: IsStuck) -> None:
    """Print what the child prints until it ends. Raises DiskStuck.

    Beats are counted and not seconds: this process may have stood still itself.
    """
    rest, silent, worked_s = b"", 0, 0.0
    while True:
        if not select.select((reading,), (), (), _BEAT_S)[0]:
            silent += 1
            if silent >= stuck_beats:
                if _processor_s(child) - worked_s < _WORKING_S and is_stuck():
                    raise DiskStuck
                silent, worked_s = 0, _processor_s(child)
            continue
        if not (read := os.read(reading, 65_536)):
            return
        silent, worked_s = 0, _processor_s(child)
        *lines, rest = (rest + read).split(b"\n")
        for line in lines:
            is_error, text = json.loads(line)
            click.echo(text, nl=False, err=is_error)


def _processor_s(child: int) -> float:
    """Return the processor time that the child has used, seconds (proc(5), fields 14 and 15)."""
    stat = Path(f"/proc/{child}/stat").read_text(encoding="ascii", errors="replace")
    user, system = stat.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _work_and_exit(work: Callable[[], int], writing: int) -> NoReturn:
    exit_code = 1
    try:
        if is_terminal := sys.stdout.isatty():
            os.environ["COLUMNS"] = str(shutil.get_terminal_size().columns)
        print_nothing()
        out, err = _Told(writing, is_error=False), _Told(writing, is_error=True)
        out.is_terminal = is_terminal
        with redirect_stdout(out), redirect_stderr(err):
            exit_code = _worked(work)
    finally:
        os._exit(exit_code)


def _worked(work: Callable[[], int]) -> int:
    try:
        return work()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    except click.ClickException as wrong:
        wrong.show()
        return wrong.exit_code
    except BaseException:
        traceback.print_exc()
        return 1


class _Told(TextIOBase):
    """Hands each text over to the parent at once, as a line of JSON."""

    is_terminal = False

    def __init__(self, writing: int, *, is_error: bool) -> None:
        self._writing = writing
        self._is_error = is_error

    def isatty(self) -> bool:
        return self.is_terminal

    def write(self, text: str) -> int:
        line = json.dumps([self._is_error, text]).encode() + b"\n"
        while line:
            line = line[os.write(self._writing, line) :]
        return len(text)
