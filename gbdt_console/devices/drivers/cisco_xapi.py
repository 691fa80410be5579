"""Controls Cisco codecs (SX, MX, DX, Room, Board; CE 8 and later) by xAPI.

The driver was checked against our own simulator, which the vendor's own clients take for a codec; no real
codec was at hand. It changes nothing by itself: its registrations for feedback end with the connection.

A feedback of the codec only makes the engine poll.
"""

import asyncio
from collections.abc import AsyncIterator

from gbdt_console.core.clean_text import clean
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.driver_options import Carrier, ControlKind, ControlOffer, Option, OptionType, Wire
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.rooms.room import CameraPosition, Protocol, Registration
from gbdt_console.devices.cisco.health import Registering, missed_parts, words_of
from gbdt_console.devices.cisco.status import Status, at, number, rows, text
from gbdt_console.devices.cisco.talk import XapiTalk
from gbdt_console.devices.cisco.wires import SSH, WEBSOCKET, talk_of
from gbdt_console.devices.control import (
    Codec,
    ControlError,
    HasMicrophone,
    ReportsLoss,
    ReportsParts,
    ReportsPosition,
    ReportsRegistration,
    ShowsMessages,
    Sleeps,
)
from gbdt_console.devices.driver import ControlSpec, ControlTarget
from gbdt_console.devices.room_control import DividesScreen, PlacesCalls, Presents

HIGHEST_PRESET = 35
"""Limit of the camera presets of these codecs; the lowest is 1."""
_FEEDBACK = (
    ("Audio", "Microphones", "Mute"),
    ("Call",),
    ("Standby", "State"),
    ("Conference", "Presentation"),
    ("Video", "Layout", "LayoutFamily"),
    ("Video", "Layout", "CurrentLayouts"),
    ("SIP", "Registration", "Status"),
    ("H323", "Gatekeeper", "Status"),
    ("Peripherals", "ConnectedDevice", "Status"),
)
"""Where a change makes the engine poll: nine of the 38 registrations that a session may have, one more is
for the ends of calls."""
_FAMILY = ("Video", "Layout", "LayoutFamily", "Local")
_LAYOUTS: tuple[tuple[str, ...], ...] = (_FAMILY, ("Video", "Layout", "CurrentLayouts", "ActiveLayout"))
"""Where the layout stands: the first up to CE 9, the second since RoomOS 10."""
_FAMILIES = ("auto", "single", "equal", "prominent", "overlay")
"""The layouts of software that has families; `custom` is one that somebody drew for that codec."""
_CANNOT = frozenset({ControlFault.REFUSED, ControlFault.MALFORMED})
_LONGEST_CALL_ID = 9
_LONGEST_MESSAGE = 255
"""Limit of a message, characters; the codec's own."""
_SHOWN_S = 20
"""How long a message stands on the screen, s: nobody there can make it go away sooner without a panel."""


@dataclass(frozen=True, slots=True)
class CodecCall:
    """One call as `xStatus Call` lists it; see Caller.

    state: the codec's own word
    """

    id: str
    number: str
    state: str
    speed_kbps: int | None

    @property
    def is_connected(self) -> bool:
        return self.state == "Connected"


