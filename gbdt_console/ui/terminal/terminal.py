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
# has no animations. At Textual's own 60 pictures a second a key that comes just behind another change waits
# for up to 17 ms, at 200 for 5; nothing is drawn where nothing changed.
os.environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")
os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")
os.environ.setdefault("TEXTUAL_FPS", "200")

ENDING_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def driver_class() -> "type[Driver] | None":
    """Return the driver that guards the keyboard.

    None lets Textual choose: where there is none, and where the environment names another.
    """
    if sys.platform == "win32" or "TEXTUAL_DRIVER" in os.environ:
        return None
    from gbdt_console.ui.terminal.linux_driver import GuardedDriver

    return GuardedDriver


def on_ending_signal(end: Callable[[], None], driver: "Driver | None") -> Callable[[], None]:
    """Call `end` in the running loop on SIGTERM, SIGINT or SIGHUP. Return what undoes this.

    Textual itself leaves the terminal in the alternate screen on SIGTERM. The handlers are not the loop's,
    because the loop may wait for a terminal that takes no output: `driver` gives up the terminal first.
    """
    loop = asyncio.get_running_loop()
    give_up: Callable[[], None] = getattr(driver, "give_up_soon", lambda: None)

    def begin(*_: object) -> None:
        give_up()
        loop.call_soon_threadsafe(end)

    before = {number: signal.signal(number, begin) for number in ENDING_SIGNALS}

    def undo() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    return undo
