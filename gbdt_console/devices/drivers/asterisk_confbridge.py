"""A conference of Asterisk's ConfBridge, over AMI. Facts: Asterisk 22 on the wire and apps/app_confbridge.c.

It mixes sound and passes one picture on; it composes none, and no action returns from a chosen picture to one
that follows the talker.
"""

import asyncio
from collections.abc import AsyncIterator

from gbdt_console.core.conference import (
    ConferenceEvent,
    ConferenceEventKind,
    ConferenceState,
    ControlFault,
    Participant,
)
from gbdt_console.devices.ami.client import AmiClient, AmiLogin
from gbdt_console.devices.ami.packet import Packet
from gbdt_console.devices.control import ControlError

_NOBODY = frozenset({"No active conferences.", "No Conference by that name found."})
"""Errors by their form, and the normal answers of an MCU without a call."""

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
_MOST_EVENTS = 1_000
_UNKNOWN_NUMBER = "<unknown>"


class ConfBridge:
    """One conference. Only `block` to `dial` change anything; all else reads."""

    def __init__(self, login: AmiLogin, conference: str) -> None:
        self._client = AmiClient(login, self._heard)
        self._conference = conference
        self._events: asyncio.Queue[ConferenceEvent] = asyncio.Queue(_MOST_EVENTS)
        self._shown_uid = ""
        self._is_recording: bool | None = None

    async def open(self) -> None:
        self._shown_uid, self._is_recording = "", None
        await self._client.open()

    async def close(self) -> None:
        await self._client.close()

    async def conference(self) -> ConferenceState:
        try:
            rooms = await self._client.ask_list("ConfbridgeListRooms", {}, "ConfbridgeListRooms")
            room = next((r for r in rooms if r.get("Conference") == self._conference), None)
            if room is None:
                return ConferenceState(self._conference, is_running=False)
            rows = await self._client.ask_list("ConfbridgeList", self._named(), "ConfbridgeList")
        except ControlError as error:
            if error.words in _NOBODY:
                return ConferenceState(self._conference, is_running=False)
            raise
        by_uid = {row.get("Uniqueid"): row.get("Channel") for row in rows}
        return ConferenceState(
            self._conference,
            tuple(_participant(row) for row in rows),
            is_locked=_yes(room.get("Locked")),
            is_recording=self._is_recording,
            shown=by_uid.get(self._shown_uid) if self._shown_uid else None,
        )

    async def events(self) -> AsyncIterator[ConferenceEvent]:
        gone = asyncio.ensure_future(self._client.gone.wait())
        try:
            while not gone.done():
                heard = asyncio.ensure_future(self._events.get())
                await asyncio.wait((heard, gone), return_when=asyncio.FIRST_COMPLETED)
                if not heard.done():
                    heard.cancel()
                    return
                yield heard.result()
        finally:
            gone.cancel()

    async def block(self, participant_id: str) -> None:
        await self._client.ask("ConfbridgeMute", self._named(participant_id))

    async def unblock(self, participant_id: str) -> None:
        await self._client.ask("ConfbridgeUnmute", self._named(participant_id))

    async def lock(self) -> None:
        await self._client.ask("ConfbridgeLock", self._named())

    async def unlock(self) -> None:
        await self._client.ask("ConfbridgeUnlock", self._named())

    async def show(self, participant_id: str) -> None:
        await self._client.ask("ConfbridgeSetSingleVideoSrc", self._named(participant_id))

    async def disconnect(self, participant_id: str) -> None:
        await self._client.ask("ConfbridgeKick", self._named(participant_id))

    async def dial(self, number: str) -> None:
        """`number` is a channel to call, such as 'PJSIP/sapa'; when it answers it is in the conference."""
        if not number:
            raise ControlError(ControlFault.REFUSED, "no number")
        where = {"Application": "ConfBridge", "Data": self._conference, "Async": "true"}
        await self._client.ask("Originate", {"Channel": number, "CallerID": self._conference, **where})

    def _named(self, channel: str = "") -> dict[str, str]:
        named = {"Conference": self._conference}
        return named | {"Channel": channel} if channel else named

    def _heard(self, packet: Packet) -> None:
        """An event is evidence and a reason to look; a full queue drops, because the next look tells all."""
        name = packet.get("Conference") or packet.get("BridgeName")
        if name != self._conference:
            return
        if packet.event == "BridgeVideoSourceUpdate":
            self._shown_uid = packet.get("BridgeVideoSource")
        elif packet.event in ("ConfbridgeRecord", "ConfbridgeStopRecord"):
            self._is_recording = packet.event == "ConfbridgeRecord"
        kind = _talking(packet) if packet.event == "ConfbridgeTalking" else _KINDS.get(packet.event)
        if kind is not None and not self._events.full():
            self._events.put_nowait(ConferenceEvent(kind, name, packet.get("Channel"), _number(packet)))


def _participant(row: Packet) -> Participant:
    age = row.get("AnsweredTime")
    return Participant(
        id=row.get("Channel"),
        number=_number(row),
        name=row.get("CallerIDName").replace(_UNKNOWN_NUMBER, ""),
        is_blocked=_yes(row.get("Muted")),
        is_talking=_yes(row.get("Talking")),
        is_chair=_yes(row.get("Admin")),
        joined_ago_s=float(age) if age.isascii() and age.isdigit() else None,
    )


def _number(row: Packet) -> str:
    """What a site is known by: its caller id, or its PJSIP endpoint where the caller id is hidden."""
    number = row.get("CallerIDNum")
    if number and number != _UNKNOWN_NUMBER:
        return number
    technology, slash, rest = row.get("Channel").partition("/")
    return rest.rpartition("-")[0] if slash and technology == "PJSIP" else ""


def _yes(word: str) -> bool | None:
    return {"yes": True, "no": False}.get(word.lower())


def _talking(packet: Packet) -> ConferenceEventKind:
    return ConferenceEventKind.TALKING if packet.get("TalkingStatus") == "on" else ConferenceEventKind.QUIET
