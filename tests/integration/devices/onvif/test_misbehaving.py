"""The driver of ONVIF cameras against a simulated one that misbehaves as families of them do."""

import logging
import traceback
from collections.abc import Awaitable, Callable

import pytest

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.rooms.room import CameraPosition
from gbdt_console.devices.drivers import onvif as driver
from gbdt_console.devices.drivers.onvif import OnvifCamera
from gbdt_console.devices.transports import http
from gbdt_console.driver_contract.camera import CHECKS, PHOTO_CHECKS, Check
from gbdt_console.driver_contract.checking import refusal_of
from gbdt_console.simulator.onvif.faults import PICTURE, OnvifFaults, OnvifHarm
from tests.support.rooms.simulated_onvif import PASSWORD, PLACES, onvif

YEARS_S = 20 * 365 * 86_400.0
DOES: dict[str, Callable[[OnvifCamera], Awaitable[object]]] = {
    "GetCapabilities": lambda camera: camera.open(),
    "GetProfiles": lambda camera: camera.open(),
    "GetPresets": lambda camera: camera.recall(2),
    "GotoPreset": lambda camera: camera.recall(2),
    "GetSnapshotUri": lambda camera: camera.photo(),
    PICTURE: lambda camera: camera.photo(),
}
FAULTS = {
    OnvifHarm.SILENT: ControlFault.SILENT,
    OnvifHarm.TRUNCATED: ControlFault.CLOSED,
    OnvifHarm.DROPPED: ControlFault.CLOSED,
    OnvifHarm.NOT_XML: ControlFault.MALFORMED,
    OnvifHarm.BOMB: ControlFault.MALFORMED,
    OnvifHarm.EMPTY: ControlFault.MALFORMED,
    OnvifHarm.OVERSIZED: ControlFault.MALFORMED,
}
FAMILIES = {
    "plain": OnvifFaults(),
    "HTTP Digest alone": OnvifFaults(wants_http_digest=True),
    "a clock of 2006": OnvifFaults(clock_off_s=-YEARS_S),
    "an address of another network": OnvifFaults(clock_off_s=YEARS_S, told_host="192.168.1.64"),
    "no status of the motors": OnvifFaults(tells_moves=False),
    "tokens with words": OnvifFaults(preset_form="preset_{:02}"),
    "tokens of all kinds": OnvifFaults(more_presets={"94": "Remote reboot", "x'\"<&>": "\x1b[2J"}),
}


@pytest.fixture(autouse=True)
def _quick_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver, "LOOK_S", 0.01)
    monkeypatch.setattr(driver, "STARTS_WITHIN_S", 0.04)


@pytest.mark.parametrize("check", [*CHECKS, *PHOTO_CHECKS], ids=lambda check: check.__name__)
@pytest.mark.parametrize("faults", FAMILIES.values(), ids=FAMILIES)
async def test_each_family_is_held_to_the_contract(faults: OnvifFaults, check: Check) -> None:
    async with onvif(faults) as peer:
        await check(peer)


@pytest.mark.parametrize("harm", list(FAULTS))
@pytest.mark.parametrize("method", list(DOES))
async def test_each_harm_has_its_name_and_no_command_goes_out_twice(
    method: str, harm: OnvifHarm, monkeypatch: pytest.MonkeyPatch
) -> None:
    if harm is OnvifHarm.SILENT:
        monkeypatch.setattr(http, "ANSWER_S", 0.05)
    async with onvif() as peer:
        await peer.driver.open()
        peer.service.faults.harms[method] = harm
        assert (await refusal_of(DOES[method](peer.driver))).fault is FAULTS[harm]
        assert peer.service.asked.count("GotoPreset") <= 1
        peer.service.faults.harms.clear()
        monkeypatch.setattr(http, "ANSWER_S", 10)
        await peer.driver.open()
        assert await peer.driver.position() == peer.place()
        assert (await peer.driver.photo()).startswith(b"BM")


@pytest.mark.parametrize("harm", [OnvifHarm.REFUSED, OnvifHarm.DENIED])
async def test_a_camera_that_refuses_its_status_still_turns_and_is_not_asked_again(harm: OnvifHarm) -> None:
    async with onvif(OnvifFaults(harms={"GetStatus": harm})) as peer:
        await peer.driver.open()
        peer.service.asked.clear()
        assert await peer.driver.position() is None
        await peer.driver.recall(2)
        assert peer.camera.recalled == [2]
        assert "GetStatus" not in peer.service.asked


