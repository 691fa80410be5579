"""What the tests of verbs share."""

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import NoReturn

import pytest

from gbdt_console.cli.client import run_command, without_engine
from tests.support.cli.station import Station


@pytest.fixture(autouse=True)
def _disk_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare verbs the child process that waits for a disk: to fork the tests costs more than a verb does.

    What it is for is held by tests/integration/journal, with verbs in processes of their own.
    """
    monkeypatch.setattr(run_command, "in_child", _in_this_process)
    monkeypatch.setattr(without_engine, "in_child", _in_this_process)
    monkeypatch.setattr(without_engine, "leave_at_once", _leave)


def _in_this_process(work: Callable[[], int], stuck_beats: int = 0) -> int:
    try:
        return work()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1


def _leave(exit_code: int) -> NoReturn:
    raise SystemExit(exit_code)


@pytest.fixture
def station(tmp_path: Path) -> Station:
    return Station(tmp_path)


@pytest.fixture(params=[False, True], ids=["journal", "engine"])
def desk(station: Station, request: pytest.FixtureRequest) -> Iterator[Station]:
    """A station whose verbs go to the journal, or to a running engine."""
    with station.engine() if request.param else nullcontext():
        yield station
