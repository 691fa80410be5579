"""Places calls from the bridge and hears how they end.

The bridge makes a participant at once, which rings, comes in or vanishes; why it vanished stands in its call
detail records only.
"""

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.devices.called_number import number_in
from gbdt_console.devices.cms.bridge import CallBridge
from gbdt_console.devices.cms.client import CmsFault
from gbdt_console.devices.cms.cluster import Cluster, WholeCall
from gbdt_console.devices.control import CALL_STANDS, RINGS, RINGS_UNTOLD, ControlError

ENDED, IN_LOBBY = "call.ended", "call.in-lobby"
"""Message codes of a call that ended before it was in, and of a site that waits in the lobby."""

_LONGEST = 200
"""Limit of an address, characters."""


@dataclass(slots=True)
class _Call:
    """The last call to one number.

    id: its participant
    bridge: where it was placed; load balancing may make it another one's
    waits_for: message code of what it waits for, until it is over
    """

    id: str
    bridge: CallBridge
    is_over: bool = False
    has_failed: bool = False
    waits_for: str = RINGS_UNTOLD


class DialledCalls:
    """Follows the last call to each number that this console dialled."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._by_number: dict[str, _Call] = {}

    async def dial(self, number: str, bandwidth_kbps: int | None, now_s: float) -> None:
        """Call a number. Raises ControlError, with CALL_STANDS while a call to it rings or stands."""
        if not number or len(number) > _LONGEST or not number.isprintable():
            raise ControlError(ControlFault.REFUSED, "no number")
        call = await self._cluster.poll(now_s)
        standing = [person for person in call.people if number_in(person.remote) == number_in(number)]
        if any(person.is_waiting for person in standing):
            raise ControlError(ControlFault.REFUSED, code=IN_LOBBY)
        if any(person.is_outgoing for person in standing):
            raise ControlError(ControlFault.REFUSED, code=CALL_STANDS)
        bridge, call_id = self._cluster.bridge_to_call_from()
        call_id = call_id or await bridge.start()
        fields = {"remoteParty": number}
        if bandwidth_kbps is not None:
            fields["bandwidth"] = str(bandwidth_kbps * 1000)
        made = await bridge.client.order("POST", f"calls/{call_id}/participants", fields)
        self._by_number[number] = _Call(made, bridge)

    async def poll(self, call: WholeCall) -> None:
        """See which of the calls that ring are in or gone. Raises ControlError."""
        people = {person.id: person for person in call.people}
        for one in self._by_number.values():
            if one.is_over or not one.id:
                continue
            person = people.get(one.id)
            if person is not None:
                one.is_over = person.is_in
                one.waits_for = IN_LOBBY if person.is_waiting else RINGS if person.is_ringing else ""
            elif await self._is_gone(one):
                one.is_over = one.has_failed = True

    def number_of(self, participant_id: str) -> str:
        """Return the number that this console dialled for a participant; empty for others."""
        return next((number for number, call in self._by_number.items() if call.id == participant_id), "")

    def waits_for(self, number: str) -> str:
        """Return the message code of what the last call waits for; empty for nothing."""
        call = self._by_number.get(number)
        return "" if call is None or call.is_over else call.waits_for

    def has_failed(self, number: str) -> bool:
        call = self._by_number.get(number)
        return call is not None and call.has_failed

    async def _is_gone(self, call: _Call) -> bool:
        try:
            await call.bridge.client.ask(f"participants/{call.id}", "participant")
        except CmsFault as fault:
            return fault.is_of_nothing
        return False
