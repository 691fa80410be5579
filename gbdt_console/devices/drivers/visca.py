"""Controls cameras with VISCA (Sony, PTZOptics and their like).

The driver was checked only against our own simulator, which was made from command lists and the source of
other controllers; no real camera was at hand.

A command ends with the camera's Completion, which some cameras send before they stand still: the position
tells more, and two inquiries read it.
"""

import asyncio
from collections.abc import AsyncIterator

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.driver_options import Carrier, ControlKind, ControlOffer, Option, OptionType, Wire
from gbdt_console.core.rooms.room import CameraPosition
from gbdt_console.devices.control import Codec, ControlError, ReportsPosition
from gbdt_console.devices.driver import ControlSpec, ControlTarget
from gbdt_console.devices.transports.tcp_stream import TcpStream
from gbdt_console.devices.visca import messages
from gbdt_console.devices.visca.messages import Reply, ReplyKind
from gbdt_console.devices.visca.talks import NumberedTalk, RawTalk, Talk
from gbdt_console.devices.visca.wires import UdpWire

IP_PORT = 52381
"""UDP port of VISCA over IP: the camera's, and the one that many cameras answer to."""
RAW_PORT = 5678
HIGHEST_MEMORY = 89
"""Limits the memory number on the wire: on PTZOptics cameras 90 to 99 open menus and change settings."""
COMPLETES_WITHIN_S = 15.0
"""Limits the wait for a camera that turns, seconds: a slow one needs 10 from end to end."""

_CODES = {
    messages.BUFFER_FULL: "camera.buffer-full",
    messages.CANCELLED: "camera.cancelled",
    messages.NO_SOCKET: "camera.cancelled",
    messages.NOT_EXECUTABLE: "camera.not-executable",
    **dict.fromkeys(messages.SYNTAX_ERRORS, "camera.syntax"),
}


class ViscaCamera(Codec, ReportsPosition):
    """Controls one camera.

    talk: conversation over IP or TCP
    first_preset: the maker's number of the camera's first preset, 0 or 1
    """

    is_plain_text = True

    def __init__(self, talk: Talk, first_preset: int) -> None:
        self._talk = talk
        self._first_preset = first_preset
        self._turn = asyncio.Lock()

    async def open(self) -> None:
        """Connect and ask for the version, which moves nothing. Raises ControlError."""
        async with self._turn:
            try:
                await self._talk.open()
                await self._answer(messages.VERSION)
            except BaseException:
                await self._talk.close()
                raise

    async def close(self) -> None:
        await self._talk.close()

    async def changes(self) -> AsyncIterator[object]:
        """Yield nothing: a camera reports nothing by itself."""
        await asyncio.Event().wait()
        yield None

    async def position(self) -> CameraPosition | None:
        """Return where the camera looks; None where its answer is no position."""
        async with self._turn:
            pan_tilt = await self._answer(messages.PAN_TILT)
            return messages.read_position(pan_tilt, await self._answer(messages.ZOOM))

    async def recall(self, preset: int) -> None:
        """Turn the camera and wait for its Completion; it takes seconds."""
        memory = preset - self._first_preset
        if not 0 <= memory <= HIGHEST_MEMORY:
            highest = HIGHEST_MEMORY + self._first_preset
            words = f"{self._first_preset}-{highest}"
            raise ControlError(ControlFault.REFUSED, words, "camera.preset-range")
        async with self._turn:
            reply = await self._talk.first_reply(messages.recall(memory), is_inquiry=False)
            if _is_kind(reply, ReplyKind.ACK, ReplyKind.COMPLETION) is ReplyKind.COMPLETION:
                return
            await self._completion(reply.socket)

    async def _completion(self, socket: int) -> None:
        """Wait until the command in that socket of the camera has ended."""
        try:
            async with asyncio.timeout(COMPLETES_WITHIN_S):
                while True:
                    reply = await self._talk.next_reply()
                    if reply.kind is not ReplyKind.ACK and reply.socket == socket:
                        _is_kind(reply, ReplyKind.COMPLETION)
                        return
        except TimeoutError:
            raise ControlError(ControlFault.SILENT, code="camera.no-completion") from None

    async def _answer(self, inquiry: bytes) -> bytes:
        reply = await self._talk.first_reply(inquiry, is_inquiry=True)
        _is_kind(reply, ReplyKind.ANSWER)
        return reply.data


def _is_kind(reply: Reply, *wanted: ReplyKind) -> ReplyKind:
    """Return the kind of a reply that is wanted. Raises ControlError for any other."""
    if reply.kind is ReplyKind.ERROR:
        code = _CODES.get(reply.error, "")
        raise ControlError(ControlFault.REFUSED, f"VISCA {reply.error:02X}", code)
    if reply.kind not in wanted:
        raise ControlError(ControlFault.MALFORMED)
    return reply.kind


def build_ip(target: ControlTarget) -> ViscaCamera:
    """Make the connection to a camera that speaks VISCA over IP."""
    wire = UdpWire(target.address, target.control.port, IP_PORT)
    return ViscaCamera(NumberedTalk(wire), _first_preset(target))


def build_tcp(target: ControlTarget) -> ViscaCamera:
    """Make the connection to a camera that speaks raw VISCA over TCP."""
    wire = TcpStream(target.address, target.control.port)
    return ViscaCamera(RawTalk(wire), _first_preset(target))


def _first_preset(target: ControlTarget) -> int:
    return int(target.control.options["first_preset"])


def _offer(wire: str, port: int, first_preset: int) -> ControlOffer:
    return ControlOffer(
        kinds=frozenset({ControlKind.CAMERA}),
        wires={wire: Wire(port, needs=(), over=Carrier(wire))},
        options={"first_preset": Option(OptionType.INTEGER, default=first_preset, choices=(0, 1))},
    )


IP_SPEC = ControlSpec("visca-ip", _offer("udp", IP_PORT, 1), build_ip)
"""Sony prints 1 on the first preset of its remote controls."""
TCP_SPEC = ControlSpec("visca-tcp", _offer("tcp", RAW_PORT, 0), build_tcp, is_by_documents=True)
"""PTZOptics and its like print the number that goes over the wire."""
