"""Tells which side ended the calls that the MCU had placed, by its disconnectReason.

The MCU keeps the record of a participant that it called, not of one that called in (API guide 2.8,
'participants array members'); of the latter nobody knows how it left.
"""

from gbdt_console.core.conference.state import HungUpBy
from gbdt_console.devices.codian.client import CodianClient, CodianFault, struct_of, text_of
from gbdt_console.devices.codian.dialling import dialled_address
from gbdt_console.devices.codian.listing import Leg, Legs

_ASKED_A_POLL = 4
"""Limit of requests a poll; the rest of a mass end is asked at the next polls."""

_MOST_ENDS = 500
"""Limit of remembered ends: more than an MCU has ports, and nobody can fill memory."""

_BY = {
    "remoteteardown": HungUpBy.SITE, "disconnectall": HungUpBy.MCU, "moved": HungUpBy.MCU,
    "gatekeeperforced": HungUpBy.MCU, "networkerror": HungUpBy.LOST, "protocolerror": HungUpBy.LOST,
    "destinationunreachable": HungUpBy.LOST, "h225socketerror": HungUpBy.LOST,
    "h225protocolerror": HungUpBy.LOST, "q931protocolerror": HungUpBy.LOST,
}  # fmt: skip
"""Reasons of the API guide's list, in small letters; what others mean is not guessed."""


class CallEnds:
    """Remembers how the last few hundred placed calls ended."""

    def __init__(self, conference: str) -> None:
        self._conference = conference
        self._before = Legs()
        self._due: dict[str, Leg] = {}
        self._ended: dict[str, HungUpBy] = {}

    async def poll(self, client: CodianClient, legs: Legs) -> tuple[tuple[str, HungUpBy], ...]:
        """Return ended legs and the side that ended each. Raises ControlError where the MCU is silent."""
        for leg in self._before.all:
            if legs.get(leg.id) is None and dialled_address(leg.state):
                self._due[leg.id] = leg
        self._before = legs
        for leg in list(self._due.values())[:_ASKED_A_POLL]:
            del self._due[leg.id]
            if (by := await self._by(client, leg)) is not None:
                self._ended[leg.id] = by
        while len(self._ended) > _MOST_ENDS:
            del self._ended[next(iter(self._ended))]
        return tuple(self._ended.items())

    async def _by(self, client: CodianClient, leg: Leg) -> HungUpBy | None:
        named = {"conferenceName": self._conference, **leg.identity.fields()}
        try:
            answer = await client.ask("participant.status", {**named, "operationScope": ["currentState"]})
        except CodianFault:
            return None
        state = struct_of(answer, "currentState") or answer
        is_over = text_of(state, "callState") == "disconnected"
        return _BY.get(text_of(state, "disconnectReason").lower()) if is_over else None
