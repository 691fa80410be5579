"""The driver against a simulated codec that behaves as the field logs say, in fake time."""

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable
from itertools import pairwise
from typing import TypeVar

import pytest

from gbdt_console.core.clock import ManualClock
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.secret import Secret
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.drivers.polycom_text import PolycomText
from gbdt_console.devices.polycom.answers import ReportedChange
from gbdt_console.devices.polycom.login import CodecLogin
from gbdt_console.simulator.world.codec import Misbehaviour, SimulatedCodec
from tests.support.engine import time_loop
from tests.support.rooms.codec_wire import MemoryLine, ScriptedLine

T = TypeVar("T")
PASSWORD = "Cau-giay-7301"
LOGIN = CodecLogin("admin", Secret(PASSWORD))


def drive(
    codec: SimulatedCodec, play: Callable[[PolycomText, MemoryLine], Awaitable[T]], login: CodecLogin = LOGIN,
    *, is_ssh: bool = False, serial: str = "", opens: bool = True,
) -> T:  # fmt: skip
    clock = ManualClock()

    async def main() -> T:
        line = MemoryLine(codec, is_ssh=is_ssh)
        driver = PolycomText(line, login, clock, serial=serial)
        try:
            if opens:
                await driver.open()
            return await play(driver, line)
        finally:
            await driver.close()

    return time_loop.run(clock, main())


async def fault_of(doing: Awaitable[object]) -> ControlError:
    with pytest.raises(ControlError) as caught:
        await doing
    return caught.value


MANNERS = {
    "plain": {},
    "banner late": {"banner_delay_s": 0.3},
    "banner very late": {"banner_delay_s": 4.0},
    "blank lines": {"has_blank_lines": True},
    "lags by one": {"lags": True},
    "lags, blank lines, late banner": {"lags": True, "has_blank_lines": True, "banner_delay_s": 0.5},
    "without the call command": {"knows_callid": False},
    "password": {"password": PASSWORD},
    "user and password": {"password": PASSWORD, "asks_user": True},
    "echo late": {"echo_delay_s": 0.1},
    "echo later than the next exchange": {"echo_delay_s": 0.3},
}


@pytest.mark.parametrize("is_ssh", [False, True], ids=["telnet", "ssh"])
@pytest.mark.parametrize("misbehaviour", MANNERS.values(), ids=MANNERS)
def test_all_capabilities_work_with_every_manner(misbehaviour: dict[str, object], is_ssh: bool) -> None:
    codec = SimulatedCodec(misbehaviour=Misbehaviour(**misbehaviour))

    async def play(driver: PolycomText, line: MemoryLine) -> None:
        assert await driver.is_muted() is False
        await driver.mute()
        assert codec.is_muted
        assert await driver.is_muted() is True
        await driver.unmute()
        assert await driver.is_muted() is False
        assert await driver.calls() == ()
        codec.answer('dial manual auto "0214000123@vc.example"')
        await asyncio.sleep(1.5)
        (call,) = await driver.calls()
        assert (call.number, call.name, call.is_connected) == ("0214000123@vc.example", "", True)
        codec.loss = "2.10%"
        assert await driver.packet_loss() == (2.1 if codec.misbehaviour.knows_callid else None)
        codec.receive_call("Si: Ma Cai", "10.0.0.9")
        assert [one.name for one in await driver.calls()] == ["", "Si: Ma Cai"]
        await driver.hang_up(call.id)
        assert [one.number for one in await driver.calls()] == ["10.0.0.9"]
        await driver.hang_up()
        assert await driver.calls() == ()
        assert (await driver.content_source(), await driver.screen_layout()) == ("", "full_screen")
        codec.content, codec.layout = "4", "side_by_side"
        assert (await driver.content_source(), await driver.screen_layout()) == ("4", "side_by_side")
        await driver.recall(7)
        assert codec.preset == 7
        await driver.sleep()
        assert codec.is_asleep
        assert await driver.is_asleep() is None
        await driver.wake()
        assert not codec.is_asleep

    drive(codec, play, is_ssh=is_ssh)


