"""Controls cameras by ONVIF (Profile S).

Sources: devices/onvif. A camera accepts a recall at once and reports no end: `recall` waits until GetStatus
calls it idle, where it tells that. Only presets that the camera lists are recalled, and none above 32: from
33 on cameras keep functions there ('94 Remote reboot', '92 Set manual limits' in the list of one by
GetPresets, github.com/glikely/obs-ptz pull request 94).
"""

import asyncio
from collections.abc import AsyncIterator

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.driver_options import ControlKind, ControlOffer, Option, OptionType
from gbdt_console.core.rooms.room import CameraPosition
from gbdt_console.devices.control import Codec, ControlError, PhotographsRoom, ReportsPosition
from gbdt_console.devices.driver import ControlSpec, ControlTarget
from gbdt_console.devices.onvif.answers import (
    Profile,
    PtzStatus,
    WebPlace,
    place_at,
    presets_of,
    profiles_of,
    service_place,
    status_of,
)
from gbdt_console.devices.onvif.client import DEVICE, DEVICE_PATH, MEDIA, PTZ, OnvifClient
from gbdt_console.devices.onvif.soap import OnvifLogin
from gbdt_console.devices.transports.http import HTTP_WIRES, PLAIN, UNVERIFIED, VERIFIED, place_of

HIGHEST_PRESET = 32
STARTS_WITHIN_S = 0.8
"""A camera that is idle so long after a recall stands there already, s: it tells its motors late."""
TURNS_WITHIN_S = 15.0
"""Limits the wait for a camera that turns, s."""
LOOK_S = 0.2
"""Separates two looks at a camera that turns, s."""
_CANNOT_TELL = frozenset({ControlFault.REFUSED, ControlFault.MALFORMED})
_MAGIC = (b"\xff\xd8\xff", b"BM")
"""How a JPEG and a BMP begin."""


