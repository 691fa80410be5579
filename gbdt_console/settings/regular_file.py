"""Opens a file that an administrator named, and nothing that could block or never end."""

import os
import stat
from pathlib import Path
from typing import BinaryIO


class NotRegular(OSError):
    """The path is a directory, a pipe or a device."""


def open_regular(path: Path) -> BinaryIO:
    """Open for reading; raises OSError, and NotRegular for what is no plain file.

    The kind is asked of the opened file, so that nothing can be put in its place in between.
    """
    # Non-blocking, because opening a pipe that nobody writes would wait for ever.
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise NotRegular(path)
    return os.fdopen(handle, "rb")
