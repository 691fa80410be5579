"""The way over every screen there is, by keys, each with a sign that it has come."""

from collections.abc import Iterator
from dataclasses import dataclass

from gbdt_console.screens.help import HelpScreen
from gbdt_console.screens.palette import PaletteScreen
from gbdt_console.screens.quit import QuitScreen
from gbdt_console.screens.site import SiteScreen
from gbdt_console.screens.small import TooSmallScreen
from gbdt_console.screens.wall import WallScreen
from tests.support.pty_terminal import Terminal

SMALL = (60, 20)
WALL, SITE = "Enter xem điểm cầu", "LIÊN HỆ"


@dataclass(frozen=True, slots=True)
class Stop:
    """`keys` open the screen and `sign` is then on it, in Vietnamese; Esc leads back."""

    screen: type
    keys: str
    sign: str


STOPS = (
    Stop(HelpScreen, "?", "PHÍM"),
    Stop(PaletteScreen, "\x10", "Gõ tên lệnh"),
    Stop(PaletteScreen, "/", "Gõ tên điểm"),
    Stop(PaletteScreen, "/zq", "không tìm thấy"),
    Stop(QuitScreen, "q", "Thoát màn hình giám sát?"),
)
PLACES = {WallScreen, SiteScreen, TooSmallScreen, *(stop.screen for stop in STOPS)}


def visit(terminal: Terminal) -> Iterator[str]:
    """What stands on each screen in turn; begins and ends on the wall."""
    terminal.wait_for(WALL)
    size = terminal.columns, terminal.lines
    for home, keys in ((WALL, ""), (SITE, "\r")):
        terminal.press(keys, home)
        terminal.settle()
        yield terminal.text()
        for stop in STOPS:
            if home == SITE and stop.keys.startswith("/"):
                continue
            terminal.press(stop.keys, stop.sign)
            yield terminal.text()
            terminal.child.send("\x1b")
            terminal.wait_until(lambda sign=stop.sign: sign not in terminal.text(), "the end of a dialog")
    terminal.resize(*SMALL)
    terminal.wait_for("Cửa sổ quá nhỏ")
    yield terminal.text()
    terminal.resize(*size)
    terminal.wait_for(SITE)
    terminal.press("\x1b", WALL)
