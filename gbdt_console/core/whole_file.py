"""Writes files as a whole: a full disk leaves no half of one, and the old one where there was one."""

import os
import stat
from pathlib import Path
from tempfile import mkstemp


def write_new(path: Path, content: bytes) -> None:
    """Write a file that may not exist yet. Raises OSError."""
    with path.open("xb") as file:
        try:
            file.write(content)
            file.flush()
        except OSError:
            path.unlink(missing_ok=True)
            raise


def replace_file(path: Path, content: bytes) -> None:
    """Write a file in the place of one that may be there, with its mode. Raises OSError.

    What is no file, such as a pipe, is written to; a link stays one.
    """
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        write_new(path.resolve(), content)
        return
    if not stat.S_ISREG(mode):
        path.write_bytes(content)
        return
    target = path.resolve()
    handle, beside = mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(beside, stat.S_IMODE(mode))
        os.replace(beside, target)
    except OSError:
        Path(beside).unlink(missing_ok=True)
        raise
