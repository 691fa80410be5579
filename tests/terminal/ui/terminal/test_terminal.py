"""The console on a real terminal (a pty): start, keys, resize, and how it leaves."""

import os
import re
import select
import signal
from collections.abc import Iterator

import pytest

from tests.support.terminal.pty_terminal import COLUMNS, LIMIT_S, LINES, Terminal

ALTERNATE_ON, ALTERNATE_OFF = b"\x1b[?1049h", b"\x1b[?1049l"
KITTY_ON = re.compile(rb"\x1b\[>\d+u")


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    made = Terminal()
    yield made
    made.child.close(force=True)


def test_start_keys_resize_and_leaving(terminal: Terminal) -> None:
    terminal.wait_for("11/11 bình thường")
    assert ALTERNATE_ON in terminal.raw
    assert not KITTY_ON.search(terminal.raw)
    terminal.child.send("8\r")
    terminal.wait_for("8 Sa Pa (Điểm cầu huyện)")
    terminal.resize(60, 20)
    terminal.wait_for("Cửa sổ quá nhỏ")
    terminal.resize(COLUMNS, LINES)
    terminal.wait_for("LIÊN HỆ")
    terminal.child.send("\x11")
    terminal.wait_for("Thoát màn hình giám sát?")
    terminal.child.send("\x1b")
    terminal.wait_for("NHẬT KÝ ĐIỂM CẦU")
    terminal.child.kill(signal.SIGTERM)
    terminal.wait_for_end()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_and_gives_the_terminal_back(terminal: Terminal, number: signal.Signals) -> None:
    terminal.wait_for("11/11 bình thường")
    terminal.child.kill(number)
    terminal.wait_for_end()
    assert terminal.raw.rindex(ALTERNATE_OFF) > terminal.raw.rindex(ALTERNATE_ON)
    assert b"\x1b[?25h" in terminal.raw[terminal.raw.rindex(ALTERNATE_ON) :]
    assert b"ended: signalled" in terminal.raw
    assert b"Traceback" not in terminal.raw


def test_a_process_that_was_stopped_and_goes_on_takes_every_key_and_ends(terminal: Terminal) -> None:
    terminal.wait_for("11/11 bình thường")
    terminal.child.kill(signal.SIGSTOP)
    terminal.child.kill(signal.SIGCONT)
    terminal.wait_for_quiet()
    for _ in range(5):
        terminal.press("8\r", "LIÊN HỆ")
        terminal.press("\x1b")
        terminal.wait_until(lambda: "LIÊN HỆ" not in terminal.text(), "the wall")
    terminal.press("\x11", "Thoát màn hình giám sát?")
    terminal.child.kill(signal.SIGTERM)
    terminal.wait_for_end()
    assert terminal.raw.count(ALTERNATE_OFF) == terminal.raw.count(ALTERNATE_ON)


def test_an_error_in_the_screen_ends_it_and_prints_no_local_variable() -> None:
    terminal = Terminal("--explode")
    terminal.wait_for_end()
    terminal.child.close(force=True)
    assert b"ended: failed RuntimeError('7 characters')" in terminal.raw
    assert terminal.raw.rindex(ALTERNATE_OFF) > terminal.raw.rindex(ALTERNATE_ON)
    assert b"hunter2" not in terminal.raw
    assert b"Traceback" not in terminal.raw


def test_a_terminal_that_hangs_up_ends_it(terminal: Terminal) -> None:
    terminal.wait_for("11/11 bình thường")
    process = os.pidfd_open(terminal.child.pid)
    with open(os.devnull, "rb") as nothing:
        os.dup2(nothing.fileno(), terminal.child.fileno())
    ended, _, _ = select.select([process], [], [], LIMIT_S)
    os.close(process)
    assert ended, "it outlived its terminal"
