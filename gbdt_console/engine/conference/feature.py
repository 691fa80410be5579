"""Show the conference of the MCU and carry out its commands."""

import asyncio
from collections.abc import Mapping

from gbdt_console.core.clock import Clock
from gbdt_console.core.commands import Command
from gbdt_console.core.conference.commands import CONFERENCE_COMMANDS
from gbdt_console.core.events import Entry, MeetingEnded, MeetingStarted
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.quick_dataclass import replace
from gbdt_console.core.requests import Progress
from gbdt_console.core.rooms.commands import HangUpRoom, SleepCodec
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.engine.command_request import CommandRequest, Handler, Refused
from gbdt_console.engine.conference.command_handler import PlannedCommands
from gbdt_console.engine.conference.floor_plans import FloorPlans
from gbdt_console.engine.conference.monitor import ConferenceMonitor
from gbdt_console.engine.conference.plans import ConferencePlans
from gbdt_console.engine.features import Feature


class ConferenceFeature(Feature):
    """Shows nothing and refuses its commands where no MCU is configured: without monitor and floor."""

    commands = CONFERENCE_COMMANDS

    def __init__(
        self,
        ledger: Ledger,
        monitor: ConferenceMonitor | None,
        floor: FloorPlans | None,
        commands: PlannedCommands,
        clock: Clock,
    ) -> None:
        self._ledger = ledger
        self._clock = clock
        self._monitor = monitor
        self._floor = floor
        self._planned = commands

    def handlers(self) -> Mapping[type[Command], Handler]:
        if self._monitor is None or self._floor is None:
            return {row.command: _refuse for row in self.commands}
        plans = ConferencePlans(self._monitor, self._ledger, self._floor, self._clock)
        return self._planned.handlers(plans.of)

    @property
    def is_busy(self) -> bool:
        return self._monitor is not None and bool(self._monitor.orders.under_way)

    def begin(self) -> None:
        if self._monitor is not None:
            self._monitor.begin()

    async def run(self) -> None:
        await (asyncio.Event().wait() if self._monitor is None else self._monitor.run())

    def take(self, entry: Entry) -> None:
        """Poll at once when a meeting begins, and clear its alarms when it ends."""
        if self._monitor is not None and isinstance(entry.event, MeetingStarted):
            self._monitor.link.poll_soon()
        elif self._monitor is not None and isinstance(entry.event, MeetingEnded):
            self._monitor.conditions.meeting_ended()

    def on_progress(self, request: CommandRequest[Command], step: Progress) -> None:
        """Note that an operator ends a site's call at its codec. The site is then not called again."""
        command = request.command
        if self._monitor is None or not isinstance(command, HangUpRoom | SleepCodec):
            return
        if (leg := self._monitor.leg(command.site_id)) is not None:
            self._monitor.departures.will_hang_up(leg.id, request.name)

    def fill(self, snapshot: Snapshot) -> Snapshot:
        return snapshot if self._monitor is None else replace(snapshot, conference=self._monitor.view())


async def _refuse(_: CommandRequest[Command]) -> Progress:
    raise Refused("conference.none")
