"""Tells on what kind of file system a path lies."""

import re
from pathlib import Path

MOUNTS = Path("/proc/self/mountinfo")
"""What is mounted where (proc_pid_mountinfo(5))."""
NETWORKED = frozenset(
    ("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "davfs", "glusterfs", "sshfs", "rclone")
)
"""Kinds on which another machine may write at the same time, or acknowledges before its disk has anything.
SQLite's log needs memory that all its users share, so such a place breaks it
(https://www.sqlite.org/wal.html, section 1)."""
_ESCAPED = re.compile(r"\\([0-7]{3})")


def networked_kind(path: Path) -> str:
    """Return the kind of the file system where it is one of another machine; empty where not, or unknown."""
    try:
        kind = kind_of(path.resolve(), MOUNTS.read_text("utf-8", "surrogateescape"))
    except OSError:
        return ""
    name = kind.rpartition(".")[2] if kind.startswith("fuse.") else kind
    return kind if name in NETWORKED else ""


def kind_of(path: Path, mounts: str) -> str:
    """Return the kind of the file system of a path by the text of MOUNTS; empty where it tells none.

    Of mounts over each other the last one counts.
    """
    found, depth = "", -1
    for line in mounts.splitlines():
        place, _, kind = line.partition(" - ")
        fields = place.split(" ")
        if len(fields) < 5 or not kind:
            continue
        point = Path(_ESCAPED.sub(lambda octal: chr(int(octal[1], 8)), fields[4]))
        if path.is_relative_to(point) and len(point.parts) >= depth:
            found, depth = kind.split(" ")[0], len(point.parts)
    return found
