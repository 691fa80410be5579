"""What a Cisco codec is told to do beside its microphone: to call, to present, to divide its monitor."""

import asyncio

import pytest

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.driver_contract.checking import refusal_of
from gbdt_console.simulator.cisco.device import Manners
from tests.support.rooms.codec_stands import XapiStand
from tests.support.rooms.driven_xapi import both_wires, drive


@both_wires
def test_a_call_is_placed_and_found_among_the_calls_by_its_id(is_socket: bool) -> None:
    async def play(stand: XapiStand) -> None:
        placed = await stand.driver.place_call("giaoban@mcu.example")
        (call,) = await stand.driver.calls()
        assert (call.id, call.number, call.is_connected) == (placed, "giaoban@mcu.example", False)
        await asyncio.sleep(2)
        (call,) = await stand.driver.calls()
        assert call.is_connected
        assert stand.driver.call_failure(placed) is None

    drive(play, is_socket=is_socket)


@both_wires
def test_a_number_is_written_so_that_nothing_of_it_is_a_command(is_socket: bool) -> None:
    async def play(stand: XapiStand) -> None:
        said = 'x" Protocol: SIP | resultId="7'
        await stand.driver.place_call(said)
        (call,) = await stand.driver.calls()
        assert call.number == said

    drive(play, is_socket=is_socket)


@both_wires
def test_why_a_call_ended_is_told_in_the_codec_s_words(is_socket: bool) -> None:
    async def play(stand: XapiStand) -> None:
        placed = await stand.driver.place_call("2099")
        await asyncio.sleep(2)
        assert await stand.driver.calls() == ()
        assert stand.driver.call_failure(placed) == "Busy"

    drive(play, Manners(turns_down={"2099": "Busy"}), is_socket=is_socket)


@both_wires
def test_content_begins_and_ends_and_without_a_source_the_codec_refuses(is_socket: bool) -> None:
    async def play(stand: XapiStand) -> None:
        await stand.driver.present()
        assert await stand.driver.content_source() == "2"
        await stand.driver.stop_presenting()
        assert await stand.driver.content_source() == ""
        stand.device.manners.input = ""
        refused = await refusal_of(stand.driver.present())
        assert (refused.fault, refused.words) == (ControlFault.REFUSED, "No source to present")

    drive(play, is_socket=is_socket)


LAYOUTS = ("Grid", "Stack", "Prominent")


@both_wires
@pytest.mark.parametrize(
    ("manners", "known"),
    [
        (Manners(), ("auto", "single", "equal", "prominent", "overlay")),
        (Manners(layouts=LAYOUTS), LAYOUTS),
    ],
    ids=["CE", "RoomOS"],
)
def test_the_monitor_is_divided_by_a_layout_that_this_software_has(
    manners: Manners, known: tuple[str, ...], is_socket: bool
) -> None:
    async def play(stand: XapiStand) -> None:
        driver = stand.driver
        await driver.screen_layout()
        assert await driver.screen_layouts() == known
        for layout in known:
            await driver.divide_screen(layout)
            assert await driver.screen_layout() == layout
        assert (await refusal_of(driver.divide_screen("Mosaic"))).fault is ControlFault.REFUSED
        assert await driver.screen_layout() == known[-1]

    drive(play, manners, is_socket=is_socket)
