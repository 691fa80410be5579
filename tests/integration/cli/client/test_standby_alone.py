"""Verbs on the PC that follows, while its engine is stopped: an entry more would part the journals."""

from pathlib import Path

import pytest

from gbdt_console.core.alarms.alarm import Severity
from gbdt_console.core.alarms.events import AlarmRaised
from gbdt_console.engine.hosting.two_machines import MACHINE
from gbdt_console.engine.standby.role_file import NotedPromise
from gbdt_console.journal.store import EventStore
from gbdt_console.journal.writer import JOURNAL_NAME
from tests.support.cli.station import Station

SECTION = "\nstandby:\n  machines: {may-1: 127.0.0.1, may-2: 127.0.0.2}\n  password: env:GBDT_STANDBY\n"


@pytest.fixture
def station(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Station:
    monkeypatch.setenv("GBDT_STANDBY", "a-long-secret")
    station = Station(tmp_path)
    station.config.write_text(station.config.read_text("utf-8") + SECTION, "utf-8")
    station.record(AlarmRaised(1, "sapa", "site.lost", Severity.MAJOR, "sapa", 1.0, 1.0))
    return station


def entries(station: Station) -> int:
    with EventStore.view(station.state / JOURNAL_NAME) as store:
        return store.head.seq


@pytest.mark.parametrize("verb", [("machine", "accept", "--yes"), ("handover", "sign", "--note", "x")])
def test_a_journal_of_the_other_pc_takes_no_entry_here(
    station: Station, monkeypatch: pytest.MonkeyPatch, verb: tuple[str, ...]
) -> None:
    monkeypatch.setenv(MACHINE, "may-2")
    before = entries(station)
    refused = station.run(*verb)
    assert refused.exit_code == 4
    assert "standby PC" in refused.output
    assert entries(station) == before


@pytest.mark.outcome("not recorded")
@pytest.mark.parametrize("line", ["recorded: two_machines", "takeover: automatic"])
def test_where_the_engine_alone_knows_what_counts_the_pc_that_commands_records_nothing_without_it(
    station: Station, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    monkeypatch.setenv(MACHINE, "may-1")
    of_three = SECTION + f"  witness: {{may-3: 127.0.0.3}}\n  {line}\n"
    station.config.write_text(station.config.read_text("utf-8").replace(SECTION, of_three), "utf-8")
    before = entries(station)
    refused = station.run("handover", "sign", "--note", "x")
    assert refused.exit_code == 4
    assert "the service must run" in refused.output
    assert entries(station) == before


@pytest.mark.outcome("not recorded")
def test_where_the_other_pc_may_still_go_by_what_this_one_promised_nothing_is_recorded_without_the_engine(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`takeover: automatic` was taken out while the service is stopped: the other one may take over."""
    monkeypatch.setenv(MACHINE, "may-1")
    NotedPromise(station.state).give(0)
    before = entries(station)
    refused = station.run("handover", "sign", "--note", "x")
    assert refused.exit_code == 4
    assert "the service must run" in refused.output
    assert entries(station) == before


def test_the_pc_that_commands_records_without_an_engine_as_ever(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(MACHINE, "may-1")
    before = entries(station)
    station.do("handover", "sign", "--note", "x")
    assert entries(station) == before + 1
