"""Who ended a call on Asterisk: the first request to hang a channel up names it (main/manager_channels.c)."""

from gbdt_console.core.conference.state import HungUpBy
from gbdt_console.devices.ami.packet import Packet

_BY = {"HangupRequest": HungUpBy.SITE, "SoftHangupRequest": HungUpBy.MCU}
"""The far end asks by the one; Asterisk itself, for a timeout or another client, by the other."""

_MOST = 500


class HangupCauses:
    """Hears every event; remembers the last few hundred channels."""

    def __init__(self) -> None:
        self._by: dict[str, HungUpBy] = {}

    def heard(self, packet: Packet) -> None:
        by, channel = _BY.get(packet.event), packet.get("Channel")
        if by is not None and channel:
            self._by.setdefault(channel, by)
            while len(self._by) > _MOST:
                del self._by[next(iter(self._by))]

    def entered(self, channel: str) -> None:
        """A channel of that name is there: what is known of an earlier one says nothing of it."""
        self._by.pop(channel, None)

    def ended(self) -> tuple[tuple[str, HungUpBy], ...]:
        """Channels and who ended them."""
        return tuple(self._by.items())
