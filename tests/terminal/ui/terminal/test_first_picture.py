"""What a terminal shows from the command to the wall, and the keys that are typed meanwhile."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from gbdt_console.ui.view import View
from tests.support.terminal.province_operator import ProvinceOperator
from tests.support.terminal.pty_terminal import Terminal

SLOW = (sys.executable, "-m", "tests.support.terminal.slow_start")
PROGRAM = Path(sys.executable).parent / "gbdt-console"
OTHER_SCREEN, OWN_SCREEN = b"\x1b[?1049h", b"\x1b[?1049l"
OPENING = "đang mở · 11 điểm"


@contextmanager
def slow(folder: Path) -> Iterator[ProvinceOperator]:
    """A console whose engine starts once the folder has a file 'go'."""
    operator = ProvinceOperator(folder, (100, 30), SLOW)
    try:
        operator.terminal.wait_for("gbdt-console", OPENING)
        yield operator
    finally:
        operator.close()


def test_keys_over_the_first_picture_are_kept(tmp_path: Path) -> None:
    with slow(tmp_path) as operator:
        type_over_first_picture(operator, tmp_path, "5\r")
        operator.terminal.wait_for("── 5 Bảo Yên")
        operator.terminal.wait_until(lambda: OPENING not in operator.text(), "the end of the first picture")
        assert operator.terminal.raw.count(OTHER_SCREEN) == 1, "a second time would erase the picture"


def test_a_key_over_the_first_picture_acts_on_no_device_and_takes_the_burst_along(tmp_path: Path) -> None:
    with slow(tmp_path) as operator:
        type_over_first_picture(operator, tmp_path, "5 \r")
        operator.terminal.wait_until(lambda: OPENING not in operator.text(), "the wall")
        operator.terminal.settle()
        assert "── 5 Bảo Yên" not in operator.text()
        now = operator.snapshot()
        on_air = View(now, now.at_s).conference.on_air
        assert on_air is None or on_air.site_id != "bao-yen"


def type_over_first_picture(operator: ProvinceOperator, folder: Path, keys: str) -> None:
    """Type once the clock was seen to go, then let the engine start."""
    clock = operator.text().splitlines()[0].split()[-1]
    operator.terminal.wait_until(lambda: clock not in operator.text(), "the next second")
    operator.terminal.child.send(keys)
    operator.terminal.settle()
    (folder / "go").touch()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_over_the_first_picture_restores_the_screen(tmp_path: Path, number: signal.Signals) -> None:
    with slow(tmp_path) as operator:
        os.kill(operator.terminal.child.pid, number)
        operator.terminal.wait_for_end()
        assert OWN_SCREEN in operator.terminal.raw


def test_a_wrong_configuration_is_told_on_the_terminal_s_own_screen(tmp_path: Path) -> None:
    config = tmp_path / "sites.yaml"
    config.write_text("network: {language: en}\nsites: [1, 2, 3]\n")
    program = (str(PROGRAM), "--config", str(config), "--state-dir", str(tmp_path / "state"))
    terminal = Terminal(program=program)
    try:
        terminal.wait_for_end()
        drawn, _, told = terminal.raw.partition(OWN_SCREEN)
        assert OTHER_SCREEN in drawn
        assert "opening · 3 sites".encode() in drawn
        assert b"sites.yaml:2:" in told
        assert b"sites.yaml:2:" not in drawn
    finally:
        terminal.close()
