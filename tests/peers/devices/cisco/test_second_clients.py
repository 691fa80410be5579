"""Our driver and the codec maker's own clients, on one simulated codec: what one orders the other sees."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from gbdt_console.devices.control import ControlError
from gbdt_console.simulator.cisco.device import Part, place_of
from tests.support.drivers.evidence import Against, proves

if TYPE_CHECKING:
    from gbdt_console.devices.drivers.cisco_xapi import CiscoXapi
    from tests.support.rooms.second_clients import SecondClient
    from tests.support.rooms.xapi_office import XapiOffice

LIMIT_S = 60
CLIENTS = [("jsxapi", "ssh"), ("jsxapi", "wss"), ("xows", "wss")]
MUTE = ("Audio", "Microphones", "Mute")
each_client = pytest.mark.parametrize(("name", "wire"), CLIENTS)


@asynccontextmanager
async def met(
    folder: Path, name: str, wire: str
) -> "AsyncIterator[tuple[XapiOffice, CiscoXapi, SecondClient]]":
    """The codec, our driver and the other client, loaded late: the page of drivers reads this module."""
    from tests.support.rooms.second_clients import client_of, installed
    from tests.support.rooms.xapi_office import xapi_office

    if name == "jsxapi":
        await asyncio.to_thread(installed)  # once a machine, which takes longer than any test may
    async with (
        asyncio.timeout(LIMIT_S),
        xapi_office(folder) as office,
        client_of(name, wire, office) as other,
    ):
        ours = office.driver(wire)
        await ours.open()
        try:
            yield office, ours, other
        finally:
            await ours.close()


@proves("cisco-xapi", Against.INDEPENDENT_CLIENT, "jsxapi 6.0.0 over SSH and WebSocket, on our simulator")
@each_client
async def test_two_clients_agree_on_every_order(tmp_path: Path, name: str, wire: str) -> None:
    async with met(tmp_path, name, wire) as (_, ours, other):
        for is_muted, word in ((True, "On"), (False, "Off")):
            await (ours.mute() if is_muted else ours.unmute())
            assert await other.get(*MUTE) == word
        await other.command("Audio", "Microphones", "Mute")
        assert await ours.is_muted() is True
        await other.command("Camera", "Preset", "Activate", PresetId=3)
        position = await ours.position()
        assert position is not None
        assert (position.pan, position.tilt, position.zoom) == place_of(3)
        await ours.recall(5)
        pan, tilt, zoom = place_of(5)
        told = await other.get("Cameras", "Camera", "1", "Position")
        assert [int(told[one]) for one in ("Pan", "Tilt", "Zoom")] == [pan, tilt, zoom]
        await ours.sleep()
        assert await other.get("Standby", "State") == "Standby"
        await other.command("Standby", "Deactivate")
        assert await ours.is_asleep() is False


@proves("cisco-xapi", Against.INDEPENDENT_CLIENT, "xows 1.0.5 over WebSocket, on our simulator")
@each_client
async def test_two_clients_agree_on_the_calls(tmp_path: Path, name: str, wire: str) -> None:
    async with met(tmp_path, name, wire) as (_, ours, other):
        dialled = await other.command("Dial", Number="giaoban", Protocol="H323")
        (call,) = await ours.calls()
        assert (call.number, str(dialled["CallId"])) == ("giaoban", call.id)
        (listed,) = await other.get("Call")
        assert (listed["RemoteNumber"], listed["id"]) == (call.number, call.id)
        await ours.hang_up(call.id)
        assert await ours.calls() == ()
        with pytest.raises(LookupError):
            await other.command("Call", "Disconnect", CallId=99)
        with pytest.raises(ControlError):
            await ours.hang_up("99")


@each_client
async def test_two_clients_agree_on_a_call_content_and_layout_that_one_of_them_ordered(
    tmp_path: Path, name: str, wire: str
) -> None:
    async with met(tmp_path, name, wire) as (office, ours, other):
        placed = await ours.place_call("giaoban")
        (listed,) = await other.get("Call")
        assert (listed["id"], listed["RemoteNumber"]) == (placed, "giaoban")
        await other.command("Presentation", "Start")
        assert await ours.content_source() == "2"
        await ours.stop_presenting()
        assert await other.get("Conference", "Presentation", "Mode") == "Off"
        office.device.manners.input = ""
        with pytest.raises(LookupError):
            await other.command("Presentation", "Start")
        await ours.screen_layout()
        await ours.divide_screen("equal")
        assert await other.get("Video", "Layout", "LayoutFamily", "Local") == "equal"
        office.device.manners.layouts = ("Grid", "Stack")
        await ours.close()
        await ours.open()
        await ours.screen_layout()
        await ours.divide_screen("Stack")
        assert await other.get("Video", "Layout", "CurrentLayouts", "ActiveLayout") == "Stack"
        await other.command("Video", "Layout", "SetLayout", LayoutName="Grid")
        assert await ours.screen_layout() == "Grid"


@each_client
async def test_what_the_room_does_is_told_to_both_unasked(tmp_path: Path, name: str, wire: str) -> None:
    async with met(tmp_path, name, wire) as (office, ours, other):
        changes, told = ours.changes(), await other.listen(*MUTE)
        office.codec.press_mute(True)
        assert await told.get() == "On"
        assert await anext(changes) == "Audio"


@each_client
async def test_a_lost_registration_and_a_lost_panel_are_told_to_both(
    tmp_path: Path, name: str, wire: str
) -> None:
    async with met(tmp_path, name, wire) as (office, ours, other):
        changes, told = ours.changes(), await other.listen("H323", "Gatekeeper", "Status")
        office.device.register("Failed", gatekeeper="Rejected")
        assert await told.get() == "Rejected"
        assert [await anext(changes), await anext(changes)] == ["SIP", "H323"]
        assert await other.get("SIP", "Registration", "1", "Status") == "Failed"
        assert [one.is_there for one in await ours.registrations()] == [False, False]
        office.device.plug("1001", Part("TouchPanel", "Touch 10", "LostConnection"))
        assert await anext(changes) == "Peripherals"
        (listed,) = await other.get("Peripherals", "ConnectedDevice")
        assert (listed["Name"],) == await ours.lost_parts()
