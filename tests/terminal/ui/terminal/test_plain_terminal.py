"""Terminals that can do little: ASCII alone (`--ascii`), and no colour (NO_COLOR)."""

import importlib
import pkgutil
import re
import signal
import unicodedata

from textual.screen import Screen

import gbdt_console.screens
from gbdt_console.screens.dialogs.dialog import Dialog
from gbdt_console.screens.list_screen import ListScreen
from gbdt_console.screens.live import LiveScreen
from gbdt_console.screens.numbered import NumberedScreen
from gbdt_console.screens.setup.setup_screen import SetupScreen
from tests.support.screens.visit import PLACES, visit
from tests.support.terminal.pty_terminal import Terminal

SGR = re.compile(r"\x1b\[([0-9;:]*)m")
COLOURS = {*range(30, 39), *range(40, 49), *range(90, 98), *range(100, 108)}


def is_plain(char: str) -> bool:
    """ASCII, or a letter of a Vietnamese word."""
    return char.isascii() or unicodedata.name(char).startswith("LATIN ")


def test_every_screen_is_on_the_way() -> None:
    folder = gbdt_console.screens
    modules = [
        importlib.import_module(found.name)
        for found in pkgutil.walk_packages(folder.__path__, f"{folder.__name__}.")
    ]
    kinds = {
        kind
        for module in modules
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, Screen) and kind.__module__ == module.__name__
    }
    bases, of_another_app = {LiveScreen, ListScreen, NumberedScreen, Dialog}, {SetupScreen}
    assert kinds - bases - of_another_app == PLACES


def test_all_that_ascii_draws_is_ascii_or_a_letter() -> None:
    networks = ("60/faults", "11/faults", "220/faults", "1000/faults")
    terminal = Terminal("--still", "--ascii", "--conference", "alien", *networks, size=(80, 24))
    try:
        list(visit(terminal))
        for network in ("+ 11 Sở TT&TT -", "117", "701-800 VNPT"):
            terminal.child.kill(signal.SIGUSR1)
            terminal.wait_for(network)
        assert {char for char in terminal.raw.decode() if not is_plain(char)} == set()
    finally:
        terminal.close()


def test_without_colour_every_state_is_still_told_apart() -> None:
    arguments = ("--still", "--conference", "alien", "11/faults")
    terminal = Terminal(*arguments, environment={"NO_COLOR": "1"})
    try:
        list(visit(terminal))
        codes = re.findall(r"\d+", " ".join(SGR.findall(terminal.raw.decode())))
        assert not set(map(int, codes)) & COLOURS
        terminal.settle()
        marks = re.findall(r"│ (\S\S?) (?:MẤT|nghi|kém|không rõ|thiết bị)", terminal.text())
        assert len(set(marks)) == 5
        assert "┃ lên hình" in terminal.text(), "a normal site has no mark"
    finally:
        terminal.close()


def test_without_colour_the_cursor_and_the_worst_stand_out() -> None:
    terminal = Terminal("--still", "11/faults", environment={"NO_COLOR": "1"})
    try:
        terminal.wait_for("MẤT KẾT NỐI")
        terminal.settle()
        reversed_ = {
            "".join(cell.data for cell in row.values() if cell.reverse).strip()
            for row in terminal.screen.buffer.values()
        }
        assert any("1 VP UBND tỉnh" in text for text in reversed_)
        assert any("MẤT KẾT NỐI" in text for text in reversed_)
        assert not any("kém" in text for text in reversed_)
    finally:
        terminal.close()
