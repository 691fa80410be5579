"""Define the commands about alarms and planned maintenance."""

from gbdt_console.core.alarms.alarm import Severity
from gbdt_console.core.alarms.rules import AlarmRules
from gbdt_console.core.commands import Command, CommandDefinition
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import Utc


@dataclass(frozen=True, slots=True)
class AcknowledgeAlarm(Command):
    """Take on one alarm; refused if it got worse than it was shown.

    severity: how bad it was when the person saw it
    """

    number: int
    severity: Severity


@dataclass(frozen=True, slots=True)
class AcknowledgeEnded(Command):
    """Acknowledge several alarms whose fault is gone; those whose fault is back are left out.

    numbers: the alarms that the person saw as ended
    """

    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ShelveAlarm(Command):
    """Put an alarm aside for a while.

    reason: why it may wait; required
    for_s: how long, seconds; AlarmRules limits it
    """

    number: int
    reason: str
    for_s: float = AlarmRules().shelf_s


@dataclass(frozen=True, slots=True)
class UnshelveAlarm(Command):
    number: int


@dataclass(frozen=True, slots=True)
class PlanMaintenance(Command):
    """Take a resource out of service for planned work.

    resource: id of a site, a device or an upstream node
    reason: what is done; required
    """

    resource: str
    from_utc: Utc
    until_utc: Utc
    reason: str


@dataclass(frozen=True, slots=True)
class EndMaintenance(Command):
    window: str


@dataclass(frozen=True, slots=True)
class OverrideCause(Command):
    """Set the operator's own cause beside the diagnosed one.

    cause: a Verdict; empty takes the operator's cause back
    """

    number: int
    cause: str


@dataclass(frozen=True, slots=True)
class SilenceBell(Command):
    """Stop the sound; acknowledges nothing."""


ALARM_COMMANDS = (
    CommandDefinition(
        AcknowledgeAlarm, ("action.alarm.acknowledge",), verb="ack", is_record=True, cannot_wait=True
    ),
    CommandDefinition(
        AcknowledgeEnded, ("action.alarm.clear-ended",), verb="ack", is_record=True, cannot_wait=True
    ),
    CommandDefinition(ShelveAlarm, ("action.alarm.shelve",), verb="shelve", is_record=True),
    CommandDefinition(UnshelveAlarm, ("alarm.unshelve",), verb="unshelve", is_record=True),
    CommandDefinition(
        PlanMaintenance, ("action.maintenance.plan",), verb="maintenance plan", is_record=True
    ),
    CommandDefinition(EndMaintenance, ("maintenance.end",), verb="maintenance end", is_record=True),
    CommandDefinition(OverrideCause, ("action.alarm.cause",), is_record=True),
    CommandDefinition(
        SilenceBell, ("action.bell.silence",), verb="silence", is_record=True, cannot_wait=True
    ),
)  # fmt: skip
