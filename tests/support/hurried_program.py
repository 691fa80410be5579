"""Runs gbdt-console itself at a hurried clock: `python -m tests.support.hurried_program SPEED ARGUMENT ...`.

libfaketime hurries every clock but the kernel's stamps on packets, by which round trips are measured. Without
them what the loop is late by counts as round trip, so many times as long.
"""

import ctypes
import platform
import sys
import time

from gbdt_console.cli.main import main
from gbdt_console.core.c_library import c_library
from gbdt_console.devices.transports.icmp.arrival import ArrivalClock

_CLOCK_GETTIME = {"x86_64": 228, "aarch64": 113}
"""Number of the system call, which no library can fake (asm/unistd.h)."""


def true_utc() -> float:
    """Return the kernel's wall clock, seconds since the epoch."""
    found = (ctypes.c_int64 * 2)()
    c_library().syscall(_CLOCK_GETTIME[platform.machine()], time.CLOCK_REALTIME, found)
    return found[0] + found[1] * 1e-9


def hurry_stamps(speed: float) -> None:
    """Let the kernel's stamps be read as its clock would have them if it were hurried too."""
    true_s, hurried_s = true_utc(), time.time()
    arrival_s = ArrivalClock.arrival_s

    def hurried(self: ArrivalClock, stamp_s: float) -> float:
        return arrival_s(self, hurried_s + (stamp_s - true_s) * speed)

    ArrivalClock.arrival_s = hurried  # type: ignore[method-assign]


if __name__ == "__main__":
    hurry_stamps(float(sys.argv.pop(1)))
    main()
