"""Controls Poly HDX, RealPresence Group by text commands.

The driver was checked only against our own simulator, which was made from the vendor's documents and from
field logs; no real device was at hand.

An event of the codec only makes the engine poll. Registrations persist in the codec's flash, so the driver
adds only those that are missing. It never uses `mute register`, whose events look like answers.
"""

from collections.abc import AsyncIterator, Callable
from typing import TypeVar

from gbdt_console.core.clock import Clock
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.driver_options import Carrier, ControlKind, ControlOffer, Option, OptionType, Wire
from gbdt_console.devices.control import (
    Codec,
    ControlError,
    HasCalls,
    HasMicrophone,
    RecallsPresets,
    ReportsContent,
    ReportsLoss,
    ReportsScreen,
    Sleeps,
)
from gbdt_console.devices.driver import ControlSpec, ControlTarget
from gbdt_console.devices.polycom import answers
from gbdt_console.devices.polycom.answers import CodecCall, ReportedChange
from gbdt_console.devices.polycom.conversation import USUAL, Conversation, Spacing
from gbdt_console.devices.polycom.login import CodecLogin
from gbdt_console.devices.transports.text_line import TcpLine, TextLine

T = TypeVar("T")
_TELNET = "telnet"
HIGHEST_PRESET = 99
_WANTED = ("mutestatus", "callstatus", "vidsourcechanges")
_PRESET_S = 12.0
_PRESET_NUDGE_S = 8.0
_LONGEST_CALL_ID = 6
_UNSUPPORTED = frozenset({ControlFault.REFUSED, ControlFault.MALFORMED, ControlFault.SILENT})


class PolycomText(
    Codec, HasMicrophone, HasCalls, ReportsLoss, RecallsPresets, ReportsContent, ReportsScreen, Sleeps
):
    """Controls one codec.

    line: telnet or SSH connection
    serial: expected serial number; empty to expect the first one that answers
    is_registering: whether to register for events
    spacing: least times between commands
    """

    def __init__(
        self,
        line: TextLine,
        login: CodecLogin,
        clock: Clock,
        *,
        serial: str = "",
        is_registering: bool = True,
        spacing: Spacing = USUAL,
    ) -> None:
        self._line = line
        self._talk = Conversation(line, login, clock, spacing)
        self._serial = serial
        self._is_registering = is_registering

    @property
    def is_plain_text(self) -> bool:
        return self._line.is_plain_text

    async def open(self) -> None:
        """Connect, log in, and check the serial number. Raises ControlError."""
        try:
            serial = await self._talk.open()
            if self._serial and serial != self._serial:
                raise ControlError(ControlFault.UNTRUSTED, f"serial number {serial}")
            self._serial = serial
            if self._is_registering:
                await self._register()
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        await self._talk.close()

    def changes(self) -> AsyncIterator[ReportedChange]:
        """Yield the subjects of events from now on; end with the connection."""
        return self._talk.changes()

    async def is_muted(self) -> bool:
        return await self._talk.read("mute near get", _only(answers.muted))

    async def mute(self) -> None:
        await self._talk.order("mute near on", lambda line: answers.muted(line) is True)

    async def unmute(self) -> None:
        await self._talk.order("mute near off", lambda line: answers.muted(line) is False)

    async def calls(self) -> tuple[CodecCall, ...]:
        return await self._talk.read("callinfo all", answers.calls)

    async def packet_loss(self) -> float | None:
        """Return None also without a fence: there a missing answer would cost the connection."""
        if not self._talk.can_fence:
            return None
        told = set(await self._talk.read("netstats", answers.packet_losses))
        return told.pop() if len(told) == 1 else None

    async def hang_up(self, call_id: str = "") -> None:
        if not call_id:
            await self._talk.order("hangup all", _says("hanging up all"))
        elif call_id.isascii() and call_id.isdigit() and len(call_id) <= _LONGEST_CALL_ID:
            await self._talk.order(f"hangup video {call_id}", _says("hanging up video"))
        else:
            raise ControlError(ControlFault.REFUSED, "no such call")

    async def recall(self, preset: int) -> None:
        """Turn the camera; it takes seconds."""
        if not 0 <= preset <= HIGHEST_PRESET:
            raise ControlError(ControlFault.REFUSED, f"presets are 0 to {HIGHEST_PRESET}")
        command = f"preset near go {preset}"
        await self._talk.order(command, _says(command), _PRESET_S, _PRESET_NUDGE_S)

    async def content_source(self) -> str:
        return await self._talk.read("vcbutton source get", _only(answers.content_source))

    async def screen_layout(self) -> str:
        return await self._talk.read("configlayout monitor1 get", _only(answers.screen_layout))

    async def is_asleep(self) -> bool | None:
        """Return None: no documented command asks for it."""
        return None

    async def sleep(self) -> None:
        await self._talk.order("sleep", _says("sleep"))

    async def wake(self) -> None:
        await self._talk.order("wake", _says("wake"))

    async def _register(self) -> None:
        """Register the missing events; a codec that has none works without."""
        try:
            present = await self._talk.read("notify", answers.registrations)
            for name in _WANTED:
                if name not in present:
                    await self._talk.order(f"notify {name}", _registers(name))
        except ControlError as error:
            if error.fault not in _UNSUPPORTED:
                raise


def _says(words: str) -> answers.IsAnswer:
    return lambda line: line.lower() == words


def _registers(name: str) -> answers.IsAnswer:
    done = (f"notify {name} success", f"info: event/notification already active:{name}")
    return lambda line: line.lower() in done


def _only(read: Callable[[str], T | None]) -> Callable[[list[str]], T | None]:
    """Read one answer from the lines; None also where two answers to one question differ."""

    def parse(lines: list[str]) -> T | None:
        said = {value for line in lines if (value := read(line)) is not None}
        return said.pop() if len(said) == 1 else None

    return parse


def build(target: ControlTarget) -> PolycomText:
    """Make the connection to one codec, over the wire that sites.yaml names."""
    control = target.control
    return PolycomText(_line(target), CodecLogin(control.user, control.password), target.clock)


def _line(target: ControlTarget) -> TextLine:
    control = target.control
    if control.wire == _TELNET:
        return TcpLine(target.address, control.port)
    from gbdt_console.devices.transports.ssh_line import SshLine, SshTarget

    return SshLine(
        SshTarget(
            target.address,
            control.port,
            control.user,
            control.password,
            target.known_hosts,
            allows_ssh_rsa=bool(control.options.get("allows_ssh_rsa")),
        )
    )


SPEC = ControlSpec(
    "polycom-text",
    ControlOffer(
        kinds=frozenset({ControlKind.CODEC}),
        wires={
            "ssh": Wire(port=22, needs=("password", "user"), over=Carrier.SSH),
            _TELNET: Wire(port=24, needs=("password",)),
        },
        options={"allows_ssh_rsa": Option(OptionType.BOOLEAN, default=False)},
    ),
    build,
    is_by_documents=True,
)
"""A login over telnet needs no user: most codecs ask for a password alone."""
