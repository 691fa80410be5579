"""End a child process together with its parent."""

import ctypes
import fcntl
import os
import signal
import termios

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def tie_to_parent(how: signal.Signals = signal.SIGKILL) -> None:
    """Let the kernel send this process a signal when its parent ends.

    For `preexec_fn`; holds also for a parent that is killed.
    """
    _libc.prctl(_PR_SET_PDEATHSIG, how)


def tie_to_terminal() -> None:
    """Do the same in a new session whose terminal is standard input."""
    os.setsid()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    tie_to_parent()
