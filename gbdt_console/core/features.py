"""Lists the features whose records the journal's fold keeps, in the order in which they fold."""

from typing import Any, get_args

from gbdt_console.core.alarms.book import ALARMS
from gbdt_console.core.authority.machine import MACHINE
from gbdt_console.core.called_services import CALLED_SERVICES
from gbdt_console.core.checklist.sheet import CHECKLISTS
from gbdt_console.core.clock_sync import CLOCK
from gbdt_console.core.conference.attendance import ATTENDANCE
from gbdt_console.core.conference.call_measured import CallMeasured
from gbdt_console.core.conference.floor import FLOOR
from gbdt_console.core.conference.floor_events import OrderEvent
from gbdt_console.core.configuration.events import ReloadRefused
from gbdt_console.core.control_events import ControlEvent
from gbdt_console.core.events import (
    DeviceRestarted,
    EngineStopped,
    Event,
    MeasuringRestored,
    MeasuringSlowed,
    RecordingRefused,
    TrapSeen,
)
from gbdt_console.core.feature import Feature
from gbdt_console.core.frame.frame import FRAME
from gbdt_console.core.frame.saved import SAVED_LAYOUTS
from gbdt_console.core.guests.guest import GUESTS
from gbdt_console.core.handover.shift import SHIFT
from gbdt_console.core.journal_events import LOSSES
from gbdt_console.core.last_states import LAST_STATES
from gbdt_console.core.meetings.book import CALENDAR
from gbdt_console.core.meetings.held import MEETINGS_HELD
from gbdt_console.core.notify.book import MESSAGES
from gbdt_console.core.outages.book import OUTAGES
from gbdt_console.core.outages.contract_book import CONTRACT
from gbdt_console.core.profiles.run import PROFILE
from gbdt_console.core.recordings.recording import RECORDINGS
from gbdt_console.core.register.book import REGISTER
from gbdt_console.core.room_cleaning.rooms import CLEANING
from gbdt_console.core.rooms.preset_book import PRESETS
from gbdt_console.core.sample_seals import SEALS
from gbdt_console.core.shutdown.owed import OWED_SHUTDOWNS
from gbdt_console.core.shutdown.record import SHUTDOWNS
from gbdt_console.core.standby.role import ROLE, RoleKept
from gbdt_console.core.technicians.events import SheetImported
from gbdt_console.core.technicians.roster import TECHNICIANS

FEATURES: tuple[Feature[Any], ...] = (
    LAST_STATES,
    ALARMS,
    LOSSES,
    OUTAGES,
    CONTRACT,
    FLOOR,
    FRAME,
    SAVED_LAYOUTS,
    ATTENDANCE,
    PROFILE,
    CALENDAR,
    CHECKLISTS,
    SHUTDOWNS,
    OWED_SHUTDOWNS,
    PRESETS,
    TECHNICIANS,
    SHIFT,
    CLEANING,
    RECORDINGS,
    GUESTS,
    REGISTER,
    MESSAGES,
    SEALS,
    CLOCK,
    CALLED_SERVICES,
    MACHINE,
    ROLE,
    MEETINGS_HELD,  # last: the others see the running meeting that an event ends
)

WITHOUT_RECORD: tuple[type[Event], ...] = (
    *get_args(ControlEvent),
    *get_args(OrderEvent),
    CallMeasured,
    DeviceRestarted,
    EngineStopped,
    MeasuringRestored,
    MeasuringSlowed,
    RecordingRefused,
    RoleKept,
    SheetImported,
    ReloadRefused,
    TrapSeen,
)
"""Events that no record keeps: the journal alone tells of them."""
