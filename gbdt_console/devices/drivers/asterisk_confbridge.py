"""Controls Asterisk's ConfBridge over its manager interface.

Sources: Asterisk 22 on the wire and apps/app_confbridge.c. ConfBridge mixes sound and passes one picture on;
it composes none, and no action returns from a chosen picture to the one that follows the talker.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import replace

from gbdt_console.core.clean_text import clean
from gbdt_console.core.conference.state import (
    ConferenceEvent,
    ConferenceEventKind,
    ConferenceState,
    ControlFault,
    Participant,
)
from gbdt_console.core.driver_options import ControlKind, ControlOffer, Option, OptionType, Wire
from gbdt_console.devices.ami.call_ends import DialledCalls, HangupCauses, dialled_number
from gbdt_console.devices.ami.client import AmiClient, AmiLogin
from gbdt_console.devices.ami.media_quality import MediaQuality
from gbdt_console.devices.ami.packet import Packet
from gbdt_console.devices.ami.registrations import Registrations
from gbdt_console.devices.control import (
    CALL_STANDS,
    NOT_REGISTERED,
    BlocksMicrophones,
    ControlError,
    Dials,
    Disconnects,
    ListsParticipants,
    LocksConference,
    ShowsParticipant,
)
from gbdt_console.devices.driver import ControlSpec, ControlTarget, Pushed

_NOBODY = frozenset({"No active conferences.", "No Conference by that name found."})
"""Errors that are the normal answers of an MCU without a call."""

_KINDS = {
    "ConfbridgeJoin": ConferenceEventKind.JOINED,
    "ConfbridgeLeave": ConferenceEventKind.LEFT,
    "ConfbridgeMute": ConferenceEventKind.BLOCKED,
    "ConfbridgeUnmute": ConferenceEventKind.UNBLOCKED,
    "ConfbridgeStart": ConferenceEventKind.CHANGED,
    "ConfbridgeEnd": ConferenceEventKind.CHANGED,
    "ConfbridgeRecord": ConferenceEventKind.CHANGED,
    "ConfbridgeStopRecord": ConferenceEventKind.CHANGED,
    "BridgeVideoSourceUpdate": ConferenceEventKind.SHOWN,
}
_RECORDING = {"ConfbridgeRecord": True, "ConfbridgeStopRecord": False, "ConfbridgeEnd": False}
"""Whether the conference records, by its last event: no action asks for it. A conference that records from
its start sends the event at the start (app_confbridge.c), so a start without the event means no recording. An
account without events gets no start either, and the recording stays unknown."""

_UNKNOWN = "<unknown>"


class ConfBridge(ListsParticipants, BlocksMicrophones, LocksConference, ShowsParticipant, Disconnects, Dials):
    """Controls one conference; only `block` to `dial` change anything.

    login: address and account of the manager interface
    """

    def __init__(self, login: AmiLogin, conference: str) -> None:
        self._pushed: Pushed[ConferenceEvent] = Pushed()
        self._client = AmiClient(login, self._take, self._pushed.end)
        self._conference = conference
        self._is_recording: bool | None = None
        self._dialled = DialledCalls()
        self._recording_events = 0
        self._hangups = HangupCauses()
        self._registrations = Registrations(self._client)
        self._media = MediaQuality()

    async def open(self) -> None:
        self._is_recording, self._is_start_owed = None, False
        self._registrations.begin()
        self._media.begin()
        self._dialled.opened()
        await self._client.open()
        if self._client.is_open:
            self._pushed.begin()

    async def close(self) -> None:
        await self._client.close()

    async def conference(self) -> ConferenceState:
        state = await self._conference_now()
        return replace(state, unregistered=await self._registrations.missing())

    async def _conference_now(self) -> ConferenceState:
        events_before = self._recording_events
        try:
            rooms = await self._client.ask_list("ConfbridgeListRooms", {}, "ConfbridgeListRooms")
            room = next((room for room in rooms if self._is_ours(room)), None)
            if room is None:
                return self._not_running(events_before)
            rows = await self._client.ask_list("ConfbridgeList", self._named(), "ConfbridgeList")
            bridges = await self._bridges()
        except ControlError as error:
            if error.words in _NOBODY:
                return self._not_running(events_before)
            raise
        participants = {row.get("Channel"): self._participant(row) for row in rows}
        if len(participants) != len(rows):
            raise ControlError(ControlFault.MALFORMED, "one channel twice")
        return ConferenceState(
            self._conference,
            tuple(participants.values()),
            is_locked=_yes(room.get("Locked")),
            is_recording=None if self._is_start_owed else self._is_recording,
            shown=self._shown(bridges, rows),
            ended=self._hangups.ended(),
        )

    def _not_running(self, events_before: int) -> ConferenceState:
        """Report an empty conference; it does not record, unless it started meanwhile."""
        if events_before == self._recording_events:
            self._is_recording, self._is_start_owed = False, True
        return ConferenceState(
            self._conference, is_running=False, is_recording=self._is_recording, ended=self._hangups.ended()
        )

    def events(self) -> AsyncIterator[ConferenceEvent]:
        return self._pushed.listen()

    async def block(self, participant_id: str) -> None:
        await self._client.ask("ConfbridgeMute", self._member(participant_id))

    async def unblock(self, participant_id: str) -> None:
        await self._client.ask("ConfbridgeUnmute", self._member(participant_id))

    async def lock(self) -> None:
        await self._client.ask("ConfbridgeLock", self._named())

    async def unlock(self) -> None:
        await self._client.ask("ConfbridgeUnlock", self._named())

    async def show(self, participant_id: str) -> None:
        await self._client.ask("ConfbridgeSetSingleVideoSrc", self._member(participant_id))

    async def disconnect(self, participant_id: str) -> None:
        await self._client.ask("ConfbridgeKick", self._member(participant_id))

    async def dial(self, number: str) -> None:
        """Call a number. The far end is in the conference when it answers.

        number: a channel such as 'PJSIP/sapa', or the name of a PJSIP endpoint
        """
        if not number:
            raise ControlError(ControlFault.REFUSED, "no number")
        if number in await self._registrations.missing():
            raise ControlError(ControlFault.REFUSED, code=NOT_REGISTERED)
        if any(dialled_number(row.get("Uniqueid")) == number for row in await self._channels()):
            raise ControlError(ControlFault.REFUSED, code=CALL_STANDS)
        channel = number if "/" in number else f"PJSIP/{number}"
        where = {"Application": "ConfBridge", "Data": self._conference, "Async": "true"}
        call = {"Channel": channel, "CallerID": _caller_id(self._conference), **self._dialled.begin(number)}
        await self._client.ask("Originate", call | where)

    def dial_failure(self, number: str) -> str:
        return self._dialled.failure(number)

    def dial_failure_code(self, number: str) -> str:
        return self._dialled.failure_code(number)

    def dial_waits_for(self, number: str) -> str:
        return self._dialled.waits_for(number)

    async def _bridges(self) -> list[Packet]:
        """List the bridges, which name the picture shown."""
        return await self._listed_if_allowed("BridgeList", "BridgeListItem")

    async def _channels(self) -> list[Packet]:
        """List all channels, those that ring too."""
        return await self._listed_if_allowed("CoreShowChannels", "CoreShowChannel")

    async def _listed_if_allowed(self, action: str, row: str) -> list[Packet]:
        """Return the rows of a list; none where the account may not ask."""
        try:
            return await self._client.ask_list(action, {}, row)
        except ControlError as error:
            if error.fault in (ControlFault.REFUSED, ControlFault.DENIED):
                return []
            raise

    def _named(self) -> dict[str, str]:
        return {"Conference": self._conference}

    def _member(self, channel: str) -> dict[str, str]:
        """Name one participant by its channel.

        Asterisk takes names such as 'all' for everybody, so they are refused.
        """
        if "/" not in channel:
            raise ControlError(ControlFault.REFUSED, "no participant")
        return self._named() | {"Channel": channel}

    def _is_ours(self, packet: Packet) -> bool:
        name = packet.get("Conference") or packet.get("BridgeName")
        return name == clean(self._conference)

    def _shown(self, bridges: list[Packet], rows: list[Packet]) -> str | None:
        """Return the channel whose picture is shown; None where the bridge names one that left."""
        uid = next((bridge.get("BridgeVideoSource") for bridge in bridges if self._is_ours(bridge)), "")
        return next((row.get("Channel") for row in rows if uid and row.get("Uniqueid") == uid), None)

    def _participant(self, row: Packet) -> Participant:
        """Read one participant. A dialled one has the conference's name as caller name, which is dropped."""
        age, name = row.get("AnsweredTime"), row.get("CallerIDName")
        media = self._media.of_call(row.get("Channel"), asyncio.get_running_loop().time())
        return Participant(
            id=row.get("Channel"),
            number=_number(row),
            name="" if name in (_UNKNOWN, clean(self._conference)) else name,
            is_blocked=_yes(row.get("Muted")),
            is_talking=_yes(row.get("Talking")),
            is_chair=_yes(row.get("Admin")),
            joined_ago_s=float(age) if re.fullmatch(r"[0-9]{1,9}", age) else None,
            dialled=dialled_number(row.get("Uniqueid")),
            loss_percent=None if media.loss_percent is None else round(media.loss_percent, 1),
            jitter_ms=None if media.jitter_ms is None else round(media.jitter_ms),
        )

    def _take(self, packet: Packet) -> None:
        if self._media.take(packet, asyncio.get_running_loop().time()):
            return
        if self._dialled.take(packet):
            self._pushed.add(ConferenceEvent(ConferenceEventKind.CHANGED))
        self._hangups.take(packet)
        if self._registrations.take(packet):
            self._pushed.add(ConferenceEvent(ConferenceEventKind.CHANGED))
        if not self._is_ours(packet):
            return
        if packet.event == "ConfbridgeJoin":
            self._hangups.entered(packet.get("Channel"))
        if packet.event in _RECORDING or packet.event == "ConfbridgeStart":
            self._is_recording = _RECORDING.get(packet.event, self._is_recording)
            self._is_start_owed = packet.event == "ConfbridgeEnd"
            self._recording_events += 1
        kind = _talking(packet) if packet.event == "ConfbridgeTalking" else _KINDS.get(packet.event)
        if kind is not None:
            self._pushed.add(ConferenceEvent(kind, packet.get("Channel")))


