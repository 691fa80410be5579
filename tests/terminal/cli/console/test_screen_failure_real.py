"""A screen that dies over a real engine: the engine goes on, the journal has it, a person is told clearly."""

import asyncio
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gbdt_console.core.port import ClientKind
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.engine.clients.socket_port import SocketPort
from gbdt_console.engine.hosting.state_directory import StateDirectory
from tests.support.journal.reader import read_journal
from tests.support.terminal.pty_terminal import Terminal

FAILING = (sys.executable, "-m", "tests.support.screens.failing_console", "--lang", "vi")
F1 = "\x1bOP"
SHOWN = b"\x1b[?1049h"
PLACE = "failing_console.py:"


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> StateDirectory:
    return StateDirectory(tmp_path_factory.mktemp("state"))


def open_console(state: StateDirectory, *verb: str) -> Terminal:
    terminal = Terminal("--state-dir", str(state.path), *verb, program=FAILING, size=(120, 40))
    terminal.wait_for("/11 bình thường", "F1 menu")
    return terminal


@pytest.fixture(scope="module")
def host(state: StateDirectory) -> Iterator[Terminal]:
    """The console that brings the engine with it."""
    terminal = open_console(state, "demo", "--province", "2010", "--scenario", "quiet")
    yield terminal
    terminal.close()


def newest(state: StateDirectory, beats: int = 1) -> Snapshot:
    """What a second client is given after so many beats of the engine."""

    async def follow() -> Snapshot:
        port = await SocketPort.connect(state.socket_path, ClientKind.VERB, "test")
        seen = []
        try:
            async for snapshot in port.snapshots():
                seen.append(snapshot)
                if len(seen) == beats:
                    return snapshot
        finally:
            await port.close()
        raise AssertionError("the engine ended")

    return asyncio.run(asyncio.wait_for(follow(), 60))


def failures(state: StateDirectory, copy_to: Path) -> list[dict[str, object]]:
    events = read_journal(state.path / "journal.sqlite", copy_to)
    return [data for _, kind, data in events if kind == "screen.failed"]


def die_and_come_back(terminal: Terminal) -> None:
    """Press what the screen dies of; the wall is there again."""
    shown, began = terminal.raw.count(SHOWN), len(terminal.raw)
    terminal.child.send(F1)
    terminal.wait_until(lambda: terminal.raw.count(SHOWN) > shown, "the next life of the screen")
    terminal.wait_for_raw("/11 bình thường", terminal.raw.rindex(SHOWN, began))
    terminal.settle()


@pytest.mark.parametrize("role", ["viewer", "host"])
def test_the_wall_comes_back_twice_and_the_third_death_ends_the_screen_alone(
    role: str, state: StateDirectory, host: Terminal, tmp_path: Path
) -> None:
    terminal = host if role == "host" else open_console(state, "console")
    epoch, before = newest(state).epoch, len(failures(state, tmp_path))
    try:
        for death in (1, 2):
            die_and_come_back(terminal)
            assert newest(state).epoch == epoch
            assert len(failures(state, tmp_path)) == before + death
        terminal.child.send(F1)
        if role == "viewer":
            terminal.wait_for_end()
            assert terminal.child.exitstatus == 4
            assert f"tiến trình giám sát {state.path} vẫn chạy".encode() in terminal.raw
            host.wait_until(lambda: "/11 bình thường" in host.text(), "the other console")
        else:
            terminal.wait_for_raw("Việc giám sát vẫn chạy trong tiến trình này", 0)
        assert newest(state, beats=3).epoch == epoch
        told = failures(state, tmp_path)[before:]
        assert [failure["error"] for failure in told] == ["RuntimeError"] * 3
        assert all(str(failure["place"]).startswith(PLACE) for failure in told)
        assert "hunter2" not in repr(told)
        assert b"hunter2" not in terminal.raw
        assert b"Traceback" not in terminal.raw
        if role == "host":
            assert terminal.child.isalive()
            terminal.child.kill(signal.SIGTERM)
            terminal.wait_for_end()
            assert terminal.child.exitstatus == 0
    finally:
        if role == "viewer":
            terminal.close()
