"""Show the pictures of the meeting and carry out their commands."""

import asyncio
from collections.abc import Mapping

from gbdt_console.core.commands import Command
from gbdt_console.core.events import Entry, MeetingStarted
from gbdt_console.core.frame.commands import FRAME_COMMANDS
from gbdt_console.core.frame.frame import Frame
from gbdt_console.core.frame.still import Still
from gbdt_console.core.pictures import Bus
from gbdt_console.core.quick_dataclass import replace
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.engine.command_request import Handler
from gbdt_console.engine.conference.command_handler import PlannedCommands
from gbdt_console.engine.conference.floor_plans import FloorPlans
from gbdt_console.engine.features import EngineContext, Feature
from gbdt_console.engine.frame.picture_views import PictureViews
from gbdt_console.engine.frame.pictures import Pictures
from gbdt_console.engine.frame.plans import FramePlans
from gbdt_console.engine.frame.reseating import Reseating


class FrameFeature(Feature):
    """Shows nothing where no configured device puts pictures on air."""

    commands = FRAME_COMMANDS

    def __init__(
        self,
        context: EngineContext,
        pictures: Pictures,
        floor: FloorPlans | None,
        commands: PlannedCommands,
    ) -> None:
        """Make the feature; `floor` plans the floor that a take gives, None without an MCU."""
        self._ledger = context.ledger
        self._clock = context.clock
        self._on_urgent = context.on_urgent
        self._pictures = pictures
        self._plans = FramePlans(context, pictures, floor)
        self._planned = commands
        self._differs_s: dict[Bus, float] = {}
        self._views = PictureViews(context, pictures)
        self._reseating = [Reseating(device, context.ledger) for device in pictures.devices]

    def handlers(self) -> Mapping[type[Command], Handler]:
        return self._planned.handlers_in_turn(self._plans.of)

    @property
    def is_busy(self) -> bool:
        return any(device.is_taking for device in self._pictures.devices)

    def begin(self) -> None:
        for device in self._pictures.devices:
            device.begin()
            if device.link.latest is not None:
                self._observed()

    async def run(self) -> None:
        devices = self._pictures.devices
        work = [asyncio.ensure_future(device.run()) for device in devices]
        work += [asyncio.ensure_future(device.follow(self._observed)) for device in devices]
        work.append(asyncio.ensure_future(self._plans.rolling.run()))
        try:
            await asyncio.gather(*work, asyncio.Event().wait())
        finally:
            for task in work:
                task.cancel()
            await asyncio.gather(*work, return_exceptions=True)
            for reseating in self._reseating:
                await reseating.close()
            await self._views.stills.close()

    def take(self, entry: Entry) -> None:
        self._plans.rolling.take(entry)
        self._views.stills.changed()
        if isinstance(entry.event, MeetingStarted):
            self._views.shown.forget()

    def fill(self, snapshot: Snapshot) -> Snapshot:
        if not self._pictures.buses:
            return snapshot
        return replace(snapshot, frame=self._views.view(snapshot.rooms, self._differs_s))

    def stills(self, since_s: float) -> tuple[Still, ...]:
        return self._views.stills.look(since_s)

    def _observed(self) -> None:
        """Compare every bus with what is wanted and recorded, and seat sites that came back."""
        now_s = self._clock.monotonic()
        differing = {
            bus
            for bus, shot in self._ledger[Frame].wanted.items()
            if self._ledger[Frame].rolling_s is None and self._pictures.is_shown(bus, shot) is False
        }
        self._differs_s = {bus: self._differs_s.get(bus, now_s) for bus in differing}
        for reseating in self._reseating:
            reseating.observed()
        self._views.shown.observed()
        self._on_urgent()
