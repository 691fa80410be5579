"""One client's conversation with a simulated camera by numbered datagrams."""

import struct
from collections.abc import Callable

from gbdt_console.simulator.world.camera import SimulatedCamera

_HEADER = struct.Struct(">HHI")
_COMMAND, _INQUIRY, _REPLY, _CONTROL, _CONTROL_REPLY = 0x0100, 0x0110, 0x0111, 0x0200, 0x0201
_RESET, _OUT_OF_SEQUENCE, _BROKEN = b"\x01", b"\x0f\x01", b"\x0f\x02"


class NumberedSession:
    """VISCA over IP with one client.

    A message that arrives again under its number is not run again; its replies are repeated.
    """

    def __init__(self, camera: SimulatedCamera, send: Callable[[bytes], None]) -> None:
        """Make a session; `send` takes each datagram to the client."""
        self._camera = camera
        self._send = send
        self._number = -1
        self._replies: list[bytes] = []

    def feed(self, data: bytes) -> None:
        """Take one datagram."""
        if len(data) < _HEADER.size:
            return
        kind, length, number = _HEADER.unpack_from(data)
        payload = data[_HEADER.size :]
        if length != len(payload) or kind not in (_COMMAND, _INQUIRY, _CONTROL):
            self._answer(_CONTROL_REPLY, number, _BROKEN)
        elif kind == _CONTROL:
            if payload == _RESET:
                self._camera.needs_reset, self._number = False, -1
                self._answer(_CONTROL_REPLY, number, _RESET)
        elif self._camera.needs_reset:
            self._answer(_CONTROL_REPLY, number, _OUT_OF_SEQUENCE)
        elif number == self._number:
            for reply in list(self._replies):
                self._send(reply)
        else:
            self._number, self._replies = number, []
            self._camera.answer(payload, lambda reply: self._reply(number, reply))

    def _reply(self, number: int, reply: bytes) -> None:
        data = _HEADER.pack(_REPLY, len(reply), number) + reply
        if number == self._number:
            self._replies.append(data)
        self._send(data)

    def _answer(self, kind: int, number: int, payload: bytes) -> None:
        self._send(_HEADER.pack(kind, len(payload), number) + payload)
