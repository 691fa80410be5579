"""Which command runs for which alarm: told from one Snapshot to the next, by what was told before."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from gbdt_console.core.alarms.alarm import Alarm, AlarmState, Severity
from gbdt_console.core.snapshot import Snapshot

Hooks = Mapping[Severity, tuple[str, ...]]

_SHOWN = (AlarmState.UNACKNOWLEDGED, AlarmState.ACKNOWLEDGED, AlarmState.RETURNED_UNACKNOWLEDGED)


class HookEvent(StrEnum):
    RAISED = "raised"
    RISEN = "risen"
    CLEARED = "cleared"


@dataclass(frozen=True, slots=True)
class HookOccasion:
    """One command to run, once, and what it is told."""

    command: tuple[str, ...]
    event: HookEvent
    alarm: Alarm


@dataclass(frozen=True, slots=True)
class _Told:
    """What the commands know of an alarm: how bad it is and whether it is over; `severities` are those whose
    commands ran for it."""

    alarm: Alarm
    severity: Severity
    severities: frozenset[Severity]
    is_over: bool


class HookWatch:
    """Feed it Snapshots. What the first one holds was told by the run before."""

    def __init__(self, hooks: Hooks) -> None:
        self._hooks = hooks
        self._told: dict[int, _Told] = {}
        self._alarms: tuple[Alarm, ...] | None = None

    def take(self, snapshot: Snapshot) -> list[HookOccasion]:
        """What to run now, in order of urgency."""
        before, self._alarms = self._alarms, snapshot.alarms
        if before is snapshot.alarms:
            return []
        occasions = [occasion for alarm in snapshot.alarms for occasion in self._look_at(alarm)]
        occasions += self._look_for_gone(snapshot)
        return [] if before is None else occasions

    def _look_at(self, alarm: Alarm) -> list[HookOccasion]:
        told = self._told.get(alarm.number)
        is_shown = alarm.state in _SHOWN
        if told is None or (told.is_over and alarm.is_active):
            self._told.pop(alarm.number, None)
            return self._tell(alarm, HookEvent.RAISED, frozenset()) if is_shown else []
        if not alarm.is_active:
            self._told[alarm.number] = replace(told, alarm=alarm, is_over=True)
            return [] if told.is_over else self._all(alarm, told)
        if is_shown and alarm.severity.rank > told.severity.rank:
            return self._tell(alarm, HookEvent.RISEN, told.severities)
        least = min(told.severity, alarm.severity, key=lambda severity: severity.rank)
        self._told[alarm.number] = replace(told, alarm=alarm, severity=least)
        return []

    def _look_for_gone(self, snapshot: Snapshot) -> list[HookOccasion]:
        """Alarms that are open no more; when they ended the Snapshot does not say."""
        occasions = []
        for number in self._told.keys() - {alarm.number for alarm in snapshot.alarms}:
            told = self._told.pop(number)
            if not told.is_over:
                ended = replace(told.alarm, is_active=False, ended_utc=snapshot.at_utc)
                occasions += self._all(ended, told)
        return occasions

    def _tell(self, alarm: Alarm, event: HookEvent, before: frozenset[Severity]) -> list[HookOccasion]:
        severities = before | {alarm.severity}
        self._told[alarm.number] = _Told(alarm, alarm.severity, severities, not alarm.is_active)
        command = self._hooks.get(alarm.severity)
        return [HookOccasion(command, event, alarm)] if command else []

    def _all(self, alarm: Alarm, told: _Told) -> list[HookOccasion]:
        """The end, to every command that ran for it, once."""
        ran = [self._hooks[s] for s in Severity if s in told.severities and s in self._hooks]
        return [HookOccasion(command, HookEvent.CLEARED, alarm) for command in dict.fromkeys(ran)]
