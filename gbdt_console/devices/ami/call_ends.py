"""What becomes of a call that Asterisk only queued. Facts: Asterisk 22.10.1 on the wire; ends were busy,
silent, refusing or unknown.

A channel's end tells why (Hangup: Cause-txt), in no fixed order with OriginateResponse. That one's Reason is
0 for nearly everything, so it counts only where there never was a channel. Both bear the ChannelId that was
asked for.
"""

import secrets
from dataclasses import dataclass

from gbdt_console.devices.ami.packet import Packet

RINGS_S = 30.0


@dataclass(slots=True)
class _Dial:
    channel_id: str
    has_channel: bool = False
    failure: str = ""


class Dialling:
    """Remembers of each number the last call to it."""

    def __init__(self) -> None:
        self._of_number: dict[str, _Dial] = {}

    def begin(self, number: str) -> dict[str, str]:
        """A new call to that number; the fields that make it known again."""
        dial = self._of_number[number] = _Dial(f"gbdt-{secrets.token_hex(8)}")
        return {"ChannelId": dial.channel_id, "Timeout": str(round(RINGS_S * 1000))}

    def heard(self, packet: Packet) -> bool:
        """Take an event; whether it ended one of the calls."""
        own = packet.get("Uniqueid")
        dial = next((dial for dial in self._of_number.values() if dial.channel_id == own), None)
        if dial is None:
            return False
        match packet.event:
            case "Newchannel":
                dial.has_channel = True
            case "Hangup":
                dial.failure = packet.get("Cause-txt") or "Hangup"
            case "OriginateResponse" if packet.get("Response") != "Success" and not dial.has_channel:
                dial.failure = f"Originate: {packet.get('Response')}, reason {packet.get('Reason')}"
            case _:
                return False
        return bool(dial.failure)

    def failure(self, number: str) -> str:
        """Asterisk's words on the end of the last call to that number; empty while it rings or goes on."""
        dial = self._of_number.get(number)
        return dial.failure if dial is not None else ""
