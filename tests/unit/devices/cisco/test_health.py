"""What a codec tells of its own registration and of what is plugged into it, by both wires, in fake time."""

import asyncio

import pytest

from gbdt_console.core.rooms.room import Protocol, Registration
from gbdt_console.devices.cisco.health import SETTLES_WITHIN_S
from gbdt_console.simulator.cisco.device import Manners, Part
from tests.support.rooms.codec_stands import XapiStand
from tests.support.rooms.driven_xapi import both_wires, drive


def told(*, sip: bool | None = None, h323: bool | None = None) -> tuple[Registration, ...]:
    said = ((Protocol.SIP, sip), (Protocol.H323, h323))
    return tuple(Registration(protocol, is_there) for protocol, is_there in said if is_there is not None)


@both_wires
@pytest.mark.parametrize(
    ("sip", "gatekeeper", "expected"),
    [
        (["Registered"], "Inactive", told(sip=True)),
        (["Failed"], "Inactive", told(sip=False)),
        (["Failed", "Registered"], "Inactive", told(sip=True)),
        (["Failed", "Inactive"], "Registered", told(sip=False, h323=True)),
        (["Inactive"], "Rejected", told(h323=False)),
        (["Inactive"], "Inactive", ()),
        (["Off"], "Off", ()),
        ([], "", ()),
        (["Unheard-of \x1b[31m"], "Bị từ chối", ()),
        (["Registering"], "Discovering", ()),
    ],
)
def test_only_what_is_set_up_to_register_and_said_in_known_words_is_told(
    sip: list[str], gatekeeper: str, expected: tuple[Registration, ...], is_socket: bool
) -> None:
    async def play(stand: XapiStand) -> None:
        stand.device.register(*sip, gatekeeper=gatekeeper)
        assert await stand.driver.registrations() == expected

    drive(play, is_socket=is_socket)


@both_wires
def test_each_change_is_told_unasked(is_socket: bool) -> None:
    async def play(stand: XapiStand) -> None:
        changes = stand.driver.changes()
        stand.device.register("Failed")
        assert [await anext(changes), await anext(changes)] == ["SIP", "H323"]
        stand.device.plug("1001", Part("TouchPanel", "Touch 10", "LostConnection"))
        assert await anext(changes) == "Peripherals"

    drive(play, is_socket=is_socket)


@both_wires
def test_a_codec_that_tries_again_stays_what_it_was_and_is_unregistered_if_that_lasts(
    is_socket: bool,
) -> None:
    async def play(stand: XapiStand) -> None:
        async def says(word: str) -> tuple[Registration, ...]:
            stand.device.register(word)
            return await stand.driver.registrations()

        assert await says("Registered") == told(sip=True)
        assert await says("Registering") == told(sip=True), "it renews what it has"
        await asyncio.sleep(SETTLES_WITHIN_S + 1)
        assert await stand.driver.registrations() == told(sip=False), "its server does not answer"
        assert await says("Failed") == told(sip=False)
        assert await says("Registering") == told(sip=False), "one more attempt is no success"
        assert await says("Registered") == told(sip=True)
        assert await says("Failed") == told(sip=False)
        await stand.driver.open()
        assert await says("Registering") == (), "what a lost connection knew is not known any more"

    drive(play, is_socket=is_socket)


@both_wires
@pytest.mark.parametrize("lacks", [{("SIP",)}, {("H323",)}, {("SIP",), ("H323",), ("Peripherals",)}])
def test_software_without_a_part_of_it_tells_the_rest(lacks: set[tuple[str, ...]], is_socket: bool) -> None:
    async def play(stand: XapiStand) -> None:
        stand.device.register("Failed", gatekeeper="Rejected")
        has_sip, has_h323 = ("SIP",) not in lacks, ("H323",) not in lacks
        expected = told(sip=False if has_sip else None, h323=False if has_h323 else None)
        assert await stand.driver.registrations() == expected

    drive(play, Manners(lacks=lacks), is_socket=is_socket)


@both_wires
@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (Part("TouchPanel", "Touch 10", "LostConnection"), ("Touch 10",)),
        (Part("AudioMicrophone", "Table Mic", "ResponseTimedOut"), ("Table Mic",)),
        (Part("AudioMicrophone", "", "LostConnection"), ("AudioMicrophone",)),
        (Part("TouchPanel", "Touch 10", "Connected"), ()),
        (Part("TouchPanel", "Touch 10", "Upgrading"), ()),
        (Part("ControlSystem", "Crestron", "LostConnection"), ()),
        (Part("Byod", "laptop", "LostConnection"), ()),
        (None, ()),
    ],
)
def test_a_panel_or_a_microphone_that_was_there_and_is_gone_is_told_by_its_name(
    part: Part | None, expected: tuple[str, ...], is_socket: bool
) -> None:
    async def play(stand: XapiStand) -> None:
        stand.device.plug("1001", part)
        assert await stand.driver.lost_parts() == expected

    drive(play, is_socket=is_socket)
