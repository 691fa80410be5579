"""Read a process's CPU by thread and its memory from the kernel."""

import os
from pathlib import Path

_TICKS_A_S = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


def cpu_s(pid: int) -> float:
    """Return the CPU seconds of the whole process until now."""
    return _busy_s(Path(f"/proc/{pid}/stat"))


def thread_cpu_s(pid: int) -> dict[int, float]:
    """Return the CPU seconds of each living thread, by native id."""
    found: dict[int, float] = {}
    for thread in Path(f"/proc/{pid}/task").iterdir():
        try:
            found[int(thread.name)] = _busy_s(thread / "stat")
        except FileNotFoundError:
            continue
    return found


def machine_cpu_s() -> float:
    """Return the CPU seconds of everything that runs on this machine."""
    with open("/proc/stat") as stat:
        user, nice, system, _, _, *interrupts = map(int, stat.readline().split()[1:])
    return (user + nice + system + sum(interrupts[:2])) / _TICKS_A_S


def memory_mb(pid: int) -> float:
    """Return the resident memory, megabytes."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE / 1e6


def _busy_s(stat: Path) -> float:
    fields = stat.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS_A_S
