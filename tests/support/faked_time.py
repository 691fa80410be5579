"""Lets the clocks of a program that is started with it go their own way, by libfaketime."""

from pathlib import Path

LIBRARY = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1")
"""Of Debian's package faketime, which tests/lab/install-packages.sh installs."""


def moved_by(file: Path) -> dict[str, str]:
    """Return the environment of a program whose wall clock alone is off by what the file says: '+7200'."""
    return {
        "LD_PRELOAD": str(LIBRARY), "FAKETIME_TIMESTAMP_FILE": str(file),
        "FAKETIME_CACHE_DURATION": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }  # fmt: skip


def times_as_fast(speed: float) -> dict[str, str]:
    """Return the environment of a program all of whose clocks run so many times as fast from its start on.

    Its waits end so much sooner, also those for sockets and threads. It needs so many times the CPU, and a
    stall of the machine counts so many times as long.
    """
    return {"LD_PRELOAD": str(LIBRARY), "FAKETIME": f"+0 x{speed:g}", "FAKETIME_NO_CACHE": "1"}
