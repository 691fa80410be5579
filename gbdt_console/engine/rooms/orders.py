"""Make orders to a room's codec, each with the test of its effect."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from uuid import uuid4

from gbdt_console.core.clean_text import clean
from gbdt_console.core.rooms.commands import ROOM_SLEEP
from gbdt_console.core.rooms.room import RoomCall, RoomState
from gbdt_console.devices import control, room_control
from gbdt_console.devices.abilities import able_of
from gbdt_console.engine.control.device_orders import DeviceOrder
from gbdt_console.engine.rooms.codec_source import calls_of
from gbdt_console.engine.rooms.preset_memory import PresetMemory

ROOM_MESSAGE = "site.message"
ROOM_MUTE, ROOM_OPEN, ROOM_PRESET = "room.mute", "room.open", "room.preset"
ROOM_WAKE, ROOM_HANG_UP = "room.wake", "room.hang-up"
ROOM_CALL, ROOM_LAYOUT = "room.call", "room.layout"
ROOM_PRESENT, ROOM_STOP_PRESENTING = "room.present", "room.stop-presenting"
OF_PICTURES = (ROOM_LAYOUT, ROOM_PRESENT, ROOM_STOP_PRESENTING)
"""Orders that are read back from what is else asked seldom: content and monitor."""
_UNDOES: Mapping[str, tuple[str, ...]] = {
    ROOM_MUTE: (ROOM_OPEN,),
    ROOM_OPEN: (ROOM_MUTE,),
    ROOM_SLEEP: (ROOM_WAKE, ROOM_OPEN, ROOM_CALL, ROOM_PRESENT),
    ROOM_WAKE: (ROOM_SLEEP,),
    ROOM_HANG_UP: (ROOM_CALL, ROOM_PRESENT),
    ROOM_CALL: (ROOM_HANG_UP, ROOM_LAYOUT),
    ROOM_PRESENT: (ROOM_STOP_PRESENTING, ROOM_LAYOUT),
    ROOM_STOP_PRESENTING: (ROOM_PRESENT, ROOM_LAYOUT),
    ROOM_LAYOUT: (ROOM_LAYOUT,),
}
_RINGS_FOR_S = 35.0
"""How long a call that the codec places may ring: another room may take half a minute to answer it."""
_CHOOSES_ITSELF = "auto"
"""The layout by which a codec chooses one by itself: it then tells which it chose, not that it may."""

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

    def call(self, number: str, operator: str) -> RoomOrder | None:
        """Call a number; done once it is connected, failed once it is gone again, open while it rings."""
        codec, called = self._codec, clean(number).strip()
        if not isinstance(codec, room_control.PlacesCalls):
            return None
        placed = _PlacedCall(codec, called, self._now())
        order = self._order(ROOM_CALL, operator, placed.send, placed.is_connected)
        return replace(
            order,
            value=called,
            verify_within_s=_RINGS_FOR_S,
            failure=placed.failure,
            waits_for=placed.waits_for,
        )

    def content(self, operator: str, *, is_on: bool) -> RoomOrder | None:
        """Present the room's content, or end that."""
        codec = self._codec
        if not isinstance(codec, room_control.Presents):
            return None
        send, what = (codec.present, ROOM_PRESENT) if is_on else (codec.stop_presenting, ROOM_STOP_PRESENTING)
        return self._order(
            what, operator, send, lambda s: None if (on := s.content_source) is None else bool(on) is is_on
        )

    def layout(self, layout: str, operator: str) -> RoomOrder | None:
        """Divide the monitor. Capitals do not count, since codecs write their words in several ways; the
        codec gets its own word.
        """
        codec, state = self._codec, self._now()
        if not isinstance(codec, room_control.DividesScreen):
            return None
        word = clean(layout).strip()
        own = (state.own_layout(word) if state is not None else "") or word
        wanted = own.casefold()

        def is_so(state: RoomState) -> bool | None:
            if state.screen_layout is None:
                return None
            is_it = state.screen_layout.casefold() == wanted
            return is_it or (None if wanted == _CHOOSES_ITSELF else False)

        order = self._order(ROOM_LAYOUT, operator, lambda: codec.divide_screen(own), is_so)
        return replace(order, value=own)

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


class _PlacedCall:
    """One call that a codec was told to make, found again among its calls.

    before: what was known before it was made
    """

    def __init__(self, codec: room_control.PlacesCalls, number: str, before: RoomState | None) -> None:
        self._codec = codec
        self._number = number
        self._before = {call.id for call in before.calls or ()} if before is not None else set()
        self._id: str | None = None
        self._was_seen = False

    async def send(self) -> None:
        self._id = await self._codec.place_call(self._number)

    def is_connected(self, state: RoomState) -> bool | None:
        own = self._own(state)
        self._was_seen = self._was_seen or bool(own)
        return None if state.calls is None else any(call.is_connected for call in own)

    def failure(self, state: RoomState) -> tuple[str, str]:
        """Say that the call is over: it was there and is not, or the codec told its end."""
        if state.calls is None or self._own(state):
            return "", ""
        words = self._codec.call_failure(self._id) if self._id else None
        return ("room.call-over", words or "") if self._was_seen or words is not None else ("", "")

    def waits_for(self, state: RoomState) -> str:
        return "room.call-rings" if any(not call.is_connected for call in self._own(state)) else ""

    def _own(self, state: RoomState) -> list[RoomCall]:
        """Return the call, by its id; by its being new where the codec gave none."""
        calls = state.calls or ()
        return [c for c in calls if c.id == self._id or (not self._id and c.id not in self._before)]


def _is(value: bool | None, wanted: bool) -> bool | None:
    return None if value is None else value is wanted
