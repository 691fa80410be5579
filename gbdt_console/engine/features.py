"""Defines a feature of the engine and what it is built from."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from gbdt_console.core.alarms.book import AlarmBook
from gbdt_console.core.alarms.conditions import Conditions
from gbdt_console.core.authority.withheld import Machine
from gbdt_console.core.backups import BackupTimes
from gbdt_console.core.clock import Clock
from gbdt_console.core.clock_sync import ClockSync
from gbdt_console.core.commands import Command, CommandDefinition, PlacedCommand, SheetCommand
from gbdt_console.core.conference.attendance import ConferenceUntold
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.events import Entry, Event, MeetingStarted, placed
from gbdt_console.core.frame.still import Still
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.meetings.book import CalendarBook
from gbdt_console.core.meetings.held import running_meetings
from gbdt_console.core.meetings.placing import Unplaced, place_of
from gbdt_console.core.quick_dataclass import dataclass, replace
from gbdt_console.core.requests import Progress, Stage
from gbdt_console.core.resource_ids import of_conference
from gbdt_console.core.sites import Network
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.core.units import Day
from gbdt_console.devices.control import Codec, ListsParticipants, ListsRegistered, Mixer, SwitchesOutlets
from gbdt_console.devices.driver import ConferenceDevices
from gbdt_console.devices.messages.sender import MessageSender
from gbdt_console.engine.command_request import (
    CommandRequest,
    Handler,
    RecordTogether,
    Refused,
    write_for,
)
from gbdt_console.engine.control.authority import Authority
from gbdt_console.engine.control.links import Links
from gbdt_console.engine.records.samples import Samples


class AlarmAccess(Protocol):
    """The part of the engine's alarms that a feature may use."""

    @property
    def conditions(self) -> Conditions:
        """Raises and clears what may become an alarm."""
        ...

    def follow(self, book: AlarmBook) -> None:
        """Have these alarms from now on, as another PC judges them; nothing is judged here any more."""
        ...

    def reach(self, site_id: str) -> bool | None:
        """Return False while the site or its codec is lost; else None."""
        ...

    def lost_since_utc(self, site_id: str) -> float | None:
        """Return since when the site or its codec is lost, UTC seconds; None where neither is."""
        ...

    def cause(self, site_id: str) -> str:
        """Return the type of the site's worst alarm; empty where there is none."""
        ...


class Registrations(Protocol):
    """Tells of which sites no device is registered, where something beside the MCU is asked."""

    def missing(self) -> frozenset[str]:
        """Return the numbers of the sites that are known to have none registered now."""
        ...

    async def refusal(self, number: str) -> str:
        """Return the code why a call to that number cannot arrive, asked anew; empty where it may."""
        ...