def _number(row: Packet) -> str:
    """Return the site's number. The caller id, or the PJSIP endpoint where the caller id is hidden."""
    number = row.get("CallerIDNum")
    if number and number != _UNKNOWN:
        return number
    technology, slash, rest = row.get("Channel").partition("/")
    return rest.rpartition("-")[0] if slash and technology == "PJSIP" else ""


def _caller_id(conference: str) -> str:
    """Return a caller id with the conference's name and no number.

    Asterisk takes a bare '6101' for the number, and the call would then be listed under that number
    (main/callerid.c, ast_callerid_parse).
    """
    name = re.sub(r'["<>]', "", conference)
    return f'"{name}" <>'


def _yes(word: str) -> bool | None:
    return {"yes": True, "no": False}.get(word.lower())


def _talking(packet: Packet) -> ConferenceEventKind:
    return ConferenceEventKind.TALKING if packet.get("TalkingStatus") == "on" else ConferenceEventKind.QUIET


def build(target: ControlTarget) -> ConfBridge:
    """Make the connection to one conference. The option `conference` is its name on the MCU."""
    control = target.control
    login = AmiLogin(target.address, control.port, control.user, control.password)
    return ConfBridge(login, str(control.options["conference"]))


SPEC = ControlSpec(
    "asterisk-confbridge",
    ControlOffer(
        kinds=frozenset({ControlKind.MCU}),
        wires={"ami": Wire(port=5038)},
        options={"conference": Option(OptionType.TEXT)},
    ),
    build,
)
