"""How the kernel's answer is read: what it refuses to tell is never called right."""

import gc
from types import SimpleNamespace

import pytest

from gbdt_console.core import clock_sync
from gbdt_console.core.clock_sync import ClockSync, kernel_clock_sync


@pytest.mark.parametrize(
    ("state", "sync"),
    [(0, ClockSync.KEPT), (1, ClockSync.KEPT), (5, ClockSync.FREE), (-1, ClockSync.UNKNOWN)],
)
def test_the_state_of_adjtimex_tells(monkeypatch: pytest.MonkeyPatch, state: int, sync: ClockSync) -> None:
    monkeypatch.setattr(clock_sync, "c_library", lambda: SimpleNamespace(adjtimex=lambda _: state))
    assert kernel_clock_sync() is sync


def test_a_library_without_the_call_tells_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock_sync, "c_library", lambda: SimpleNamespace())
    assert kernel_clock_sync() is ClockSync.UNKNOWN


def left_behind(times: int) -> int:
    """Return how many objects wait for a search for cycles after so many questions."""
    gc.collect()
    for _ in range(times):
        kernel_clock_sync()
    return gc.collect()


def test_asking_once_a_minute_leaves_no_more_each_time() -> None:
    assert left_behind(20) == left_behind(1)