class OnvifCamera(Codec, ReportsPosition, PhotographsRoom):
    """Controls one camera; only `recall` changes anything.

    profile: token of the media profile that is turned; empty for the first that can be
    still_path: where the camera gives a picture; empty where it is to be asked for that place
    gives_stills: whether it is asked for pictures
    """

    is_plain_text = False
    """Without TLS others read what it shows, but neither its password nor a way to give it commands."""

    def __init__(
        self,
        client: OnvifClient,
        profile: str = "",
        *,
        still_path: str = "",
        gives_stills: bool = True,
    ) -> None:
        self._client = client
        self._wanted = profile
        self._still_path, self._gives_stills = still_path, gives_stills
        self._turn = asyncio.Lock()
        self._forget()

    def _forget(self) -> None:
        self._is_open = False
        self._media = self._ptz = ""
        self._profile = self._still_profile = ""
        self._still: WebPlace | None = None
        self._tells_status = True

    async def open(self) -> None:
        """Log in and ask what the camera has, which moves nothing. Raises ControlError."""
        async with self._turn:
            self._forget()
            try:
                await self._client.meet()
                found = await self._client.ask(DEVICE_PATH, DEVICE, "GetCapabilities", {"Category": "All"})
                media, ptz = service_place(found, "Media"), service_place(found, "PTZ")
                self._media, self._ptz = (place.path if place else "" for place in (media, ptz))
                await self._choose_profiles()
                self._is_open = True
                await self._status(is_first=True)
            except BaseException:
                await self._closed()
                raise

    async def _choose_profiles(self) -> None:
        """Choose what is turned, and the smallest pictures for stills: they cross the site's line."""
        profiles: tuple[Profile, ...] = ()
        if self._media:
            profiles = profiles_of(await self._client.ask(self._media, MEDIA, "GetProfiles", {}))
        if self._wanted and self._wanted not in {one.token for one in profiles}:
            words = ", ".join(one.token for one in profiles)
            raise ControlError(ControlFault.REFUSED, words, "camera.no-profile")
        turning = [one.token for one in profiles if one.can_turn] + [one.token for one in profiles]
        self._profile = self._wanted or next(iter(turning), "")
        sized = [(one.pixels, one.token) for one in profiles if one.pixels is not None]
        self._still_profile = min(sized)[1] if sized else self._profile

    async def close(self) -> None:
        await self._closed()

    async def _closed(self) -> None:
        self._is_open = False
        await self._client.close()

    async def changes(self) -> AsyncIterator[object]:
        """Yield nothing: events of a camera are not asked for."""
        await asyncio.Event().wait()
        yield None

    async def position(self) -> CameraPosition | None:
        async with self._turn:
            return (await self._status()).position

    async def recall(self, preset: int) -> None:
        """Turn the camera, and wait for its end where it tells that; it takes seconds."""
        async with self._turn:
            self._check_open()
            if not self._ptz or not self._profile:
                raise ControlError(ControlFault.REFUSED, code="camera.no-ptz")
            of_profile = {"ProfileToken": self._profile}
            presets = presets_of(await self._client.ask(self._ptz, PTZ, "GetPresets", of_profile))
            if preset not in presets or not 0 <= preset <= HIGHEST_PRESET:
                known = ", ".join(str(number) for number in sorted(presets) if number <= HIGHEST_PRESET)
                raise ControlError(ControlFault.REFUSED, known or "-", "camera.no-such-preset")
            await self._client.order(
                self._ptz, PTZ, "GotoPreset", of_profile | {"PresetToken": presets[preset]}
            )
            await self._arrival()

    async def photo(self) -> bytes:
        self._check_open()
        if not self._gives_stills:
            raise ControlError(ControlFault.REFUSED, code="camera.no-still")
        if self._still is None:
            self._still = await self._still_place()
        picture = await self._client.picture(self._still)
        if not picture.startswith(_MAGIC):
            self._still = None  # some give another address after a restart
            raise ControlError(ControlFault.MALFORMED, "neither JPEG nor BMP")
        return picture

    async def _still_place(self) -> WebPlace:
        if self._still_path:
            place = self._client.at(self._still_path)
        elif self._media and self._still_profile:
            fields = {"ProfileToken": self._still_profile}
            async with self._turn:
                answer = await self._client.ask(self._media, MEDIA, "GetSnapshotUri", fields)
            place = place_at(answer, "MediaUri", "Uri")
        else:
            place = None
        if place is None:
            raise ControlError(ControlFault.REFUSED, code="camera.no-still")
        return place

    async def _status(self, *, is_first: bool = False) -> PtzStatus:
        """Ask for the status; a camera that refuses that is not asked again on this connection.

        is_first: the account was just accepted, so a refusal is about this question
        """
        self._check_open()
        if not self._ptz or not self._profile or not self._tells_status:
            return PtzStatus(None, None)
        try:
            answer = await self._client.ask(self._ptz, PTZ, "GetStatus", {"ProfileToken": self._profile})
        except ControlError as error:
            if error.fault not in _CANNOT_TELL and not (is_first and error.fault is ControlFault.CREDENTIALS):
                raise
            self._tells_status = error.fault is ControlFault.MALFORMED
            return PtzStatus(None, None)
        return status_of(answer)

    async def _arrival(self) -> None:
        """Wait until the camera stands still, where it tells that."""
        has_moved, quiet = False, 0
        for _ in range(round(TURNS_WITHIN_S / LOOK_S)):
            await asyncio.sleep(LOOK_S)
            is_moving = (await self._status()).is_moving
            if is_moving is None:
                return
            has_moved, quiet = has_moved or is_moving, 0 if is_moving else quiet + 1
            if quiet and (has_moved or quiet * LOOK_S >= STARTS_WITHIN_S):
                return
        raise ControlError(ControlFault.SILENT, code="camera.no-completion")

    def _check_open(self) -> None:
        if not self._is_open:
            raise ControlError(ControlFault.CLOSED)


def build(target: ControlTarget) -> OnvifCamera:
    """Make the connection to one camera."""
    control, options = target.control, target.control.options
    place = place_of(target.address, control.port, control.wire)
    client = OnvifClient(place, OnvifLogin(control.user, control.password), target.clock)
    return OnvifCamera(
        client,
        str(options["profile"]),
        still_path=str(options["still_path"]),
        gives_stills=bool(options["stills"]),
    )


SPEC = ControlSpec(
    "onvif",
    ControlOffer(
        kinds=frozenset({ControlKind.CAMERA}),
        wires={wire: HTTP_WIRES[wire] for wire in (PLAIN, VERIFIED, UNVERIFIED)},
        options={
            "profile": Option(OptionType.TEXT, default=""),
            "still_path": Option(OptionType.TEXT, default=""),
            "stills": Option(OptionType.BOOLEAN, default=True),
        },
    ),
    build,
)
