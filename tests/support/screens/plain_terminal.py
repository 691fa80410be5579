"""Screens under test do not depend on the terminal the tests run in, nor on how busy its machine is."""

import asyncio
from asyncio import BaseEventLoop
from time import monotonic, process_time

import pytest
import textual.app
import textual.pilot
import textual.screen

from gbdt_console.ui.terminal import key_guard

_PAINT_EVERY_S = 0.001
"""Interval of a screen's repaints, shorter than one look at the loop: an idle screen is a painted one."""
_LOOK_EVERY_S = 0.004
_AT_WORK = 0.1
"""Part of the time between two looks from which on the process works, maybe in a thread."""


@pytest.fixture(autouse=True)
def _plain_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")


@pytest.fixture(autouse=True)
def _idle_by_the_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pilot takes a process for idle that used little CPU, also where others left it none."""
    monkeypatch.setattr(textual.screen, "UPDATE_PERIOD", _PAINT_EVERY_S)
    monkeypatch.setattr(textual.pilot, "wait_for_idle", _wait_for_idle)
    monkeypatch.setattr(textual.app, "wait_for_idle", _wait_for_idle)


@pytest.fixture(autouse=True)
def _keys_stay_young(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pilot's key is meant for the screen that stands, however long a busy machine takes to get to it."""
    monkeypatch.setattr(key_guard, "OLD_AFTER_S", 60.0)


async def _wait_for_idle(min_sleep: float = _LOOK_EVERY_S, max_sleep: float = 1.0) -> None:
    """Wait until nothing is ready to run in the loop or due before the next look, `max_sleep` at most."""
    del min_sleep
    loop = asyncio.get_running_loop()
    assert isinstance(loop, BaseEventLoop)
    give_up_s = monotonic() + max_sleep
    while monotonic() < give_up_s:
        worked_s = process_time()
        await asyncio.sleep(_LOOK_EVERY_S)
        worked_s = process_time() - worked_s
        if worked_s < _LOOK_EVERY_S * _AT_WORK and not _has_work(loop):
            return


def _has_work(loop: BaseEventLoop) -> bool:
    soon_s = loop.time() + _LOOK_EVERY_S
    return bool(loop._ready) or any(
        handle.when() < soon_s and not handle.cancelled() for handle in loop._scheduled
    )
