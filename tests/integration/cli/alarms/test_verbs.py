"""`alarms`, `ack`, `shelve`, `maintenance` and `silence`, over an engine and over the journal alone."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gbdt_console.core.alarms.alarm import AlarmState, Severity
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.alarms.events import AlarmCleared, AlarmRaised
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.evidence import Evidence
from gbdt_console.settings.shipped import shipped_example
from tests.support.cli.station import Station
from tests.support.places import DOCS

DOCUMENTED = (DOCS / "alarms-json.md").read_text()
MINUTE_S = 60.0


def raised(
    number: int,
    kind: str = AlarmType.SITE_LOST,
    resource: str = "sa-pa",
    *,
    severity: Severity = Severity.MAJOR,
    site: str = "sa-pa",
    ago_s: float = 300.0,
    cause: str = "",
    parent: int = 0,
) -> AlarmRaised:
    at_utc = SystemClock().utc() - ago_s
    evidence = (Evidence("line.silent", at_utc),) if cause else ()
    return AlarmRaised(
        number,
        resource,
        kind,
        severity,
        site,
        at_utc,
        at_utc,
        cause,
        "medium" if cause else "",
        evidence,
        parent=parent,
    )


def cleared(number: int, resource: str = "sa-pa", ago_s: float = 120.0) -> AlarmCleared:
    return AlarmCleared(number, resource, SystemClock().utc() - ago_s, 180.0)


def a_returned_one(station: Station) -> None:
    """Alarm 1: over, and nobody looked, so a running engine leaves it as it is."""
    station.record(raised(1, cause="line-or-router"), cleared(1))


def alarms(station: Station) -> list[dict[str, Any]]:
    result = station.run("alarms", "--json")
    assert result.exit_code == 0, result.stderr
    found: list[dict[str, Any]] = json.loads(result.stdout)["alarms"]
    return found


def state(station: Station, number: int) -> str:
    return str(next(a["state"] for a in alarms(station) if a["number"] == number))


def test_the_journal_alone_tells_what_is_open_and_that_it_is_the_journal(station: Station) -> None:
    station.record(
        raised(1, cause="line-or-router"),
        raised(2, AlarmType.TEMPERATURE, "bac-ha.probe", severity=Severity.WARNING, site="bac-ha"),
        raised(3, resource="bac-ha", site="bac-ha", severity=Severity.CRITICAL),
    )
    result = station.run("alarms")
    assert result.exit_code == 0
    assert "No engine runs" in result.stderr
    lines = result.stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["3", "1", "2"]
    assert "critical" in lines[0]
    assert "6 Bắc Hà: lost" in lines[0]
    assert "8 Sa Pa: lost" in lines[1]
    assert re.search(r"0?5:\d\d", lines[1])
    assert "cause: " in lines[1]
    assert "?" in lines[1]
    assert "6 Bắc Hà · room probe: temperature out of limits" in lines[2]


def test_with_an_engine_nothing_is_said_of_the_journal(station: Station) -> None:
    a_returned_one(station)
    with station.engine():
        result = station.run("alarms")
        assert result.stderr == ""
        assert "8 Sa Pa: lost" in result.stdout
        assert "cleared, unacknowledged" in result.stdout
        known = json.loads(station.run("alarms", "--json").stdout)
    assert known["is_live"] is True
    raised_since = [alarm["number"] for alarm in known["alarms"] if alarm["number"] > 1]
    assert known["load"]["raised_10min"] == len(raised_since), "the one of before is no load of today"


def test_what_waits_for_nobody_is_counted_and_shown_on_request(station: Station) -> None:
    station.record(
        raised(1, AlarmType.UPSTREAM_LOST, "upstream.vnpt-lao-cai", site=""),
        raised(2, parent=1),
        raised(3, resource="bac-ha", site="bac-ha"),
    )
    assert station.run("shelve", "3", "--reason", "chờ thợ").exit_code == 0
    brief = station.run("alarms")
    assert [line.split()[0] for line in brief.stdout.splitlines()] == ["1", "2"]
    assert "--all" in brief.stdout
    whole = station.run("alarms", "--all").stdout
    assert len(whole.splitlines()) == 3
    assert "Nút VNPT TP. Lào Cai" in whole
    assert "under alarm 1" in whole
    assert "chờ thợ" in whole


def test_no_alarm_is_said_and_without_any_record_there_was_no_engine(station: Station) -> None:
    assert station.run("alarms").exit_code == 3
    station.record(raised(1), cleared(1))
    assert station.run("ack", "1").exit_code == 0
    result = station.run("alarms")
    assert (result.exit_code, result.stdout) == (0, "No open alarms.\n")


def test_the_json_has_the_documented_fields_and_no_other(station: Station) -> None:
    a_returned_one(station)
    plan = ("maintenance", "plan", "8", "--until", "2099-01-01 00:00", "--reason", "thay UPS")
    assert station.run(*plan).exit_code == 4, "too far away"
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).strftime("%Y-%m-%d %H:%M")
    assert station.run("maintenance", "plan", "8", "--until", tomorrow, "--reason", "thay UPS").exit_code == 0
    with station.engine():
        live = json.loads(station.run("alarms", "--json").stdout)
    first = next(alarm for alarm in live["alarms"] if alarm["number"] == 1)
    for fields in (live, first, first["evidence"][0], live["maintenance"][0], live["load"]):
        for field in fields:
            assert f"`{field}`" in DOCUMENTED or f"`{field}[]`" in DOCUMENTED, field
    assert live["form"] == 1
    assert (first["type"], first["site"], first["severity"]) == ("site.lost", "sa-pa", "major")
    assert first["since"].endswith("Z")
    assert (first["cause"], first["confidence"]) == ("line-or-router", "medium")
    for value in (*Severity, *(s for s in AlarmState if s is not AlarmState.NORMAL)):
        assert f"`{value}`" in DOCUMENTED, value


def test_ack_says_what_it_acknowledges_and_the_running_engine_records_it(station: Station) -> None:
    a_returned_one(station)
    with station.engine():
        result = station.run("ack", "1")
        assert result.exit_code == 0, result.stderr
        assert result.stdout.splitlines() == ["1  major  8 Sa Pa: lost", "requested", "recorded"]
        assert alarms(station) == []
    assert alarms(station) == []


def test_ended_alarms_are_acknowledged_together_and_live_ones_stay(station: Station) -> None:
    live = raised(3, resource="bac-ha", site="bac-ha")
    station.record(raised(1), cleared(1), raised(2, AlarmType.CODEC_LOST), live)
    assert station.run("ack", "--ended", "1").exit_code == 2
    assert station.run("ack").exit_code == 2
    assert station.run("ack", "--ended").exit_code == 0
    assert sorted(alarm["number"] for alarm in alarms(station)) == [2, 3]
    assert station.run("ack", "--ended").exit_code == 4


def test_ack_without_an_engine_is_in_the_journal_for_the_next_engine(station: Station) -> None:
    station.record(raised(1), raised(2, resource="bac-ha", site="bac-ha", severity=Severity.MINOR))
    result = station.run("ack", "2", "1", "2")
    assert result.exit_code == 0, result.stderr
    assert [line.split()[0] for line in result.stdout.splitlines()] == ["2", "recorded", "1", "recorded"]
    found = {a["number"]: a for a in alarms(station)}
    assert {number: a["state"] for number, a in found.items()} == {1: "acknowledged", 2: "acknowledged"}
    assert found[2]["acknowledged_severity"] == "minor"
    assert found[1]["acknowledged_by"]
    again = station.run("ack", "1")
    assert again.exit_code == 4
    assert "already" in again.stderr
    assert station.run("verify").exit_code == 0


def test_a_number_that_is_not_open_stops_the_whole_slip(station: Station) -> None:
    station.record(raised(1))
    result = station.run("ack", "1", "99")
    assert result.exit_code == 4
    assert "99" in result.stderr
    assert state(station, 1) == "unacknowledged"


@pytest.mark.parametrize("is_live", [False, True])
def test_a_shelf_has_a_reason_and_an_end_and_can_be_taken_back(is_live: bool, station: Station) -> None:
    a_returned_one(station)

    def walk() -> None:
        before_utc = SystemClock().utc()
        assert station.run("shelve", "1", "--reason", "chờ thợ", "--for", "1h30m").exit_code == 0
        (shelved,) = alarms(station)
        assert (shelved["state"], shelved["shelf_reason"]) == ("shelved", "chờ thợ")
        until_utc = datetime.fromisoformat(shelved["shelved_until"]).timestamp()
        assert before_utc <= until_utc - 90 * MINUTE_S <= SystemClock().utc()
        assert station.run("unshelve", "1").exit_code == 0
        assert state(station, 1) == "returned"
        assert station.run("unshelve", "1").exit_code == 4

    if is_live:
        with station.engine():
            walk()
    else:
        walk()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("shelve", "1"), 2),
        (("shelve", "1", "--reason", "x", "--for", "soon"), 2),
        (("shelve", "1", "--reason", "x", "--for", "9h"), 4),
        (("shelve", "1", "--reason", "x", "--for", "0m"), 4),
        (("shelve", "1", "--reason", " "), 4),
        (("ack",), 2),
        (("ack", "one"), 2),
        (("maintenance", "plan", "8", "--until", "25:99", "--reason", "x"), 2),
        (("maintenance", "plan", "77", "--until", "14:50", "--reason", "x"), 4),
        (("maintenance", "end", "none"), 4),
        (("silence",), 3),
    ],
)
def test_a_slip_is_refused_with_its_exit_code_and_changes_nothing(
    words: tuple[str, ...], code: int, station: Station
) -> None:
    station.record(raised(1))
    result = station.run(*words)
    assert result.exit_code == code, result.output
    assert result.stderr
    assert state(station, 1) == "unacknowledged"


def test_maintenance_is_planned_listed_and_ended(station: Station) -> None:
    with station.engine():
        reason = ("--reason", "thay ắc quy")
        planned = station.run("maintenance", "plan", "sa-pa.ups", "--until", "+60", *reason)
        assert planned.exit_code == 0, planned.stderr
        later = station.run(
            "maintenance", "plan", "6", "--from", "+600", "--until", "+660", "--reason", "kéo cáp"
        )
        assert later.exit_code == 0, later.stderr
        lines = station.run("maintenance", "list").stdout.splitlines()
        assert len(lines) == 2
        assert "8 Sa Pa · UPS: thay ắc quy" in lines[0]
        assert "6 Bắc Hà: kéo cáp" in lines[1]
        assert station.run("maintenance", "end", lines[1].split()[0]).exit_code == 0
        assert len(station.run("maintenance", "list").stdout.splitlines()) == 1
    listed = station.run("maintenance", "list")
    assert listed.exit_code == 0
    assert "thay ắc quy" in listed.stdout
    assert "No engine runs" in listed.stderr


def test_silence_is_recorded_and_acknowledges_nothing(station: Station) -> None:
    a_returned_one(station)
    with station.engine():
        assert station.run("silence").exit_code == 0
        assert state(station, 1) == "returned"


def test_whoever_is_no_operator_acknowledges_nothing(station: Station) -> None:
    a_returned_one(station)
    station.config.write_text(shipped_example("sites.yaml"))
    assert station.run("ack", "1").exit_code == 4
    with station.engine():
        assert station.run("ack", "1").exit_code == 4
        assert state(station, 1) == "returned"


def test_a_damaged_journal_is_not_read_as_no_alarm(station: Station) -> None:
    station.record(raised(1))
    path = station.state / "journal.sqlite"
    path.write_bytes(path.read_bytes().replace(b'"sa-pa"', b'"sa-qa"'))
    result = station.run("alarms")
    assert result.exit_code == 4
    assert "verify" in result.stderr


@pytest.mark.parametrize("is_live", [False, True])
def test_alarms_are_printed_in_the_file_s_language_unless_asked_otherwise(
    is_live: bool, station: Station
) -> None:
    station.config.write_text(station.config.read_text().replace("language: vi ", "language: en ", 1))
    a_returned_one(station)

    def look() -> None:
        assert "8 Sa Pa: lost" in station.run("alarms", lang="").stdout
        assert "8 Sa Pa: mất kết nối" in station.run("alarms", lang="vi").stdout

    if is_live:
        with station.engine():
            look()
    else:
        look()


def test_a_look_needs_no_right_configuration(station: Station) -> None:
    station.record(raised(1))
    station.config.write_text("version: 2\n")
    result = station.run("alarms")
    assert result.exit_code == 0
    assert "sa-pa: lost" in result.stdout
