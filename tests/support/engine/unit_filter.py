"""Runs a command under the system calls that the engine's systemd unit allows, without systemd."""

import ctypes
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

_ALLOW, _REFUSE = 0x7FFF_0000, 0x0005_0001
"""SCMP_ACT_ALLOW, and SCMP_ACT_ERRNO with EPERM (seccomp.h)."""


def allowed(unit: str) -> set[str]:
    """Name the system calls that the unit's lines leave, a later line before an earlier one."""
    left: set[str] = set()
    for line in re.findall(r"^SystemCallFilter=(.*)$", unit, re.MULTILINE):
        named = {call for word in line.removeprefix("~").split() for call in _calls(word)}
        left = left - named if line.startswith("~") else left | named
    return left


def _calls(word: str) -> Iterator[str]:
    if not word.startswith("@"):
        yield word
        return
    listed = subprocess.run(
        ["systemd-analyze", "syscall-filter", word], stdout=subprocess.PIPE, text=True, check=True
    )
    for line in listed.stdout.splitlines()[1:]:
        if found := re.fullmatch(r"\s+(@?\w[\w-]*|@[\w-]+)", line):
            yield from _calls(found[1])


def confine(calls: set[str]) -> None:
    """Refuse this process and its children all other calls."""
    library = ctypes.CDLL("libseccomp.so.2", use_errno=True)
    library.seccomp_init.restype = ctypes.c_void_p
    rules = ctypes.c_void_p(library.seccomp_init(_REFUSE))
    for call in calls:
        number = library.seccomp_syscall_resolve_name(call.encode())
        if number >= 0:  # others are of other machines
            assert library.seccomp_rule_add(rules, _ALLOW, number, 0) == 0, call
    assert library.seccomp_load(rules) == 0


if __name__ == "__main__":
    confine(allowed(Path(sys.argv[1]).read_text()))
    os.execv(sys.argv[2], sys.argv[2:])
