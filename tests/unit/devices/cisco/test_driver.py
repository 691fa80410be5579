"""The driver against a simulated codec, by both wires, in fake time."""

import asyncio
from collections.abc import Awaitable
from dataclasses import replace

import pytest

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.rooms.room import CameraPosition
from gbdt_console.devices.cisco.shell import LOGIN_S
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.drivers.cisco_xapi import HIGHEST_PRESET
from gbdt_console.simulator.cisco.device import Manners, place_of
from tests.support.rooms.codec_stands import XapiStand
from tests.support.rooms.driven_xapi import both_wires, drive
from tests.support.screens.hostile_texts import PAYLOADS


async def fault_of(doing: Awaitable[object]) -> ControlError:
    with pytest.raises(ControlError) as caught:
        await doing
    return caught.value


MANNERS = {
    "newest": Manners(),
    "does not echo": Manners(echoes=False),
    "text between documents": Manners(says_between="OK\n\n"),
    "no feedback": Manners(takes_feedback=False),
    "no ghosts": Manners(has_ghosts=False),
}


@both_wires
@pytest.mark.parametrize("manners", MANNERS.values(), ids=MANNERS)
def test_all_capabilities_work_with_every_manner(manners: Manners, is_socket: bool) -> None:
    async def play(stand: XapiStand) -> None:
        driver, codec = stand.driver, stand.codec
        assert (await driver.is_muted(), await driver.is_asleep()) == (False, False)
        await driver.mute()
        assert (codec.is_muted, await driver.is_muted()) == (True, True)
        assert await driver.calls() == ()
        assert await driver.packet_loss() is None
        dialled = codec.order_call("0214000123@vc.example")
        (call,) = await driver.calls()
        assert (call.number, call.is_connected) == ("0214000123@vc.example", False)
        await asyncio.sleep(1.5)
        (call,) = await driver.calls()
        assert (call.is_connected, call.speed_kbps) == (True, 1920)
        codec.loss = "2.50%"
        assert await driver.packet_loss() == 2.5
        codec.receive_call("Si: Ma Cai", "10.0.0.9")
        assert await driver.packet_loss() is None, "of two calls at once it would not be certain whose it is"
        await driver.hang_up(call.id)
        assert dialled not in codec.calls
        assert [one.number for one in await driver.calls()] == ["10.0.0.9"]
        await driver.hang_up()
        assert await driver.calls() == ()
        assert (await driver.content_source(), await driver.screen_layout()) == ("", "full_screen")
        codec.present("2")
        assert await driver.content_source() == "2"
        await driver.recall(3)
        assert codec.preset == 3
        assert await driver.position() == CameraPosition(*place_of(3))
        await driver.sleep()
        assert (codec.is_asleep, await driver.is_asleep()) == (True, True)
        await driver.wake()
        assert await driver.is_asleep() is False

    drive(play, replace(manners), is_socket=is_socket)


@both_wires
def test_a_change_in_the_room_is_told_unasked_and_an_answer_is_no_change(is_socket: bool) -> None:
    async def play(stand: XapiStand) -> None:
        changes = stand.driver.changes()
        assert await stand.driver.calls() == ()
        stand.press(True)
        assert await anext(changes) == "Audio"
        call = stand.codec.receive_call("", "2001")
        stand.codec.end(call)
        told = [await anext(changes) for _ in range(3)]
        assert set(told) == {"Call"}
        stand.codec.present("1")
        assert await anext(changes) == "Conference"
        await stand.driver.sleep()
        assert await anext(changes) == "Standby"
        assert await stand.driver.is_muted() is True
        stand.cut()
        with pytest.raises(StopAsyncIteration):
            await anext(changes)

    drive(play, is_socket=is_socket)


@both_wires
def test_what_the_codec_refuses_is_told_in_its_words(is_socket: bool) -> None:
    async def play(stand: XapiStand) -> None:
        refused = await fault_of(stand.driver.mute())
        assert (refused.fault, refused.words) == (ControlFault.REFUSED, "Command refused")
        assert await stand.driver.is_muted() is False
        assert (await fault_of(stand.driver.hang_up("7"))).words == ("1" if is_socket else "No such call")

    drive(play, Manners(refuses={("audio", "microphones", "mute")}), is_socket=is_socket)


@both_wires
def test_a_message_stands_on_the_rooms_screen_as_it_was_written(is_socket: bool) -> None:
    async def play(stand: XapiStand) -> None:
        said = 'Đề nghị tắt mic: phòng "họp" \\ 2 | resultId="x" {5}'
        await stand.driver.show_message(said)
        await stand.driver.show_message("x" * 300)
        assert stand.device.alerts[0] == said
        assert len(stand.device.alerts[1]) == 255
        assert await stand.driver.is_muted() is False

    drive(play, is_socket=is_socket)


@both_wires
@pytest.mark.parametrize("wanted", [-1, 0, HIGHEST_PRESET + 1])
def test_a_preset_that_the_codec_cannot_have_is_never_sent(wanted: int, is_socket: bool) -> None:
    async def play(stand: XapiStand) -> None:
        before = len(stand.codec.commands)
        assert (await fault_of(stand.driver.recall(wanted))).fault is ControlFault.REFUSED
        assert (await fault_of(stand.driver.hang_up('1 | "'))).fault is ControlFault.REFUSED
        assert len(stand.codec.commands) == before

    drive(play, is_socket=is_socket)


