"""The process's terminal: the environment that Textual reads at import, the driver, and ending signals."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.driver import Driver

# Vietnamese input methods and older terminals do not speak the kitty keyboard protocol; a permanent screen
# has no animations.
os.environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")
os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")

ENDING_SIGNALS = (signal.SIGTERM, signal.SIGHUP)


def driver_class() -> "type[Driver] | None":
    """Return the driver that guards the keyboard.

    None lets Textual choose, where there is none.
    """
    if sys.platform == "win32":
        return None
    from gbdt_console.ui.terminal.linux_driver import GuardedDriver

    return GuardedDriver


def on_ending_signal(end: Callable[[], None]) -> Callable[[], None]:
    """Call `end` in the running loop on SIGTERM or SIGHUP.

    Return what undoes this.

    Textual itself leaves the terminal in the alternate screen on SIGTERM.
    """
    loop = asyncio.get_running_loop()
    for number in ENDING_SIGNALS:
        loop.add_signal_handler(number, end)

    def undo() -> None:
        for number in ENDING_SIGNALS:
            loop.remove_signal_handler(number)

    return undo
