"""Carry out commands to a room's codec by verified orders.

The engine itself asks for one thing only: the preset of a site that an operator prepares for the floor.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from gbdt_console.core.conference.floor import Floor
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.meetings.held import conference_of_site
from gbdt_console.core.requests import Progress
from gbdt_console.core.rooms.commands import (
    CallFromRoom,
    DivideScreen,
    HangUpRoom,
    MessageRoom,
    MuteRoom,
    OpenRoom,
    PresentRoom,
    RecallPreset,
    RoomCommand,
    SleepCodec,
    StopPresenting,
    WakeCodec,
)
from gbdt_console.core.rooms.room import RoomCall, RoomState
from gbdt_console.devices.control import ControlError
from gbdt_console.engine.command_request import CommandRequest, Refused
from gbdt_console.engine.control.device_link import NotSentError
from gbdt_console.engine.rooms.guards import codec_refusal, refusal_detail
from gbdt_console.engine.rooms.monitor import RoomMonitor
from gbdt_console.engine.rooms.orders import RoomOrder

_ENDS_WITHIN_S = 1.0
"""Limits how long the engine's end waits for presets that nobody follows."""
_OPENS_WITHIN_S = 15.0
"""Limits the age of a request to open a microphone: longer than a camera turns, and later nobody expects
the room to be heard."""

MaySend = Callable[[], Awaitable[None]]
Request = CommandRequest[RoomCommand]


class RoomCommandHandler:
    """Handles all commands to codecs. `rooms` are by site id."""

    def __init__(self, rooms: Mapping[str, RoomMonitor], ledger: Ledger) -> None:
        self._rooms = rooms
        self._ledger = ledger
        self._tasks: set[asyncio.Task[object]] = set()

    async def carry_out(self, request: Request) -> Progress:
        """Return the last step. Raises Refused before anything was done."""
        command = request.command
        room = self._rooms.get(command.site_id)
        if room is None:
            raise Refused("room.none")
        if refusal := self._refusal(room, command):
            raise Refused(refusal, refusal_detail(refusal, room.known()))
        order = _order(room, command, request.operator)
        if order is None:
            raise Refused("control.not-able")
        order = replace(order, may_send=self._judged_again(room, request))

        def on_progress(step: Progress) -> None:
            if not step.stage.is_final:
                request.on_progress(replace(step, request_id=request.id))

        if isinstance(command, RecallPreset):
            last = await room.recall(command.preset, order, on_progress)
        else:
            last = await room.carry_out(order, on_progress)
        return replace(last, request_id=request.id)

    def floor_prepared(self, site_id: str, operator: str) -> None:
        """Turn that site's camera to its floor preset, if it has one. A site on air keeps its picture."""
        room = self._rooms.get(site_id)
        floor = self._floor_of(site_id)
        if room is None or site_id == (floor.speaker or floor.chair):
            return
        room.forget_preset()
        preset = room.site.floor_preset
        order = None if preset is None else room.recall_order(preset, operator)
        if preset is None or order is None:
            return
        order = replace(order, may_send=self._while_prepared(site_id))
        task: asyncio.Task[object] = asyncio.create_task(room.recall(preset, order, lambda step: None))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _floor_of(self, site_id: str) -> Floor:
        """Return the floor of the meeting in which that site takes part."""
        return self._ledger.at(conference_of_site(self._ledger, site_id))[Floor]

    async def close(self) -> None:
        """Wait _ENDS_WITHIN_S for presets under way, then cancel them."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_ENDS_WITHIN_S)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _while_prepared(self, site_id: str) -> MaySend:
        """Send only while the site is still prepared and not on air.

        The codec may have been busy for seconds.
        """

        async def judged() -> None:
            floor = self._floor_of(site_id)
            if site_id != floor.prepared or site_id == (floor.speaker or floor.chair):
                raise NotSentError(ControlFault.REFUSED, code="room.not-prepared")

        return judged

    def _judged_again(self, room: RoomMonitor, request: Request) -> MaySend:
        """Judge the command again when its order's turn comes.

        A camera may have turned for seconds meanwhile.

        A confirmation covers only the calls known when it was given; calls are asked for once more just
        before they would end.
        """
        command, before = request.command, room.known()
        loop = asyncio.get_running_loop()
        asked_s = loop.time()

        async def judged() -> None:
            refusal = request.refusal() or self._refusal(room, command)
            if not refusal and isinstance(command, SleepCodec | HangUpRoom):
                refusal = _calls_refusal(command, await _calls(room), before)
            if not refusal and isinstance(command, CallFromRoom) and await _calls(room) != ():
                refusal = "room.in-call"
            if isinstance(command, OpenRoom) and loop.time() - asked_s > _OPENS_WITHIN_S:
                refusal = refusal or "room.too-late"
            if refusal:
                raise NotSentError(ControlFault.REFUSED, code=refusal)

        return judged

    def _refusal(self, room: RoomMonitor, command: RoomCommand) -> str:
        """Return the code of why the command is refused; else empty."""
        site = room.site
        floor = self._floor_of(site.id)
        match command:
            case MuteRoom(is_sure=False) if site.id in (floor.chair, floor.speaker):
                return "guard.chair-or-speaker"
            case OpenRoom() if not site.permissions.remote_unmute:
                return "guard.remote-unmute"
            case OpenRoom() if floor.is_break and site.id != floor.chair:
                return "floor.is-break"
            case OpenRoom() if floor.is_silent and site.id != floor.upper:
                return "upper.not-called"
            case _:
                return codec_refusal(command, room.known())


async def _calls(room: RoomMonitor) -> tuple[RoomCall, ...] | None:
    """Ask for the calls. Raises NotSentError, since only this question went out."""
    try:
        return await room.make.calls()
    except ControlError as error:
        raise NotSentError(error.fault) from error


def _calls_refusal(
    command: SleepCodec | HangUpRoom, calls: tuple[RoomCall, ...] | None, before: RoomState | None
) -> str:
    """Return the code of why those calls may not end; else empty.

    A confirmation does not cover a call that came after it.
    """
    if not command.is_sure:
        return "" if calls == () else "guard.hang-up"
    covered = None if before is None else {(call.id, call.number) for call in before.calls or ()}
    is_new = covered is not None and any((call.id, call.number) not in covered for call in calls or ())
    return "room.calls-changed" if is_new else ""


def _order(room: RoomMonitor, command: RoomCommand, operator: str) -> RoomOrder | None:
    match command:
        case MuteRoom() | OpenRoom():
            return room.make.microphone(operator, is_open=isinstance(command, OpenRoom))
        case SleepCodec() | WakeCodec():
            return room.make.standby(operator, is_asleep=isinstance(command, SleepCodec))
        case RecallPreset():
            return room.recall_order(command.preset, operator)
        case HangUpRoom():
            return room.make.hang_up(operator)
        case CallFromRoom():
            return room.make.call(command.number, operator)
        case PresentRoom() | StopPresenting():
            return room.make.content(operator, is_on=isinstance(command, PresentRoom))
        case DivideScreen():
            return room.make.layout(command.layout, operator)
        case MessageRoom():
            return room.make.message(command.text, operator)
        case _:
            return None
