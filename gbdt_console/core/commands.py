"""Commands: what a person asks for."""

from dataclasses import dataclass, field

from gbdt_console.core.alarms.alarm import Severity
from gbdt_console.core.alarms.rules import AlarmRules
from gbdt_console.core.conference.commands import ConferenceCommand
from gbdt_console.core.rooms.commands import RoomCommand


@dataclass(frozen=True, slots=True)
class StartMeeting:
    """Open a meeting now. Times are UTC seconds; `running_order` holds site ids. A closed one is marked so;
    its conference is not locked by this, since the sites have still to come in. `upper_site_id` leads where
    the meeting is another MCU's."""

    title: str
    chair_site_id: str
    opening_utc: float
    end_utc: float
    running_order: tuple[str, ...] = ()
    is_closed: bool = False
    upper_site_id: str = ""


@dataclass(frozen=True, slots=True)
class EndMeeting:
    """Close the running meeting."""


@dataclass(frozen=True, slots=True)
class TakeControl:
    """Make the asking client the one that may act."""


@dataclass(frozen=True, slots=True)
class SwitchOperator:
    """Put another listed operator on duty at the asking client; `pin` is compared and never kept."""

    operator_id: str
    pin: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ReportScreenFailure:
    """The screen died of `error` (a class name) at `place` (file:line); no values of the program."""

    error: str
    place: str


@dataclass(frozen=True, slots=True)
class AcknowledgeAlarm:
    """Take on the alarm that the person saw: of that number, and as bad as it was shown."""

    number: int
    severity: Severity


@dataclass(frozen=True, slots=True)
class ShelveAlarm:
    """Put an alarm aside for a while; `for_s` is capped, `reason` is required."""

    number: int
    reason: str
    for_s: float = AlarmRules().shelf_s


@dataclass(frozen=True, slots=True)
class UnshelveAlarm:
    number: int


@dataclass(frozen=True, slots=True)
class PlanMaintenance:
    """Take a site, a device or an upstream node out of service for planned work. Times are UTC seconds."""

    resource: str
    from_utc: float
    until_utc: float
    reason: str


@dataclass(frozen=True, slots=True)
class EndMaintenance:
    window: str


@dataclass(frozen=True, slots=True)
class OverrideCause:
    """The operator's own cause beside the machine's; an empty one takes it back."""

    number: int
    cause: str


@dataclass(frozen=True, slots=True)
class SilenceBell:
    """Stop the sound; it acknowledges nothing."""


AlarmCommand = (
    AcknowledgeAlarm | ShelveAlarm | UnshelveAlarm | PlanMaintenance | EndMaintenance | OverrideCause
    | SilenceBell
)  # fmt: skip
RecordCommand = StartMeeting | EndMeeting | TakeControl | SwitchOperator | ReportScreenFailure | AlarmCommand
"""What no device has to obey: it is done when the journal has it."""

Command = RecordCommand | ConferenceCommand | RoomCommand
