"""The metrics of a Snapshot, read by Prometheus' own parser."""

import re
from collections.abc import Mapping
from dataclasses import replace

import pytest
from prometheus_client import Metric

from gbdt_console.core.alarms.alarm import AlarmKey, AlarmState, Severity
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.clock_sync import ClockSync
from gbdt_console.core.meetings.meeting import Meeting
from gbdt_console.core.monitoring.blindness import Blindness
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.monitoring.pace import Slowed
from gbdt_console.core.notify.book import Message
from gbdt_console.core.snapshot import Recording
from gbdt_console.core.standby.view import Role, StandbyFault, StandbyView
from gbdt_console.exporters.metrics import snapshot_page
from tests.support.exporters.busy_page import ALARM, BUSY, families
from tests.support.places import DOCS
from tests.support.screens.scripted_port import later, make_snapshot

DOCUMENTED = (DOCS / "metrics.md").read_text()


def values(metric: Metric, **labels: str) -> list[float]:
    return [s.value for s in metric.samples if labels.items() <= s.labels.items()]


def value(found: Mapping[str, Metric], name: str, **labels: str) -> float:
    (only,) = values(found[f"gbdt_console_{name}"], **labels)
    return only


def test_names_and_types_keep_the_conventions() -> None:
    found = families(BUSY, done=1)
    for name, metric in found.items():
        assert re.fullmatch(r"gbdt_console_[a-z0-9_]+", name)
        assert name.endswith("_total") == (metric.type == "counter"), name
        assert metric.documentation.isascii()
        assert not re.search(r"_(ms|minutes|percent|milliseconds)$", name)
        labels = [tuple(sorted(sample.labels.items())) for sample in metric.samples]
        assert len(labels) == len(set(labels)), name


def test_every_metric_is_documented_and_every_documented_one_exists() -> None:
    assert set(families(BUSY, done=1)) == set(re.findall(r"`(gbdt_console_\w+)`", DOCUMENTED))


def test_lines_in_base_units_by_site() -> None:
    found = families(BUSY)
    assert value(found, "line_rtt_seconds", site="site1") == 0.010
    assert value(found, "line_rtt_seconds", site="site3") == 0.287
    assert value(found, "line_loss_ratio", site="site3") == 0.032
    assert value(found, "line_state", site="site2", state="down") == 1
    for number in range(1, 8):
        assert sum(values(found["gbdt_console_line_state"], site=f"site{number}")) == 1
    assert {s.labels["state"] for s in found["gbdt_console_line_state"].samples} == set(PointState)
    assert values(found["gbdt_console_line_rtt_seconds"], site="site2") == []


def test_devices_power_and_rooms() -> None:
    found = families(BUSY)
    assert value(found, "device_up", site="site1", device="codec", kind="codec") == 1
    assert value(found, "device_up", site="site2", device="codec", kind="codec") == 0
    assert value(found, "device_readable", site="site1", device="ups") == 1
    assert value(found, "device_readable", site="site5", device="ups") == 0
    assert value(found, "ups_on_battery", site="site4") == 1
    assert value(found, "ups_on_battery", site="site1") == 0
    assert value(found, "ups_battery_runtime_seconds", site="site4") == 42 * 60
    assert value(found, "ups_battery_charge_ratio", site="site1") == 0.88
    assert value(found, "room_temperature_celsius", site="site1") == 24.5
    assert value(found, "room_humidity_ratio", site="site1") == 0.61
    assert values(found["gbdt_console_ups_on_battery"], site="site5") == []


def test_what_is_too_old_is_left_out_and_the_age_is_told() -> None:
    stale = later(BUSY, 600.0, lambda site: replace(site, answered_s=BUSY.at_s))
    found = families(stale, stale.at_s + 7.5)
    assert value(found, "snapshot_age_seconds") == 7.5
    for name in ("line_rtt_seconds", "line_jitter_seconds", "ups_on_battery", "room_temperature_celsius"):
        assert f"gbdt_console_{name}" not in found


def test_alarms_by_severity_and_state_and_the_report_on_them() -> None:
    found = families(BUSY)
    assert value(found, "alarms", severity="critical", state="unacknowledged") == 1
    assert value(found, "alarms", severity="minor", state="suppressed") == 2
    assert value(found, "alarms", severity="major", state="unacknowledged") == 0
    assert len(found["gbdt_console_alarms"].samples) == len(Severity) * (len(AlarmState) - 1)
    assert value(found, "alarm_flood") == 1
    assert value(found, "alarm_flood_grouped") == 9
    assert value(found, "alarm_sounds_total") == 3
    assert value(found, "alarm_ringing") == 1
    assert value(found, "alarms_raised_10m") == 12
    assert value(found, "alarm_longest_unacknowledged_seconds") == 61


