"""What the console measures of itself and of the network as metrics; docs/metrics.md lists them.

Labels are ids and words of fixed lists only: no meeting, no person, no address, nothing a device says.
"""

from collections.abc import Iterator, Mapping

from gbdt_console import __version__
from gbdt_console.core.alarms.alarm import Alarm, AlarmState, Severity
from gbdt_console.core.snapshot import Blindness, Recording, Snapshot
from gbdt_console.exporters.exposition import (
    MetricFamily,
    MetricKind,
    MetricSample,
    alone,
    labelled,
    lines_of,
    one_of,
)
from gbdt_console.exporters.hook_runner import HookResult
from gbdt_console.exporters.metrics_of_sites import site_families

_GAUGE, _COUNTER = MetricKind.GAUGE, MetricKind.COUNTER
_STATES: tuple[AlarmState, ...] = tuple(state for state in AlarmState if state is not AlarmState.NORMAL)
_OF_STRANGERS = "trap.dropped."
"""Counters by the address of whoever sends: there is no end of them."""
_NO_COUNTERS = frozenset({"trap.unavailable"})


def snapshot_text(snapshot: Snapshot) -> str:
    """All that one Snapshot says; its parts are the same for the same Snapshot."""
    families = (*_own(snapshot), *_alarms(snapshot), *site_families(snapshot))
    return "".join(line for family in families for line in lines_of(family))


def moment_text(snapshot: Snapshot, now_s: float, hook_results: Mapping[HookResult, int]) -> str:
    """What changes without a new Snapshot. `now_s` is monotonic."""
    results = (MetricSample(labelled(result=result), count) for result, count in hook_results.items())
    families = (
        MetricFamily(
            "gbdt_console_snapshot_age_seconds", _GAUGE, "Age of what is told here; more than a few seconds: "
            "the engine stands still.", alone(round(max(0.0, now_s - snapshot.at_s), 3)),
        ),
        MetricFamily(
            "gbdt_console_hooks_total", _COUNTER, "Commands run for alarms, by how they ended.", results,
        ),
    )  # fmt: skip
    return "".join(line for family in families for line in lines_of(family))


def _own(snapshot: Snapshot) -> Iterator[MetricFamily]:
    yield MetricFamily(
        "gbdt_console_build_info", _GAUGE, "The version that runs, and whether its network is simulated.",
        [MetricSample(labelled(version=__version__, simulated=str(snapshot.is_simulated).lower()), 1)],
    )  # fmt: skip
    yield MetricFamily(
        "gbdt_console_snapshot_timestamp_seconds", _GAUGE, "When this was known, since the epoch.",
        alone(round(snapshot.at_utc, 3)),
    )  # fmt: skip
    yield MetricFamily(
        "gbdt_console_recording", _GAUGE, "1 while the journal takes records, 0 while the disk refuses.",
        alone(snapshot.recording is Recording.WRITING),
    )  # fmt: skip
    yield MetricFamily(
        "gbdt_console_blind", _GAUGE, "1 for the reason why the console itself cannot see.",
        one_of("", "reason", Blindness, snapshot.blind),
    )  # fmt: skip
    yield MetricFamily(
        "gbdt_console_meeting", _GAUGE, "1 while a meeting is running.", alone(snapshot.meeting is not None)
    )
    counted = [
        MetricSample(labelled(code=code), count)
        for code, count in snapshot.counters
        if code not in _NO_COUNTERS and not code.startswith(_OF_STRANGERS)
    ]
    yield MetricFamily(
        "gbdt_console_engine_events_total",
        _COUNTER,
        "The engine's own counts: pings, traps, records.",
        counted,
    )


def _alarms(snapshot: Snapshot) -> Iterator[MetricFamily]:
    load = snapshot.alarm_load
    yield MetricFamily(
        "gbdt_console_alarms", _GAUGE, "Open alarms by severity and state.", _by_kind(snapshot.alarms)
    )
    yield MetricFamily(
        "gbdt_console_alarms_raised_10m", _GAUGE, "Alarms that began to be shown within ten minutes.",
        alone(load.raised_10min),
    )  # fmt: skip
    yield MetricFamily("gbdt_console_alarm_flood", _GAUGE, "1 in a flood of alarms.", alone(load.is_flood))
    yield MetricFamily(
        "gbdt_console_alarm_flood_grouped", _GAUGE, "Alarms of the flood that did not sound.",
        alone(load.flood_more),
    )  # fmt: skip
    yield MetricFamily(
        "gbdt_console_alarm_sounds_total", _COUNTER, "Sounds since the engine began.", alone(load.sounds)
    )
    yield MetricFamily(
        "gbdt_console_alarm_ringing", _GAUGE, "1 while a sounded alarm waits and nobody silenced it.",
        alone(load.is_ringing),
    )  # fmt: skip
    yield MetricFamily(
        "gbdt_console_alarm_longest_unacknowledged_seconds", _GAUGE, "How long the oldest alarm has waited.",
        alone(load.longest_unacknowledged_s),
    )  # fmt: skip
    yield MetricFamily(
        "gbdt_console_maintenance", _GAUGE, "Planned work that is under way.",
        alone(sum(window.has_begun for window in snapshot.windows)),
    )  # fmt: skip


def _by_kind(alarms: tuple[Alarm, ...]) -> Iterator[MetricSample]:
    counts = dict.fromkeys(((severity, state) for severity in Severity for state in _STATES), 0)
    for alarm in alarms:
        counts[alarm.severity, alarm.state] += 1
    for (severity, state), count in counts.items():
        yield MetricSample(labelled(severity=severity, state=state), count)
