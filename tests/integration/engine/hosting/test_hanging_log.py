"""A log whose disk hangs: a pipe that nobody reads takes no line, and opening it does not return."""

import logging
import os
import threading
from pathlib import Path

from gbdt_console.engine.hosting.logs import log_of_viewer
from gbdt_console.engine.hosting.state_directory import StateDirectory


def test_a_log_that_hangs_holds_up_nobody(tmp_path: Path) -> None:
    state = StateDirectory(tmp_path)
    os.mkfifo(state.log_path)

    def work() -> None:
        with log_of_viewer(state):
            logging.getLogger("test").error("the disk hangs")

    working = threading.Thread(target=work, daemon=True)
    working.start()
    working.join(30)
    is_held_up = working.is_alive()
    assert b"the disk hangs" in state.log_path.read_bytes()
    assert not is_held_up


def test_the_last_lines_are_in_the_log_when_the_block_ends(tmp_path: Path) -> None:
    state = StateDirectory(tmp_path)
    with log_of_viewer(state):
        for number in range(100):
            logging.getLogger("test").error("line " + "i" * number)
    assert "line " + "i" * 99 in state.log_path.read_text().splitlines()[-1]


def test_a_storm_of_errors_is_two_lines(tmp_path: Path) -> None:
    """The same for engine, console and wall: `_logged_to` is the one place where logging begins."""
    state = StateDirectory(tmp_path)
    with log_of_viewer(state):
        for number in range(5_000):
            logging.getLogger("asyncio").error("socket.accept() out of system resource\nfd=%d", number)
    first, _, count = state.log_path.read_text().splitlines()
    assert first.endswith("out of system resource")
    assert count.endswith("… and 4999 more: socket.accept() out of system resource")
