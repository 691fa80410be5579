"""Lists the features whose keys mean something on every screen, one row each."""

from gbdt_console.screens.actions.alarms.alarm_actions import AlarmActions
from gbdt_console.screens.actions.alarms.maintenance_actions import MaintenanceActions
from gbdt_console.screens.actions.authority.machine_actions import MachineActions
from gbdt_console.screens.actions.conference.conference_actions import ConferenceActions
from gbdt_console.screens.actions.conference.floor_actions import FloorActions
from gbdt_console.screens.actions.conference.microphone_actions import MicrophoneActions
from gbdt_console.screens.actions.configuration.sites_actions import SitesActions
from gbdt_console.screens.actions.handover.handover_actions import HandoverActions
from gbdt_console.screens.actions.outages.outage_actions import OutageActions
from gbdt_console.screens.actions.replay.replay_actions import ReplayActions
from gbdt_console.screens.actions.rooms.room_actions import RoomActions
from gbdt_console.screens.actions.screen_actions import ScreenActions

FEATURES: tuple[type[ScreenActions], ...] = (
    AlarmActions,
    MicrophoneActions,
    FloorActions,
    ConferenceActions,
    RoomActions,
    MaintenanceActions,
    OutageActions,
    HandoverActions,
    ReplayActions,
    SitesActions,
    MachineActions,
)
