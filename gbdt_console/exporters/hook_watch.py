"""Decides from Snapshot to Snapshot which hook runs for which alarm."""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from math import inf

from gbdt_console.core.alarms.alarm import Alarm, AlarmState, Severity
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.core.units import Utc

Hooks = Mapping[Severity, tuple[str, ...]]
"""The configured commands, by the severity of the alarms that they run for."""

_SHOWN = (AlarmState.UNACKNOWLEDGED, AlarmState.ACKNOWLEDGED, AlarmState.RETURNED_UNACKNOWLEDGED)


class HookEvent(StrEnum):
    """The event that a hook runs for.

    RAISED: an alarm is shown
    RISEN: its severity rose
    CLEARED: it ended
    """

    RAISED = "raised"
    RISEN = "risen"
    CLEARED = "cleared"


@dataclass(frozen=True, slots=True)
class HookOccasion:
    """One run of a hook.

    command: the program's whole path and its arguments
    """

    command: tuple[str, ...]
    event: HookEvent
    alarm: Alarm


@dataclass(frozen=True, slots=True)
class _Reported:
    """An alarm as the hooks know it.

    severity: the severity that the next rise is compared with
    severities: severities whose hooks ran for it
    """

    alarm: Alarm
    severity: Severity
    severities: frozenset[Severity]
    is_over: bool


class HookWatch:
    """Compares each Snapshot with the one before. The run before has reported the first one's alarms.

    While the engine may give no orders, no hook runs. Afterwards what was raised and still stands is told,
    and the end of what was told as raised: whoever hears of an end has heard of the beginning.
    """

    def __init__(self, hooks: Hooks, untold_from_utc: Utc = inf) -> None:
        """`untold_from_utc`: what was raised from then on, and nobody acknowledged, is told by this run."""
        self._hooks = hooks
        self._untold_from_utc = untold_from_utc
        self._reported: dict[int, _Reported] = {}
        self._alarms: tuple[Alarm, ...] | None = None

    def take(self, snapshot: Snapshot) -> list[HookOccasion]:
        """Return the hooks to run for a Snapshot. The Snapshot's alarms come first, then the ended ones."""
        before = self._alarms
        if before is snapshot.alarms or (before is not None and snapshot.withheld is not None):
            return []
        self._alarms = snapshot.alarms
        occasions = [occasion for alarm in snapshot.alarms for occasion in self._compare(alarm)]
        occasions += self._clear_absent(snapshot)
        return [one for one in occasions if self._is_untold(one.alarm)] if before is None else occasions

    def _is_untold(self, alarm: Alarm) -> bool:
        return alarm.raised_utc >= self._untold_from_utc and alarm.state is not AlarmState.ACKNOWLEDGED

    def _compare(self, alarm: Alarm) -> list[HookOccasion]:
        known = self._reported.get(alarm.number)
        is_shown = alarm.state in _SHOWN
        if known is None or (known.is_over and alarm.is_active):
            self._reported.pop(alarm.number, None)
            return self._raise(alarm, HookEvent.RAISED, frozenset()) if is_shown else []
        if not alarm.is_active:
            self._reported[alarm.number] = replace(known, alarm=alarm, is_over=True)
            return [] if known.is_over else self._clear(alarm, known)
        if is_shown and alarm.severity.rank > known.severity.rank:
            return self._raise(alarm, HookEvent.RISEN, known.severities)
        least = min(known.severity, alarm.severity, key=lambda severity: severity.rank)
        self._reported[alarm.number] = replace(known, alarm=alarm, severity=least)
        return []

    def _clear_absent(self, snapshot: Snapshot) -> list[HookOccasion]:
        """Clear alarms that the Snapshot no longer has. It does not tell when they ended."""
        occasions = []
        for number in self._reported.keys() - {alarm.number for alarm in snapshot.alarms}:
            known = self._reported.pop(number)
            if not known.is_over:
                ended = replace(known.alarm, is_active=False, ended_utc=snapshot.at_utc)
                occasions += self._clear(ended, known)
        return occasions

    def _raise(self, alarm: Alarm, event: HookEvent, before: frozenset[Severity]) -> list[HookOccasion]:
        severities = before | {alarm.severity}
        self._reported[alarm.number] = _Reported(alarm, alarm.severity, severities, not alarm.is_active)
        command = self._hooks.get(alarm.severity)
        return [HookOccasion(command, event, alarm)] if command else []

    def _clear(self, alarm: Alarm, known: _Reported) -> list[HookOccasion]:
        """Report the end once to every hook that ran for the alarm."""
        ran = [self._hooks[s] for s in Severity if s in known.severities and s in self._hooks]
        return [HookOccasion(command, HookEvent.CLEARED, alarm) for command in dict.fromkeys(ran)]
