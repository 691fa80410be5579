"""Makes the journal's events of each command about the shutdown."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from gbdt_console.core.checklist.sheet import ChecklistBook, Sheet
from gbdt_console.core.clean_text import clean
from gbdt_console.core.clock import Clock
from gbdt_console.core.commands import Command
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.meetings.held import MeetingsHeld, running_meetings
from gbdt_console.core.meetings.meeting import MeetingSpan, meeting_of_sheet
from gbdt_console.core.newest_sheets import newest_here
from gbdt_console.core.shutdown.commands import CloseShutdown, OpenShutdown, SignStep
from gbdt_console.core.shutdown.events import (
    ShutdownClosed,
    ShutdownEvent,
    ShutdownOpened,
    ShutdownSigned,
)
from gbdt_console.core.shutdown.owed import OwedShutdown, OwedShutdowns
from gbdt_console.core.shutdown.record import Shutdown, ShutdownBook, digest_of
from gbdt_console.core.shutdown.steps import Step
from gbdt_console.core.sites import Network
from gbdt_console.engine.command_request import CommandRequest, Refused, one_of

Events = Sequence[ShutdownEvent]
Request = CommandRequest[Any]
_MOST_WORDS = 400
"""Limits a note, characters."""


class ShutdownCommandHandler:
    """Makes events from the ledger's records; raises Refused."""

    def __init__(self, network: Network, ledger: Ledger, clock: Clock) -> None:
        self._network = network
        self._ledger = ledger
        self._clock = clock
        self.plans: Mapping[type[Command], Callable[[Request], Events]] = {
            OpenShutdown: self._open,
            SignStep: self._sign,
            CloseShutdown: self._close,
        }

    def record_of(self, site_id: str) -> Shutdown:
        """Return the open record, which has that site. Raises Refused."""
        record = self.opened()
        if site_id not in record.sites:
            raise Refused("shutdown.site-unknown")
        return record

    def check_no_meeting(self, site_id: str) -> None:
        """Refuse a site that a running meeting needs."""
        if self._in_meeting([site_id]):
            raise Refused("shutdown.in-meeting")

    def _open(self, request: Request) -> Events:
        """Begin for the last meeting that is over; a site of the running meeting is never in it."""
        command: OpenShutdown = request.command
        now_utc, known = self._clock.utc(), [site.id for site in self._network.sites]
        if not set(command.sites) <= set(known):
            raise Refused("shutdown.site-unknown")
        busy = self._in_meeting(known)
        meeting_id, of_meeting = self._last_meeting(now_utc, known)
        chosen = set(command.sites) or set(of_meeting) - busy
        if not chosen or busy & set(command.sites):
            raise Refused("shutdown.meeting-runs")
        meeting_id = self._new_id(meeting_id, now_utc)
        owed = self._ledger[OwedShutdowns].at(self._ledger.conference)
        own = meeting_of_sheet(meeting_id) if command.sites else ""  # a person chose among its sites
        left = {site for one in owed if one.meeting_id != own for site in self._left(one, known)} - busy
        sites = [site for site in known if site in chosen | left]
        carried, over = [site for site in sites if site not in chosen], [one.meeting_id for one in owed]
        return [ShutdownOpened(meeting_id, sites, now_utc, request.name, carried, over)]

    def _new_id(self, meeting_id: str, now_utc: float) -> str:
        """Return the id of the next shutdown after a meeting; raises Refused while one of it is open.

        A second one has its second behind the meeting's id, or the first free one after that.
        """
        records = self._ledger[ShutdownBook].records
        of_it = [one for id_, one in records.items() if meeting_id in (id_, meeting_of_sheet(id_))]
        if any(one.closing is None for one in of_it):
            raise Refused("shutdown.is-open")
        new_id, second = meeting_id, int(now_utc)
        while new_id in records:
            new_id, second = f"{meeting_id}-{second}", second + 1
        return new_id

    def _left(self, owed: OwedShutdown, known: Sequence[str]) -> Sequence[str]:
        """Return the sites of a meeting that are not off by the shutdown that was begun for it."""
        record = self._ledger[ShutdownBook].records.get(owed.record_id)
        off = () if record is None else set(record.sites) - set(record.open_sites)
        return [site for site in owed.sites or known if site not in off]

    def _last_meeting(self, now_utc: float, known: Sequence[str]) -> tuple[str, Sequence[str]]:
        """Return id and sites of the last meeting that is over; no sites where only the running one is known.

        It is that of the newest sheet, or one that was held later without a sheet.
        """
        held = self._ledger[MeetingsHeld].last
        sheet = newest_here(self._ledger, self._ledger[ChecklistBook].sheets)
        is_running = held is not None and held.ended_utc is None
        if (
            sheet is not None
            and sheet.opening_utc <= now_utc
            and (held is None or self._is_before(sheet, held) == is_running)
        ):
            return sheet.meeting_id, sheet.sites
        if held is None and self._ledger.conference:
            raise Refused("meeting.none")
        if held is None or is_running:
            return f"{now_utc:.0f}", () if is_running else known
        return held.meeting_id or f"{now_utc:.0f}", held.sites or known

    def _is_before(self, sheet: Sheet, held: MeetingSpan) -> bool:
        """Tell whether the sheet is that of a meeting before `held`.

        A sheet opened by a name of its own may be that of a meeting that was not registered.
        """
        if sheet.meeting_id == held.meeting_id or sheet.opening_utc > held.began_utc:
            return False
        is_registered = sheet.meeting_id.isdecimal() and held.meeting_id.isdecimal()
        return is_registered or sheet.meeting_id in self._ledger[ShutdownBook].records

    def _in_meeting(self, known: Sequence[str]) -> set[str]:
        running = running_meetings(self._ledger).values()
        return {site for site in known if any(meeting.takes_part(site) for meeting in running)}

    def _sign(self, request: Request) -> Events:
        command: SignStep = request.command
        record = self.record_of(command.site_id)
        step = one_of(Step, command.step, "shutdown.step-unknown")
        note = clean(command.note.strip(), _MOST_WORDS)
        if record.next_step(command.site_id) is not step:
            raise Refused("shutdown.step-first")
        if step is not Step.DONE and not note:
            raise Refused("shutdown.no-note")
        if step is not Step.DONE:
            self.check_no_meeting(command.site_id)
        now_utc = self._clock.utc()
        return [
            ShutdownSigned(record.meeting_id, command.site_id, step, request.name, now_utc, note)
        ]  # fmt: skip

    def _close(self, request: Request) -> Events:
        command: CloseShutdown = request.command
        record, client = self.opened(), request.client
        problems = clean(command.problems.strip(), _MOST_WORDS)
        if record.open_sites and not command.is_sure:
            raise Refused("shutdown.not-off")
        if record.open_sites and not problems:
            raise Refused("shutdown.no-reason")
        closed = ShutdownClosed(
            record.meeting_id,
            list(record.open_sites),
            problems,
            request.name,
            client.uid,
            client.terminal,
            self._clock.utc(),
            digest_of(record),
        )
        return [closed]

    def opened(self) -> Shutdown:
        """Return the record in use. Raises Refused."""
        record = newest_here(self._ledger, self._ledger[ShutdownBook].records)
        if record is None or record.closing is not None:
            raise Refused("shutdown.none")
        return record
