"""What a library or a child writes to descriptors 1 and 2 is never on the screen, on a real terminal."""

import sys
from pathlib import Path

from tests.support.terminal.pty_terminal import Terminal

PROGRAM = """
import logging, os, subprocess, sys, threading, time
from gbdt_console.cli.main import main
from gbdt_console.ui.terminal import library_output

logging.getLogger("gbdt_console.ui.terminal.library_output").addHandler(logging.FileHandler(sys.argv.pop(1)))

def panic():
    while True:
        os.write(1, b"thread panicked on stdout" + bytes([10]))
        os.write(2, b"thread panicked on stderr" + bytes([10]))
        subprocess.run(["sh", "-c", "echo child panicked; echo child panicked >&2"])
        time.sleep(0.2)

log = library_output._log
def log_and_panic(*of_the_log):
    threading.Thread(target=panic, daemon=True).start()
    log(*of_the_log)
library_output._log = log_and_panic
try:
    main()
finally:
    os.write(2, b"descriptor 2 leads to the terminal again")
"""
WROTE = ("thread panicked on stdout", "thread panicked on stderr", "child panicked")


def test_a_panic_of_native_code_or_a_child_is_logged_and_never_painted_over_the_wall(tmp_path: Path) -> None:
    log = tmp_path / "library.log"
    terminal = Terminal(
        str(log), "demo", "--province", "2010", program=(sys.executable, "-c", PROGRAM), size=(120, 40)
    )
    try:
        terminal.wait_for("/11")
        terminal.wait_until(lambda: all(text in log.read_text() for text in WROTE), "the log's lines")
        drawn = len(terminal.raw)
        terminal.press("\x11", "Thoát")
        assert len(terminal.raw) > drawn
        assert "panicked" not in terminal.raw.decode()
        terminal.child.kill(15)
        terminal.wait_for_end()
        assert b"descriptor 2 leads to the terminal again" in terminal.raw
    finally:
        terminal.close()
