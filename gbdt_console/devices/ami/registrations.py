"""Knows which SIP endpoints of Asterisk have no device registered, so that nobody calls them in vain.

Sources: Asterisk 22.10.1 on the wire. An endpoint with an AOR and without a contact has no device; a contact
that pjsip.conf fixes counts as one. List and event need the class `system` on the account.
"""

import asyncio

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.devices.ami.client import AmiClient
from gbdt_console.devices.ami.packet import Packet
from gbdt_console.devices.control import ControlError

_EVERY_S = 10.0
"""Seconds between two lists, where no event told of a change: also a removed endpoint is seen."""

_CHANGED = "ContactStatus"
_UNTOLD = (ControlFault.REFUSED, ControlFault.DENIED)


class Registrations:
    """Asks the list when it is due; one connection long."""

    def __init__(self, client: AmiClient) -> None:
        self._client = client
        self.begin()

    def begin(self) -> None:
        """Know nothing, at the begin of a connection."""
        self._missing: frozenset[str] = frozenset()
        self._due_s = 0.0
        self._is_told = True

    def take(self, packet: Packet) -> bool:
        """Take an event; tell whether it says that a registration changed."""
        if packet.event != _CHANGED:
            return False
        self._due_s = 0.0
        return True

    async def missing(self) -> frozenset[str]:
        """Return each endpoint without a device, by its name and as a channel; none where nobody may ask.

        Raises ControlError.
        """
        now_s = asyncio.get_running_loop().time()
        if self._is_told and now_s >= self._due_s:
            self._due_s = now_s + _EVERY_S
            self._missing = await self._listed()
        return self._missing

    async def _listed(self) -> frozenset[str]:
        try:
            rows = await self._client.ask_list("PJSIPShowEndpoints", {}, "EndpointList")
        except ControlError as error:
            if error.fault not in _UNTOLD:
                raise
            self._is_told = False
            return frozenset()
        names = [row.get("ObjectName") for row in rows if row.get("Aor") and not row.get("Contacts")]
        return frozenset(form for name in names if name for form in (name, f"PJSIP/{name}"))
