"""The keyboard's thread when the terminal is gone."""

import os
import threading

import pytest

from gbdt_console.ui.driver import GuardedDriver


@pytest.mark.parametrize("is_open", [True, False], ids=["end of file", "no such terminal any more"])
def test_the_keyboard_is_let_go_when_the_terminal_hangs_up(is_open: bool) -> None:
    """A terminal that is gone is readable for ever: whoever goes on reading turns a core in circles."""
    reading, writing = os.pipe()
    os.close(writing)
    driver = GuardedDriver.__new__(GuardedDriver)
    driver.fileno = reading if is_open else os.open(os.devnull, os.O_WRONLY)
    driver.exit_event = threading.Event()
    driver._debug = False
    listening = threading.Thread(target=driver.run_input_thread, daemon=True)
    listening.start()
    listening.join(5)
    was_let_go = not listening.is_alive()
    driver.exit_event.set()
    listening.join(5)
    os.close(reading)
    assert was_let_go