UNTOLD = {
    "refused": (Misbehaviour(knows_statistics=False), ControlFault.REFUSED),
    "never answered": (Misbehaviour(keeps_statistics=True), ControlFault.SILENT),
    "never answered, one exchange late": (
        Misbehaviour(keeps_statistics=True, lags=True), ControlFault.MALFORMED
    ),
}  # fmt: skip


@pytest.mark.parametrize(("misbehaviour", "fault"), UNTOLD.values(), ids=UNTOLD)
def test_a_loss_that_is_not_told_costs_neither_the_connection_nor_the_next_answer(
    misbehaviour: Misbehaviour, fault: ControlFault
) -> None:
    codec = SimulatedCodec(misbehaviour=misbehaviour)
    codec.receive_call("Si Ma Cai", "10.0.0.9")

    async def play(driver: PolycomText, line: MemoryLine) -> None:
        assert (await fault_of(driver.packet_loss())).fault is fault
        assert [call.number for call in await driver.calls()] == ["10.0.0.9"]

    drive(codec, play)


def test_a_codec_without_a_fence_is_not_asked_what_it_may_never_answer() -> None:
    codec = SimulatedCodec(misbehaviour=Misbehaviour(knows_callid=False, keeps_statistics=True))

    async def play(driver: PolycomText, line: MemoryLine) -> None:
        assert await driver.packet_loss() is None
        assert await driver.is_muted() is False

    drive(codec, play)
    assert "netstats" not in codec.commands


def test_commands_never_come_closer_than_the_vendor_allows() -> None:
    async def play(driver: PolycomText, line: MemoryLine) -> list[float]:
        await asyncio.gather(*(driver.is_muted() for _ in range(4)), driver.mute(), driver.calls())
        return line.sent_s

    for misbehaviour in (Misbehaviour(), Misbehaviour(lags=True), Misbehaviour(password=PASSWORD)):
        sent_s = drive(SimulatedCodec(misbehaviour=misbehaviour), play)
        assert min(b - a for a, b in pairwise(sent_s)) >= 0.2 - 1e-6


def test_a_slow_preset_is_waited_for_and_nothing_is_sent_meanwhile() -> None:
    codec = SimulatedCodec(misbehaviour=Misbehaviour(preset_s=6.0))

    async def play(driver: PolycomText, line: MemoryLine) -> None:
        asked = len(line.sent)
        recalling = asyncio.create_task(driver.recall(3))
        reading = asyncio.create_task(driver.is_muted())
        await asyncio.sleep(5.0)
        assert line.sent[asked:] == ["preset near go 3"]
        await recalling
        assert await reading is False

    drive(codec, play)


def test_a_preset_that_never_ends_is_silence_and_the_next_reading_is_right() -> None:
    codec = SimulatedCodec(misbehaviour=Misbehaviour(preset_s=15.0))

    async def play(driver: PolycomText, line: MemoryLine) -> None:
        assert (await fault_of(driver.recall(3))).fault is ControlFault.SILENT
        await asyncio.sleep(4.0)
        assert await driver.is_muted() is False

    drive(codec, play)


def test_only_what_is_not_registered_is_registered() -> None:
    codec = SimulatedCodec(registered={"mutestatus"})

    async def play(driver: PolycomText, line: MemoryLine) -> None:
        await driver.open()

    drive(codec, play)
    assert [c for c in codec.commands if c.startswith("notify ")] == [
        "notify callstatus", "notify vidsourcechanges",
    ]  # fmt: skip
    assert codec.registered == {"mutestatus", "callstatus", "vidsourcechanges"}


def test_what_happens_in_the_room_is_told_as_a_reason_to_look() -> None:
    codec = SimulatedCodec()

    async def play(driver: PolycomText, line: MemoryLine) -> list[ReportedChange]:
        changes = driver.changes()
        codec.press_mute(True)
        first = await anext(changes)
        codec.receive_call("a", "b")
        second = await anext(changes)
        codec.present("4")
        third = await anext(changes)
        line.cut()
        assert [c async for c in changes] == []
        return [first, second, third]

    assert drive(codec, play) == [
        ReportedChange.MICROPHONE, ReportedChange.CALLS, ReportedChange.PRESENTATION,
    ]  # fmt: skip


