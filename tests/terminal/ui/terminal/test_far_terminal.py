"""The console behind a slow line and behind tmux: keys mean what was pressed, the wall comes back whole."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from gbdt_console.ui.terminal.escape_timing import EscapeParser
from tests.support.screens.scripted_port import NAMES
from tests.support.terminal.pty_terminal import SHOW_WALL, Terminal

TWO_COLUMNS = (100, 60)
"""A size at which the wall shows sixty sites in two columns of lines."""
LATE_S, CUT_S = "0.05", "0.02"
RIGHT, LEFT, DOWN, HOME, ESC = "\x1b[C", "\x1b[D", "\x1b[B", "\x1b[H", "\x1b"
WALL, SITE, QUIT = "Enter xem", "LIÊN HỆ", "Thoát màn hình giám sát?"


@contextmanager
def far(cut_s: str = "0", environment: Mapping[str, str] | None = None) -> Iterator[Terminal]:
    """A console whose keys and pictures come late."""
    program = (sys.executable, "-m", "tests.support.terminal.far_line", LATE_S, cut_s, *SHOW_WALL)
    terminal = Terminal("--still", "60", program=program, size=TWO_COLUMNS, environment=environment)
    try:
        terminal.wait_for("60/60 bình thường", WALL)
        yield terminal
    finally:
        terminal.close()


@pytest.fixture(scope="module")
def late() -> Iterator[Terminal]:
    with far() as terminal:
        yield terminal


@pytest.mark.parametrize(
    ("keys", "sign"),
    [
        ("33\r", "── 33 Sở TT&TT"),
        (f"5{ESC}33\r", "── 33 Sở TT&TT"),
        (f"5{ESC}\r", "── 1 VP UBND tỉnh"),
        (f"7\r{ESC}33\r", "── 33 Sở TT&TT"),
        (f"7\r{RIGHT}{RIGHT}", "── 9 Si Ma Cai"),
        (f"7\r{RIGHT}{ESC}{DOWN}\r", "── 10 Văn Bàn"),
        (RIGHT * 4 + DOWN + LEFT + "\r", "── 6 Bắc Hà"),
        (f"5{ESC}[200~9\r{ESC}[201~\r", "── 5 Bảo Yên"),
    ],
    ids=ascii,
)
def test_keys_that_come_at_once_mean_what_was_pressed(late: Terminal, keys: str, sign: str) -> None:
    late.press(HOME, "▸ 1 ")
    late.press(keys, sign, SITE)
    late.press(ESC, WALL)


def test_esc_and_a_letter_at_once_are_two_keys(late: Terminal) -> None:
    late.press("4", "số 4")
    late.press(ESC + "q", QUIT)
    late.wait_until(lambda: "số 4" not in late.text(), "the end of the number")
    late.child.send(ESC)
    late.wait_until(lambda: QUIT not in late.text(), "the end of the question")


def test_a_letter_behind_the_key_that_opens_a_field_belongs_into_it(late: Terminal) -> None:
    for opens in ("/", "\x10"):
        late.press(opens + "l", "┏")
        late.wait_until(lambda: "Gõ tên" not in late.text(), "the letter")
        late.child.send(ESC)
        late.wait_until(lambda: "┃" not in late.text(), "the end of the field")
        assert "bạn đang điều khiển" not in late.text()


def test_an_arrow_cut_in_two_is_an_arrow() -> None:
    with far(CUT_S, {"ESCDELAY": "5000"}) as terminal:  # a busy machine takes longer than the usual 100 ms
        for number in range(2, 8):
            terminal.press(RIGHT, f"▸{number:2} ")
        terminal.press("5", "số 5")
        terminal.press(RIGHT, "▸ 8 ", "số 5")
        terminal.press("\r", "── 5 Bảo Yên")


@pytest.mark.parametrize("rest", ["[C", "OQ", "[15~", "[1;2C"])
def test_the_rest_of_a_sequence_that_came_much_later_is_no_letters(rest: str) -> None:
    parser = EscapeParser()
    first = list(parser.feed(ESC))
    parser._timeout_time = 0.0
    first += parser.tick()
    assert [event.key for event in first] == ["escape"]
    assert [event.key for event in parser.feed(rest + "5")] == ["5"]
    assert [event.key for event in parser.feed("[5")] == ["left_square_bracket", "5"]


class Multiplexer:
    """tmux with a server of its own."""

    def __init__(self, folder: Path) -> None:
        (folder / "tmux.conf").write_text("set -g status off\n")
        self._begin = ("tmux", "-S", str(folder / "tmux"), "-f", str(folder / "tmux.conf"))

    def attach(self, *command: str, size: tuple[int, int]) -> Terminal:
        return Terminal(*command, program=self._begin, size=size)

    def __call__(self, *command: str) -> str:
        done = subprocess.run((*self._begin, *command), capture_output=True, text=True, check=True)
        return done.stdout.strip()


def test_a_tmux_session_comes_back_whole_and_current_at_another_size(tmp_path: Path) -> None:
    tmux = Multiplexer(tmp_path)
    first = tmux.attach("new-session", *SHOW_WALL, "11", "11/faults", size=(100, 30))
    try:
        first.wait_for("11/11 bình thường", WALL)
        console = int(tmux("display-message", "-p", "#{pane_pid}"))
        tmux("detach-client")
        first.wait_for_end()
        os.kill(console, signal.SIGUSR1)
        for size in ((120, 40), (80, 24)):
            again = tmux.attach("attach-session", size=size)
            again.wait_for("5/11 bình thường", "MẤT KẾT NỐI", WALL if size[0] > 80 else "F1 menu")
            again.wait_for(*(f" {number} {name} " for number, name in enumerate(NAMES, start=1)))
            again.wait_until(lambda seen=again: "màn hình đứng" not in seen.text(), "a moving screen")
            tmux("detach-client")
            again.wait_for_end()
    finally:
        tmux("kill-server")
        first.close()
