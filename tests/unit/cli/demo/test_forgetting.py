"""A demonstration begins with nothing of the one before, also no host keys: its codecs make theirs anew."""

from pathlib import Path

import pytest

from gbdt_console.engine.hosting.open_records import forget_records
from gbdt_console.engine.hosting.state_directory import EngineLock, StateDirectory

FORGOTTEN = ("journal.sqlite", "journal.sqlite-wal", "samples.sqlite", "known_hosts")


@pytest.fixture
def state(tmp_path: Path) -> StateDirectory:
    for name in (*FORGOTTEN, "engine.log"):
        (tmp_path / name).write_text("of before")
    return StateDirectory(tmp_path)


def left(state: StateDirectory) -> set[str]:
    return {path.name for path in state.path.iterdir()} - {state.lock_path.name}


def test_records_and_host_keys_are_forgotten_and_nothing_else(state: StateDirectory) -> None:
    forget_records(state)
    assert left(state) == {"engine.log"}
    forget_records(state)


def test_nothing_is_forgotten_while_an_engine_uses_it(state: StateDirectory) -> None:
    with EngineLock(state):
        forget_records(state)
    assert left(state) == {*FORGOTTEN, "engine.log"}