async def test_a_status_without_a_position_is_not_known() -> None:
    async with onvif(OnvifFaults(tells_position=False)) as peer:
        await peer.driver.open()
        await peer.driver.recall(2)
        assert await peer.driver.position() is None
        assert peer.camera.place == PLACES[2]


async def test_a_camera_without_ptz_gives_pictures_and_says_that_it_does_not_turn() -> None:
    async with onvif(OnvifFaults(has_ptz=False)) as peer:
        await peer.driver.open()
        assert await peer.driver.position() is None
        refusal = await refusal_of(peer.driver.recall(2))
        assert (refusal.fault, refusal.code) == (ControlFault.REFUSED, "camera.no-ptz")
        assert (await peer.driver.photo()).startswith(b"BM")


async def test_a_number_under_which_cameras_keep_functions_is_never_sent() -> None:
    async with onvif() as peer:
        await peer.driver.open()
        await peer.driver.recall(31)
        refusal = await refusal_of(peer.driver.recall(33))
        assert (refusal.code, refusal.words) == ("camera.no-such-preset", "1, 2, 3, 31")
        assert peer.camera.recalled == [31]


async def test_a_clock_that_is_set_meanwhile_costs_one_more_question() -> None:
    async with onvif() as peer:
        await peer.driver.open()
        peer.service.faults.clock_off_s = -YEARS_S
        await peer.driver.recall(2)
        assert peer.camera.recalled == [2]


async def test_a_wrong_password_is_told_as_such_after_one_try_and_shown_nowhere(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    async with onvif() as peer:
        stranger = peer.client("wrong")
        refusal = await refusal_of(stranger.open())
        assert (refusal.fault, refusal.code) == (ControlFault.CREDENTIALS, "camera.login")
        assert peer.service.asked == ["GetSystemDateAndTime", "GetCapabilities"]
        told = "".join(traceback.format_exception(refusal)) + caplog.text + repr(vars(stranger))
        assert PASSWORD not in told
        assert "wrong" not in told
        assert (await refusal_of(stranger.position())).fault is ControlFault.CLOSED


async def test_an_account_that_may_only_look_is_denied_the_command_alone() -> None:
    async with onvif(OnvifFaults(harms={"GotoPreset": OnvifHarm.DENIED})) as peer:
        await peer.driver.open()
        assert (await refusal_of(peer.driver.recall(2))).fault is ControlFault.DENIED
        assert await peer.driver.position() == peer.place()


async def test_a_camera_whose_clock_cannot_be_asked_and_is_wrong_names_the_clock_too() -> None:
    async with onvif(OnvifFaults(tells_clock=False, clock_off_s=YEARS_S)) as peer:
        refusal = await refusal_of(peer.driver.open())
        assert (refusal.fault, refusal.code) == (ControlFault.CREDENTIALS, "camera.login")


async def test_a_camera_that_never_stands_still_is_not_said_to_have_arrived(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(driver, "TURNS_WITHIN_S", 0.4)
    async with onvif() as peer:
        await peer.driver.open()
        peer.camera.misbehaviour.turn_s = 1_000
        refusal = await refusal_of(peer.driver.recall(2))
        assert (refusal.fault, refusal.code) == (ControlFault.SILENT, "camera.no-completion")


async def test_a_picture_is_of_the_smallest_profile_or_of_the_path_that_is_configured() -> None:
    async with onvif() as peer:
        places: list[str] = []
        given = peer.service._picture
        peer.service._picture = lambda request: (places.append(request.path), given(request))[1]  # type: ignore[method-assign]
        for options, path in (
            ({}, "/onvif-http/snapshot?Profile_2"),
            ({"still_path": "/onvif-http/snapshot.bmp?a=1"}, "/onvif-http/snapshot.bmp?a=1"),
        ):
            camera = peer.client(**options)
            await camera.open()
            await camera.photo()
            assert places[-1] == path
            await camera.close()
        none: list[dict[str, str | bool]] = [
            {"still_path": "http://elsewhere/x"}, {"still_path": "/a b"}, {"gives_stills": False},
        ]  # fmt: skip
        for options in none:
            camera = peer.client(**options)
            await camera.open()
            assert (await refusal_of(camera.photo())).code == "camera.no-still"
            await camera.close()


async def test_a_profile_that_the_camera_does_not_have_is_named_with_those_it_has() -> None:
    async with onvif() as peer:
        camera = peer.client(profile="Profile_9")
        refusal = await refusal_of(camera.open())
        assert (refusal.code, refusal.words) == ("camera.no-profile", "Profile_1, Profile_2")
        camera = peer.client(profile="Profile_2")
        await camera.open()
        assert await camera.position() == CameraPosition(100, 0, 0)
        await camera.close()
