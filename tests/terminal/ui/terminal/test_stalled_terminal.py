"""Proves how the console ends while its terminal takes no output, and that it needs no standard error."""

import os
import select
import signal
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.drivers._writer_thread import MAX_QUEUED_WRITES

from gbdt_console.ui.terminal.hangup_safe_output import HangupSafeFile, StallSafeWriter
from tests.support.terminal.pty_terminal import LIMIT_S

PROGRAM = (sys.executable, "-c", "from gbdt_console.cli.main import main; main()", "--lang", "vi")
SHOWN = b"11/11"


class Console:
    """A console on a pty, with standard error in a file; the test keeps both ends of the pty."""

    def __init__(self, folder: Path) -> None:
        self.near, self.far = os.openpty()
        environment = os.environ | {"TERM": "xterm-256color", "LINES": "30", "COLUMNS": "100"}
        arguments = [
            "--state-dir",
            str(folder / "state"),
            "demo",
            "--province",
            "2010",
            "--scenario",
            "quiet",
        ]
        with (folder / "errors").open("w") as file:
            self.process = subprocess.Popen(
                [*PROGRAM, *arguments],
                stdin=self.far,
                stdout=self.far,
                stderr=file,
                env=environment,
                start_new_session=True,
            )

    def wait_until_shown(self) -> None:
        seen, deadline = b"", time.monotonic() + LIMIT_S
        while SHOWN not in seen:
            assert time.monotonic() < deadline, "the wall never came"
            if select.select([self.near], [], [], 0.1)[0]:
                seen += os.read(self.near, 65_536)

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self.near)
        os.close(self.far)


@pytest.fixture
def console(tmp_path: Path) -> Iterator[Console]:
    made = Console(tmp_path)
    yield made
    made.close()


def stop_output(console: Console) -> None:
    """Do what Ctrl-S does."""
    termios.tcflow(console.far, termios.TCOOFF)


def fill(console: Console) -> None:
    """Write until the pty takes no more, as its reader takes nothing."""
    name = os.ttyname(console.far)
    own = os.open(name, os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK)
    try:
        while True:
            os.write(own, b"x" * 4_096)
    except BlockingIOError:
        os.close(own)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
@pytest.mark.parametrize("stall", [stop_output, fill])
def test_a_signal_ends_a_console_whose_terminal_takes_no_output(
    number: signal.Signals, stall: object, console: Console, tmp_path: Path
) -> None:
    console.wait_until_shown()
    assert callable(stall)
    stall(console)
    os.write(console.near, b"8\r\x1b" * 2 * MAX_QUEUED_WRITES)
    console.process.send_signal(number)
    assert console.process.wait(LIMIT_S) == 0
    assert "Traceback" not in (tmp_path / "errors").read_text()


def test_a_thread_that_waits_for_a_stalled_terminal_is_released_at_the_end() -> None:
    near, far = os.openpty()
    termios.tcflow(far, termios.TCOOFF)
    file = HangupSafeFile(far, lambda reason: None)
    writer = StallSafeWriter(file)  # type: ignore[arg-type]

    def paint_and_leave() -> None:
        for _ in range(3 * MAX_QUEUED_WRITES):
            writer.write("x" * 1_000)
        writer.stop()

    writer.start()
    leaving = threading.Thread(target=paint_and_leave, daemon=True)
    leaving.start()
    file.give_up_soon()
    leaving.join(LIMIT_S)
    was_released = not leaving.is_alive()
    termios.tcflow(far, termios.TCOON)
    os.close(near)
    writer._queue.put(None)  # the end of the process ends the thread elsewhere
    writer.join(LIMIT_S)
    os.close(far)
    assert was_released
