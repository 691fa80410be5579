"""A real engine is killed and started again under a real console: it says so, and comes back by itself."""

import signal
from pathlib import Path

from tests.support.engine.collecting import collecting
from tests.support.journal.reader import read_journal
from tests.support.terminal.tmux_terminal import TmuxTerminal
from tests.support.wait import until

AWAY = "CONNECTION TO THE ENGINE LOST, reconnecting"
MINE = "you have control"


def says(screen: TmuxTerminal, this: str, not_that: str) -> bool:
    """Tell by one look, which may fall between two parts of a picture: look again."""
    text = screen.text()
    return this in text and not_that not in text


def test_a_console_outlives_its_engine_and_has_control_by_its_rules_again(tmp_path: Path) -> None:
    with collecting(tmp_path) as engine:
        engine.start()
        screen = TmuxTerminal(tmp_path, engine.command("--lang", "en"), (100, 30))
        try:
            until(lambda: says(screen, MINE, AWAY), "the console has control", 60)
            engine.end(signal.SIGKILL)
            until(lambda: says(screen, AWAY, MINE), "the console says that its engine is gone", 60)
            engine.start()
            until(lambda: says(screen, MINE, AWAY), "the console is attached again", 60)
            assert engine.end(signal.SIGTERM) == 0
        finally:
            screen.close()
    entries = read_journal(engine.state / "journal.sqlite", tmp_path / "copy")
    taken = [data["client"] for _, kind, data in entries if kind == "control.taken"]
    assert len(set(taken)) == len(taken) == 2
