"""A simulated camera: its motors, its stored presets, and what it answers to VISCA messages."""

from collections.abc import Callable, Mapping
from dataclasses import field
from functools import partial
from typing import Self

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.simulator.world.world_clock import CallLater

SOCKETS = (1, 2)
"""A camera runs two commands at once."""
_STEP_S = 0.1
"""Separates two places of a camera that turns on, seconds."""
SYNTAX_ERROR, BUFFER_FULL, NOT_EXECUTABLE = b"\x02", b"\x03", b"\x41"

Place = tuple[int, int, int]
"""Pan and tilt, signed, and zoom, in steps."""
ROOM_PRESETS: Mapping[int, Place] = {
    1: (0, -40, 0), 2: (-420, 20, 0x1800), 3: (310, 0, 0x0C00), 4: (160, -60, 0x0800),
}  # fmt: skip
"""The stored places of a camera in a room of the province; it stands at the first."""
_PUSHED = 300
"""Steps by which a person turns a camera away, about 20 degrees."""


@dataclass(slots=True)
class CameraMisbehaviour:
    """The ways in which a simulated camera differs from a good one.

    ack_s: delay of every first reply, seconds
    completes: whether it reports the end of a command
    is_obedient: whether it turns when it accepts
    is_full: whether both sockets are always taken
    is_truncating: whether it leaves out the end of each reply
    settles_s: time that it turns on after it reported the end, seconds
    """

    ack_s: float = 0.0
    turn_s: float = 1.0
    completes: bool = True
    is_obedient: bool = True
    is_full: bool = False
    is_off: bool = False
    is_truncating: bool = False
    settles_s: float = 0.0


@dataclass(slots=True)
class SimulatedCamera:
    """One camera; `presets` are its stored places by memory number, from 0.

    recalled: memory numbers of all recalls that it accepted
    needs_reset: whether it counts messages from the beginning and refuses others until then
    """

    call_later: CallLater
    presets: dict[int, Place]
    place: Place = (0, 0, 0)
    misbehaviour: CameraMisbehaviour = field(default_factory=CameraMisbehaviour)
    recalled: list[int] = field(default_factory=list)
    needs_reset: bool = False
    _running: dict[int, int] = field(default_factory=dict)
    _turning: int = 0

    def restart(self) -> None:
        """Switch off and on: the camera looks ahead, and has forgotten its commands and message numbers."""
        self.place, self.needs_reset = (0, 0, 0), True
        self._running.clear()

    @classmethod
    def of_room(cls, call_later: CallLater) -> Self:
        return cls(call_later, dict(ROOM_PRESETS), ROOM_PRESETS[1])

    def push(self) -> None:
        """Turn away, as by a person in the room."""
        pan, tilt, zoom = self.place
        self.place = (pan + _PUSHED, tilt, zoom)

    @property
    def is_turning(self) -> bool:
        return self._turning > 0

    def turn_to(self, memory: int) -> None:
        """Accept a recall at once, as ONVIF does, and turn."""
        self.recalled.append(memory)
        self._turning += 1
        self._after(self.misbehaviour.turn_s, partial(self._arrive, memory))

    def _arrive(self, memory: int) -> None:
        self._turning -= 1
        if self.misbehaviour.is_obedient and memory in self.presets:
            self._approach(self.presets[memory], self.misbehaviour.settles_s)

    def answer(self, message: bytes, reply: Callable[[bytes], None]) -> None:

        def later(text: bytes) -> None:
            self._after(self.misbehaviour.ack_s, partial(reply, self._spoilt(text)))

        match message[1:2], message[2:-1]:
            case b"\x09", b"\x00\x02":
                later(b"\x90\x50\x00\x01\x05\x13\x01\x00\x02\xff")
            case b"\x09", b"\x06\x12" if not self.misbehaviour.is_off:
                later(b"\x90\x50" + _nibbles(self.place[0]) + _nibbles(self.place[1]) + b"\xff")
            case b"\x09", b"\x04\x47" if not self.misbehaviour.is_off:
                later(b"\x90\x50" + _nibbles(self.place[2]) + b"\xff")
            case b"\x01", b"\x00\x01":
                later(b"\x90\x50\xff")
            case b"\x01", body if len(body) == 4 and body.startswith(b"\x04\x3f\x02"):
                self._recall(body[3], later, reply)
            case b"\x09", _ if self.misbehaviour.is_off:
                later(b"\x90\x60" + NOT_EXECUTABLE + b"\xff")
            case _:
                later(b"\x90\x60" + SYNTAX_ERROR + b"\xff")

    def _recall(self, memory: int, later: Callable[[bytes], None], reply: Callable[[bytes], None]) -> None:
        free = [socket for socket in SOCKETS if socket not in self._running]
        if self.misbehaviour.is_off:
            later(b"\x90\x60" + NOT_EXECUTABLE + b"\xff")
        elif self.misbehaviour.is_full or not free:
            later(b"\x90\x60" + BUFFER_FULL + b"\xff")
        else:
            self.recalled.append(memory)
            socket = free[0]
            self._running[socket] = memory
            later(bytes((0x90, 0x40 | socket, 0xFF)))
            wait_s = self.misbehaviour.ack_s + self.misbehaviour.turn_s
            self._after(wait_s, partial(self._end, socket, memory, reply))

    def _end(self, socket: int, memory: int, reply: Callable[[bytes], None]) -> None:
        if self._running.pop(socket, None) != memory:
            return
        if self.misbehaviour.is_obedient and memory in self.presets:
            self._approach(self.presets[memory], self.misbehaviour.settles_s)
        if self.misbehaviour.completes:
            reply(self._spoilt(bytes((0x90, 0x50 | socket, 0xFF))))

    def _approach(self, goal: Place, left_s: float) -> None:
        """Turn on for that long, and then stand there."""
        steps = max(1, round(left_s / _STEP_S))
        pan, tilt, zoom = (at + (to - at) // steps for at, to in zip(self.place, goal, strict=True))
        self.place = (pan, tilt, zoom)
        if steps > 1:
            self.call_later(_STEP_S, partial(self._approach, goal, left_s - _STEP_S))

    def _after(self, seconds: float, action: Callable[[], None]) -> None:
        if seconds:
            self.call_later(seconds, action)
        else:
            action()

    def _spoilt(self, text: bytes) -> bytes:
        return text[:-2] if self.misbehaviour.is_truncating else text


def _nibbles(number: int) -> bytes:
    number &= 0xFFFF
    return bytes((number >> 12, number >> 8 & 0xF, number >> 4 & 0xF, number & 0xF))
