"""Makes the metrics page of a Snapshot; docs/metrics.md lists every metric.

Labels are ids and words of fixed lists only: no meeting, no person, no address, no text from a device.
"""

from collections.abc import Iterator, Mapping

from prometheus_client import Metric
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

from gbdt_console import __version__
from gbdt_console.core.alarms.alarm import Alarm, AlarmState, Severity
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.authority.withheld import Withheld
from gbdt_console.core.clock_sync import ClockSync
from gbdt_console.core.monitoring.blindness import Blindness
from gbdt_console.core.notify.book import unsent
from gbdt_console.core.snapshot import Recording, Snapshot
from gbdt_console.core.standby.view import Role
from gbdt_console.exporters.exposition import LabelledValue, exposition, gauge, one_of
from gbdt_console.exporters.hook_runner import HookResult
from gbdt_console.exporters.metrics_of_sites import site_families

_STATES: tuple[AlarmState, ...] = tuple(state for state in AlarmState if state is not AlarmState.NORMAL)
_BY_SENDER = "trap.dropped."
"""Begins the counters that end in a sender's address; the number of senders has no limit."""
_NO_COUNTERS = frozenset({"trap.unavailable"})


def snapshot_page(snapshot: Snapshot) -> bytes:
    """Write everything that one Snapshot says. The same Snapshot gives the same text."""
    return exposition((*_console(snapshot), *_alarms(snapshot), *site_families(snapshot)))


def moment_page(snapshot: Snapshot, now_s: float, hook_results: Mapping[HookResult, int]) -> bytes:
    """Write what changes without a new Snapshot; `now_s` is monotonic, in seconds."""
    age = GaugeMetricFamily(
        "gbdt_console_snapshot_age_seconds",
        "Age of what is told here; more than a few seconds: the engine stands still.",
        round(max(0.0, now_s - snapshot.at_s), 3),
    )
    hooks = CounterMetricFamily(
        "gbdt_console_hooks_total", "Commands run for alarms, by how they ended.", labels=("result",)
    )
    for result, count in hook_results.items():
        hooks.add_metric((result,), count)
    return exposition((age, hooks))


def _console(snapshot: Snapshot) -> Iterator[Metric]:
    yield gauge(
        "gbdt_console_build_info", "The version that runs, and whether its network is simulated.",
        ("version", "simulated"), [((__version__, str(snapshot.is_simulated).lower()), 1)],
    )  # fmt: skip
    yield GaugeMetricFamily(
        "gbdt_console_snapshot_timestamp_seconds", "When this was known, since the epoch.",
        round(snapshot.at_utc, 3),
    )  # fmt: skip
    yield GaugeMetricFamily(
        "gbdt_console_recording", "1 while the journal takes records, 0 while the disk refuses.",
        snapshot.recording is Recording.WRITING,
    )  # fmt: skip
    yield gauge(
        "gbdt_console_blind", "1 for the reason why the console itself cannot see.",
        ("reason",), one_of((), Blindness, snapshot.blind),
    )  # fmt: skip
    yield gauge(
        "gbdt_console_orders_withheld", "1 for the reason why this engine gives no orders.",
        ("reason",), one_of((), Withheld, snapshot.withheld),
    )  # fmt: skip
    slowed = snapshot.slowed
    yield GaugeMetricFamily(
        "gbdt_console_slowed_level",
        "What is measured less often because the machine does not keep up: 0 nothing, 1 devices, 6 all.",
        slowed.level if slowed else 0,
    )
    yield gauge(
        "gbdt_console_clock_synchronised",
        "1 while something keeps the machine's clock right, 0 while nothing does.",
        (), [] if snapshot.clock is ClockSync.UNKNOWN else [((), snapshot.clock is ClockSync.KEPT)],
    )  # fmt: skip
    yield GaugeMetricFamily(
        "gbdt_console_messages_unsent", "Messages of notify that are to be sent again.",
        len(unsent(snapshot.messages)),
    )  # fmt: skip
    yield GaugeMetricFamily(
        "gbdt_console_backup_timestamp_seconds",
        "When the newest backup of the records was taken, since the epoch; 0: none is known.",
        round(snapshot.backup_utc, 3),
    )
    yield from _standby(snapshot)
    yield GaugeMetricFamily("gbdt_console_meeting", "1 while a meeting is running.", bool(snapshot.running))
    counted = CounterMetricFamily(
        "gbdt_console_engine_events_total", "The engine's own counts: pings, traps, records.",
        labels=("code",),
    )  # fmt: skip
    for code, count in snapshot.counters:
        if code not in _NO_COUNTERS and not code.startswith(_BY_SENDER):
            counted.add_metric((code,), count)
    yield counted


