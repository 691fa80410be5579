"""List all commands, one row each, found by class."""

from collections.abc import Mapping

from gbdt_console.core.alarms.commands import ALARM_COMMANDS
from gbdt_console.core.authority.machine import AUTHORITY_COMMANDS
from gbdt_console.core.checklist.commands import CHECKLIST_COMMANDS
from gbdt_console.core.commands import (
    CONTROL_COMMANDS,
    MEETING_COMMANDS,
    REQUEST_COMMANDS,
    Command,
    CommandDefinition,
)
from gbdt_console.core.conference.commands import CONFERENCE_COMMANDS
from gbdt_console.core.configuration.commands import CONFIG_COMMANDS
from gbdt_console.core.frame.commands import FRAME_COMMANDS
from gbdt_console.core.guests.commands import GUEST_COMMANDS
from gbdt_console.core.handover.shift import HANDOVER_COMMANDS
from gbdt_console.core.meetings.commands import CALENDAR_COMMANDS
from gbdt_console.core.notify.commands import NOTIFY_COMMANDS
from gbdt_console.core.outages.commands import OUTAGE_COMMANDS
from gbdt_console.core.profiles.commands import PROFILE_COMMANDS
from gbdt_console.core.recordings.commands import RECORDING_COMMANDS
from gbdt_console.core.register.commands import REGISTER_COMMANDS
from gbdt_console.core.room_cleaning.commands import CARE_COMMANDS
from gbdt_console.core.rooms.commands import ROOM_COMMANDS
from gbdt_console.core.shutdown.commands import SHUTDOWN_COMMANDS
from gbdt_console.core.standby.commands import STANDBY_COMMANDS
from gbdt_console.core.technicians.commands import TECHNICIAN_COMMANDS

COMMANDS: tuple[CommandDefinition, ...] = (
    *MEETING_COMMANDS,
    *CALENDAR_COMMANDS,
    *CONTROL_COMMANDS,
    *REQUEST_COMMANDS,
    *ALARM_COMMANDS,
    *CONFERENCE_COMMANDS,
    *PROFILE_COMMANDS,
    *FRAME_COMMANDS,
    *ROOM_COMMANDS,
    *OUTAGE_COMMANDS,
    *CHECKLIST_COMMANDS,
    *SHUTDOWN_COMMANDS,
    *TECHNICIAN_COMMANDS,
    *HANDOVER_COMMANDS,
    *CARE_COMMANDS,
    *RECORDING_COMMANDS,
    *GUEST_COMMANDS,
    *REGISTER_COMMANDS,
    *NOTIFY_COMMANDS,
    *CONFIG_COMMANDS,
    *AUTHORITY_COMMANDS,
    *STANDBY_COMMANDS,
)
DEFINITION_OF: Mapping[type[Command], CommandDefinition] = {row.command: row for row in COMMANDS}
