"""Remember where a camera stood at each preset, to tell whether it obeys a recall and stays there."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Future

from gbdt_console.core.clock import Clock
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.events import Entry, Event
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.requests import Progress
from gbdt_console.core.rooms.preset_book import CameraPresets
from gbdt_console.core.rooms.preset_events import PresetDrifted, PresetReached
from gbdt_console.core.rooms.room import CameraPosition, PresetStanding, PresetView, RoomState
from gbdt_console.devices.control import ControlError, ReportsPosition
from gbdt_console.engine.control.device_link import NotSentError

_SETTLING_PAUSE_S = 0.3
"""Separates two readings of a camera that may still turn, seconds."""
_SETTLES_WITHIN_S = 6.0
"""Limits the wait for a camera that reported its end and still turns, seconds."""
_CANNOT_TELL = frozenset({ControlFault.REFUSED, ControlFault.MALFORMED})


class PresetMemory:
    """Knows a camera's places at its presets, from the journal and from each recall.

    A place is learnt from a recall that moved the camera and reported its end, or from an operator who looked
    at the picture. A camera that stands still may stand there already or disobey, so nothing is learnt from
    that.

    known: what the journal knows of it
    """

    def __init__(
        self,
        camera: ReportsPosition,
        site_id: str,
        device_id: str,
        known: CameraPresets,
        record: Callable[[Event, str], Future[Entry]],
        clock: Clock,
    ) -> None:
        self.camera = camera
        self.known = known
        self._site_id = site_id
        self._device_id = device_id
        self._record = record
        self._clock = clock

    def turn(self, preset: int) -> "PresetTurn":
        """Make the recall of a preset, held against the place that is known now."""
        return PresetTurn(self, preset, self.known.places.get(preset))

    def reached(
        self, preset: int, place: CameraPosition | None, *, is_proven: bool = False, is_learnt: bool = False
    ) -> None:
        """Note and record where the camera stands after a recall; `place` is None where it cannot tell."""
        event = self._event(preset, place, is_proven=is_proven, is_learnt=is_learnt)
        self.known = self.known.reached(event)
        self._record(event, "")

    def confirmed(self, preset: int) -> None:
        """Note that a reading after a recall found the camera at the known place of that preset."""
        known, place = self.known, self.known.places.get(preset)
        if place is not None and not (known.preset == preset and known.is_proven):
            self.reached(preset, place, is_proven=True)

    async def learn(
        self, preset: int, place: CameraPosition, record: Callable[[Sequence[Event]], Awaitable[Progress]]
    ) -> Progress:
        """Let this place count as that preset's, once `record` has written that; return its last step."""
        event = self._event(preset, place, is_proven=True, is_learnt=True)
        last = await record([event])
        self.known = self.known.reached(event)
        return last

    def observed(self, position: CameraPosition | None) -> bool:
        """Note and record that the camera left its preset or came back; tell whether it left just now."""
        known, is_away = self.known, self.known.is_away(position)
        if is_away is None or known.preset is None or is_away is (known.left_utc is not None):
            return False
        event = PresetDrifted(self._site_id, self._device_id, known.preset, self._clock.utc(), is_away)
        self.known = known.drifted(event)
        self._record(event, "")
        return is_away

    def view(self, state: RoomState | None) -> PresetView | None:
        """Return the preset accepted last and whether the camera stands there; None before the first."""
        known = self.known
        if known.preset is None:
            return None
        if state is None or state.position is None or known.place is None:
            standing = PresetStanding.UNKNOWN
        elif known.left_utc is not None:
            standing = PresetStanding.LEFT
        else:
            standing = PresetStanding.HELD if known.is_proven else PresetStanding.UNPROVEN
        return PresetView(known.preset, standing, known.left_utc)

    async def position(self) -> CameraPosition | None:
        """Ask where the camera looks; None where it cannot tell. Raises ControlError."""
        try:
            return await self.camera.position()
        except ControlError as error:
            if error.fault in _CANNOT_TELL:
                return None
            raise

    def _event(
        self, preset: int, place: CameraPosition | None, *, is_proven: bool, is_learnt: bool
    ) -> PresetReached:
        axes = [] if place is None else [place.pan, place.tilt, place.zoom]
        site, device, now_utc = self._site_id, self._device_id, self._clock.utc()
        return PresetReached(site, device, preset, axes, now_utc, is_proven, is_learnt)


@dataclass(slots=True)
class PresetTurn:
    """One recall of a preset.

    memory: the places known of the camera, which this recall may add to
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
        try:
            before = await memory.position()
        except ControlError as error:
            raise NotSentError(error.fault, code=error.code) from error
        try:
            await memory.camera.recall(self.preset)
        except ControlError as error:
            if error.fault not in _CANNOT_TELL:
                memory.reached(self.preset, None)  # the camera may have obeyed without an answer
            raise
        self._judge(before, await self._settled())

    def is_done(self, state: RoomState) -> bool | None:
        """Tell whether the camera stands at the expected place."""
        if state.position is None or self.expected is None:
            return None
        return state.position.is_near(self.expected)

    def failure(self, state: RoomState) -> tuple[str, str]:
        """Return the code of a camera that turned to another place than before; else nothing."""
        return ("camera.elsewhere", "") if self.has_moved else ("", "")

    def _judge(self, before: CameraPosition | None, after: CameraPosition | None) -> None:
        """Note where the camera stands now.

        A camera that stands still elsewhere has not obeyed, so it stands where it stood.
        """
        is_there = after is not None and self.expected is not None and after.is_near(self.expected)
        is_moved = before is not None and after is not None and not after.is_near(before)
        self.has_moved = is_moved and self.expected is not None and not is_there
        if is_moved or is_there or after is None or self.expected is None:
            self.memory.reached(self.preset, after, is_proven=is_there, is_learnt=is_moved)

    async def _settled(self) -> CameraPosition | None:
        """Return the position once two readings agree; None where the camera keeps turning or cannot tell.

        Silence after the acceptance does not undo it, so it only leaves the position unknown.
        """
        try:
            position = await self.memory.position()
            for _ in range(round(_SETTLES_WITHIN_S / _SETTLING_PAUSE_S)):
                if position is None:
                    return None
                await asyncio.sleep(_SETTLING_PAUSE_S)
                before, position = position, await self.memory.position()
                if position == before:
                    return position
        except ControlError:
            pass
        return None