def _standby(snapshot: Snapshot) -> Iterator[Metric]:
    """Tell of the second PC, where there is one; what is not known has no figure."""
    view = snapshot.standby
    if view is None:
        return
    yield GaugeMetricFamily(
        "gbdt_console_commanding", "1 on the PC that commands, 0 on the one that follows.",
        view.role is Role.COMMANDING,
    )  # fmt: skip
    yield GaugeMetricFamily(
        "gbdt_console_standby_level", "1 while nothing keeps the two PCs from having the same records.",
        view.fault is None,
    )  # fmt: skip
    if view.has_quorum is not None:
        yield GaugeMetricFamily(
            "gbdt_console_standby_quorum", "1 while two of three machines keep what is written.",
            view.has_quorum,
        )  # fmt: skip
    if view.behind is not None:
        yield GaugeMetricFamily(
            "gbdt_console_standby_behind_entries", "Entries that the following PC has not.", view.behind
        )
        lasting_s = snapshot.at_utc - view.behind_since_utc if view.behind_since_utc else 0.0
        yield GaugeMetricFamily(
            "gbdt_console_standby_behind_seconds", "For how long it has not had all.", max(0.0, lasting_s)
        )


def _alarms(snapshot: Snapshot) -> Iterator[Metric]:
    load, present = snapshot.alarm_load, {alarm.key for alarm in snapshot.alarms if alarm.is_present}
    yield gauge(
        "gbdt_console_alarms", "Open alarms by severity and state.",
        ("severity", "state"), _by_severity_and_state(snapshot.alarms),
    )  # fmt: skip
    yield gauge(
        "gbdt_console_node_lost", "1 while the sites behind a carrier's node are lost together.", ("node",),
        (((name,), (resource, AlarmType.UPSTREAM_LOST) in present) for resource, name in snapshot.nodes),
    )  # fmt: skip
    yield GaugeMetricFamily(
        "gbdt_console_alarms_raised_10m", "Alarms that began to be shown within ten minutes.",
        load.raised_10min,
    )  # fmt: skip
    yield GaugeMetricFamily("gbdt_console_alarm_flood", "1 in a flood of alarms.", load.is_flood)
    yield GaugeMetricFamily(
        "gbdt_console_alarm_flood_grouped", "Alarms of the flood that did not sound.", load.flood_more
    )
    yield CounterMetricFamily(
        "gbdt_console_alarm_sounds_total", "Sounds since the engine began.", load.sounds
    )
    yield GaugeMetricFamily(
        "gbdt_console_alarm_ringing", "1 while a sounded alarm waits and nobody silenced it.",
        load.is_ringing,
    )  # fmt: skip
    yield GaugeMetricFamily(
        "gbdt_console_alarm_longest_unacknowledged_seconds", "How long the oldest alarm has waited.",
        load.longest_unacknowledged_s,
    )  # fmt: skip
    yield GaugeMetricFamily(
        "gbdt_console_maintenance", "Planned work that is under way.",
        sum(window.has_begun for window in snapshot.windows),
    )  # fmt: skip


def _by_severity_and_state(alarms: tuple[Alarm, ...]) -> Iterator[LabelledValue]:
    counts = dict.fromkeys(((severity, state) for severity in Severity for state in _STATES), 0)
    for alarm in alarms:
        counts[alarm.severity, alarm.state] += 1
    yield from counts.items()
