"""Follows one call on one Call Bridge.

A poll lists the participants; what the list does not tell (mute, importance, layout, quality) is one request
a participant and one a call leg. New ones and those that an order was about are asked at each poll, of the
others a few, the longest unasked first: a bridge that is asked too much answers by 503.
"""

import asyncio
from collections.abc import Iterable

from gbdt_console.core.clean_text import clean
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.devices.cms.client import CmsClient, CmsFault, flag_at, id_of
from gbdt_console.devices.cms.listing import rows
from gbdt_console.devices.cms.people import Leg, Person, leg_of, person_of, uri_of
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.safe_xml import Element

ASKED_A_POLL = 8
"""Limit of participants that are asked again without a reason; twenty are asked round in three polls."""
EVERY_S = 0.9
"""Polls within this time of the last round ask none of those: one that reads an order back is not to wait."""
_SETTLES_S = 5.0
"""Whom an order was about is asked at each poll for this long."""


@dataclass(frozen=True, slots=True)
class Instance:
    """The call as one bridge has it.

    id: of the call there; each bridge of a cluster has its own
    people: its own participants
    elsewhere: name by id of those that other bridges have
    """

    id: str
    call: Element
    people: tuple[Person, ...]
    elsewhere: dict[str, str]


class CallBridge:
    """Knows the call and the participants of the newest poll.

    conference: name of the space, or its id
    """

    def __init__(self, client: CmsClient, conference: str) -> None:
        self.client = client
        self._conference = conference
        self._call_id = ""
        self._known: dict[str, Person] = {}
        self._touched: dict[str, float] = {}
        self._round_s = float("-inf")
        self._addresses: dict[str, str] = {}
        self._profile_mutes: dict[str, bool | None] = {}

    async def open(self) -> None:
        """See that a Meeting Server answers, and forget all. Raises ControlError."""
        status = await self.client.ask("system/status", "status")
        if status.at("softwareVersion") is None:
            raise ControlError(ControlFault.MALFORMED, "not an answer of a Meeting Server")
        self._call_id, self._round_s = "", float("-inf")
        for known in (self._known, self._touched, self._addresses, self._profile_mutes):
            known.clear()

    async def poll(self, now_s: float) -> Instance | None:
        """Return the call; None where it does not run here. Raises ControlError."""
        call = await self._call()
        if call is None:
            self._known.clear()
            return None
        path = f"calls/{self._call_id}/participants"
        try:
            listed = await rows(self.client, path, "participants", "participant")
        except CmsFault as fault:
            if not fault.is_of_nothing:
                raise
            self._known.clear()
            return None
        own = [key for key, row in listed.items() if not row.text_at("callBridge")]
        await self._refresh(own, now_s)
        elsewhere = {key: row.text_at("name") for key, row in listed.items() if row.text_at("callBridge")}
        people = tuple(self._known[key] for key in own if key in self._known)
        return Instance(self._call_id, call, people, elsewhere)

    def touch(self, ids: Iterable[str], now_s: float) -> None:
        """Ask these anew at each of the next polls."""
        self._touched |= dict.fromkeys(ids, now_s)

    async def address_of(self, participant_id: str) -> str:
        """Return the address of a participant that another bridge has; empty where this one does not say."""
        if participant_id not in self._addresses:
            found = await self._if_there(f"participants/{participant_id}", "participant")
            self._addresses[participant_id] = "" if found is None else uri_of(found)
        return self._addresses[participant_id]

    async def space_id(self) -> str:
        """Return the id of the space of that name; empty where there is none."""
        found = await rows(self.client, "coSpaces", "coSpaces", "coSpace", filter=self._conference)
        wanted = clean(self._conference)
        return next((key for key, row in found.items() if wanted in (key, row.text_at("name"))), "")

    async def start(self) -> str:
        """Begin the call of the space. Return its id. Raises ControlError."""
        if not (space := await self.space_id()):
            raise CmsFault(ControlFault.REFUSED, 404, "coSpaceDoesNotExist")
        return await self.client.order("POST", "calls", {"coSpace": space})

    async def _call(self) -> Element | None:
        if self._call_id:
            found = await self._if_there(f"calls/{self._call_id}", "call")
            if found is not None:
                return found
        wanted = clean(self._conference)
        calls = await rows(self.client, "calls", "calls", "call")
        named = [k for k, row in calls.items() if wanted in (row.text_at("name"), row.text_at("coSpace"))]
        if len(named) > 1:
            raise CmsFault(ControlFault.REFUSED, 200, f"{len(named)} calls with that name")
        self._call_id = named[0] if named else ""
        return await self._if_there(f"calls/{self._call_id}", "call") if named else None

    async def _refresh(self, own: list[str], now_s: float) -> None:
        """Ask for those participants that are due."""
        self._known = {key: person for key, person in self._known.items() if key in own}
        self._touched = {key: at_s for key, at_s in self._touched.items() if now_s - at_s < _SETTLES_S}
        due = [key for key in own if key not in self._known or key in self._touched]
        due += [key for key in own if key not in due and not self._known[key].is_in]
        if now_s - self._round_s >= EVERY_S:
            self._round_s = now_s
            others = sorted((key for key in own if key not in due), key=lambda key: self._known[key].asked_s)
            due += others[:ASKED_A_POLL]
        asked = await asyncio.gather(*(self._person(key, now_s) for key in due), return_exceptions=True)
        for key, found in zip(due, asked, strict=True):
            if isinstance(found, BaseException):
                raise found
            if found is None:  # it left between the list and this
                self._known.pop(key, None)
            else:
                self._known[key] = found

    async def _person(self, key: str, now_s: float) -> Person | None:
        """Ask for one participant and its legs; None where it is gone."""
        known = self._known.get(key)
        detail = await self._if_there(f"participants/{key}", "participant")
        if detail is None:
            return None
        legs = None if known is None else await self._legs([leg.id for leg in known.legs])
        if not legs:  # new, or its leg was replaced by another
            listed = await self._listed_legs(key)
            legs = await self._legs(listed)
        return person_of(key, detail, tuple(legs), now_s) if legs else None

    async def _listed_legs(self, key: str) -> list[str]:
        try:
            return list(await rows(self.client, f"participants/{key}/callLegs", "callLegs", "callLeg"))
        except CmsFault as fault:
            if fault.is_of_nothing:
                return []
            raise

    async def _legs(self, ids: list[str]) -> list[Leg]:
        """Ask for call legs; those that are gone are left out."""
        found = []
        for leg_id in ids:
            element = await self._if_there(f"callLegs/{leg_id}", "callLeg")
            if element is None:
                continue
            if id_of(element.attributes.get("id", "")) != leg_id:
                raise ControlError(ControlFault.MALFORMED, "another call leg")
            found.append(leg_of(element, await self._muted_by_profile(element, leg_id)))
        return found

    async def _muted_by_profile(self, leg: Element, leg_id: str) -> bool | None:
        """Tell whether the leg's profiles mute it, where it says nothing itself."""
        if leg.at("configuration", "rxAudioMute") is not None:
            return None
        if leg_id not in self._profile_mutes:
            path = f"callLegs/{leg_id}/callLegProfileTrace"
            try:
                trace = await self.client.ask(path, "callLegProfileTrace")
            except CmsFault:
                self._profile_mutes[leg_id] = None
            else:
                levels = [flag_at(p, "callLegProfile", "rxAudioMute") for p in trace.all("profile")]
                told = [level for level in levels if level is not None]
                self._profile_mutes[leg_id] = told[-1] if told else False
        return self._profile_mutes[leg_id]

    async def _if_there(self, path: str, root: str) -> Element | None:
        try:
            return await self.client.ask(path, root)
        except CmsFault as fault:
            if fault.is_of_nothing:
                return None
            raise
