"""The console's driver of an ONVIF camera connected to the simulated one on loopback."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from gbdt_console.core.clock import SystemClock
from gbdt_console.core.rooms.room import CameraPosition
from gbdt_console.core.secret import Secret
from gbdt_console.devices.drivers.onvif import OnvifCamera
from gbdt_console.devices.onvif.client import OnvifClient
from gbdt_console.devices.onvif.soap import OnvifLogin
from gbdt_console.devices.transports.http import HttpPlace
from gbdt_console.simulator.onvif.faults import OnvifFaults
from gbdt_console.simulator.onvif.logins import Logins
from gbdt_console.simulator.onvif.service import OnvifCameraService
from gbdt_console.simulator.onvif.session import OnvifSession
from gbdt_console.simulator.world.camera import CameraMisbehaviour, SimulatedCamera

HOST, USER, PASSWORD = "127.0.0.1", "gbdt", "zq-camera-password"
PLACES = {1: (0, -40, 0), 2: (-420, 20, 0x1800), 3: (310, 0, 0x0C00), 31: (5, 5, 0), 33: (7, 7, 0)}


@dataclass
class OnvifPeer:
    """The contract's view of it."""

    camera: SimulatedCamera
    service: OnvifCameraService
    port: int
    presets: dict[int, CameraPosition] = field(
        default_factory=lambda: {number: CameraPosition(*PLACES[number]) for number in (2, 3)}
    )
    unknown: int = 9

    def __post_init__(self) -> None:
        self.driver = self.client()

    def client(self, password: str = PASSWORD, **options: str | bool) -> OnvifCamera:
        """A driver that is not open yet."""
        login = OnvifLogin(USER, Secret(password))
        place = HttpPlace(HOST, self.port, None)
        profile = str(options.pop("profile", ""))
        return OnvifCamera(OnvifClient(place, login, SystemClock()), profile, **options)  # type: ignore[arg-type]

    def place(self) -> CameraPosition:
        return CameraPosition(*self.camera.place)

    def push(self) -> None:
        self.camera.push()

    def obey(self, does_obey: bool) -> None:
        self.camera.misbehaviour.is_obedient = does_obey


class OnvifConnection(asyncio.Protocol):
    def __init__(self, service: OnvifCameraService) -> None:
        self._service = service

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._session = OnvifSession(self._service, transport.write, transport.close)

    def data_received(self, data: bytes) -> None:
        self._session.feed(data)


@asynccontextmanager
async def onvif(
    faults: OnvifFaults | None = None, tls: ssl.SSLContext | None = None
) -> AsyncIterator[OnvifPeer]:
    loop = asyncio.get_running_loop()
    camera = SimulatedCamera(
        loop.call_later, dict(PLACES), (100, 0, 0), misbehaviour=CameraMisbehaviour(turn_s=0.05)
    )
    service = OnvifCameraService(camera, Logins(USER, Secret(PASSWORD)), faults)
    server = await loop.create_server(lambda: OnvifConnection(service), HOST, 0, ssl=tls)
    peer = OnvifPeer(camera, service, server.sockets[0].getsockname()[1])
    try:
        yield peer
    finally:
        await peer.driver.close()
        server.close()
