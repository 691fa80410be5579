"""Devices that speak, but not as a codec should: nothing but a ControlError comes of it."""

import asyncio
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gbdt_console.core.clean_text import clean
from gbdt_console.core.clock import ManualClock
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.secret import Secret
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.drivers.polycom_text import PolycomText
from gbdt_console.devices.polycom.line_listener import MOST_LINES
from gbdt_console.devices.polycom.login import CodecLogin
from gbdt_console.simulator.world.codec import Misbehaviour, SimulatedCodec
from tests.support.engine import time_loop
from tests.support.rooms.codec_wire import MemoryLine, ScriptedLine
from tests.support.screens.hostile_texts import PAYLOADS

LOGIN = CodecLogin("admin", Secret("Cau-giay-7301"))
LONGEST_S = 60.0


def honest(line: str) -> bytes:
    """What a codec that is in no call says."""
    if line.startswith("callinfo callid"):
        return f"connection {line.split()[-1]} is not active\r\n".encode()
    said = {
        "whoami": "Hi, my name is : x\r\nSerial Number: 1",
        "mute near get": "mute near off",
        "callinfo all": "system is not in a call",
    }
    return f"{said.get(line, line)}\r\n".encode()


PIECES = st.one_of(
    st.binary(max_size=60),
    st.sampled_from(
        [
            "mute near on\r\n", "mute near off\r\n", "Password:", "Username:", "-> ", "\r\r\n",
            "error: no\r\n",
            "callinfo begin\r\n", "callinfo:1::2:384:connected:muted:outgoing:videocall\r\n",
            "callinfo end\r\n", "connection 123456789 is not active\r\n", "connection 7 is not active\r\n",
            "notification:mutestatus:near:near:near:near:muted\r\n", "Serial Number: 2\r\n", "x" * 5000,
            "\r\n" * 2000, "registered for 9 notifications:a\r\n", *PAYLOADS,
        ]
    ).map(lambda text: text.encode("utf-8", "surrogatepass")),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_whatever_it_says_a_driver_raises_nothing_else_and_ends_in_time(data: st.DataObject) -> None:
    def reply(line: str) -> list[bytes]:
        before = data.draw(st.lists(PIECES, max_size=2))
        is_honest = data.draw(st.integers(0, 9)) < 8
        after = data.draw(st.lists(PIECES, max_size=1))
        whole = [*before, honest(line) if is_honest else b"", *after]
        if data.draw(st.integers(0, 19)) == 0:
            return [b"".join(whole)[: data.draw(st.integers(1, 40))], b""]
        return [piece for piece in whole if piece]

    async def main() -> None:
        line = ScriptedLine(reply, data.draw(PIECES))
        driver = PolycomText(line, LOGIN, clock)
        for doing in (
            driver.open, driver.is_muted, driver.mute, driver.calls, driver.sleep, driver.is_muted,
            driver.open, driver.unmute, lambda: driver.recall(1),
            driver.hang_up, driver.close,
        ):  # fmt: skip
            try:
                async with asyncio.timeout(LONGEST_S):
                    answer = await doing()
            except ControlError:
                continue
            assert answer in (None, True, False) or isinstance(answer, tuple)
        assert "reboot now" not in line.sent

    clock = ManualClock()
    time_loop.run(clock, main())


@pytest.mark.parametrize("names_calls", [True, False])
def test_hostile_names_come_through_cleaned_or_not_at_all(names_calls: bool) -> None:
    async def main() -> list[str]:
        shown = []
        for text in PAYLOADS:
            codec = SimulatedCodec(name=text, misbehaviour=Misbehaviour(names_calls=names_calls))
            codec.receive_call(text, "0214000123")
            driver = PolycomText(MemoryLine(codec), LOGIN, clock)
            await driver.open()
            try:
                (call,) = await driver.calls()
            except ControlError:
                assert "\n" in text or "\r" in text
            else:
                assert call.number == "0214000123"
                shown.append(call.name)
            assert await driver.is_muted() is False
            await driver.close()
        return shown

    clock = ManualClock()
    shown = time_loop.run(clock, main())
    assert len(shown) >= len(PAYLOADS) - 4
    assert [clean(text) for text in shown] == shown


@dataclass
class Flood(ScriptedLine):
    """Never stops speaking of its own accord."""

    received: int = 0

    async def receive(self) -> bytes:
        await asyncio.sleep(0)
        self.received += 1
        return b"mute near on\r\n" * 100 if self.received < 1_000 else b""


def test_one_that_never_stops_speaking_is_given_up_in_bounded_memory() -> None:
    async def main() -> None:
        line = Flood(lambda _: [])
        driver = PolycomText(line, LOGIN, clock)
        with pytest.raises(ControlError) as caught:
            await driver.open()
        assert caught.value.fault is ControlFault.MALFORMED
        assert line.received < 2 * MOST_LINES // 100
        await driver.close()

    clock = ManualClock()
    time_loop.run(clock, main())


def test_a_refusal_that_comes_late_refuses_nothing_asked_later() -> None:
    owed: list[bytes] = []
    is_silent = False

    def reply(line: str) -> list[bytes]:
        """Everything an exchange late."""
        said = [] if is_silent else owed.copy()
        owed[:] = owed[len(said) :]
        owed.append(b"error: not now\r\n" if line == "mute near on" else honest(line))
        return said

    async def main() -> None:
        nonlocal is_silent
        driver = PolycomText(ScriptedLine(reply), LOGIN, clock, is_registering=False)
        await driver.open()
        is_silent = True
        with pytest.raises(ControlError) as caught:
            await driver.mute()
        assert caught.value.fault is ControlFault.SILENT
        is_silent = False
        await driver.sleep()
        await driver.close()

    clock = ManualClock()
    time_loop.run(clock, main())
