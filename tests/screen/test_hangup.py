"""The threads of keyboard and screen when the terminal is gone."""

import os
import threading

import pytest
from textual.drivers._writer_thread import MAX_QUEUED_WRITES, WriterThread

from gbdt_console.ui.terminal.hangup_safe_output import LastingFile
from gbdt_console.ui.terminal.linux_driver import GuardedDriver


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


def test_the_screen_is_let_go_when_the_terminal_hangs_up() -> None:
    """Whoever writes behind a writer that died of it waits for ever, and the process with it."""
    near, far = os.openpty()
    with open(far, "w", closefd=False) as file:
        os.close(near)
        writer = WriterThread(LastingFile(file))  # type: ignore[arg-type]

        def paint_and_leave() -> None:
            for _ in range(3 * MAX_QUEUED_WRITES):
                writer.write("x" * 1_000)
            writer.stop()

        writer.start()
        leaving = threading.Thread(target=paint_and_leave, daemon=True)
        leaving.start()
        leaving.join(10)
        assert not leaving.is_alive()
