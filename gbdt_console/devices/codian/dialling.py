"""Places calls from the MCU and hears how they end.

A call is added as an `ad_hoc` participant, which the MCU does not call again when the conference begins anew.
Guides 2.8 to 2.10 want a name for it all the same, another one for each call; the MCU may give it its own.
Calls that the MCU placed are known by their direction and address, so a restarted console knows them again.
The MCU keeps the record of a participant that was added after its call ended, with the reason (API guide 2.8,
'participants array members').
"""

import os
from collections.abc import Iterator

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.devices.codian.client import (
    LONGEST_ADDRESS,
    LONGEST_TEXT,
    NO_PARTICIPANT,
    CodianClient,
    CodianFault,
    struct_of,
    structs_of,
    text_of,
)
from gbdt_console.devices.codian.listing import Identity, Legs, participant_pages
from gbdt_console.devices.codian.xmlrpc import Struct, Value
from gbdt_console.devices.control import (
    CALL_STANDS,
    NO_REPLY,
    NOT_REGISTERED,
    RINGS,
    RINGS_UNTOLD,
    ControlError,
)

_STANDING = frozenset({"proceeding", "alerting", "connected", "pending"})
"""States of a call that rings or stands."""

_NO_SUCH = frozenset({"nogatekeeperfordn", "dnsfailed"})
"""Reasons, in small letters, for a number or name that nobody has."""

_NO_ANSWER = "noanswer"


@dataclass(slots=True)
class _Call:
    """The last call to one number.

    identity: its names at the MCU; None where the MCU did not tell
    is_over: it was answered or it failed
    waits_for: message code of what it waits for, until it is over
    failure: the MCU's words on its failure, cleaned
    """

    identity: Identity | None
    is_over: bool = False
    waits_for: str = RINGS_UNTOLD
    failure: str = ""


class DialledCalls:
    """Follows the last call to each number that this console dialled.

    protocol: h323 or sip, for the calls that the MCU places
    """

    def __init__(self, conference: str, protocol: str) -> None:
        self._conference = conference
        self._protocol = protocol
        self._by_number: dict[str, _Call] = {}

    async def dial(self, client: CodianClient, number: str, bandwidth_kbps: int | None = None) -> None:
        """Call a number. Raises ControlError, with CALL_STANDS while a call to it rings or stands.

        bandwidth_kbps: limit of the call in each direction, kbit/s; None takes the MCU's own
        """
        if not number or len(number) > LONGEST_ADDRESS:
            raise ControlError(ControlFault.REFUSED, "no number")
        async for page in participant_pages(client, {}):
            states = (
                struct_of(row, "currentState")
                for row in structs_of(page, "participants")
                if row.get("conferenceName") == self._conference
            )
            if any(_is_to(number, state) and _stands(state) for state in states):
                raise ControlError(ControlFault.REFUSED, code=CALL_STANDS)
        added: dict[str, Value] = {
            "conferenceName": self._conference,
            "participantProtocol": self._protocol,
            "participantType": "ad_hoc",
            "participantName": f"gbdt-{os.urandom(6).hex()}",
            "address": number,
            "addResponse": True,
        }
        if bandwidth_kbps is not None:
            added |= {"maxBitRateToMCU": bandwidth_kbps, "maxBitRateFromMCU": bandwidth_kbps}
        answer = await client.order("participant.add", added)
        self._by_number[number] = _Call(Identity.of(struct_of(answer, "participant")))

    async def poll(self, client: CodianClient, legs: Legs) -> None:
        """Ask for the calls that still ring. Raises ControlError where the MCU does not answer."""
        for call in self._ringing():
            assert call.identity is not None
            if legs.named(call.identity) is not None:
                call.is_over = True
                continue
            named = {
                "conferenceName": self._conference,
                **call.identity.fields(),
                "operationScope": ["currentState"],
            }
            try:
                answer = await client.ask("participant.status", named)
            except CodianFault as fault:
                call.is_over = fault.number == NO_PARTICIPANT
                call.failure = fault.words if call.is_over else ""
                continue
            state = struct_of(answer, "currentState") or answer
            if text_of(state, "callState") == "disconnected":
                call.is_over = True
                call.failure = text_of(state, "disconnectReason") or "disconnected"
            elif _call_state(state):
                call.waits_for = RINGS if _stands(state) else ""

    def number_of(self, state: Struct) -> str:
        """Return the number that was called for a participant; empty for one that called in.

        The MCU may give a long one cut off, then it is that which this console dialled.
        """
        mine = (number for number in self._by_number if _is_to(number, state))
        return next(mine, dialled_address(state))

    def failure(self, number: str) -> str:
        """Return the MCU's words on the failure of the last call; empty while there is none."""
        call = self._by_number.get(number)
        return call.failure if call is not None else ""

    def waits_for(self, number: str) -> str:
        """Return the message code of what the last call waits for; empty for nothing."""
        call = self._by_number.get(number)
        return "" if call is None or call.is_over else call.waits_for

    def failure_code(self, number: str) -> str:
        """Return the message code of that failure; empty where the words are all that is known."""
        reason = self.failure(number).lower()
        return NOT_REGISTERED if reason in _NO_SUCH else NO_REPLY if reason == _NO_ANSWER else ""

    def _ringing(self) -> Iterator[_Call]:
        for call in self._by_number.values():
            if call.identity is not None and not call.is_over:
                yield call


def _stands(state: Struct) -> bool:
    return _call_state(state) in _STANDING


def _call_state(state: Struct) -> str:
    return text_of(state, "callStateEx") or text_of(state, "callState")


def _is_to(number: str, state: Struct) -> bool:
    """Tell whether a participant was called at that number; a long address may come back cut off."""
    address = dialled_address(state)
    return address == number or (len(address) == LONGEST_TEXT and number.startswith(address))


def dialled_address(state: Struct) -> str:
    """Return the address that the MCU called for a participant; empty for one that called in."""
    return text_of(state, "address") if text_of(state, "callDirection") == "outgoing" else ""
