"""The driver of ONVIF cameras and a client that nobody here wrote, on one simulated camera."""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

import pytest
from onveef import OnvifClient
from onveef.exceptions import OnvifAuthError, OnvifError

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.rooms.room import CameraPosition
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.drivers import onvif as driver
from gbdt_console.driver_contract.checking import come_true, refusal_of
from gbdt_console.simulator.onvif.faults import OnvifFaults
from tests.support.drivers.evidence import Against, proves
from tests.support.rooms.simulated_onvif import HOST, PASSWORD, PLACES, USER, OnvifPeer, onvif

pytestmark = pytest.mark.real

T = TypeVar("T")


@pytest.fixture(autouse=True)
def _quick_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver, "LOOK_S", 0.01)
    monkeypatch.setattr(driver, "STARTS_WITHIN_S", 0.04)


async def other(peer: OnvifPeer, ask: Callable[[Any], T], password: str = PASSWORD) -> T:
    """What the other client, whose calls block, is told."""

    def asked() -> T:
        with OnvifClient(HOST, peer.port, USER, password) as client:
            return ask(client)

    return await asyncio.to_thread(asked)


@proves("onvif", Against.INDEPENDENT_CLIENT, "onveef 0.6.0, on our simulator")
@pytest.mark.parametrize(
    "faults", [OnvifFaults(), OnvifFaults(clock_off_s=86_400.0), OnvifFaults(wants_http_digest=True)], ids=str
)
async def test_two_clients_agree_on_presets_places_and_the_picture(faults: OnvifFaults) -> None:
    async with onvif(faults) as peer:
        await peer.driver.open()
        profiles = await other(peer, lambda client: client.get_profiles())
        token = profiles[0]["token"]
        assert [profile["token"] for profile in profiles] == ["Profile_1", "Profile_2"]
        presets = await other(peer, lambda client: client.ptz_get_presets(profile_token=token))
        assert [preset["token"] for preset in presets] == [str(number) for number in PLACES]

        await peer.driver.recall(2)
        assert await peer.driver.position() == CameraPosition(*PLACES[2])
        await other(peer, lambda client: client.ptz_goto_preset(profile_token=token, preset_token="3"))

        async def is_there() -> bool:
            return await peer.driver.position() == CameraPosition(*PLACES[3])

        await come_true(is_there, "our driver sees where the other client turned the camera to")
        status = await other(peer, lambda client: client.ptz_get_status(profile_token=token))
        assert float(status["pan"]) * 2_500 == pytest.approx(PLACES[3][0], abs=1)

        ours = await peer.driver.photo()
        theirs, kind = await other(peer, lambda client: client.get_snapshot(profile_token="Profile_2"))
        assert kind == "image/bmp"
        assert (theirs[:2], len(theirs)) == (ours[:2], len(ours))


async def test_two_clients_agree_on_refusals() -> None:
    async with onvif(OnvifFaults(has_ptz=False)) as peer:
        with pytest.raises(OnvifAuthError):
            await other(peer, lambda client: client.get_device_information(), "wrong")
        assert (await refusal_of(peer.client("wrong").open())).fault is ControlFault.CREDENTIALS
        await peer.driver.open()
        with pytest.raises(OnvifError):
            await other(peer, lambda c: c.ptz_goto_preset(profile_token="Profile_1", preset_token="2"))
        with pytest.raises(ControlError):
            await peer.driver.recall(2)
        assert peer.camera.recalled == []
