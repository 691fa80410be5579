"""Makes the journal's events of each command about alarms."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import uuid4

from gbdt_console.core.alarms import commands, events
from gbdt_console.core.alarms.alarm import Alarm, AlarmState, Severity
from gbdt_console.core.alarms.book import AlarmBook
from gbdt_console.core.alarms.rules import AlarmRules
from gbdt_console.core.checklist.guarding import guarding_sheets
from gbdt_console.core.clock import Clock
from gbdt_console.core.commands import Command
from gbdt_console.core.diagnosis.verdict_table import Verdict
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.resource_ids import upstream_resource
from gbdt_console.core.sites import Network
from gbdt_console.engine.command_request import Refused, said

_RULES = AlarmRules()
_LONGEST_WINDOW_S = 31 * 86_400.0
"""Limits how far ahead planned work ends: longer is a slip of the year."""
_LONGEST_REASON = 200
"""Limits a reason, in characters: it stands in one line of the journal."""


class AlarmCommandHandler:
    """Makes events from the ledger's alarms; raises Refused.

    plans: makes the events of each command, by class, for an operator's name
    """

    def __init__(self, network: Network, ledger: Ledger, clock: Clock) -> None:
        self._resources = _resources_of(network)
        self._ledger = ledger
        self._clock = clock
        self.plans: Mapping[type[Command], Callable[[Any, str], Sequence[events.AlarmEvent]]] = {
            commands.AcknowledgeAlarm: self._acknowledge,
            commands.AcknowledgeEnded: self._acknowledge_ended,
            commands.ShelveAlarm: self._shelve,
            commands.UnshelveAlarm: self._unshelve,
            commands.PlanMaintenance: self._plan_maintenance,
            commands.EndMaintenance: self._end_maintenance,
            commands.OverrideCause: self._override_cause,
            commands.SilenceBell: self._silence_bell,
        }

    def _acknowledge(self, command: commands.AcknowledgeAlarm, operator: str) -> Sequence[events.AlarmEvent]:
        alarm = self._open(command.number)
        if alarm.severity.rank > command.severity.rank:
            raise Refused("alarm.got-worse")
        if alarm.is_acknowledged:
            raise Refused("alarm.already-acknowledged")
        return [self._acknowledged(alarm, command.severity, operator)]

    def _acknowledge_ended(
        self, command: commands.AcknowledgeEnded, operator: str
    ) -> Sequence[events.AlarmEvent]:
        known = self._ledger[AlarmBook].alarms
        named = (known[number] for number in dict.fromkeys(command.numbers) if number in known)
        ended = [alarm for alarm in named if alarm.state is AlarmState.RETURNED_UNACKNOWLEDGED]
        if not ended:
            raise Refused("alarm.none-ended")
        return [self._acknowledged(alarm, alarm.severity, operator) for alarm in ended]

    def _acknowledged(self, alarm: Alarm, severity: Severity, operator: str) -> events.AlarmEvent:
        number, resource = alarm.number, alarm.key.resource
        return events.AlarmAcknowledged(number, resource, severity, operator, self._clock.utc())

    def _shelve(self, command: commands.ShelveAlarm, operator: str) -> Sequence[events.AlarmEvent]:
        alarm = self._open(command.number)
        if not 0.0 < command.for_s <= _RULES.longest_shelf_s:
            raise Refused("alarm.shelf-too-long")
        if self._is_guarded(alarm):
            raise Refused("alarm.sheet-closed")
        until_utc = self._clock.utc() + command.for_s
        reason = said(command.reason, _LONGEST_REASON, "alarm.no-reason")
        return [events.AlarmShelved(alarm.number, alarm.key.resource, until_utc, reason, operator)]

    def _is_guarded(self, alarm: Alarm) -> bool:
        """Tell whether the alarm belongs to a closed checklist whose meeting is not over."""
        sheets = guarding_sheets(self._ledger, self._clock.utc())
        return any(not alarm.site_id or alarm.site_id in sheet.sites for sheet in sheets)

    def _unshelve(self, command: commands.UnshelveAlarm, operator: str) -> Sequence[events.AlarmEvent]:
        alarm = self._open(command.number)
        if alarm.shelved_until_utc is None:
            raise Refused("alarm.not-shelved")
        return [events.AlarmUnshelved(alarm.number, alarm.key.resource, operator)]

    def _override_cause(self, command: commands.OverrideCause, operator: str) -> Sequence[events.AlarmEvent]:
        alarm = self._open(command.number)
        if command.cause and command.cause not in set(Verdict):
            raise Refused("alarm.cause-unknown")
        return [events.CauseOverridden(alarm.number, alarm.key.resource, command.cause, operator)]

    def _plan_maintenance(
        self, command: commands.PlanMaintenance, operator: str
    ) -> Sequence[events.AlarmEvent]:
        now_utc = self._clock.utc()
        if command.resource not in self._resources:
            raise Refused("maintenance.resource-unknown")
        if not 0.0 < command.from_utc < command.until_utc <= now_utc + _LONGEST_WINDOW_S:
            raise Refused("maintenance.times")
        if command.until_utc <= now_utc:
            raise Refused("maintenance.over")
        id_, begins, ends = uuid4().hex[:8], command.from_utc, command.until_utc
        reason = said(command.reason, _LONGEST_REASON, "alarm.no-reason")
        return [events.MaintenancePlanned(id_, command.resource, begins, ends, reason, operator)]

    def _end_maintenance(
        self, command: commands.EndMaintenance, operator: str
    ) -> Sequence[events.AlarmEvent]:
        window = self._ledger[AlarmBook].windows.get(command.window)
        if window is None:
            raise Refused("maintenance.none")
        return [events.MaintenanceEnded(window.id, window.resource, operator, self._clock.utc())]

    def _silence_bell(self, command: commands.SilenceBell, operator: str) -> Sequence[events.AlarmEvent]:
        return [events.BellSilenced(operator)]

    def _open(self, number: int) -> Alarm:
        alarm = self._ledger[AlarmBook].alarms.get(number)
        if alarm is None:
            raise Refused("alarm.not-open")
        return alarm


def _resources_of(network: Network) -> frozenset[str]:
    """Return the ids of all sites, devices and upstream nodes. The centre's are not among them."""
    sites = {site.id for site in network.sites}
    devices = {device.id for site in network.sites for device in site.devices}
    return frozenset(sites | devices | {upstream_resource(name) for name in network.upstreams})