def test_events_that_look_like_answers_make_no_false_reading() -> None:
    """Somebody else left `mute register` in flash: every change comes as a line like an answer."""
    codec = SimulatedCodec(registered={"mute"})

    async def play(driver: PolycomText, line: MemoryLine) -> None:
        for _ in range(20):
            await driver.mute()
            codec.press_mute(False)
            assert await driver.is_muted() is False
            codec.press_mute(True)
            assert await driver.is_muted() is True

    drive(codec, play)


def test_a_reading_in_which_the_answers_differ_is_none() -> None:
    codec = SimulatedCodec(registered={"mute"})

    async def play(driver: PolycomText, line: MemoryLine) -> None:
        reading = asyncio.create_task(driver.is_muted())
        while line.sent[-1] != "mute near get":
            await asyncio.sleep(0.01)
        codec.press_mute(True)
        with pytest.raises(ControlError):
            await reading
        assert await driver.is_muted() is True

    drive(codec, play)


def test_another_device_at_the_address_is_not_trusted() -> None:
    codec = SimulatedCodec()

    async def play(driver: PolycomText, line: MemoryLine) -> None:
        line.codec = SimulatedCodec(serial="8G999")
        error = await fault_of(driver.open())
        assert error.fault is ControlFault.UNTRUSTED
        assert (await fault_of(driver.mute())).fault is ControlFault.CLOSED
        assert not line.codec.is_muted
        line.codec = codec
        await driver.open()

    drive(codec, play)
    wrong = drive(codec, lambda driver, _: fault_of(driver.open()), serial="8G000", opens=False)
    assert wrong.fault is ControlFault.UNTRUSTED


@pytest.mark.parametrize(
    "login", [CodecLogin(), CodecLogin("", Secret("wrong")), CodecLogin("", Secret("a\nb"))]
)
def test_a_refused_password_is_said_so(login: CodecLogin) -> None:
    codec = SimulatedCodec(misbehaviour=Misbehaviour(password=PASSWORD))

    async def play(driver: PolycomText, line: MemoryLine) -> list[str]:
        assert (await fault_of(driver.open())).fault is ControlFault.CREDENTIALS
        return line.sent

    assert len(drive(codec, play, login, opens=False)) <= 1
    assert codec.commands == []


def test_a_password_is_told_only_to_who_asks() -> None:
    async def play(driver: PolycomText, line: MemoryLine) -> list[str]:
        return line.sent

    assert PASSWORD not in drive(SimulatedCodec(), play)
    assert drive(SimulatedCodec(misbehaviour=Misbehaviour(password=PASSWORD)), play).count(PASSWORD) == 1


def test_the_password_is_nowhere_to_be_seen(caplog: pytest.LogCaptureFixture) -> None:
    """Not even when the device itself repeats it in its refusal."""
    caplog.set_level(logging.DEBUG)

    def reply(line: str) -> list[bytes]:
        if line == PASSWORD:
            return [b"\r\nHi, my name is : x\r\nSerial Number: 1\r\n"]
        return [f"error: {PASSWORD} is no command\r\n".encode()]

    async def main() -> None:
        driver = PolycomText(ScriptedLine(reply, b"Password:"), LOGIN, clock)
        with pytest.raises(ControlError) as caught:
            await driver.open()
        await driver.close()
        driver = PolycomText(ScriptedLine(_speaks_no_mute, b"Password:"), LOGIN, clock, is_registering=False)
        await driver.open()
        refused = await fault_of(driver.is_muted())
        assert refused.words == "error: ••• is no command"
        text = "".join(traceback.format_exception(caught.value)) + repr(driver) + repr(LOGIN) + str(refused)
        assert PASSWORD not in text + caplog.text

    clock = ManualClock()
    time_loop.run(clock, main())