class CiscoXapi(
    Codec,
    HasMicrophone,
    PlacesCalls,
    Presents,
    DividesScreen,
    ReportsLoss,
    ReportsPosition,
    ReportsRegistration,
    ReportsParts,
    ShowsMessages,
    Sleeps,
):
    """Controls one codec.

    camera: number of the camera whose place is told
    """

    is_plain_text = False

    def __init__(self, talk: XapiTalk, camera: int = 1) -> None:
        self._talk = talk
        self._camera = str(camera)
        self._layout_stands = _LAYOUTS
        self._registering = Registering()

    async def open(self) -> None:
        """Connect, log in, and register for feedback. Raises ControlError."""
        self._layout_stands, self._registering = _LAYOUTS, Registering()
        await self._talk.open()
        try:
            told = (self._subscribe(path) for path in _FEEDBACK)
            await asyncio.gather(*told, self._subscribe(("CallDisconnect",), root="Event"))
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        await self._talk.close()

    def changes(self) -> AsyncIterator[str]:
        """Yield where the status changed, from now on; end with the connection."""
        return self._talk.changes()

    async def is_muted(self) -> bool:
        said = await self._word("Audio", "Microphones", "Mute")
        if said not in ("On", "Off"):
            raise ControlError(ControlFault.MALFORMED)
        return said == "On"

    async def mute(self) -> None:
        await self._talk.command("Audio", "Microphones", "Mute")

    async def unmute(self) -> None:
        await self._talk.command("Audio", "Microphones", "Unmute")

    async def calls(self) -> tuple[CodecCall, ...]:
        """Return the calls. That there are none is believed only where the codec says so."""
        try:
            listed = await self._talk.get("Call")
        except ControlError as error:
            if error.fault is not ControlFault.REFUSED or not await self._counts_no_call():
                raise
            return ()
        found = rows(listed)
        if any(not text(row, "id") or not text(row, "Status") for row in found):
            raise ControlError(ControlFault.MALFORMED)
        return tuple(map(_call, found))

    async def packet_loss(self) -> float | None:
        """Return the share of the last interval that is lost of all that the one call receives, percent."""
        calls = rows(await self._talk.get("MediaChannels", "Call"))
        return _loss(calls[0]) if len(calls) == 1 else None

    async def hang_up(self, call_id: str = "") -> None:
        if not call_id:
            await self._talk.command("Call", "DisconnectAll")
        elif call_id.isascii() and call_id.isdecimal() and len(call_id) <= _LONGEST_CALL_ID:
            await self._talk.command("Call", "Disconnect", CallId=int(call_id))
        else:
            raise ControlError(ControlFault.REFUSED, "no such call")

    async def place_call(self, number: str) -> str:
        """Call by the protocol and at the rate that are set up at the codec."""
        return text(await self._talk.command("Dial", Number=number), "CallId")

    def call_failure(self, call_id: str) -> str | None:
        return self._talk.end_of_call(call_id)

    async def recall(self, preset: int) -> None:
        """Turn the camera; the codec accepts before it has turned."""
        if not 1 <= preset <= HIGHEST_PRESET:
            raise ControlError(ControlFault.REFUSED, f"presets are 1 to {HIGHEST_PRESET}")
        await self._talk.command("Camera", "Preset", "Activate", PresetId=preset)

    async def position(self) -> CameraPosition | None:
        stands = await self._talk.get("Cameras", "Camera", self._camera, "Position")
        pan, tilt, zoom = (number(stands, name) for name in ("Pan", "Tilt", "Zoom"))
        if pan is None or tilt is None or zoom is None:
            return None
        return CameraPosition(pan, tilt, zoom)

    async def content_source(self) -> str | None:
        shown = await self._talk.get("Conference", "Presentation")
        mode = text(shown, "Mode")
        if mode in ("Off", "Receiving"):
            return ""
        sources = [source for row in rows(at(shown, "LocalInstance")) if (source := text(row, "Source"))]
        return sources[0] if sources else None

    async def present(self) -> None:
        """Send the codec's own default source, as it does where nothing else is said."""
        await self._talk.command("Presentation", "Start")

    async def stop_presenting(self) -> None:
        await self._talk.command("Presentation", "Stop")

    async def screen_layouts(self) -> tuple[str, ...]:
        """Return the names that the codec lists now, which change with its call; else the families."""
        if self._layout_stands == (_FAMILY,):
            return _FAMILIES
        listed = rows(await self._told("Video", "Layout", "CurrentLayouts", "AvailableLayouts"))
        return tuple(name for row in listed if (name := text(row, "LayoutName")))

    async def divide_screen(self, layout: str) -> None:
        if self._layout_stands == (_FAMILY,):
            await self._talk.command("Video", "Layout", "LayoutFamily", "Set", LayoutFamily=layout)
        else:
            await self._talk.command("Video", "Layout", "SetLayout", LayoutName=layout)

    async def screen_layout(self) -> str | None:
        """Ask where the layout stands in this software, and from then on there alone."""
        for path in self._layout_stands:
            try:
                said = await self._word(*path)
            except ControlError as error:
                if error.fault not in _CANNOT:
                    raise
                continue
            if said:
                self._layout_stands = (path,)
                return said
        return None

    async def registrations(self) -> tuple[Registration, ...]:
        said = {
            Protocol.SIP: words_of(await self._told("SIP", "Registration")),
            Protocol.H323: words_of(await self._told("H323", "Gatekeeper", "Status")),
        }
        return self._registering.told(said, asyncio.get_running_loop().time())

    async def lost_parts(self) -> tuple[str, ...]:
        return missed_parts(await self._talk.get("Peripherals", "ConnectedDevice"))

    async def is_asleep(self) -> bool | None:
        """Return None while it falls asleep, and at half wake, which is neither."""
        return {"Off": False, "Standby": True}.get(await self._word("Standby", "State"))

    async def sleep(self) -> None:
        await self._talk.command("Standby", "Activate")

    async def wake(self) -> None:
        await self._talk.command("Standby", "Deactivate")

    async def show_message(self, text: str) -> None:
        """Show the text in a box over the picture, and on the room's touch panel."""
        shown = clean(text, _LONGEST_MESSAGE)
        await self._talk.command(
            "UserInterface", "Message", "Alert", "Display", Text=shown, Duration=_SHOWN_S
        )

    async def _told(self, *path: str) -> Status | None:
        """Return what stands there; None where this software has no such path."""
        try:
            return await self._talk.get(*path)
        except ControlError as error:
            if error.fault not in _CANNOT:
                raise
            return None

    async def _word(self, *path: str) -> str:
        return text(await self._talk.get(*path))

    async def _counts_no_call(self) -> bool:
        """Tell whether the codec counts no call: software that lists none as an unknown path."""
        return await self._word("SystemUnit", "State", "NumberOfActiveCalls") == "0"

    async def _subscribe(self, path: tuple[str, ...], root: str = "Status") -> None:
        """Register; a codec that refuses works without."""
        try:
            await self._talk.subscribe(*path, root=root)
        except ControlError as error:
            if error.fault not in _CANNOT | {ControlFault.SILENT}:
                raise


