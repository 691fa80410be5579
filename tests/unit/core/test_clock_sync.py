"""How the kernel's answer is read: what it refuses to tell is never called right."""

import ctypes
from types import SimpleNamespace

import pytest

from gbdt_console.core.clock_sync import ClockSync, kernel_clock_sync


@pytest.mark.parametrize(
    ("state", "sync"),
    [(0, ClockSync.KEPT), (1, ClockSync.KEPT), (5, ClockSync.FREE), (-1, ClockSync.UNKNOWN)],
)
def test_the_state_of_adjtimex_tells(monkeypatch: pytest.MonkeyPatch, state: int, sync: ClockSync) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda _: SimpleNamespace(adjtimex=lambda _: state))
    assert kernel_clock_sync() is sync


def test_a_library_without_the_call_tells_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda _: SimpleNamespace())
    assert kernel_clock_sync() is ClockSync.UNKNOWN
