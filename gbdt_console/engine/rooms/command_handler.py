"""What is asked of a room's codec: judged, then carried out by an order that is read back.

Nothing here is asked by the engine itself but one preset, when an operator prepares the floor for a site.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.requests import Progress
from gbdt_console.core.rooms.commands import (
    HangUpRoom,
    MuteRoom,
    OpenRoom,
    RecallPreset,
    RoomCommand,
    SleepCodec,
    WakeCodec,
)
from gbdt_console.core.rooms.room import RoomCall, RoomState
from gbdt_console.devices.control import ControlError
from gbdt_console.engine.alarms.command_handler import Refused
from gbdt_console.engine.control.device_link import NotSentError
from gbdt_console.engine.rooms.monitor import RoomMonitor
from gbdt_console.engine.rooms.orders import RoomOrder

_ENDS_WITHIN_S = 1.0
_OPENS_WITHIN_S = 15.0
"""More than a camera turns. Whoever asked later than so ago does not expect the room to be heard now."""

Send = Callable[[], Awaitable[None]]


class RoomCommandHandler:
    """`rooms` are by the site's id."""

    def __init__(self, rooms: Mapping[str, RoomMonitor], ledger: Ledger) -> None:
        self._rooms = rooms
        self._ledger = ledger
        self._tasks: set[asyncio.Task[object]] = set()

    async def carry_out(
        self,
        request_id: str,
        command: RoomCommand,
        operator: str,
        tell: Callable[[Progress], None],
        not_theirs: Callable[[], str],
    ) -> Progress:
        """The final step; those before it are told. `not_theirs` says, as a code, why whoever asked may not
        ask any more; it is asked when the order's turn comes. Raises Refused before anything was done."""
        room = self._rooms.get(command.site_id)
        if room is None:
            raise Refused("room.none")
        if refusal := self._refusal(room, command):
            raise Refused(refusal)
        order = _order(room, command, operator)
        if order is None:
            raise Refused("control.not-able")
        order = replace(order, send=self._judged_again(room, command, order.send, not_theirs))

        def heard(step: Progress) -> None:
            if not step.stage.is_final:
                tell(replace(step, request_id=request_id))

        if isinstance(command, RecallPreset):
            last = await room.recall(command.preset, order, heard)
        else:
            last = await room.carry_out(order, heard)
        return replace(last, request_id=request_id)

    def floor_prepared(self, site_id: str, operator: str) -> None:
        """Turn that site's camera to where it looks when it speaks, if that is known. Whoever speaks is on
        air, so its camera stays."""
        room = self._rooms.get(site_id)
        floor = self._ledger.floor
        if room is None or site_id == (floor.speaker or floor.chair):
            return
        room.forget_preset()
        preset = room.site.floor_preset
        order = None if preset is None else room.make.recall(preset, operator)
        if preset is None or order is None:
            return
        order = replace(order, send=self._while_prepared(site_id, order.send))
        task: asyncio.Task[object] = asyncio.create_task(room.recall(preset, order, lambda step: None))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Once no codec is connected any more: what nobody waits for comes to its end, or is let go of."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_ENDS_WITHIN_S)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _while_prepared(self, site_id: str, send: Send) -> Send:
        """While the codec did something else the site may have gone on air, or another one be next."""

        async def judged() -> None:
            floor = self._ledger.floor
            if site_id != floor.prepared or site_id == (floor.speaker or floor.chair):
                raise NotSentError(ControlFault.REFUSED, "room.not-prepared")
            await send()

        return judged

    def _judged_again(
        self, room: RoomMonitor, command: RoomCommand, send: Send, not_theirs: Callable[[], str]
    ) -> Send:
        """While a camera turned a break may have begun, somebody else have taken control, or a call have
        come: its calls are asked for just before they would end, and held against what was known when
        somebody was sure."""
        before = room.known()
        loop = asyncio.get_running_loop()
        asked_s = loop.time()

        async def judged() -> None:
            refusal = not_theirs() or self._refusal(room, command)
            if not refusal and isinstance(command, SleepCodec | HangUpRoom):
                refusal = _of_calls(command, await _calls(room), before)
            if isinstance(command, OpenRoom) and loop.time() - asked_s > _OPENS_WITHIN_S:
                refusal = refusal or "room.too-late"
            if refusal:
                raise NotSentError(ControlFault.REFUSED, refusal)
            await send()

        return judged

    def _refusal(self, room: RoomMonitor, command: RoomCommand) -> str:
        """Why it may not be asked now, as a code; empty where it may."""
        floor, site = self._ledger.floor, room.site
        match command:
            case MuteRoom(is_sure=False) if site.id in (floor.chair, floor.speaker):
                return "guard.chair-or-speaker"
            case OpenRoom() if not site.permissions.remote_unmute:
                return "guard.remote-unmute"
            case OpenRoom() if floor.is_break and site.id != floor.chair:
                return "floor.is-break"
            case OpenRoom() if floor.is_silent and site.id != floor.upper:
                return "upper.not-called"
            case SleepCodec(is_sure=False) if (state := room.known()) is None or state.calls:
                return "guard.hang-up"
            case HangUpRoom(is_sure=False):
                return "guard.hang-up"
            case _:
                return ""


async def _calls(room: RoomMonitor) -> tuple[RoomCall, ...] | None:
    """Raises NotSentError, since nothing but this question went out."""
    try:
        return await room.make.calls()
    except ControlError as error:
        raise NotSentError(error.fault) from error


def _of_calls(
    command: SleepCodec | HangUpRoom, calls: tuple[RoomCall, ...] | None, before: RoomState | None
) -> str:
    """Who is sure is so of the calls that were there, never of one that came meanwhile."""
    if not command.is_sure:
        return "" if calls == () else "guard.hang-up"
    meant = None if before is None else {(call.id, call.number) for call in before.calls}
    is_new = meant is not None and any((call.id, call.number) not in meant for call in calls or ())
    return "room.calls-changed" if is_new else ""


def _order(room: RoomMonitor, command: RoomCommand, operator: str) -> RoomOrder | None:
    match command:
        case MuteRoom() | OpenRoom():
            return room.make.microphone(operator, is_open=isinstance(command, OpenRoom))
        case SleepCodec() | WakeCodec():
            return room.make.standby(operator, is_asleep=isinstance(command, SleepCodec))
        case RecallPreset():
            return room.make.recall(command.preset, operator)
        case HangUpRoom():
            return room.make.hang_up(operator)
    return None
