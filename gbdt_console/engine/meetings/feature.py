"""Begins and ends meetings, and keeps every second around them."""

from collections.abc import Mapping

from gbdt_console.core.clean_text import clean
from gbdt_console.core.commands import MEETING_COMMANDS, Command, EndMeeting, StartMeeting
from gbdt_console.core.conference.attendance import Attendance
from gbdt_console.core.conference.presence import SitePresence
from gbdt_console.core.events import Entry, MeetingEnded, MeetingStarted, PlacedEvent
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.meetings.commands import CALENDAR_COMMANDS
from gbdt_console.core.meetings.held import MeetingsHeld, running_meetings
from gbdt_console.core.meetings.meeting import new_meeting_id
from gbdt_console.core.quick_dataclass import replace
from gbdt_console.core.requests import Progress
from gbdt_console.core.sites import Network
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.engine.command_request import CommandRequest, Handler, Refused
from gbdt_console.engine.features import EngineContext, Feature
from gbdt_console.engine.meetings.book_keeper import Calendar
from gbdt_console.engine.meetings.free_sites import check_free

_LAST_UTC = 253_402_300_799.0
"""The end of the year 9999: no calendar shows what is later, nor infinity."""


class MeetingFeature(Feature):
    """Pins the samples from half an hour before to half an hour after each meeting."""

    commands = (*MEETING_COMMANDS, *CALENDAR_COMMANDS)

    def __init__(self, context: EngineContext) -> None:
        self._network = context.network
        self._ledger = context.ledger
        self._clock = context.clock
        self._context = context
        self._samples = context.samples
        self._place_of = context.place_of
        self._running = running_meetings(context.ledger)
        self._calendar = Calendar(context)

    def handlers(self) -> Mapping[type[Command], Handler]:
        return {StartMeeting: self._start, EndMeeting: self._end, **self._calendar.handlers()}

    def begin(self) -> None:
        """Pin the meetings that began while no engine ran."""
        for meeting in running_meetings(self._ledger).values():
            self._samples.pin(meeting)

    async def run(self) -> None:
        await self._calendar.run()

    def take(self, entry: Entry) -> None:
        """Pin a meeting that began or got another end, and one that ended after its planned time."""
        self._calendar.take(entry)
        if not isinstance(entry.event, PlacedEvent):
            return
        place = entry.event.conference
        before, now = self._running.get(place), self._ledger.at(place)[MeetingsHeld].running
        if now is not None and (before is None or (now.id, now.end_utc) != (before.id, before.end_utc)):
            self._samples.pin(now)
        elif now is None and before is not None and entry.at_utc > before.end_utc:
            self._samples.pin(before, entry.at_utc)
        self._running = running_meetings(self._ledger)

    def fill(self, snapshot: Snapshot) -> Snapshot:
        return self._calendar.fill(snapshot)

    async def _start(self, request: CommandRequest[StartMeeting]) -> Progress:
        command = request.command
        place = self._place_of(command) if command.conference is not None else ""
        ledger = self._ledger.at(place)
        event = _meeting_started(self._network, ledger, command, self._clock.utc())
        return await self._context.record_for(request, self._context.begun(event))

    async def _end(self, request: CommandRequest[EndMeeting]) -> Progress:
        place = self._place_of(request.command)
        if (running := self._ledger.at(place)[MeetingsHeld].running) is None:
            raise Refused("meeting.none")
        ended = MeetingEnded(running.id, self._clock.utc(), keeps_isolated=True, conference=place)
        return await self._context.record_for(request, [ended])


class MeetingView(Feature):
    """Shows the meeting of one conference, and who attended it."""

    def __init__(self, context: EngineContext) -> None:
        self._ledger = context.ledger
        self._attendance: tuple[Attendance, tuple[SitePresence, ...]] = Attendance(), ()

    def fill(self, snapshot: Snapshot) -> Snapshot:
        meeting, attendance = self._ledger[MeetingsHeld].running, self._ledger[Attendance]
        if attendance is not self._attendance[0]:
            self._attendance = attendance, attendance.listed
        return replace(
            snapshot,
            meeting=None if meeting is None else meeting.without_closed_title(),
            attendance=self._attendance[1],
            attended_from_utc=attendance.from_utc,
            attendance_untold=attendance.untold,
        )


def _meeting_started(
    network: Network, ledger: Ledger, command: StartMeeting, now_utc: float
) -> MeetingStarted:
    """Return the event that opens the meeting.

    Raises Refused where the command contradicts network or ledger.
    """
    known = {site.id for site in network.sites}
    check_free(ledger, frozenset(command.sites or known))
    if command.chair_site_id not in known or not known.issuperset(command.running_order + command.sites):
        raise Refused("meeting.site-unknown")
    if len(set(command.running_order)) != len(command.running_order):
        raise Refused("meeting.speaker-twice")
    ours = {command.chair_site_id, *command.running_order}
    if command.upper_site_id and (command.upper_site_id not in known or command.upper_site_id in ours):
        raise Refused("meeting.upper-wrong")
    if command.profile_id and command.profile_id not in {profile.id for profile in network.profiles}:
        raise Refused("profile.unknown")
    if not 0.0 < command.opening_utc < command.end_utc <= _LAST_UTC:
        raise Refused("meeting.end-before-opening")
    if not (title := clean(command.title.strip())):
        raise Refused("meeting.untitled")
    return MeetingStarted(
        new_meeting_id(),
        title,
        command.chair_site_id,
        command.opening_utc,
        command.end_utc,
        list(command.running_order),
        command.is_closed,
        command.upper_site_id,
        sites=[site.id for site in network.sites if command.sites and site.id in {*ours, *command.sites}],
        profile=command.profile_id,
        at_utc=now_utc,
        hosted=network.host_of(ledger.conference),
        conference=ledger.conference,
    )