@both_wires
@pytest.mark.parametrize("counted", ["0", "1", None])
def test_that_there_are_no_calls_is_believed_only_where_the_codec_counts_none(
    counted: str | None, is_socket: bool
) -> None:
    """Software that has no `Status/Call` while there is none."""
    place = ("SystemUnit", "State", "NumberOfActiveCalls")
    manners = Manners(lacks={("Call",), *([] if counted else [place])})
    manners.wrong = {place: counted} if counted else {}

    async def play(stand: XapiStand) -> None:
        if counted == "0":
            assert await stand.driver.calls() == ()
        else:
            assert (await fault_of(stand.driver.calls())).fault is ControlFault.REFUSED

    drive(play, manners, is_socket=is_socket)


@both_wires
@pytest.mark.parametrize(
    ("state", "is_asleep"), [("Halfwake", None), ("EnteringStandby", None), ("Off", False), ("Standby", True)]
)
def test_a_codec_between_sleep_and_waking_is_neither(
    state: str, is_asleep: bool | None, is_socket: bool
) -> None:
    async def play(stand: XapiStand) -> None:
        assert await stand.driver.is_asleep() is is_asleep

    drive(play, Manners(wrong={("Standby", "State"): state}), is_socket=is_socket)


@both_wires
def test_values_that_are_none_of_the_known_are_not_guessed_at(is_socket: bool) -> None:
    wrong = {
        ("Audio", "Microphones", "Mute"): "Maybe",
        ("Cameras", "Camera", "1", "Position", "Pan"): "left",
        ("Conference", "Presentation", "Mode"): "Sending",
    }

    async def play(stand: XapiStand) -> None:
        assert (await fault_of(stand.driver.is_muted())).fault is ControlFault.MALFORMED
        assert await stand.driver.position() is None
        assert await stand.driver.content_source() is None

    drive(play, Manners(wrong=wrong), is_socket=is_socket)


@both_wires
def test_the_layout_is_found_where_new_software_has_it(is_socket: bool) -> None:
    lacks = {("Video", "Layout", "LayoutFamily")}

    async def play(stand: XapiStand) -> None:
        assert await stand.driver.screen_layout() is None
        stand.device.manners.wrong[("Video", "Layout", "CurrentLayouts")] = {"ActiveLayout": "Grid"}  # type: ignore[assignment]
        assert await stand.driver.screen_layout() == "Grid"

    drive(play, Manners(lacks=lacks), is_socket=is_socket)


def test_a_late_welcome_is_waited_for_and_none_at_all_is_silence() -> None:
    async def late(stand: XapiStand) -> None:
        stand.codec.misbehaviour.banner_delay_s = LOGIN_S - 1
        await stand.driver.open()
        assert await stand.driver.is_muted() is False

    async def silent(stand: XapiStand) -> None:
        stand.codec.misbehaviour.is_silent = True
        assert (await fault_of(stand.driver.open())).fault is ControlFault.SILENT

    drive(late, opens=False)
    drive(silent, opens=False)


def test_a_codec_without_json_is_told_from_a_silent_one() -> None:
    async def play(stand: XapiStand) -> None:
        fault = await fault_of(stand.driver.open())
        assert fault.fault is ControlFault.MALFORMED
        assert fault.words.startswith("no JSON, as before CE 8")

    drive(play, Manners(has_json=False), opens=False)


@both_wires
def test_an_answer_that_breaks_off_costs_the_connection_and_nothing_more(is_socket: bool) -> None:
    async def play(stand: XapiStand) -> None:
        stand.device.manners.breaks_off = True
        assert (await fault_of(stand.driver.is_muted())).fault is ControlFault.MALFORMED
        stand.device.manners.breaks_off = False
        assert (await fault_of(stand.driver.is_muted())).fault is ControlFault.MALFORMED
        await stand.driver.open()
        assert await stand.driver.is_muted() is False

    drive(play, is_socket=is_socket)


@both_wires
def test_a_session_too_many_is_closed_and_the_next_one_is_let_in(is_socket: bool) -> None:
    async def play(stand: XapiStand) -> None:
        assert (await fault_of(stand.driver.open())).fault is ControlFault.CLOSED
        stand.device.manners.sessions_at_most = 1
        await stand.driver.open()
        assert await stand.driver.is_muted() is False
        for _ in range(3):
            await stand.driver.open()
        assert len(stand.device.sessions) == 1, "no session is left behind"

    drive(play, Manners(sessions_at_most=0), is_socket=is_socket, opens=False)


@both_wires
def test_a_restart_loses_the_connection_and_what_is_under_way(is_socket: bool) -> None:
    async def play(stand: XapiStand) -> None:
        stand.proxy.drops_answers = True
        reading = asyncio.create_task(fault_of(stand.driver.is_muted()))
        await asyncio.sleep(0.5)
        stand.codec.reboot()
        assert (await reading).fault is ControlFault.CLOSED
        assert (await fault_of(stand.driver.open())).fault is ControlFault.REFUSED
        stand.proxy.drops_answers = False
        await asyncio.sleep(61)
        await stand.driver.open()
        assert await stand.driver.calls() == ()

    drive(play, is_socket=is_socket)


@both_wires
def test_hostile_texts_of_the_far_end_change_no_answer(is_socket: bool) -> None:
    async def play(stand: XapiStand) -> None:
        for text in PAYLOADS:
            stand.codec.calls.clear()
            stand.codec.receive_call(text, "0214000123")
            stand.codec.receive_call("", text)
            first, second = await stand.driver.calls()
            assert (first.number, first.is_connected) == ("0214000123", True)
            assert second.number == text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
            assert await stand.driver.is_muted() is False

    drive(play, is_socket=is_socket)
