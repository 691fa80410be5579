"""Lists how the features say their events, one row each."""

from gbdt_console.core.events import Event
from gbdt_console.text.alarms.alarm_events import ALARM_EVENTS
from gbdt_console.text.checklist.checklist_events import CHECKLIST_EVENTS
from gbdt_console.text.clock_text import CLOCK_EVENTS
from gbdt_console.text.conference.call_events import CALL_EVENTS
from gbdt_console.text.conference.floor_events import FLOOR_EVENTS
from gbdt_console.text.configuration.change_text import CONFIG_EVENTS
from gbdt_console.text.control_events import CONTROL_EVENTS
from gbdt_console.text.event_words import EventWords
from gbdt_console.text.frame.frame_events import FRAME_EVENTS
from gbdt_console.text.guests.guest_text import GUEST_EVENTS
from gbdt_console.text.handover.handover_events import HANDOVER_EVENTS
from gbdt_console.text.machine_events import MACHINE_EVENTS
from gbdt_console.text.meetings.meeting_events import CALENDAR_EVENTS, MEETING_EVENTS
from gbdt_console.text.network_events import NETWORK_EVENTS
from gbdt_console.text.notify.message_text import NOTIFY_EVENTS
from gbdt_console.text.outages.outage_events import OUTAGE_EVENTS
from gbdt_console.text.profiles.profile_events import PROFILE_EVENTS
from gbdt_console.text.recordings.recording_text import RECORDING_EVENTS
from gbdt_console.text.register.register_text import REGISTER_EVENTS
from gbdt_console.text.rooms.preset_events import PRESET_EVENTS
from gbdt_console.text.shutdown.shutdown_events import SHUTDOWN_EVENTS
from gbdt_console.text.standby.unread_text import ROLE_EVENTS, UNREAD_EVENTS
from gbdt_console.text.technicians.technician_events import TECHNICIAN_EVENTS

_FEATURES = (
    NETWORK_EVENTS,
    MEETING_EVENTS,
    ALARM_EVENTS,
    OUTAGE_EVENTS,
    FLOOR_EVENTS,
    CALL_EVENTS,
    FRAME_EVENTS,
    PROFILE_EVENTS,
    CALENDAR_EVENTS,
    CHECKLIST_EVENTS,
    SHUTDOWN_EVENTS,
    PRESET_EVENTS,
    TECHNICIAN_EVENTS,
    HANDOVER_EVENTS,
    RECORDING_EVENTS,
    GUEST_EVENTS,
    REGISTER_EVENTS,
    NOTIFY_EVENTS,
    CLOCK_EVENTS,
    MACHINE_EVENTS,
    ROLE_EVENTS,
    UNREAD_EVENTS,
    CONFIG_EVENTS,
    CONTROL_EVENTS,
)
EVENT_WORDS: dict[type[Event], EventWords] = {kind: said for said in _FEATURES for kind in said.kinds}
"""How an event is said, by its class; one that is not here is said by its fields alone."""
