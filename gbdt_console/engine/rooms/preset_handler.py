"""Carry out commands about presets that move no camera: learn a place, name a preset."""

from collections.abc import Mapping
from functools import partial

from gbdt_console.core.clean_text import clean
from gbdt_console.core.commands import Command
from gbdt_console.core.meetings.held import conference_of_site, running_meetings
from gbdt_console.core.requests import Progress, Stage
from gbdt_console.core.rooms.commands import LearnPreset, NamePreset
from gbdt_console.core.rooms.preset_events import PresetNamed
from gbdt_console.core.rooms.room import HIGHEST_PRESET, LONGEST_PRESET_NAME, CameraPosition
from gbdt_console.devices.control import ControlError
from gbdt_console.engine.command_request import CommandRequest, Handler, Refused
from gbdt_console.engine.features import EngineContext
from gbdt_console.engine.rooms.monitor import RoomMonitor


class PresetHandler:
    """Handles the commands about presets but the recall. `rooms` are by site id."""

    def __init__(self, rooms: Mapping[str, RoomMonitor], context: EngineContext) -> None:
        self._rooms = rooms
        self._ledger = context.ledger
        self._record_for = context.record_for
        self._sites = frozenset(site.id for site in context.network.sites)

    def handlers(self) -> Mapping[type[Command], Handler]:
        return {LearnPreset: self._learn, NamePreset: self._name}

    async def _learn(self, request: CommandRequest[LearnPreset]) -> Progress:
        """Read where the camera stands and let that be the preset's place."""
        command = request.command
        _check_number(command.preset)
        room = self._rooms.get(command.site_id)
        if room is None:
            raise Refused("room.none")
        turning = room.camera or room
        presets = turning.presets
        if presets is None:
            raise Refused("preset.cannot-learn")
        found: list[CameraPosition | None] = []

        async def read() -> None:
            found.append(await presets.position())

        try:
            await turning.link.ask(read)
        except ControlError as error:
            return Progress(request.id, Stage.FAILED, error.code, error.words)
        if not found or found[0] is None:
            raise Refused("preset.no-position")
        last = await presets.learn(command.preset, found[0], partial(self._record_for, request))
        turning.poll_soon()
        return last

    async def _name(self, request: CommandRequest[NamePreset]) -> Progress:
        command = request.command
        running = running_meetings(self._ledger)
        meeting = running.get(conference_of_site(self._ledger, command.site_id)) or next(
            iter(running.values()), None
        )
        if meeting is None:
            raise Refused("meeting.none")
        if command.site_id not in self._sites:
            raise Refused("meeting.site-unknown")
        _check_number(command.preset)
        name = clean(command.name.strip())
        if len(name) > LONGEST_PRESET_NAME:
            raise Refused("preset.name-too-long")
        event = PresetNamed(meeting.id, command.site_id, command.preset, name, request.name)
        return await self._record_for(request, [event])


def _check_number(preset: int) -> None:
    """Raise Refused where no device has a preset of that number."""
    if not 0 <= preset <= HIGHEST_PRESET:
        raise Refused("preset.range")
