"""Rooms with the driver of Cisco codecs, in fake time: every order is read back from the codec."""

import asyncio
from functools import partial

import pytest

from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.requests import Stage
from gbdt_console.core.rooms.commands import (
    HangUpRoom,
    MessageRoom,
    MuteRoom,
    OpenRoom,
    RecallPreset,
    SleepCodec,
    WakeCodec,
)
from gbdt_console.core.rooms.room import PresetStanding
from gbdt_console.simulator.cisco.device import Part
from gbdt_console.text.reasons import end_text
from gbdt_console.text.words import Words
from tests.support.engine.engine_in_time import Bench
from tests.support.rooms import xapi_room
from tests.support.rooms.codec_stands import XapiStand
from tests.support.rooms.engine_rooms import ask, known, room
from tests.support.rooms.xapi_room import both_wires

played = partial(xapi_room.played, registers=True)


@both_wires
def test_a_lost_registration_and_a_lost_panel_are_told_by_feedback_alone(is_socket: bool) -> None:
    async def scenario(bench: Bench, stand: XapiStand) -> None:
        def parts() -> list[str]:
            alarms = (one for one in bench.latest.alarms if one.key.type == AlarmType.PARTS_LOST)
            return [dict(one.params)["parts"] for one in alarms if one.is_present]

        assert room(bench).is_unregistered is False
        stand.device.register("Failed")
        await bench.until(lambda: room(bench).is_unregistered, 4)
        stand.device.plug("1001", Part("TouchPanel", "Bàn chủ tọa", "LostConnection"))
        await bench.until(lambda: parts() == ["Bàn chủ tọa"], 4)
        stand.device.plug("1001", Part("TouchPanel", "Bàn chủ tọa"))
        stand.device.register("Registered")
        await bench.until(lambda: not room(bench).is_unregistered and not parts(), 4)

    played(scenario, is_socket=is_socket)


@both_wires
def test_every_order_is_verified_by_what_the_codec_says_afterwards(is_socket: bool) -> None:
    async def scenario(bench: Bench, stand: XapiStand) -> None:
        assert (await ask(bench, MuteRoom("s2"))).stage is Stage.VERIFIED
        assert stand.codec.is_muted
        assert (await ask(bench, OpenRoom("s2"))).stage is Stage.VERIFIED
        stand.codec.receive_call("", "giaoban")
        await bench.until(lambda: (state := room(bench).state) is not None and bool(state.calls), 5)
        assert (await ask(bench, HangUpRoom("s2", is_sure=True))).stage is Stage.VERIFIED
        assert stand.codec.calls == []
        assert (await ask(bench, SleepCodec("s2"))).stage is Stage.VERIFIED
        assert stand.codec.is_asleep
        assert (await ask(bench, WakeCodec("s2"))).stage is Stage.VERIFIED
        assert not stand.codec.is_asleep

    played(scenario, is_socket=is_socket)


@both_wires
def test_a_preset_is_verified_once_its_place_is_known(is_socket: bool) -> None:
    async def scenario(bench: Bench, stand: XapiStand) -> None:
        assert (await ask(bench, RecallPreset("s2", 4))).code == "order.not-readable"
        await bench.until(lambda: room(bench).learnt == (4,), 60)
        assert (await ask(bench, RecallPreset("s2", 5))).stage is not Stage.FAILED
        await bench.until(lambda: room(bench).learnt == (4, 5), 60)
        assert (await ask(bench, RecallPreset("s2", 4))).stage is Stage.VERIFIED
        stand.device.pan_tilt_zoom = (0, 0, 0)
        await bench.until(lambda: _standing(bench) is PresetStanding.LEFT, 60)

    played(scenario, is_socket=is_socket)


@both_wires
@pytest.mark.outcome("confirmed")
def test_a_line_onto_the_room_s_screen_is_sent_and_never_called_confirmed(is_socket: bool) -> None:
    async def scenario(bench: Bench, stand: XapiStand) -> None:
        last = await ask(bench, MessageRoom("s2", "Đề nghị tắt mic"))
        assert stand.device.alerts == ["Đề nghị tắt mic"]
        assert (last.stage, last.code) == (Stage.UNKNOWN, "order.not-readable")
        said = end_text(Words("vi"), "2 Điểm", last, "order.site.message")
        assert said == "2 Điểm: đã gửi, không có xác nhận hiển thị"
        assert (await ask(bench, MessageRoom("s2", "  "))).code == "message.empty"
        stand.device.manners.refuses.add(("userinterface", "message", "alert", "display"))
        assert (await ask(bench, MessageRoom("s2", "Đề nghị tắt mic"))).stage is Stage.FAILED
        assert len(stand.device.alerts) == 1

    played(scenario, is_socket=is_socket)


def _standing(bench: Bench) -> PresetStanding | None:
    standing = room(bench).standing
    return None if standing is None else standing.standing


@both_wires
def test_a_codec_that_says_yes_and_does_nothing_is_found_out(is_socket: bool) -> None:
    async def scenario(bench: Bench, stand: XapiStand) -> None:
        stand.obey(False)
        for command in (MuteRoom("s2"), SleepCodec("s2")):
            assert (await ask(bench, command)).code == "order.not-obeyed"
        stand.obey(True)
        stand.revert_after(2.0)
        assert (await ask(bench, MuteRoom("s2"))).stage is Stage.VERIFIED
        await bench.until(lambda: bool(bench.events("order.reverted")), 10)

    played(scenario, is_socket=is_socket)


@both_wires
def test_a_person_in_the_room_is_seen_at_once_and_a_restart_is_no_state(is_socket: bool) -> None:
    async def scenario(bench: Bench, stand: XapiStand) -> None:
        before_s = bench.clock.monotonic()
        stand.press(True)
        await bench.until(lambda: (state := room(bench).state) is not None and bool(state.is_muted), 5)
        assert bench.clock.monotonic() - before_s < 3, "long before the next poll of 15 s"
        stand.codec.reboot()
        await bench.until(lambda: room(bench).fault is not None, 5)
        assert not known(bench)
        assert room(bench).fault in (ControlFault.CLOSED, ControlFault.REFUSED)
        await bench.until(lambda: known(bench), 120)

    played(scenario, is_socket=is_socket)


@both_wires
def test_what_is_read_without_a_change_is_no_reason_to_ask_again(is_socket: bool) -> None:
    async def scenario(bench: Bench, stand: XapiStand) -> None:
        before = len(stand.codec.commands)
        await asyncio.sleep(150)
        asked = [line for line in stand.codec.commands[before:] if "Microphones" in line]
        assert len(asked) in range(8, 12)

    played(scenario, is_socket=is_socket)
