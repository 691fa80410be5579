"""Commands recorded one after the other without an engine: each sees what the one before it recorded."""

import time
from dataclasses import replace
from pathlib import Path

from gbdt_console.compose import load
from gbdt_console.core.alarms.alarm import Severity
from gbdt_console.core.alarms.commands import AcknowledgeAlarm
from gbdt_console.core.alarms.events import AlarmRaised
from gbdt_console.core.commands import StartMeeting
from gbdt_console.core.meetings.held import MeetingsHeld
from gbdt_console.core.requests import Stage
from gbdt_console.core.sites import Hosted
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


def test_a_conference_that_others_host_needs_no_engine_for_a_record(tmp_path: Path) -> None:
    station = Station(tmp_path)
    network = load(station.config, SECRETS)
    network = replace(
        network, centre=replace(network.centre, mcu=None, hosted=Hosted("VNPT Meeting", "8000"))
    )
    now = time.time()
    command = StartMeeting("Giao ban", network.sites[0].id, now, now + 3_600)
    with records_of(StateDirectory(station.state)) as records:
        assert record_alone(command, network, records, "tty", "r1").stage is Stage.RECORDED
        meeting = records.ledger()[MeetingsHeld].running
    assert meeting is not None
    assert meeting.hosted == "VNPT Meeting"
