"""Every driver of a codec's microphone on a test stand: its device, the wire between, and a second client."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from gbdt_console.core.clock import Clock
from gbdt_console.core.secret import Secret
from gbdt_console.devices.control import HasMicrophone
from gbdt_console.devices.drivers.polycom_text import PolycomText
from gbdt_console.devices.polycom.login import CodecLogin
from gbdt_console.simulator.polycom.text import TextSession
from gbdt_console.simulator.world.codec import Misbehaviour, SimulatedCodec
from tests.support.rooms.codec_wire import MemoryLine, Proxy


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


Build = Callable[[Clock, str], Stand]

STANDS: Mapping[str, Build] = {
    "polycom-text over telnet": PolycomStand,
    "polycom-text over ssh": lambda clock, serial: PolycomStand(clock, serial, is_ssh=True),
    "polycom-text that lags": lambda clock, serial: PolycomStand(clock, serial, lags=True),
}
"""A new driver with HasMicrophone is one line here."""
