"""Commands recorded one after the other without an engine: each sees what the one before it recorded."""

from pathlib import Path

from gbdt_console.compose import load
from gbdt_console.core.alarms.alarm import Severity
from gbdt_console.core.alarms.commands import AcknowledgeAlarm
from gbdt_console.core.alarms.events import AlarmRaised
from gbdt_console.core.requests import Stage
from gbdt_console.engine.hosting.open_records import records_of
from gbdt_console.engine.hosting.record_alone import record_alone
from gbdt_console.engine.hosting.state_directory import StateDirectory
from tests.support.cli.station import SECRETS, Station


def test_a_second_acknowledgement_of_the_same_alarm_is_refused(tmp_path: Path) -> None:
    station = Station(tmp_path)
    station.record(AlarmRaised(1, "sapa", "site.lost", Severity.MAJOR, "sapa", 1.0, 1.0))
    command = AcknowledgeAlarm(1, Severity.MAJOR)
    with records_of(StateDirectory(station.state)) as records:
        network = load(station.config, SECRETS)
        last = [record_alone(command, network, records, "tty", name) for name in ("r1", "r2")]
    assert [(step.stage, step.code) for step in last] == [
        (Stage.RECORDED, ""),
        (Stage.FAILED, "alarm.already-acknowledged"),
    ]
