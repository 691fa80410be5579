"""Bundles the actions that every screen over live data holds."""

from dataclasses import dataclass

from gbdt_console.screens.actions.alarms.alarm_actions import AlarmActions
from gbdt_console.screens.actions.alarms.maintenance_actions import MaintenanceActions
from gbdt_console.screens.actions.conference.conference_actions import ConferenceActions, idle_in
from gbdt_console.screens.actions.conference.floor_actions import FloorActions
from gbdt_console.screens.actions.conference.microphone_actions import MicrophoneActions
from gbdt_console.screens.actions.outages.outage_actions import OutageActions
from gbdt_console.screens.actions.replay_actions import ReplayActions
from gbdt_console.screens.actions.rooms.room_actions import RoomActions
from gbdt_console.screens.actions.screen_commands import ScreenCommands


@dataclass(frozen=True, slots=True)
class CommonActions:
    """Holds one screen's actions under the names that the action table uses.

    commands: what the actions give their commands by
    alarms: actions on the alarm that a key means, and on the bell
    microphones: blocks in the conference
    floor: who speaks in the meeting
    conference: the conference as a whole
    rooms: the codec of a room
    maintenance: planned work on a site
    outages: outage records
    replay: the moment of a replay
    """

    commands: ScreenCommands
    alarms: AlarmActions
    microphones: MicrophoneActions
    floor: FloorActions
    conference: ConferenceActions
    rooms: RoomActions
    maintenance: MaintenanceActions
    outages: OutageActions
    replay: ReplayActions

    @classmethod
    def of(cls, commands: ScreenCommands, *, moves_on: bool) -> "CommonActions":
        """Return the actions; with `moves_on` the highlight may leave a row acknowledged here."""
        alarms = AlarmActions(commands, commands.alarms, moves_on=moves_on)
        return cls(
            commands,
            alarms,
            MicrophoneActions(commands),
            FloorActions(commands),
            ConferenceActions(commands),
            RoomActions(commands),
            MaintenanceActions(commands),
            OutageActions(commands, alarms.show_phones),
            ReplayActions(commands),
        )

    def idle(self) -> frozenset[str]:
        """Return the ids of the actions that would do nothing now."""
        idle = self.alarms.idle() | self.outages.idle()
        idle |= frozenset() if self.floor.refused is not None else {"frame.anyway"}
        conference, view, site = self.commands.conference, self.commands.view, self.commands.site
        idle |= (
            frozenset()
            if view is not None and any(one.is_in_use for one in view.snapshot.elsewhere)
            else {"meeting.next"}
        )
        if conference is None or view is None:
            return idle
        return idle | idle_in(view.frame, conference, site.id if site is not None else "", self.commands.bus)