@dataclass(frozen=True, slots=True)
class EngineContext:
    """All that a feature may be built from.

    ledger: the fold of the journal; the engine applies each entry before features take it
    record: writes an event as that operator (empty: the engine); fails with RecordingRefusedError
    record_together: writes the events of one command likewise, all of them or none
    on_urgent: asks for a Snapshot soon
    alarms: where a feature raises and clears conditions
    samples: the round trips of all targets
    sender: sends messages out of the room; None where nothing may leave
    backup_times: reads from the disk, and waits for it, maybe in vain; None where nothing is to be kept
    clock_sync: tells how the machine's clock stands
    links: the connections to the controlled devices
    authority: whether the engine may give orders and send messages now
    machine: this machine, with the journal; None where that does not matter
    registrar: where codecs register, if not at the MCU
    registrations: what that tells; None where nothing asks it
    is_reload: whether the engine ran with another sites.yaml until now: what was under way goes on
    on_control_fault: takes why a device cannot be asked, by MCU, MIXER, REGISTRAR or its id; None: it can
    """

    network: Network
    clock: Clock
    ledger: Ledger
    record: Callable[[Event, str], Future[Entry]]
    record_together: RecordTogether
    on_urgent: Callable[[], None]
    alarms: AlarmAccess
    samples: Samples
    mcu: ListsParticipants | None = None
    mixer: Mixer | None = None
    codecs: Mapping[str, Codec] = field(default_factory=dict)
    outlets: Mapping[str, SwitchesOutlets] = field(default_factory=dict)
    read_devices: frozenset[str] = frozenset()
    on_control_fault: Callable[[str, ControlFault | None], None] = lambda resource, fault: None
    notice_templates: Path | None = None
    sender: MessageSender | None = None
    clock_sync: Callable[[], ClockSync] = lambda: ClockSync.UNKNOWN
    conferences: Mapping[str, ConferenceDevices] = field(default_factory=dict)
    backup_times: Callable[[], BackupTimes | None] | None = None
    links: Links = field(default_factory=Links)
    authority: Authority = field(default_factory=Authority)
    machine: Machine | None = None
    registrar: ListsRegistered | None = None
    registrations: Registrations | None = None
    is_reload: bool = False

    @property
    def conference_ids(self) -> tuple[str, ...]:
        return ("", *(one.id for one in self.network.conferences))

    def at(self, conference: str) -> "EngineContext":
        """Return what a feature of one conference is built from: its own ledger, records and devices."""
        if not conference:
            return self

        def record(event: Event, actor: str) -> Future[Entry]:
            return self.record(placed(event, conference), actor)

        def record_together(
            events: Sequence[Event],
            actor: str,
            request_id: str = "",
            on_doubt: Callable[[], None] = lambda: None,
        ) -> Sequence[Future[Entry]]:
            own = [placed(event, conference) for event in events]
            return self.record_together(own, actor, request_id, on_doubt)

        def on_control_fault(resource: str, fault: ControlFault | None) -> None:
            self.on_control_fault(of_conference(resource, conference), fault)

        devices = self.conferences.get(conference, ConferenceDevices(None, None))
        return replace(
            self,
            network=self.network.at(conference),
            ledger=self.ledger.at(conference),
            record=record,
            record_together=record_together,
            on_control_fault=on_control_fault,
            mcu=devices.mcu,
            mixer=devices.mixer,
        )

    def begun(self, event: MeetingStarted) -> tuple[MeetingStarted | ConferenceUntold, ...]:
        """Return what is recorded of a meeting's start: where nothing tells who takes part, that too.

        An MCU tells it, or the codecs that call its host; verbs without an engine ask neither.
        """
        place = self.at(event.conference)
        if place.mcu is not None or (place.network.centre.hosted is not None and self.codecs):
            return (event,)
        return event, ConferenceUntold(True, event.at_utc, conference=event.conference)

    def place_of(self, command: PlacedCommand) -> str:
        """Return the id of the conference that a command means. Raises Refused."""
        named = command.conference or ""
        is_number = isinstance(command, SheetCommand) and named.isdecimal()
        registered = self.ledger[CalendarBook].find(int(named)) if is_number else None
        if registered is not None and named not in self.conference_ids:
            return registered.plan.conference
        try:
            return place_of(command.conference, running_meetings(self.ledger), self.conference_ids)
        except Unplaced as unplaced:
            raise Refused(unplaced.code, unplaced.detail) from None

    def past_day(self, text: str) -> Day:
        """Return a typed 'YYYY-MM-DD' that does not lie ahead; today for an empty text. Raises Refused."""
        zone = ZoneInfo(self.network.timezone)
        today = datetime.fromtimestamp(self.clock.utc(), zone).date()
        try:
            day = date.fromisoformat(text) if text else today
        except ValueError:
            raise Refused("technicians.day-wrong") from None
        if day > today:
            raise Refused("technicians.day-ahead")
        return day.isoformat()

    async def record_for(self, request: CommandRequest[Any], events: Sequence[Event]) -> Progress:
        """Write the events of a command as its operator, all of them or none; return its last step.

        Raises RecordingRefusedError, RecordingUnknownError.
        """
        await write_for(request, events, self.record_together)
        return Progress(request.id, Stage.RECORDED)

    def recording(
        self, plans: Mapping[type[Command], Callable[[Any, str], Sequence[Event]]]
    ) -> dict[type[Command], Handler]:
        """Return handlers of commands that only write.

        plans: makes the events of each command, by class, for an operator's name; raises Refused
        """

        async def carry_out(request: CommandRequest[Command]) -> Progress:
            return await self.record_for(request, plans[type(request.command)](request.command, request.name))

        return dict.fromkeys(plans, carry_out)

    async def record_before_acting(self, request: CommandRequest[Any], events: Sequence[Event]) -> None:
        """Write likewise what a device is ordered to do next.

        Raises Refused too, where the disk took so long that nobody waits for that order any more.
        """
        if await write_for(request, events, self.record_together):
            raise Refused("recording.late")


class Feature:
    """Base of all features; each overrides what it needs. Used on the engine's loop."""

    commands: Sequence[CommandDefinition] = ()
    """The rows of its commands."""

    def handlers(self) -> Mapping[type[Command], Handler]:
        return {}

    @property
    def is_busy(self) -> bool:
        """Whether something is under way that a reload of sites.yaml would cut off."""
        return False

    def continue_from(self, before: "Feature") -> None:
        """Go on with what the one of the same class knows that no journal keeps; called before `begin`."""

    def begin(self) -> None:
        """Start, once entries are heard and before the engine's first poll."""

    async def run(self) -> None:
        """Work until cancelled. What it raises ends the engine."""
        await asyncio.Event().wait()

    def take(self, entry: Entry) -> None:
        """Take one entry that the ledger has just applied."""

    def on_progress(self, request: CommandRequest[Command], step: Progress) -> None:
        """Take one step, but the last, of any feature's command."""

    def fill(self, snapshot: Snapshot) -> Snapshot:
        """Return the Snapshot with this feature's part. Unchanged views stay the same objects."""
        return snapshot

    def stills(self, since_s: float) -> tuple[Still, ...]:
        """Return what may be shown of the pictures on air; of those unchanged since that moment no pixels."""
        return ()


FeatureBuilder = Callable[[EngineContext], Feature]
