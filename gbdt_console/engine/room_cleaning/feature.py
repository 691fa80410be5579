"""Keeps posted rules and the cleaning calendar: takes their commands, and puts them into the Snapshot."""

from collections.abc import Mapping, Sequence

from gbdt_console.core.clean_text import clean
from gbdt_console.core.commands import Command
from gbdt_console.core.events import Entry
from gbdt_console.core.quick_dataclass import replace
from gbdt_console.core.requests import Progress
from gbdt_console.core.resource_ids import CENTRE
from gbdt_console.core.room_cleaning.commands import CARE_COMMANDS, ConfirmRules, SignCleaning
from gbdt_console.core.room_cleaning.events import CleaningEvent, RoomCleaned, RulesPosted
from gbdt_console.core.room_cleaning.rooms import CleaningBook, RoomCleaning
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.core.technicians.posts import Post
from gbdt_console.core.technicians.roster import TechnicianBook
from gbdt_console.engine.command_request import CommandRequest, Handler, Refused
from gbdt_console.engine.features import EngineContext, Feature

_MOST_WORDS = 80
"""Limits a name or a note, characters."""


class CleaningFeature(Feature):
    """Lays the journal's sign-offs over what sites.yaml says of each room."""

    commands = CARE_COMMANDS

    def __init__(self, context: EngineContext) -> None:
        self._context = context
        self._known = {CENTRE, *(site.id for site in context.network.sites)}
        self._rooms: tuple[RoomCleaning, ...] = ()
        self._is_old = True

    def handlers(self) -> Mapping[type[Command], Handler]:
        return {ConfirmRules: self._carry_out, SignCleaning: self._carry_out}

    def take(self, entry: Entry) -> None:
        if isinstance(entry.event, CleaningEvent):
            self._is_old = True
            self._context.on_urgent()

    def fill(self, snapshot: Snapshot) -> Snapshot:
        if self._is_old:
            self._rooms = self._context.ledger[CleaningBook].rooms(self._context.network.care)
            self._is_old = False
        return replace(snapshot, care=self._rooms)

    async def _carry_out(self, request: CommandRequest[Command]) -> Progress:
        return await self._context.record_for(request, self._signed(request))

    def _signed(self, request: CommandRequest[Command]) -> Sequence[CleaningEvent]:
        """Make one event a site. Raises Refused."""
        command = request.command
        assert isinstance(command, ConfirmRules | SignCleaning)
        if not command.site_ids or not self._known.issuperset(command.site_ids):
            raise Refused("meeting.site-unknown")
        day, now_utc = self._context.past_day(command.day), self._context.clock.utc()
        events: list[CleaningEvent] = []
        for site_id in dict.fromkeys(command.site_ids):
            person = clean(command.person.strip(), _MOST_WORDS) or self._technician(site_id)
            if not person:
                raise Refused("care.no-person")
            if isinstance(command, ConfirmRules):
                events.append(RulesPosted(site_id, day, person, now_utc, request.name))
            else:
                note = clean(command.note.strip(), _MOST_WORDS)
                events.append(RoomCleaned(site_id, day, person, note, now_utc, request.name))
        return events

    def _technician(self, site_id: str) -> str:
        """Return how the roster names the site's technician; empty where it has none."""
        roster = self._context.ledger[TechnicianBook].roster(self._context.network.technicians)
        own = next((site for site in roster if site.site_id == site_id), None)
        holder = None if own is None else own.holder(Post.TECHNICIAN)
        return "" if holder is None else holder.shown
