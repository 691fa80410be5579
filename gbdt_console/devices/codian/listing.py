"""Lists the participants of a conference, page by page and by revision numbers.

The API guide asks for few enumerations and for revision numbers: with the revision of the last list the MCU
sends an unchanged record as `changed: false` alone. `listAll` makes it name every record, since a record that
is left out would be both 'unchanged' and 'removed'. Some MCUs name removed records all the same (`dead`).
"""

from collections.abc import AsyncIterator

from gbdt_console.core.clean_text import clean
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.devices.called_number import number_in
from gbdt_console.devices.codian.client import (
    CodianClient,
    flag_of,
    struct_of,
    structs_of,
    text_of,
    whole_of,
)
from gbdt_console.devices.codian.xmlrpc import Struct, Value
from gbdt_console.devices.control import ControlError

_MOST_PAGES = 100
"""Limit of one list's pages: an MCU has at most 80 participants in a conference, and ten on a page."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What names a participant within its conference.

    name: the MCU's own name of it, not the shown one; exactly as the MCU wrote it
    protocol: h323, sip or vnc
    type: ad_hoc, by_address or by_name
    """

    name: str
    protocol: str
    type: str

    @classmethod
    def of(cls, row: Struct) -> "Identity | None":
        """Read the identity in a record; None where it has none."""
        values = [row.get(f"participant{part}") for part in ("Name", "Protocol", "Type")]
        name, protocol, kind = (value if isinstance(value, str) else "" for value in values)
        return cls(name, protocol, kind) if name else None

    def fields(self) -> dict[str, str]:
        """Return the parameters that name the participant in a call; what the MCU left out stays out."""
        named = {"Name": self.name, "Protocol": self.protocol, "Type": self.type}
        return {f"participant{part}": value for part, value in named.items() if value}


@dataclass(frozen=True, slots=True)
class Leg:
    """One connected participant as the MCU lists it.

    id: what the console calls it; holds the time of the connection, so that each call has its own
    state: its currentState
    """

    id: str
    identity: Identity
    state: Struct

    @property
    def level_db(self) -> int | None:
        """Loudness of what the MCU hears of it, which it tells in thousandths of a dB."""
        level = whole_of(self.state, "audioRxEnergyMillidB")
        return None if level is None else round(level / 1000)

    @property
    def loses_much(self) -> bool | None:
        """Whether over 5 % of the packets were lost within the last 5 s (guide 2.8, participant.enumerate).

        Its `packetLossWarning` is of a single packet within 15 s, which nobody hears.
        """
        return flag_of(self.state, "packetLossCritical")

    @property
    def number(self) -> str:
        """The site's number in the address that it called from; where the MCU tells none, the name of a
        configured endpoint, else the IP address.
        """
        name = "" if self.identity.type == "ad_hoc" else clean(self.identity.name)
        return number_in(text_of(self.state, "address")) or name or text_of(self.state, "ipAddress")


class ParticipantList:
    """Remembers the last list, to fill in the records that did not change.

    conference: name of the conference; the MCU lists all its conferences together
    """

    def __init__(self, conference: str) -> None:
        self._conference = conference
        self._revision: int | None = None
        self._known: dict[Identity, Struct] = {}

    async def poll(self, client: CodianClient) -> "Legs":
        """Return all connected participants. Raises ControlError."""
        rows = await self._enumerated(client, self._revision)
        if rows is None:
            rows = await self._enumerated(client, None) or {}
        self._known = rows
        return Legs(
            tuple(
                _leg(identity, struct_of(row, "currentState"))
                for identity, row in rows.items()
                if row.get("conferenceName") == self._conference
            )
        )

    async def _enumerated(self, client: CodianClient, revision: int | None) -> dict[Identity, Struct] | None:
        """Return the records by identity; None where one is called unchanged that is not known."""
        asked: dict[str, Value] = {"enumerateFilter": "connected"}
        if revision is not None:
            asked |= {"lastRevision": revision, "listAll": True}
        self._revision = None
        found: dict[Identity, Struct] = {}
        newest: int | None = None
        async for answer in participant_pages(client, asked):
            newest = whole_of(answer, "currentRevision") if newest is None else newest
            for row in structs_of(answer, "participants"):
                state = struct_of(row, "currentState")
                identity = Identity.of(row)
                if identity is None or flag_of(row, "dead") or flag_of(state, "dead"):
                    continue
                if flag_of(row, "changed") is False or flag_of(state, "changed") is False:
                    if identity not in self._known:
                        return None
                    found[identity] = self._known[identity]
                else:
                    found[identity] = row
        self._revision = newest
        return found


async def participant_pages(client: CodianClient, asked: Struct) -> AsyncIterator[Struct]:
    """Yield the answers of participant.enumerate, page by page. Raises ControlError.

    asked: filter and revision of the enumeration
    """
    parameters: dict[str, Value] = {"operationScope": ["currentState"], **asked}
    for _ in range(_MOST_PAGES):
        answer = await client.ask("participant.enumerate", parameters)
        yield answer
        following = answer.get("enumerateID")
        if following in (None, ""):
            return
        if not isinstance(following, str | int) or following == parameters.get("enumerateID"):
            break
        parameters["enumerateID"] = following
    raise ControlError(ControlFault.MALFORMED, "a list that does not end")


def _leg(identity: Identity, state: Struct) -> Leg:
    since = text_of(state, "connectTime")
    named = clean("/".join((identity.protocol, identity.type, identity.name)))
    return Leg(f"{named}@{since}", identity, state)


class Legs:
    """The connected participants of one poll, by what names them.

    all: in the MCU's order
    """

    def __init__(self, legs: tuple[Leg, ...] = ()) -> None:
        self.all = legs
        self._by_id = {leg.id: leg for leg in legs}
        self._by_identity = {leg.identity: leg for leg in legs}

    def get(self, leg_id: str) -> Leg | None:
        return self._by_id.get(leg_id)

    def named(self, identity: Identity | None) -> Leg | None:
        """Return the leg that a pane or a focus names; by the name alone where the rest is left out."""
        if identity is None:
            return None
        if identity.protocol and identity.type:
            return self._by_identity.get(identity)
        found = [leg for leg in self.all if leg.identity.name == identity.name]
        return found[0] if len(found) == 1 else None
