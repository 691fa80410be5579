"""Proves how keyboard, screen and process end when the terminal is gone."""

import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from textual.drivers._writer_thread import MAX_QUEUED_WRITES
from textual.message import Message

from gbdt_console.ui.terminal.hangup_safe_output import HangupSafeFile, StallSafeWriter, TerminalGone
from gbdt_console.ui.terminal.linux_driver import GuardedDriver
from tests.support.terminal.pty_terminal import LIMIT_S

PROGRAM = (sys.executable, "-c", "from gbdt_console.cli.main import main; main()", "--lang", "vi")


@pytest.mark.parametrize("is_open", [True, False], ids=["end of file", "no such terminal any more"])
def test_the_keyboard_thread_ends_and_reports_a_lost_terminal(is_open: bool) -> None:
    """A terminal that is gone is readable for ever: whoever goes on reading turns a core in circles."""
    reading, writing = os.pipe()
    os.close(writing)
    reported: list[Message] = []
    driver = GuardedDriver.__new__(GuardedDriver)
    driver.fileno = reading if is_open else os.open(os.devnull, os.O_WRONLY)
    driver.input_tty = True
    driver.exit_event = threading.Event()
    driver.process_message = reported.append  # type: ignore[method-assign]
    driver._debug = False
    listening = threading.Thread(target=driver.run_input_thread, daemon=True)
    listening.start()
    listening.join(5)
    was_let_go = not listening.is_alive()
    driver.exit_event.set()
    listening.join(5)
    os.close(reading)
    assert was_let_go
    assert [type(message) for message in reported] == [TerminalGone]


def test_the_writer_thread_lasts_and_reports_a_lost_terminal_once() -> None:
    """Whoever writes behind a writer that died of it waits for ever, and the process with it."""
    near, far = os.openpty()
    reasons: list[str] = []
    with open(far, "w", closefd=False) as file:
        os.close(near)
        writer = StallSafeWriter(HangupSafeFile(file.fileno(), reasons.append))  # type: ignore[arg-type]

        def paint_and_leave() -> None:
            for _ in range(3 * MAX_QUEUED_WRITES):
                writer.write("x" * 1_000)
            writer.stop()

        writer.start()
        leaving = threading.Thread(target=paint_and_leave, daemon=True)
        leaving.start()
        leaving.join(10)
        assert not leaving.is_alive()
    assert reasons == ["Input/output error"]


class Uncontrolling:
    """A console on a terminal that does not control its session, so that no SIGHUP tells of its end."""

    def __init__(self, arguments: Sequence[str]) -> None:
        self.near, far = os.openpty()
        environment = os.environ | {"TERM": "xterm-256color", "LINES": "30", "COLUMNS": "100"}
        self.process = subprocess.Popen(
            [*PROGRAM, *arguments], stdin=far, stdout=far, stderr=far, env=environment, start_new_session=True
        )
        os.close(far)

    def wait_for(self, text: str) -> None:
        seen, deadline = b"", time.monotonic() + LIMIT_S
        while text.encode() not in seen:
            assert time.monotonic() < deadline, f"{text} never came"
            if select.select([self.near], [], [], 0.1)[0]:
                seen += os.read(self.near, 65_536)

    def vanish(self) -> None:
        os.close(self.near)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Uncontrolling]:
    made = Uncontrolling(["--state-dir", str(tmp_path), "demo", "--province", "2010", "--scenario", "quiet"])
    yield made
    made.kill()


@pytest.fixture
def viewer(host: Uncontrolling, tmp_path: Path) -> Iterator[Uncontrolling]:
    host.wait_for("/11")
    made = Uncontrolling(["--state-dir", str(tmp_path), "console"])
    yield made
    made.kill()


def test_a_console_ends_and_logs_why_when_its_terminal_vanishes(
    host: Uncontrolling, viewer: Uncontrolling, tmp_path: Path
) -> None:
    viewer.wait_for("/11")
    for lines, console in enumerate((viewer, host), start=1):
        console.vanish()
        assert console.process.wait(LIMIT_S) == 0
        log = (tmp_path / "engine.log").read_text()
        assert log.count("the console ends: its terminal is gone") == lines
        assert "Traceback" not in log