def test_the_console_itself() -> None:
    found = families(replace(BUSY, recording=Recording.REFUSING, blind=Blindness.ANCHORS), failed=2)
    assert value(found, "recording") == 0
    assert value(found, "blind", reason="anchors") == 1
    assert value(found, "blind", reason="stall") == 0
    assert value(found, "engine_events_total", code="sent") == 1_234_567
    assert value(found, "hooks_total", result="failed") == 2


def test_how_much_is_shed_on_a_machine_that_does_not_keep_up() -> None:
    assert value(families(BUSY), "slowed_level") == 0
    assert value(families(replace(BUSY, slowed=Slowed(5, 16, 3.0))), "slowed_level") == 5


def test_a_clock_of_which_nothing_is_known_is_neither_right_nor_wrong() -> None:
    assert "gbdt_console_clock_synchronised" not in families(replace(BUSY, clock=ClockSync.UNKNOWN))
    for sync, shown in ((ClockSync.KEPT, 1), (ClockSync.FREE, 0)):
        assert value(families(replace(BUSY, clock=sync)), "clock_synchronised") == shown


def test_a_node_by_name_while_its_alarm_is_there() -> None:
    lost = replace(ALARM, number=4, key=AlarmKey("upstream.nam", AlarmType.UPSTREAM_LOST))
    found = families(replace(BUSY, alarms=(lost,)))
    assert (value(found, "node_lost", node="Nút Bắc"), value(found, "node_lost", node="Nút Nam")) == (0, 1)
    over = families(replace(BUSY, alarms=(replace(lost, is_active=False),)))
    assert value(over, "node_lost", node="Nút Nam") == 0


def test_messages_count_once_sending_failed_and_until_they_are_sent() -> None:
    due = Message(1, "truc-ca", "tin", 0.0)
    failed = replace(due, number=2, attempts=1)
    sent = replace(failed, number=3, sent_utc=9.0)
    found = families(replace(BUSY, messages=(sent, failed, due)))
    assert value(found, "messages_unsent") == 1


def test_the_newest_backup_is_told_by_its_time() -> None:
    assert value(families(BUSY), "backup_timestamp_seconds") == 0
    found = families(replace(BUSY, backup_utc=1_767_597_660.0))
    assert value(found, "backup_timestamp_seconds") == 1_767_597_660


def test_no_meeting_no_person_and_no_stranger_is_named() -> None:
    meeting = Meeting("m1", "Họp kín về nhân sự", "site1", BUSY.at_utc, BUSY.at_utc + 60, ())
    snapshot = replace(
        BUSY, meeting=meeting, alarms=(replace(ALARM, ack_by="Trực ca 1", shelf_reason="riêng"),)
    )
    text = snapshot_page(snapshot).decode()
    assert value(families(snapshot), "meeting") == 1
    for word in ("kín", "m1", "Trực", "riêng", "10.9.9.9", "0214", "10.14."):
        assert word not in text


@pytest.mark.parametrize("name", ['a"b\\c', "hai\ndòng", "đ{}=,#", 'x"} 1\nevil_metric 1'])
def test_a_name_cannot_break_its_line(name: str) -> None:
    found = families(make_snapshot(2, names={1: name}))
    (info,) = (s for s in found["gbdt_console_site_info"].samples if s.labels["site"] == "site1")
    assert info.labels["name"] == name
    assert "evil_metric" not in found


def test_a_second_pc_is_told_of_and_what_is_not_known_of_it_has_no_figure() -> None:
    view = StandbyView(Role.COMMANDING, "gbdt-1", "gbdt-2", behind=3, behind_since_utc=BUSY.at_utc - 7)
    found = families(replace(BUSY, standby=view))
    assert value(found, "standby_behind_entries") == 3
    assert value(found, "standby_behind_seconds") == 7
    assert value(found, "standby_level") == 1
    lost = replace(view, behind=None, fault=StandbyFault.UNREACHABLE)
    found = families(replace(BUSY, standby=lost))
    assert value(found, "standby_level") == 0
    assert "gbdt_console_standby_behind_entries" not in found
    assert "gbdt_console_commanding" not in families(replace(BUSY, standby=None))
