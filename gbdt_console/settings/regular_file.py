"""Opens a plain file, and nothing that could block or never end."""

import os
import stat
from pathlib import Path
from typing import BinaryIO


class NotRegular(OSError):
    """The path is a directory, a pipe or a device."""


def open_regular(path: Path) -> BinaryIO:
    """Open a plain file for reading. Raises OSError, and NotRegular for anything else.

    The check looks at the opened file, so that nobody can replace it in between.
    """
    # Non-blocking: opening a pipe without a writer would wait for ever.
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise NotRegular(path)
    return os.fdopen(handle, "rb")