def _speaks_no_mute(line: str) -> list[bytes]:
    if line.startswith("mute"):
        return [f"error: {PASSWORD} is no command\r\n".encode()]
    if line.startswith("callinfo callid"):
        return [f"connection {line.split()[-1]} is not active\r\n".encode()]
    return [b"\r\nHi, my name is : x\r\nSerial Number: 1\r\n"]


def test_a_reboot_drops_the_line_and_the_codec_is_found_again() -> None:
    codec = SimulatedCodec()

    async def play(driver: PolycomText, line: MemoryLine) -> None:
        codec.is_muted = True
        codec.reboot()
        assert (await fault_of(driver.is_muted())).fault is ControlFault.CLOSED
        assert (await fault_of(driver.open())).fault is ControlFault.REFUSED
        await asyncio.sleep(61.0)
        await driver.open()
        assert await driver.is_muted() is True

    drive(codec, play)
    assert codec.commands.count("notify mutestatus") == 1


def test_nothing_destructive_is_sent_but_by_its_own_method() -> None:
    codec = SimulatedCodec()

    async def play(driver: PolycomText, line: MemoryLine) -> None:
        codec.receive_call("a", "b")
        await driver.mute()
        await driver.unmute()
        await driver.is_muted()
        await driver.calls()
        await driver.recall(1)
        await driver.open()
        for wrong in ("7; reboot", "all", "7 8", "\r", "９", "1" * 40):
            assert (await fault_of(driver.hang_up(wrong))).fault is ControlFault.REFUSED
        for wrong_preset in (-1, 100):
            assert (await fault_of(driver.recall(wrong_preset))).fault is ControlFault.REFUSED

    drive(codec, play)
    assert len(codec.calls) == 1
    assert not [c for c in codec.commands if c.split()[0] in ("hangup", "reboot", "dial", "sleep")]


def test_the_echo_of_an_order_does_not_accept_it() -> None:
    """Over SSH a codec repeats what is typed, and an order looks like its own answer."""

    def reply(line: str) -> list[bytes]:
        echo = f"{line}\r\r\n".encode()
        return [echo] if line == "mute near on" else [echo, *_speaks_no_mute(line), b"-> "]

    async def main() -> None:
        driver = PolycomText(ScriptedLine(reply, b"-> "), CodecLogin(), clock, is_registering=False)
        await driver.open()
        assert (await fault_of(driver.mute())).fault is ControlFault.SILENT
        await driver.close()

    clock = ManualClock()
    time_loop.run(clock, main())


def test_a_banner_alone_is_no_conversation() -> None:
    """It tells who it is, late, and answers nothing."""

    async def main() -> None:
        banner = "\r\n".join([*SimulatedCodec().whoami(), ""]).encode()
        line = ScriptedLine(lambda sent: [banner] if sent == "whoami" else [])
        driver = PolycomText(line, CodecLogin(), clock)
        assert (await fault_of(driver.open())).fault is ControlFault.SILENT

    clock = ManualClock()
    time_loop.run(clock, main())


def test_silence_and_half_answers_are_never_a_call_or_none() -> None:
    said: list[bytes] = []

    def reply(line: str) -> list[bytes]:
        return said if line == "callinfo all" else _speaks_no_mute(line)

    async def main() -> None:
        driver = PolycomText(ScriptedLine(reply), CodecLogin(), clock, is_registering=False)
        await driver.open()
        good = b"callinfo:1::2:384:connected:notmuted:outgoing:videocall\r\n"
        for text in (
            b"\r\n", b"callinfo begin\r\ncallinfo end\r\n", b"callinfo begin\r\n" + good, good,
            b"callinfo end\r\n",
            b"callinfo begin\r\n" + good + b"callinfo:2:x\r\ncallinfo end\r\n", b"system is busy\r\n",
            b"the system is not in a call\r\n",
        ):  # fmt: skip
            said[:] = [text]
            with pytest.raises(ControlError):
                await driver.calls()
        said[:] = [b"callinfo begin\r\n" + good + b"callinfo end\r\n"]
        assert len(await driver.calls()) == 1
        await driver.close()

    clock = ManualClock()
    time_loop.run(clock, main())