def _call(row: Status) -> CodecCall:
    called = text(row, "RemoteNumber") or text(row, "CallbackNumber").partition(":")[2]
    return CodecCall(text(row, "id"), called, text(row, "Status"), number(row, "ReceiveCallRate"))


def _loss(call: Status) -> float | None:
    """Return the loss of what a call receives, percent; None where the codec does not count it."""
    lost = received = 0
    for channel in rows(at(call, "Channel")):
        counts = [number(channel, "Netstat", name) for name in ("LastIntervalLost", "LastIntervalReceived")]
        if text(channel, "Direction") == "Incoming" and None not in counts:
            lost, received = lost + max(0, counts[0] or 0), received + max(0, counts[1] or 0)
    return 100 * lost / (lost + received) if lost + received else None


def build(target: ControlTarget) -> CiscoXapi:
    """Make the connection to one codec, over the wire that sites.yaml names."""
    return CiscoXapi(talk_of(target), int(target.control.options["camera"]))


SPEC = ControlSpec(
    "cisco-xapi",
    ControlOffer(
        kinds=frozenset({ControlKind.CODEC}),
        wires={
            SSH: Wire(port=22, over=Carrier.SSH),
            WEBSOCKET: Wire(port=443, over=Carrier.UNCHECKED),
        },
        options={
            "allows_ssh_rsa": Option(OptionType.BOOLEAN, default=False),
            "camera": Option(OptionType.INTEGER, default=1, choices=tuple(range(1, 8))),
        },
    ),
    build,
)
