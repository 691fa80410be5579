"""A PC that was one of two, and whose sites.yaml no longer names the other one."""

from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

import pytest

from gbdt_console.cli.failures import Exit
from gbdt_console.compose import load
from gbdt_console.core.authority.machine import MachineAccepted, MachineBook
from gbdt_console.core.authority.withheld import Withheld
from gbdt_console.core.commands import StartMeeting
from gbdt_console.core.requests import Stage
from gbdt_console.core.standby.role import RoleTaken
from gbdt_console.engine.hosting import open_records
from gbdt_console.engine.hosting.open_records import records_of
from gbdt_console.engine.hosting.record_alone import record_alone
from gbdt_console.engine.hosting.state_directory import StateDirectory
from gbdt_console.engine.standby.role_file import NotedPromise, is_noted, note_role
from gbdt_console.journal.write_request import RecordingRefusedError, RecordingUnknownError
from gbdt_console.journal.writer import JournalWriter
from tests.support.cli.station import SECRETS, Station

TAKEN = RoleTaken("gbdt-2", "gbdt-1", "Trực ca", 1, 7, "0" * 64)


def promised(state: Path) -> None:
    NotedPromise(state).give(0)


def noted(state: Path) -> None:
    note_role(state, TAKEN)


@pytest.mark.parametrize("trace", [promised, noted])
def test_it_waits_once_for_a_signature(trace: Callable[[Path], None], tmp_path: Path) -> None:
    station = Station(tmp_path)
    state = StateDirectory(station.state)
    with records_of(state) as records:
        here = state.machine
        records.record(MachineAccepted(here.id, here.journal)).result(10)
    trace(state.path)
    with records_of(state) as records:
        assert records.ledger()[MachineBook].withheld(here) is Withheld.OTHER_MACHINE
        begun = StartMeeting("Giao ban", "sa-pa", 1.0, 2.0)
        network = load(station.config, SECRETS)
        last = record_alone(begun, network, records, "tty", "r1", machine=here)
        assert (last.stage, last.code) == (Stage.FAILED, "control.withheld.other-machine")
        records.record(MachineAccepted(here.id, here.journal, "Trực ca")).result(10)
    with records_of(state) as records:
        assert records.ledger()[MachineBook].withheld(here) is None


@pytest.mark.parametrize("trace", [promised, noted, None])
def test_without_an_engine_nothing_but_the_signature_is_recorded(
    trace: Callable[[Path], None] | None, tmp_path: Path
) -> None:
    station = Station(tmp_path)
    if trace is None:
        station.record(TAKEN)
    else:
        with station.engine():
            pass
        trace(station.state)
    start = ("meeting", "start", "Giao ban", "--chair", "1")
    for _ in range(2):
        refused = station.run(*start)
        assert refused.exit_code == Exit.FAILED
        assert "nobody signed yet" in refused.stderr
    station.do("machine", "accept", "--yes")
    station.do(*start)


def test_a_journal_that_tells_of_a_takeover_is_enough(tmp_path: Path) -> None:
    station = Station(tmp_path)
    station.record(TAKEN)
    state = StateDirectory(station.state)
    with records_of(state) as records:
        here = state.machine
        assert records.ledger()[MachineBook].withheld(here) is Withheld.OTHER_MACHINE


def test_a_pc_that_never_had_a_second_one_commands_as_ever(tmp_path: Path) -> None:
    state = StateDirectory(Station(tmp_path).state)
    with records_of(state) as records:
        assert records.ledger()[MachineBook].withheld(state.machine) is None


@pytest.mark.parametrize("error", [None, RecordingRefusedError(), RecordingUnknownError()])
def test_a_disk_that_takes_nothing_withholds_the_orders_and_not_the_wall(
    error: Exception | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> Future[None]:
        written = Future[None]()
        if error is not None:
            written.set_exception(error)
        return written

    state = StateDirectory(Station(tmp_path).state)
    with records_of(state):
        promised(state.path)
    with monkeypatch.context() as full:
        full.setattr(open_records, "RECORDED_WITHIN_S", 0.0)
        full.setattr(JournalWriter, "record", never)
        with records_of(state) as records:
            assert records.ledger()[MachineBook].withheld(state.machine) is Withheld.OTHER_MACHINE
    assert is_noted(state.path), "the next start writes it"
    with records_of(state) as records:
        assert records.ledger()[MachineBook].withheld(state.machine) is Withheld.OTHER_MACHINE
    assert not is_noted(state.path)
