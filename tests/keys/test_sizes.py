"""Every size from the smallest on, changed while it runs: a whole wall, nothing behind its edges."""

import re

import pytest

from tests.support.screens.scripted_port import NAMES
from tests.support.terminal.pty_terminal import Terminal

pytestmark = pytest.mark.real

SIZES = ((80, 24), (100, 30), (120, 40), (200, 60), (300, 80), (80, 24))
SMALL = "Cửa sổ quá nhỏ: cần ít nhất 80 x 24"
HOME, DOWN = "\x1b[H", "\x1b[6~"


def whole(terminal: Terminal) -> None:
    """Header and key line stand where they belong, and nothing stands behind the edges."""
    terminal.wait_for("GBĐT LÀO CAI", "mất kết nối")
    terminal.wait_until(lambda: lines(terminal)[-1].endswith("F1 menu"), "the key line")
    terminal.wait_until(lambda: len(lines(terminal)[0]) == terminal.columns - 1, "the whole header")
    assert lines(terminal)[0].endswith(" 14:22:17")
    assert terminal.margin() == ""


def lines(terminal: Terminal) -> list[str]:
    return [line.rstrip() for line in terminal.text().splitlines()]


def reachable(terminal: Terminal, sites: int) -> None:
    """By pages from the first site to the last, each comes into sight; a dot tells its name when its number
    is typed."""
    terminal.press(HOME, " 1 VP UBND tỉnh ")
    terminal.settle()
    seen = terminal.text()
    while not lines(terminal)[-1].startswith(f" {sites} "):
        before = lines(terminal)[-1]
        terminal.child.send(DOWN)
        terminal.wait_until(lambda shown=before: lines(terminal)[-1] != shown, "the next page")
        terminal.settle()
        seen += terminal.text()
    unseen = set(range(1, sites + 1)) - set(map(int, re.findall(r"\d+", seen)))
    assert not unseen or (sites, terminal.columns) == (220, 80)
    for number in sorted(unseen)[:: max(1, len(unseen) // 3)]:
        terminal.press(str(number), f"số {number}")
        assert NAMES[(number - 1) % len(NAMES)] in lines(terminal)[-1]
        terminal.press_esc(f"số {number}")


@pytest.mark.parametrize("sites", [11, 60, 220])
def test_the_wall_is_whole_at_every_size(sites: int) -> None:
    terminal = Terminal("--still", f"{sites}/faults", size=SIZES[0])
    try:
        for size in SIZES:
            if size != (terminal.columns, terminal.lines):
                terminal.resize(*size)
            whole(terminal)
            reachable(terminal, sites)
        terminal.press(f"{sites}\r", "LIÊN HỆ")
        for small in ((79, 24), (80, 23)):
            terminal.resize(*small)
            terminal.wait_for(SMALL)
            terminal.resize(*SIZES[-1])
            whole(terminal)
        assert b"Traceback" not in terminal.raw
    finally:
        terminal.close()
