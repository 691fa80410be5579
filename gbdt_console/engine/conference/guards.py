"""Refuse commands that meeting, conference or floor do not allow now."""

from gbdt_console.core.conference.floor import Floor
from gbdt_console.core.conference.roster import RosterStatus
from gbdt_console.core.conference.state import Participant
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.meetings.held import MeetingsHeld
from gbdt_console.core.meetings.meeting import Meeting
from gbdt_console.engine.command_request import Refused
from gbdt_console.engine.conference.monitor import ConferenceMonitor


class ConferenceGuards:
    """Judges by the ledger and the newest roster; each method raises Refused."""

    def __init__(self, monitor: ConferenceMonitor, ledger: Ledger) -> None:
        self._monitor = monitor
        self._ledger = ledger

    def need_known(self) -> None:
        """Refuse while nobody knows who is in the conference."""
        if not self._monitor.is_known:
            raise Refused("conference.unknown")

    def need_meeting(self) -> Meeting:
        if (running := self._ledger[MeetingsHeld].running) is None:
            raise Refused("meeting.none")
        return running

    def need_called(self, site_id: str) -> None:
        """Refuse to open our sites until the upper site calls on us."""
        if self._ledger[Floor].is_silent and site_id != self._ledger[Floor].upper:
            raise Refused("upper.not-called")

    def need_no_break(self, site_id: str) -> None:
        """Refuse to open a site that the break would block again."""
        floor = self._ledger[Floor]
        if floor.is_break and site_id != floor.chair:
            raise Refused("floor.is-break")

    def need_site(self, site_id: str) -> str:
        if not self._monitor.knows(site_id):
            raise Refused("meeting.site-unknown")
        return site_id

    def need_leg(self, site_id: str) -> Participant:
        self.need_known()
        leg = self._monitor.leg(site_id)
        if leg is None:
            is_uninvited = self._monitor.uninvited_leg(site_id) is not None
            raise Refused("call.uninvited" if is_uninvited else "call.not-there")
        return leg

    def need_nobody_alien(self) -> None:
        """Refuse to lock callers in whom nobody has let in."""
        if any(row.standing is RosterStatus.UNEXPECTED for row in self._monitor.rows):
            raise Refused("guard.lock-in")
