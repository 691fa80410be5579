"""Make orders to a room's codec, each with the test of its effect."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from uuid import uuid4

from gbdt_console.core.clean_text import clean
from gbdt_console.core.rooms.room import RoomCall, RoomState
from gbdt_console.devices import control
from gbdt_console.devices.abilities import able_of
from gbdt_console.engine.control.device_orders import DeviceOrder
from gbdt_console.engine.rooms.codec_source import calls_of
from gbdt_console.engine.rooms.preset_memory import PresetMemory

ROOM_MESSAGE = "site.message"
ROOM_MUTE, ROOM_OPEN, ROOM_PRESET = "room.mute", "room.open", "room.preset"
ROOM_SLEEP, ROOM_WAKE, ROOM_HANG_UP = "room.sleep", "room.wake", "room.hang-up"
_UNDOES: Mapping[str, tuple[str, ...]] = {
    ROOM_MUTE: (ROOM_OPEN,),
    ROOM_OPEN: (ROOM_MUTE,),
    ROOM_SLEEP: (ROOM_WAKE, ROOM_OPEN),
    ROOM_WAKE: (ROOM_SLEEP,),
}

RoomOrder = DeviceOrder[RoomState]
IsDone = Callable[[RoomState], bool | None]


class RoomOrders:
    """Makes orders for one codec; None where it lacks the capability.

    now: returns the codec's known state
    presets: places of its camera's presets; None where it never tells a position
    able: what the codec can do
    """

    def __init__(
        self,
        codec: control.Codec,
        site_id: str,
        now: Callable[[], RoomState | None],
        presets: PresetMemory | None = None,
    ) -> None:
        self._codec: object = codec
        self._site_id = site_id
        self._now = now
        self.presets = presets
        self.able = able_of(codec)

    def microphone(self, operator: str, *, is_open: bool) -> RoomOrder | None:
        """Open or close the room's own microphone."""
        codec = self._codec
        if not isinstance(codec, control.HasMicrophone):
            return None
        send, what = (codec.unmute, ROOM_OPEN) if is_open else (codec.mute, ROOM_MUTE)
        return self._order(what, operator, send, lambda s: _is(s.is_muted, not is_open))

    def recall(self, preset: int, operator: str) -> RoomOrder | None:
        """Turn the camera; it is read back where its place at that preset is known."""
        codec = self._codec
        if self.presets is not None:
            turn = self.presets.turn(preset)
            order = self._order(
                ROOM_PRESET, operator, turn.send, turn.is_done if turn.expected is not None else None
            )
            return replace(order, value=str(preset), failure=turn.failure)
        if not isinstance(codec, control.RecallsPresets):
            return None
        order = self._order(ROOM_PRESET, operator, lambda: codec.recall(preset), None)
        return replace(order, value=str(preset))

    def standby(self, operator: str, *, is_asleep: bool) -> RoomOrder | None:
        """Put the codec to sleep or wake it. It is read back only where the codec reports its standby."""
        codec = self._codec
        if not isinstance(codec, control.Sleeps):
            return None
        send, what = (codec.sleep, ROOM_SLEEP) if is_asleep else (codec.wake, ROOM_WAKE)
        state = self._now()
        can_tell = state is not None and state.is_asleep is not None
        is_done: IsDone = lambda s: _is(s.is_asleep, is_asleep)  # noqa: E731
        return self._order(what, operator, send, is_done if can_tell else None)

    def hang_up(self, operator: str) -> RoomOrder | None:
        """End the present calls; a later call does not count."""
        codec = self._codec
        if not isinstance(codec, control.HasCalls):
            return None
        state = self._now()
        before = {call.id for call in state.calls or ()} if state is not None else set()
        is_done: IsDone = lambda s: before.isdisjoint(c.id for c in s.calls or ()) if before else not s.calls  # noqa: E731
        return self._order(ROOM_HANG_UP, operator, codec.hang_up, is_done)

    def message(self, text: str, operator: str) -> RoomOrder | None:
        """Write a line onto the room's screen; no state ever tells whether it is there."""
        codec, shown = self._codec, clean(text).strip()
        if not isinstance(codec, control.ShowsMessages):
            return None
        order = self._order(ROOM_MESSAGE, operator, lambda: codec.show_message(shown), None)
        return replace(order, value=shown)

    async def calls(self) -> tuple[RoomCall, ...] | None:
        """Ask for the calls; None where the codec lists none. Raises ControlError."""
        return await calls_of(self._codec) if isinstance(self._codec, control.HasCalls) else None

    def _order(
        self, what: str, operator: str, send: Callable[[], Awaitable[None]], is_done: IsDone | None
    ) -> RoomOrder:
        return DeviceOrder(
            uuid4().hex[:12], what, self._site_id, operator, send, is_done, undoes=_UNDOES.get(what, ())
        )


def _is(value: bool | None, wanted: bool) -> bool | None:
    return None if value is None else value is wanted
