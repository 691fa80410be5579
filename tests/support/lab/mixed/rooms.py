"""Simulated codecs and cameras in the rooms of the lab, each on sockets of its site's namespace."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import partial

from gbdt_console.core.secret import Secret
from gbdt_console.simulator.cisco.device import XapiDevice, place_of
from gbdt_console.simulator.cisco.shell import ShellSession
from gbdt_console.simulator.onvif.faults import OnvifHarm
from gbdt_console.simulator.onvif.logins import Logins
from gbdt_console.simulator.onvif.service import OnvifCameraService
from gbdt_console.simulator.world.camera import CameraMisbehaviour, SimulatedCamera
from gbdt_console.simulator.world.codec import Misbehaviour, SimulatedCodec
from tests.support.lab.lab import Lab
from tests.support.lab.namespaces import inside
from tests.support.lab.plan import LabSite
from tests.support.rooms.camera_listeners import UdpCamera
from tests.support.rooms.codec_listeners import SshListener, TelnetListener
from tests.support.rooms.simulated_onvif import OnvifConnection

CISCOS = ("sapa", "bacha", "laocai", "diem013", "diem014", "diem015")
POLYCOMS = ("batxat", "baothang", "diem016", "diem017")
BY_ONVIF, BY_VISCA = ("sapa", "bacha", "diem013"), ("batxat", "diem016")
USER, PASSWORD = "gbdt", "zq-room-password"
SSH, TELNET, ONVIF, VISCA = 22, 24, 80, 52_381
CAMERA_HOST = 11
PRESET = 3
"""The preset of every speaker's camera."""
_REBOOT_S = 3.0
"""How long a codec restarts; a real one takes a minute."""
_TURN_S = 0.1
_NEVER_S = 3_600.0
_YEARS_S = 20 * 365 * 86_400.0


@dataclass
class Room:
    """What one site has: a codec, which speaks xAPI or Polycom's text, and perhaps a camera of its own."""

    site: LabSite
    codec: SimulatedCodec
    xapi: XapiDevice | None = None
    camera: SimulatedCamera | None = None
    onvif: OnvifCameraService | None = None

    def stands_at(self, preset: int) -> bool:
        """Whether its camera, by its own word, is where it stored that preset."""
        if self.camera is not None:
            return self.camera.place == self.camera.presets[preset]
        return self.xapi is not None and self.xapi.pan_tilt_zoom == place_of(preset)

    def push(self) -> None:
        """A person turns the camera."""
        if self.camera is not None:
            self.camera.push()

    @contextmanager
    def silent(self) -> Iterator[None]:
        """Nothing of it answers; sockets stay open."""
        self.codec.misbehaviour.is_silent = True
        if self.camera is not None:
            self.camera.misbehaviour.ack_s = _NEVER_S
        if self.onvif is not None:
            self.onvif.faults.harms |= dict.fromkeys(("GetStatus", "GotoPreset"), OnvifHarm.SILENT)
        try:
            yield
        finally:
            self.codec.misbehaviour.is_silent = False
            self.codec.drop_sessions()
            if self.camera is not None:
                self.camera.misbehaviour.ack_s = 0.0
            if self.onvif is not None:
                self.onvif.faults.harms.clear()

    @contextmanager
    def disobedient(self) -> Iterator[None]:
        """It accepts, and does nothing."""
        spoilt = [self.codec.misbehaviour, *([self.camera.misbehaviour] if self.camera is not None else [])]
        for one in spoilt:
            one.is_obedient = False
        try:
            yield
        finally:
            for one in spoilt:
                one.is_obedient = True

    def restart(self) -> None:
        """The codec restarts with its microphone closed; the camera forgets time and place."""
        self.codec.reboot()
        self.codec.is_muted = True
        if self.onvif is not None:
            self.onvif.faults.clock_off_s = -_YEARS_S
            self.push()
        elif self.camera is not None:
            self.camera.restart()


@asynccontextmanager
async def rooms(lab: Lab, conference: Callable[[LabSite], str]) -> AsyncIterator[dict[str, Room]]:
    """All rooms by site, listening. `conference`: what the codec of a site is in a call with."""
    async with AsyncExitStack() as opened:
        made = {}
        for site_id in (*CISCOS, *POLYCOMS):
            made[site_id] = room = _made(lab.site(site_id))
            room.codec.connect(conference(room.site))
            await _listen(lab, room, opened)
        yield made


def _made(site: LabSite) -> Room:
    loop = asyncio.get_running_loop()

    def later(seconds: float, work: Callable[[], object]) -> asyncio.TimerHandle:
        return loop.call_later(min(seconds, _REBOOT_S), work)

    codec = SimulatedCodec(
        serial=f"8G{site.number}", misbehaviour=Misbehaviour(password=PASSWORD), call_later=later
    )
    room = Room(site, codec, XapiDevice(codec) if site.id in CISCOS else None)
    if site.id in (*BY_ONVIF, *BY_VISCA):
        room.camera = SimulatedCamera.of_room(loop.call_later)
        room.camera.misbehaviour = CameraMisbehaviour(turn_s=_TURN_S)
    if site.id in BY_ONVIF:
        assert room.camera is not None
        room.onvif = OnvifCameraService(room.camera, Logins(USER, Secret(PASSWORD)))
    return room


async def _listen(lab: Lab, room: Room, opened: AsyncExitStack) -> None:
    site, address = room.site, room.site.address("codec")
    camera_at = address_of_camera(site)
    lab.namespaces.batch(site.id, [f"addr replace {camera_at}/32 dev lo"])
    with inside(lab.namespaces, site.id):
        if room.xapi is not None:
            talk = partial(ShellSession, room.xapi)
            shell = SshListener(room.codec, asks_by_prompt=True, open_talk=talk)
            await shell.open(address, SSH)
            opened.push_async_callback(shell.close)
        else:
            telnet = TelnetListener(room.codec)
            await telnet.open(address, TELNET)
            opened.push_async_callback(telnet.close)
        if room.onvif is not None:
            make = partial(OnvifConnection, room.onvif)
            server = await asyncio.get_running_loop().create_server(make, camera_at, ONVIF)
            opened.callback(server.close)
        elif room.camera is not None:
            visca = UdpCamera(room.camera)
            await visca.open(camera_at, VISCA)
            opened.callback(visca.close)


def address_of_camera(site: LabSite) -> str:
    return f"{site.range.rpartition('.')[0]}.{CAMERA_HOST}"
