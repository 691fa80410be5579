"""Remember where a camera stood at each preset, to tell whether it obeys a recall."""

import asyncio
from dataclasses import dataclass

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.rooms.room import CameraPosition, RoomState
from gbdt_console.devices.control import ControlError, ReportsPosition
from gbdt_console.engine.control.device_link import NotSentError

_SETTLING_PAUSE_S = 0.3
"""Separates two readings of a camera that may still turn, seconds."""
_SETTLES_WITHIN_S = 6.0
"""Limits the wait for a camera that reported its end and still turns, seconds."""
_CANNOT_TELL = frozenset({ControlFault.REFUSED, ControlFault.MALFORMED})


class PresetMemory:
    """Knows a camera's places at its presets, since the console's start.

    A place is learnt from a recall that moved the camera and reported its end. A camera that stands still may
    stand there already or disobey, so nothing is learnt from that.
    """

    def __init__(self, camera: ReportsPosition) -> None:
        self.camera = camera
        self.places: dict[int, CameraPosition] = {}
        self.reached: CameraPosition | None = None

    def turn(self, preset: int) -> "PresetTurn":
        """Make the recall of a preset, held against the place that is known now."""
        return PresetTurn(self, preset, self.places.get(preset))

    def is_left(self, position: CameraPosition | None) -> bool:
        """Tell whether the camera stands elsewhere than after its last recall."""
        return self.reached is not None and position is not None and not position.is_near(self.reached)


@dataclass(slots=True)
class PresetTurn:
    """One recall of a preset.

    memory: the places known of the camera, which this recall may add to
    preset: number of the preset
    expected: the camera's place at that preset; None where it is not known
    has_moved: whether the camera moved, and not to the expected place
    """

    memory: PresetMemory
    preset: int
    expected: CameraPosition | None
    has_moved: bool = False

    async def send(self) -> None:
        """Turn the camera and read its position before and after. Raises ControlError."""
        memory = self.memory
        memory.reached = None
        try:
            before = await self._position()
        except ControlError as error:
            raise NotSentError(error.fault, code=error.code) from error
        await memory.camera.recall(self.preset)
        after = memory.reached = await self._settled()
        if before is None or after is None or after.is_near(before):
            return
        self.has_moved = self.expected is not None and not after.is_near(self.expected)
        memory.places[self.preset] = after

    def is_done(self, state: RoomState) -> bool | None:
        """Tell whether the camera stands at the expected place."""
        if state.position is None or self.expected is None:
            return None
        return state.position.is_near(self.expected)

    def failure(self, state: RoomState) -> tuple[str, str]:
        """Return the code of a camera that turned to another place than before; else nothing."""
        return ("camera.elsewhere", "") if self.has_moved else ("", "")

    async def _position(self) -> CameraPosition | None:
        try:
            return await self.memory.camera.position()
        except ControlError as error:
            if error.fault in _CANNOT_TELL:
                return None
            raise

    async def _settled(self) -> CameraPosition | None:
        """Return the position once two readings agree; None where the camera keeps turning or cannot tell.

        Silence after the acceptance does not undo it, so it only leaves the position unknown.
        """
        try:
            position = await self._position()
            for _ in range(round(_SETTLES_WITHIN_S / _SETTLING_PAUSE_S)):
                if position is None:
                    return None
                await asyncio.sleep(_SETTLING_PAUSE_S)
                before, position = position, await self._position()
                if position == before:
                    return position
        except ControlError:
            pass
        return None
