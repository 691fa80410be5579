"""Knows the calls that this console dialled, and tells how calls on Asterisk end.

The id of a dialled channel holds the number, so a restarted console knows its calls again.

Sources: Asterisk 22.10.1 on the wire, with far ends that were busy, silent, refusing or unknown, and
main/manager_channels.c. A channel's end tells why (Hangup: Cause-txt), in no fixed order with
OriginateResponse. The Reason of OriginateResponse is 0 for nearly everything, so it counts only where there
never was a channel. Both carry the ChannelId that the console asked for.

Cause 19, in words 'User alerting, no answer', comes from a far end that rang, from one that sent 480 and from
a dead one alike; that it rang is told by ChannelState 5 alone. 18 is a 408 of the far end (Asterisk's
documentation, 'Hangup Cause Mappings').
"""

import secrets
from urllib.parse import quote, unquote

from gbdt_console.core.conference.state import HungUpBy
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.devices.ami.packet import Packet
from gbdt_console.devices.control import NO_REPLY, NOT_ANSWERED, NOT_REGISTERED, RINGS, RINGS_UNTOLD

RINGS_S = 30.0
"""Asterisk gives a dialled call up after this time, s."""

_OURS = "gbdt-"
"""The begin of every ChannelId of this console; only a manager client can choose one, no caller."""

_BY = {"HangupRequest": HungUpBy.SITE, "SoftHangupRequest": HungUpBy.MCU}
"""The first request to hang a channel up tells the side: the far end sends HangupRequest; Asterisk sends
SoftHangupRequest for a timeout or another client."""

_DELIBERATE = frozenset({"", "0", "16", "31"})
"""Values of Cause with which somebody hangs up: not set, normal clearing, normal unspecified (ITU-T Q.850).
Asterisk gives 44 where no media came for rtp_timeout (res_pjsip_sdp_rtp.c) and 102 where the far end answers
no refresh of the session: then nobody hung up."""

_UNANSWERED = frozenset({"18", "19"})
"""Values of Cause with which nobody refused: no user responding, no answer from the user (ITU-T Q.850)."""

_RINGING = "5"
"""ChannelState after the far end's 180."""

_MOST_CHANNELS = 500
"""Limit of remembered channels: more than a meeting has, and a hostile caller cannot fill memory."""


@dataclass(slots=True)
class _Dial:
    """The last call to one number.

    channel_id: the ChannelId that the console asked for
    has_channel: whether Asterisk made the channel
    is_answered: the far end took the call
    is_followed: the events of the call came without a gap
    failure: Asterisk's words on the end; empty while the call rings or goes on
    failure_code: message code of that end; empty where the words are all that is known
    """

    channel_id: str
    has_channel: bool = False
    is_answered: bool = False
    is_followed: bool = True
    failure: str = ""
    failure_code: str = ""


def dialled_number(uid: str) -> str:
    """Return the number that this console dialled for a channel.

    Empty for channels of others. uid: the channel's Uniqueid
    """
    if not uid.startswith(_OURS):
        return ""
    return unquote(uid.removeprefix(_OURS).partition("-")[2])


class DialledCalls:
    """Follows the last call to each number that the console dialled."""

    def __init__(self) -> None:
        self._by_number: dict[str, _Dial] = {}

    def opened(self) -> None:
        """Take note that a new connection brings the events: what came before it was lost."""
        for dial in self._by_number.values():
            dial.is_followed = False

    def begin(self, number: str) -> dict[str, str]:
        """Start to follow a new call. Return the fields of Originate by which its events are known."""
        dial = self._by_number[number] = _Dial(f"{_OURS}{secrets.token_hex(8)}-{quote(number, safe='')}")
        return {"ChannelId": dial.channel_id, "Timeout": str(round(RINGS_S * 1000))}

    def take(self, packet: Packet) -> bool:
        own = packet.get("Uniqueid")
        dial = next((dial for dial in self._by_number.values() if dial.channel_id == own), None)
        if dial is None:
            return False
        match packet.event:
            case "Newchannel":
                dial.has_channel = True
            case "Hangup":
                dial.failure = packet.get("Cause-txt") or "Hangup"
                dial.failure_code = _code_of(packet)
            case "OriginateResponse" if packet.get("Response") == "Success":
                dial.is_answered = True
            case "OriginateResponse" if not dial.has_channel:
                dial.failure = f"Originate: {packet.get('Response')}, reason {packet.get('Reason')}"
                dial.failure_code = NOT_REGISTERED
            case _:
                return False
        return bool(dial.failure)

    def failure(self, number: str) -> str:
        """Return Asterisk's words on the end of the last call; empty while the call rings or goes on."""
        dial = self._by_number.get(number)
        return dial.failure if dial is not None else ""

    def waits_for(self, number: str) -> str:
        """Return the message code of what the last call waits for; empty for nothing."""
        dial = self._by_number.get(number)
        if dial is None or dial.is_answered or dial.failure:
            return ""
        if not dial.is_followed:
            return RINGS_UNTOLD
        return RINGS if dial.has_channel else ""

    def failure_code(self, number: str) -> str:
        """Return the message code of that end; empty where the words are all that is known.

        Asterisk makes no channel to an endpoint that it does not have, or that registered no device.
        """
        dial = self._by_number.get(number)
        return dial.failure_code if dial is not None else ""


def _code_of(hangup: Packet) -> str:
    if hangup.get("Cause") not in _UNANSWERED:
        return ""
    return NOT_ANSWERED if hangup.get("ChannelState") == _RINGING else NO_REPLY


class HangupCauses:
    """Remembers which side ended each of the last few hundred channels."""

    def __init__(self) -> None:
        self._by_channel: dict[str, HungUpBy] = {}

    def take(self, packet: Packet) -> None:
        """Take an event. Only the first request to hang a channel up counts."""
        by, channel = _BY.get(packet.event), packet.get("Channel")
        if by is not None and channel:
            by = by if packet.get("Cause") in _DELIBERATE else HungUpBy.LOST
            self._by_channel.setdefault(channel, by)
            while len(self._by_channel) > _MOST_CHANNELS:
                del self._by_channel[next(iter(self._by_channel))]

    def entered(self, channel: str) -> None:
        """Forget an earlier channel of the same name. The new one has not ended."""
        self._by_channel.pop(channel, None)

    def ended(self) -> tuple[tuple[str, HungUpBy], ...]:
        """Return ended channels and the side that ended each."""
        return tuple(self._by_channel.items())
