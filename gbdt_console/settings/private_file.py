"""Reads a file of secrets that only its owner may read (A4.4)."""

import os
import stat
from pathlib import Path

from gbdt_console.core.clean_text import clean
from gbdt_console.settings.regular_file import open_regular

_READABLE_BY_OTHERS = 0o177
"""Mode bits that a secret's file must not have."""


class SecretUnreadable(Exception):
    """A secret cannot be read.

    params: what the message may say of the reference
    """

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def read_private(path: Path, most_bytes: int) -> str:
    """Return the content of a file that belongs to root or to this user, and to nobody else.

    A file above the limit counts as empty.

    Raises SecretUnreadable.
    """
    name = clean(str(path))
    try:
        with open_regular(path) as file:
            status = os.fstat(file.fileno())
            data = file.read(most_bytes + 1)
    except OSError:
        raise SecretUnreadable("settings.secret-file-unreadable", name=name) from None
    if status.st_mode & _READABLE_BY_OTHERS:
        mode = f"{stat.S_IMODE(status.st_mode):04o}"
        raise SecretUnreadable("settings.secret-file-open", name=name, mode=mode)
    if status.st_uid not in (os.geteuid(), 0):
        raise SecretUnreadable("settings.secret-file-owner", name=name)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise SecretUnreadable("settings.secret-unusable", name=name) from None
    return text if len(data) <= most_bytes else ""
