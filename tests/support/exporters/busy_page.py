"""A Snapshot that gives every metric a sample, and the page read by Prometheus' own parser."""

import re
from dataclasses import replace

from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families

from gbdt_console.core.alarms.alarm import Alarm, AlarmKey, AlarmLoad, Severity
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.clock_sync import ClockSync
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.core.standby.view import Role, StandbyView
from gbdt_console.exporters.hook_runner import HookResult
from gbdt_console.exporters.metrics import moment_page, snapshot_page
from tests.support.screens.scripted_port import Fault, make_snapshot

FAULTS = {2: Fault.DOWN, 3: Fault.DEGRADED, 4: Fault.BATTERY, 5: Fault.UPS_SILENT, 6: Fault.UNKNOWN}
ALARM = Alarm(1, AlarmKey("site2", AlarmType.SITE_LOST), Severity.CRITICAL, 0.0, 0.0, "site2")
BUSY = replace(
    make_snapshot(7, FAULTS),
    standby=StandbyView(Role.COMMANDING, "gbdt-1", "gbdt-2", behind=2, behind_since_utc=1.0, has_quorum=True),
    alarms=(
        ALARM,
        replace(ALARM, number=2, severity=Severity.MINOR, parent=1),
        replace(ALARM, number=3, severity=Severity.MINOR, parent=1),
    ),
    alarm_load=AlarmLoad(12, True, 9, 3, True, 61.0),
    clock=ClockSync.KEPT,
    nodes=(("upstream.bac", "Nút Bắc"), ("upstream.nam", "Nút Nam")),
    counters=(("sent", 1_234_567), ("trap.dropped.10.9.9.9", 4), ("trap.received", 5)),
)


def families(snapshot: Snapshot, now_s: float | None = None, **results: int) -> dict[str, Metric]:
    """By name, with the suffix of counters; the parser refuses what is malformed."""
    counted = {HookResult(name): count for name, count in results.items()}
    text = (snapshot_page(snapshot) + moment_page(snapshot, now_s or snapshot.at_s, counted)).decode()
    names = re.findall(r"^# TYPE (\S+)", text, re.MULTILINE)
    found = list(text_string_to_metric_families(text))
    assert len(found) == len(names) == len(set(names)), "a family stands twice"
    return dict(zip(names, found, strict=True))
