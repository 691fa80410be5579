"""What the service manager is told, and that telling it never holds up the engine."""

import os
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from gbdt_console.engine.hosting.service_manager import ServiceManager


class Seconds:
    now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        listening.setblocking(False)
        yield listening


def told(manager: socket.socket) -> list[str]:
    """All that came since the last time."""
    lines: list[str] = []
    with suppress(BlockingIOError):
        while True:
            lines += manager.recv(4_096).decode().splitlines()
    return lines


def test_life_is_told_four_times_within_the_limit(manager: socket.socket) -> None:
    clock = Seconds()
    environment = {"NOTIFY_SOCKET": manager.getsockname(), "WATCHDOG_USEC": "8000000"}
    service = ServiceManager(environment, clock)
    service.ready()
    assert told(manager) == ["READY=1"]
    for _ in range(40):
        clock.now_s += 0.2
        service.beat()
    assert told(manager).count("WATCHDOG=1") == 4
    service.stopping()
    clock.now_s += 60
    service.beat()
    assert told(manager) == ["STOPPING=1"]


@pytest.mark.parametrize("watchdog", [{}, {"WATCHDOG_USEC": "0"}, {"WATCHDOG_USEC": "soon"}])
def test_without_a_limit_no_life_is_told(watchdog: dict[str, str], manager: socket.socket) -> None:
    clock = Seconds()
    service = ServiceManager({"NOTIFY_SOCKET": manager.getsockname(), **watchdog}, clock)
    service.ready()
    clock.now_s += 3_600
    service.beat()
    assert told(manager) == ["READY=1"]


@pytest.mark.parametrize(("pid", "lines"), [(0, 1), (1, 0)])
def test_the_limit_of_another_process_is_not_ours(pid: int, lines: int, manager: socket.socket) -> None:
    clock = Seconds()
    limit = {"WATCHDOG_USEC": "1000000", "WATCHDOG_PID": str(pid or os.getpid())}
    service = ServiceManager({"NOTIFY_SOCKET": manager.getsockname(), **limit}, clock)
    clock.now_s += 60
    service.beat()
    assert told(manager).count("WATCHDOG=1") == lines


def test_what_a_full_queue_lost_comes_with_the_next_beat(manager: socket.socket) -> None:
    """A send that waited would hang here: nobody reads."""
    clock = Seconds()
    environment = {"NOTIFY_SOCKET": manager.getsockname(), "WATCHDOG_USEC": "4000000"}
    service = ServiceManager(environment, clock)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as other, suppress(BlockingIOError):
        other.setblocking(False)
        while True:
            other.sendto(b"OTHER=1", manager.getsockname())
    service.ready()
    assert "READY=1" not in told(manager)
    clock.now_s += 1.0
    service.beat()
    assert told(manager) == ["READY=1", "WATCHDOG=1"]


@pytest.mark.parametrize("address", ["", "relative", "/nowhere/at/all", "@nobody-listens-here"])
def test_without_a_manager_nothing_is_told_and_nothing_fails(address: str) -> None:
    clock = Seconds()
    service = ServiceManager({"NOTIFY_SOCKET": address, "WATCHDOG_USEC": "1000000"}, clock)
    service.ready()
    clock.now_s += 60
    service.beat()
    service.stopping()
