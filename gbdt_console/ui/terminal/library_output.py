"""Keeps libraries and children from writing over the screen, or without limit into a service's log.

Native code writes to descriptors 1 and 2 past everything that Python offers: a panic, a warning of C. While
these lead to a pipe, what the program itself prints goes to descriptors of its own.
"""

import io
import logging
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TextIO

from gbdt_console.core.clean_text import clean_bytes

log = logging.getLogger(__name__)
_STANDARD = (1, 2)
_READ_MOST = 65_536
"""Bytes that a pipe holds; what comes while it is full is dropped."""
_EVERY_S = 0.2
"""Seconds between two reads, so that a flood costs no more than these."""
_SHOWN = 400
"""Limits what a line of the log repeats, in characters."""
_ENDS_WITHIN_S = 1.0
_logged: list[int] = []
"""The descriptors that lead to the log now."""


@contextmanager
def library_output_logged() -> Iterator[None]:
    """Log what is written to descriptors 1 and 2 as long as the block lasts; inside another one do nothing.

    `sys.stdout`, `sys.stderr` and what Textual and faulthandler take, `sys.__stdout__` and `sys.__stderr__`,
    lead meanwhile where 1 and 2 led before. Children inherit the pipe; no writer ever waits for it.
    """
    if _logged or sys.__stdout__ is None or sys.__stderr__ is None:
        yield
        return
    before = sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__
    _flush()
    own = [os.dup(descriptor) for descriptor in _STANDARD]
    is_over = threading.Event()
    reading, writing = os.pipe()
    os.set_blocking(writing, False)  # who writes may hold the interpreter, and the reader needs it
    reader = threading.Thread(target=_log, args=(reading, is_over), name="library-output", daemon=True)
    try:
        _print_to(own)
        for descriptor in _STANDARD:
            os.dup2(writing, descriptor)
        os.close(writing)
        _logged.extend(_STANDARD)
        reader.start()
        yield
    finally:
        _flush()
        for descriptor, led_to in zip(_STANDARD, own, strict=True):
            os.dup2(led_to, descriptor)
        _logged.clear()
        sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__ = before  # type: ignore[misc]
        for led_to in own:
            os.close(led_to)
        is_over.set()
        reader.join(_ENDS_WITHIN_S)


def _print_to(own: list[int]) -> None:
    out, err = (
        _stream(led_to, like) for led_to, like in zip(own, (sys.__stdout__, sys.__stderr__), strict=True)
    )
    if sys.stdout is sys.__stdout__:
        sys.stdout = out
    if sys.stderr is sys.__stderr__:
        sys.stderr = err
    sys.__stdout__, sys.__stderr__ = out, err  # type: ignore[misc]


def _stream(descriptor: int, like: TextIO | None) -> io.TextIOWrapper:
    """Make a stream that closes nothing: faulthandler and Textual keep its number."""
    assert like is not None
    raw = io.FileIO(descriptor, "w", closefd=False)
    return io.TextIOWrapper(
        io.BufferedWriter(raw), like.encoding, like.errors, line_buffering=True, write_through=True
    )


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            if stream is not None:
                stream.flush()


def _log(reading: int, is_over: threading.Event) -> None:
    """Log what comes, without its last words where a child still holds the pipe at the end."""
    os.set_blocking(reading, False)
    is_last = False
    while not is_last:
        is_last = is_over.wait(_EVERY_S)
        with suppress(BlockingIOError):
            if told := os.read(reading, _READ_MOST):
                text = clean_bytes(told.replace(b"\n", b" "), _SHOWN)
                log.warning("a library wrote to standard output or error: %s", text)
    os.close(reading)
