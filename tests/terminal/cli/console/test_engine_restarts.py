"""A real engine is killed and started again under a real console: it says so, and comes back by itself."""

import signal
from pathlib import Path

from tests.support.engine.collecting import collecting
from tests.support.journal.reader import read_journal
from tests.support.terminal.tmux_terminal import TmuxTerminal
from tests.support.wait import until

AWAY = "CONNECTION TO THE ENGINE LOST, reconnecting"
MINE = "you have control"


def test_a_console_outlives_its_engine_and_has_control_by_its_rules_again(tmp_path: Path) -> None:
    with collecting(tmp_path) as engine:
        engine.start()
        screen = TmuxTerminal(tmp_path, engine.command("--lang", "en"), (100, 30))
        try:
            until(lambda: MINE in screen.text(), "the console has control", 60)
            engine.end(signal.SIGKILL)
            until(lambda: AWAY in screen.text(), "the console says that its engine is gone", 60)
            assert MINE not in screen.text()
            engine.start()
            until(lambda: MINE in screen.text(), "the console is attached again", 60)
            assert AWAY not in screen.text()
            assert engine.end(signal.SIGTERM) == 0
        finally:
            screen.close()
    entries = read_journal(engine.state / "journal.sqlite", tmp_path / "copy")
    taken = [data["client"] for _, kind, data in entries if kind == "control.taken"]
    assert len(set(taken)) == len(taken) == 2
