"""Every driver of a codec's microphone on a test stand: its device, the wire between, and a second client."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

from gbdt_console.core.clock import Clock
from gbdt_console.core.secret import Secret
from gbdt_console.devices.cisco.rpc import RpcTalk
from gbdt_console.devices.cisco.shell import ShellTalk
from gbdt_console.devices.control import HasMicrophone
from gbdt_console.devices.drivers.cisco_xapi import CiscoXapi
from gbdt_console.devices.drivers.polycom_text import PolycomText
from gbdt_console.devices.polycom.login import CodecLogin
from gbdt_console.simulator.cisco.device import Manners, XapiDevice
from gbdt_console.simulator.cisco.shell import ShellSession
from gbdt_console.simulator.polycom.text import TextSession
from gbdt_console.simulator.world.codec import Misbehaviour, SimulatedCodec
from tests.support.rooms.codec_wire import MemoryLine, MemoryMessages, Proxy


class Stand(Protocol):
    """`proxy` spoils the wire; the setters spoil the device."""

    proxy: Proxy

    @property
    def driver(self) -> HasMicrophone: ...

    def truth(self) -> bool:
        """Whether the device says it is muted, asked past the proxy by a client that shares nothing with
        the driver."""
        ...

    def press(self, is_muted: bool) -> None:
        """A person in the room."""
        ...

    def obey(self, does_obey: bool) -> None:
        """Whether it does what it accepts."""
        ...

    def revert_after(self, seconds: float | None) -> None:
        """After how long it undoes by itself what it was told."""
        ...

    def cut(self) -> None:
        """Break the connection; none can be made until the proxy is mended."""
        ...


@dataclass
class PolycomStand:
    clock: Clock
    serial: str
    is_ssh: bool = False
    lags: bool = False
    proxy: Proxy = field(default_factory=Proxy)

    def __post_init__(self) -> None:
        password = "Cau-giay-7301"
        self.codec = SimulatedCodec(
            serial=self.serial, misbehaviour=Misbehaviour(password=password, lags=self.lags)
        )
        self.line = MemoryLine(self.codec, self.proxy, self.is_ssh)
        self.driver = PolycomText(self.line, CodecLogin("admin", Secret(password)), self.clock)

    def truth(self) -> bool:
        said: list[bytes] = []
        second = TextSession(self.codec, said.append, lambda: None)
        second.feed(b"mute near get\r")
        if self.codec.misbehaviour.lags:
            second.feed(b"version\r")
        state = b"".join(said).split()
        return {b"on": True, b"off": False}[state[2]]

    def press(self, is_muted: bool) -> None:
        self.codec.press_mute(is_muted)

    def obey(self, does_obey: bool) -> None:
        self.codec.misbehaviour.is_obedient = does_obey

    def revert_after(self, seconds: float | None) -> None:
        self.codec.misbehaviour.reverts_after_s = seconds

    def cut(self) -> None:
        self.line.cut()


_TRIP_S = 0.2
"""Seconds of a question's way to the codec: an exchange takes about as long as Polycom's spacing makes it."""


@dataclass
class XapiStand:
    """A Cisco codec by its shell, or by its WebSocket; the second client is a session in text mode."""

    clock: Clock
    serial: str
    manners: Manners = field(default_factory=Manners)
    is_socket: bool = False
    proxy: Proxy = field(default_factory=Proxy)

    def __post_init__(self) -> None:
        self.codec = SimulatedCodec(serial=self.serial)
        self.device = XapiDevice(self.codec, self.manners)
        self.line: MemoryLine | MemoryMessages
        if self.is_socket:
            self.line = messages = MemoryMessages(self.device, self.proxy, _TRIP_S)
            self.driver = CiscoXapi(RpcTalk(messages))
        else:
            open_talk = partial(ShellSession, self.device)
            self.line = shell = MemoryLine(self.codec, self.proxy, open_talk=open_talk, trip_s=_TRIP_S)
            self.driver = CiscoXapi(ShellTalk(shell))

    def truth(self) -> bool:
        said: list[bytes] = []
        second = ShellSession(self.device, said.append, lambda: None)
        second.feed(b"xStatus Audio Microphones Mute\n")
        return b"Mute: On" in b"".join(said)

    def press(self, is_muted: bool) -> None:
        self.codec.press_mute(is_muted)

    def obey(self, does_obey: bool) -> None:
        self.codec.misbehaviour.is_obedient = does_obey

    def revert_after(self, seconds: float | None) -> None:
        self.codec.misbehaviour.reverts_after_s = seconds

    def cut(self) -> None:
        self.line.cut()


Build = Callable[[Clock, str], Stand]

STANDS: Mapping[str, Build] = {
    "polycom-text over telnet": PolycomStand,
    "polycom-text over ssh": lambda clock, serial: PolycomStand(clock, serial, is_ssh=True),
    "polycom-text that lags": lambda clock, serial: PolycomStand(clock, serial, lags=True),
    "cisco-xapi": XapiStand,
    "cisco-xapi without feedback": lambda clock, serial: XapiStand(
        clock, serial, Manners(takes_feedback=False, says_between="OK\n\n")
    ),
    "cisco-xapi over wss": lambda clock, serial: XapiStand(clock, serial, is_socket=True),
}
"""A new driver with HasMicrophone is one line here."""
