"""The wire between a camera and its driver, in memory and fake time, with a fault proxy on it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.rooms.room import CameraPosition
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.drivers.visca import ViscaCamera
from gbdt_console.devices.visca.talks import NumberedTalk, RawTalk
from gbdt_console.simulator.visca.sessions import RawSession
from gbdt_console.simulator.world.camera import SimulatedCamera
from tests.support.rooms.codec_wire import Proxy
from tests.support.rooms.numbered_session import NumberedSession

PLACES = {memory: (200 * memory - 2_000, 100 - 50 * memory, 0x400 * memory) for memory in range(10)}


@dataclass
class CameraWire:
    """A Wire straight into a simulated camera, through a proxy.

    `loses` counts the next datagrams to the camera that are lost, `loses_replies` those from it; `repeats`
    sends each datagram from it that many times more.
    """

    camera: SimulatedCamera
    is_numbered: bool
    proxy: Proxy = field(default_factory=Proxy)
    sent: list[bytes] = field(default_factory=list)
    loses: int = 0
    loses_replies: int = 0
    repeats: int = 0
    _session: NumberedSession | RawSession | None = None
    _arrived: "asyncio.Queue[bytes]" = field(default_factory=asyncio.Queue)

    async def open(self) -> None:
        if self.proxy.is_cut:
            raise ControlError(ControlFault.REFUSED)
        self._arrived = asyncio.Queue()
        self.proxy.connect(self._arrived.put_nowait)
        make = NumberedSession if self.is_numbered else RawSession
        self._session = make(self.camera, self._to_client)

    def write(self, data: bytes) -> None:
        self.sent.append(data)
        if self._session is None or self.proxy.drops_commands:
            return
        if self.loses:
            self.loses -= 1
            return
        self._session.feed(data)

    async def receive(self) -> bytes:
        return b"" if self._session is None else await self._arrived.get()

    async def close(self) -> None:
        if self._session is not None:
            self._session = None
            self._arrived.put_nowait(b"")

    def cut(self) -> None:
        """The connection is lost, and none can be made while the proxy is cut."""
        self.proxy.is_cut = True
        self._arrived.put_nowait(b"")

    def say(self, data: bytes) -> None:
        """The camera sends this, whatever was asked."""
        self.proxy.to_client(data)

    def _to_client(self, data: bytes) -> None:
        if self.loses_replies:
            self.loses_replies -= 1
            return
        for _ in range(1 + self.repeats):
            self.proxy.to_client(data)


@dataclass
class CameraStand:
    """A driver, its camera and the wire between; also the shared contract's view of it.

    first_preset: the number of its memory 0
    """

    is_numbered: bool = True
    first_preset: int = 1
    unknown: int = 91
    proxy: Proxy = field(default_factory=Proxy)

    def __post_init__(self) -> None:
        self.camera = SimulatedCamera(_call_later, dict(PLACES))
        self.wire = CameraWire(self.camera, self.is_numbered, self.proxy)
        talk = NumberedTalk(self.wire) if self.is_numbered else RawTalk(self.wire)
        self.driver = ViscaCamera(talk, self.first_preset)

    @property
    def presets(self) -> dict[int, CameraPosition]:
        return {preset: CameraPosition(*self.place_of(preset)) for preset in (3, 7)}

    def place(self) -> CameraPosition:
        return CameraPosition(*self.camera.place)

    def push(self) -> None:
        self.camera.push()

    def obey(self, does_obey: bool) -> None:
        self.camera.misbehaviour.is_obedient = does_obey

    def place_of(self, preset: int) -> tuple[int, int, int]:
        return PLACES[preset - self.first_preset]


STANDS: dict[str, Callable[[], CameraStand]] = {
    "visca-ip": CameraStand,
    "visca-tcp": lambda: CameraStand(is_numbered=False),
}
"""A new driver of cameras is one line here."""


def _call_later(seconds: float, action: Callable[[], None]) -> None:
    asyncio.get_running_loop().call_later(seconds, action)
