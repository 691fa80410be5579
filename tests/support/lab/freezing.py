"""Lets a process of the lab hang for a while."""

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def frozen(process: "subprocess.Popen[Any] | None") -> Iterator[None]:
    """Let it hang: the kernel answers pings and takes connections, the process answers nothing."""
    assert process is not None
    process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        process.send_signal(signal.SIGCONT)
