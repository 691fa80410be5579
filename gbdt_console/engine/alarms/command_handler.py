"""What an operator's word about alarms becomes in the journal, or why it is refused."""

from uuid import uuid4

from gbdt_console.core.alarms.alarm import Alarm
from gbdt_console.core.alarms.book import AlarmBook
from gbdt_console.core.alarms.commands import (
    AcknowledgeAlarm,
    EndMaintenance,
    OverrideCause,
    PlanMaintenance,
    ShelveAlarm,
    SilenceBell,
    UnshelveAlarm,
)
from gbdt_console.core.alarms.events import (
    AlarmAcknowledged,
    AlarmEvent,
    AlarmShelved,
    AlarmUnshelved,
    BellSilenced,
    CauseOverridden,
    MaintenanceEnded,
    MaintenancePlanned,
)
from gbdt_console.core.alarms.rules import AlarmRules
from gbdt_console.core.cleaning import clean
from gbdt_console.core.commands import Command
from gbdt_console.core.diagnosis.verdict_table import Verdict
from gbdt_console.core.resource_ids import resources_of
from gbdt_console.core.sites import Network

_RULES = AlarmRules()
_LONGEST_WINDOW_S = 31 * 86_400.0
_LONGEST_REASON = 200


class Refused(Exception):
    """The command is not carried out; the message is a code."""


def alarm_event_for(
    command: Command, book: AlarmBook, network: Network, operator: str, now_utc: float
) -> AlarmEvent:
    """The event that the command asks for. Raises Refused."""
    match command:
        case SilenceBell():
            return BellSilenced(operator)
        case PlanMaintenance():
            return _planned(command, network, operator, now_utc)
        case EndMaintenance():
            window = book.windows.get(command.window)
            if window is None:
                raise Refused("maintenance.none")
            return MaintenanceEnded(window.id, window.resource, operator)
        case AcknowledgeAlarm() | ShelveAlarm() | UnshelveAlarm() | OverrideCause():
            return _about_one(command, _open(book, command.number), operator, now_utc)
    raise Refused("control.not-able")


def _about_one(
    command: AcknowledgeAlarm | ShelveAlarm | UnshelveAlarm | OverrideCause,
    alarm: Alarm,
    operator: str,
    now_utc: float,
) -> AlarmEvent:
    number, resource = alarm.number, alarm.key.resource
    match command:
        case AcknowledgeAlarm():
            if alarm.severity.rank > command.severity.rank:
                raise Refused("alarm.got-worse")
            if alarm.is_acknowledged:
                raise Refused("alarm.already-acknowledged")
            return AlarmAcknowledged(number, resource, command.severity.value, operator, now_utc)
        case ShelveAlarm():
            if not 0.0 < command.for_s <= _RULES.longest_shelf_s:
                raise Refused("alarm.shelf-too-long")
            reason = _reason(command.reason)
            return AlarmShelved(number, resource, now_utc + command.for_s, reason, operator)
        case UnshelveAlarm():
            if alarm.shelved_until_utc is None:
                raise Refused("alarm.not-shelved")
            return AlarmUnshelved(number, resource, operator)
        case OverrideCause():
            if command.cause and command.cause not in set(Verdict):
                raise Refused("alarm.cause-unknown")
            return CauseOverridden(number, resource, command.cause, operator)


def _planned(command: PlanMaintenance, network: Network, operator: str, now_utc: float) -> MaintenancePlanned:
    if command.resource not in resources_of(network):
        raise Refused("maintenance.resource-unknown")
    if not 0.0 < command.from_utc < command.until_utc <= now_utc + _LONGEST_WINDOW_S:
        raise Refused("maintenance.times")
    if command.until_utc <= now_utc:
        raise Refused("maintenance.over")
    begins, ends, reason = command.from_utc, command.until_utc, _reason(command.reason)
    return MaintenancePlanned(uuid4().hex[:8], command.resource, begins, ends, reason, operator)


def _reason(text: str) -> str:
    reason = clean(text.strip())[:_LONGEST_REASON]
    if not reason:
        raise Refused("alarm.no-reason")
    return reason


def _open(book: AlarmBook, number: int) -> Alarm:
    alarm = book.alarms.get(number)
    if alarm is None:
        raise Refused("alarm.not-open")
    return alarm
