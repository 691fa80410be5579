"""One client's conversation with a simulated camera, over a stream of bytes."""

from collections.abc import Callable
from typing import Self

from gbdt_console.simulator.world.camera import SimulatedCamera

_LONGEST_INPUT = 64
"""Limits what a client without message ends can make the simulated camera keep, bytes."""


class RawSession:
    def __init__(self, camera: SimulatedCamera, send: Callable[[bytes], None]) -> None:
        """Make a session; `send` takes bytes to the client."""
        self._camera = camera
        self._send = send
        self._input = b""

    def feed(self, data: bytes) -> None:
        *messages, rest = (self._input + data).split(b"\xff")
        self._input = rest[-_LONGEST_INPUT:]
        for message in messages:
            self._camera.answer(message + b"\xff", self._send)

    @classmethod
    def opener(cls, camera: SimulatedCamera) -> Callable[[Callable[[bytes], None], object], Self]:
        """Return what opens a session, given what writes to the connection and what would close it."""
        return lambda write, _close: cls(camera, write)

    def end(self) -> None:
        """Do nothing: a camera's commands run on without its client."""
