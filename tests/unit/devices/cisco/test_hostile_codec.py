"""Devices that speak, but not as a codec should: nothing but a ControlError comes of it."""

import asyncio
import json

from hypothesis import given, settings
from hypothesis import strategies as st

from gbdt_console.core.clock import ManualClock
from gbdt_console.core.rooms.room import Registration
from gbdt_console.devices.cisco.rpc import RpcTalk
from gbdt_console.devices.cisco.shell import ShellTalk
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.drivers.cisco_xapi import CiscoXapi, CodecCall
from gbdt_console.simulator.cisco.device import XapiDevice
from gbdt_console.simulator.cisco.rpc import RpcSession
from gbdt_console.simulator.cisco.shell import ShellSession
from gbdt_console.simulator.world.codec import SimulatedCodec
from tests.support.engine import time_loop
from tests.support.rooms.codec_wire import ScriptedLine
from tests.support.screens.hostile_texts import PAYLOADS

LONGEST_S = 60.0
NAMES = (
    "Status", "CommandResponse", "Call", "Value", "id", "status", "Audio", "Mute",
    "SIP", "Registration", "Type",
)  # fmt: skip
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(PAYLOADS) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner),
    max_leaves=6,
)
DOCUMENTS = st.builds(
    lambda status, rest: {"Status": status, **rest}, VALUES, st.dictionaries(st.text(max_size=6), VALUES)
)
PIECES = st.one_of(
    st.binary(max_size=60),
    DOCUMENTS.map(lambda said: f"{json.dumps(said, indent=2)}\n".encode("utf-8", "surrogatepass")),
    st.sampled_from(
        [
            b"OK\n", b"** end\n", b"{", b"}", b'{"a": ', b"x" * 5_000, b"\r\n" * 2_000,
            b"*e CallDisconnect CallId: 3\n", b'{"ResultId": "gbdt-0-1"}\n', b"[" * 2_000,
            *(text.encode("utf-8", "surrogatepass") for text in PAYLOADS),
        ]
    ),
)  # fmt: skip


async def use(driver: CiscoXapi) -> None:
    for doing in (
        driver.open, driver.is_muted, driver.mute, driver.calls, driver.packet_loss, driver.position,
        driver.content_source, driver.screen_layout,
        driver.registrations, driver.lost_parts, driver.is_asleep, driver.open, driver.unmute,
        lambda: driver.recall(1), driver.hang_up, driver.sleep, driver.close,
    ):  # fmt: skip
        try:
            async with asyncio.timeout(LONGEST_S):
                answer = await doing()
        except ControlError:
            continue
        if isinstance(answer, tuple):
            assert all(isinstance(one, CodecCall | Registration | str) for one in answer)
    await driver.close()


class Spoiler:
    """A simulated codec whose words are mixed with what a test draws."""

    def __init__(self, data: st.DataObject) -> None:
        self._data = data
        self.device = XapiDevice(SimulatedCodec())
        self.said: list[bytes] = []

    def spoilt(self) -> list[bytes]:
        """What the codec said since the last time, in part, and more."""
        honest, self.said[:] = b"".join(self.said), []
        draw = self._data.draw
        if draw(st.integers(0, 9)) == 0:
            honest = honest[: draw(st.integers(0, max(1, len(honest))))]
        whole = [*draw(st.lists(PIECES, max_size=1)), honest, *draw(st.lists(PIECES, max_size=1))]
        if draw(st.integers(0, 19)) == 0:
            return [b"".join(whole)[:40], b""]
        return [piece for piece in whole if piece]


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_whatever_a_shell_says_a_driver_raises_nothing_else_and_ends_in_time(data: st.DataObject) -> None:
    async def main() -> None:
        codec = Spoiler(data)
        session = ShellSession(codec.device, codec.said.append, lambda: None)

        def reply(line: str) -> list[bytes]:
            session.feed(f"{line}\n".encode())
            return codec.spoilt()

        session.start()
        await use(CiscoXapi(ShellTalk(ScriptedLine(reply, b"".join(codec.spoilt())))))

    time_loop.run(ManualClock(), main())


class ScriptedMessages:
    """A MessageLine on which a codec says what a test draws."""

    def __init__(self, codec: Spoiler) -> None:
        self._codec = codec
        self._arrived: asyncio.Queue[bytes] = asyncio.Queue()
        self._session = RpcSession(codec.device, lambda said: codec.said.append(said.encode()), lambda: None)

    async def open(self) -> None:
        self._arrived = asyncio.Queue()

    async def send(self, message: str) -> None:
        self._session.take(message)
        for piece in self._codec.spoilt():
            self._arrived.put_nowait(piece)

    async def receive(self) -> str:
        return (await self._arrived.get()).decode("utf-8", "replace")

    async def close(self) -> None:
        return None


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_whatever_a_socket_says_a_driver_raises_nothing_else_and_ends_in_time(data: st.DataObject) -> None:
    async def main() -> None:
        await use(CiscoXapi(RpcTalk(ScriptedMessages(Spoiler(data)))))

    time_loop.run(ManualClock(), main())
