"""Ties a child to the process that measures it: whatever ends the one ends the other."""

import ctypes
import fcntl
import os
import signal
import termios

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def tie_to_parent() -> None:
    """For `preexec_fn`: the kernel kills this process when its parent dies, even of SIGKILL."""
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def tie_to_terminal() -> None:
    """The same for a child in a session of its own, whose standard input becomes its terminal."""
    os.setsid()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    tie_to_parent()
