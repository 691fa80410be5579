"""Follows one call on one Call Bridge.

A poll lists the participants; what the list does not tell (mute, importance, layout, quality) is one request
a participant and one a call leg. New ones and those that an order was about are asked at each poll, of the
others a few, the longest unasked first: a bridge that is asked too much answers by 503.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from math import inf

from gbdt_console.core.clean_text import clean
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.devices.cms.client import CmsClient, CmsFault, flag_at, id_of, number_at, together
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
    now: returns the moment, monotonic seconds
    """

    def __init__(self, client: CmsClient, conference: str, now: Callable[[], float]) -> None:
        self.client = client
        self._now = now
        self._conference = conference
        self._call_id = ""
        self._known: dict[str, Person] = {}
        self._legs_due: dict[str, float] = {}
        self._ranks_due: dict[str, float] = {}
        self._round_s = -inf
        self._addresses: dict[str, str] = {}
        self._profile_mutes: dict[str, bool | None] = {}

    async def open(self) -> None:
        """See that a Meeting Server answers, and forget all. Raises ControlError."""
        status = await self.client.ask("system/status", "status")
        if status.at("softwareVersion") is None:
            raise ControlError(ControlFault.MALFORMED, "not an answer of a Meeting Server")
        self._call_id, self._round_s = "", -inf
        for known in (self._known, self._legs_due, self._ranks_due, self._addresses, self._profile_mutes):
            known.clear()

    async def poll(self, now_s: float) -> Instance | None:
        """Return the call; None where it does not run here. Raises ControlError."""
        call, listed = await self._listed() if self._call_id else (None, {})
        if call is None:  # it did not run, or ended and began anew under another id
            self._call_id = await self._found()
            call, listed = await self._listed() if self._call_id else (None, {})
        if call is None:
            self._known.clear()
            return None
        own = [key for key, row in listed.items() if not row.text_at("callBridge")]
        await self._refresh(own, now_s)
        elsewhere = {key: row.text_at("name") for key, row in listed.items() if row.text_at("callBridge")}
        self._forget_others(elsewhere)
        people = tuple(self._known[key] for key in own if key in self._known)
        return Instance(self._call_id, call, people, elsewhere)

    @contextmanager
    def reading_back(self, legs: Collection[str] = (), ranks: Collection[str] = ()) -> Iterator[None]:
        """Ask for these participants anew at each poll, while an order is under way and for a while after it.

        legs, ranks: whose legs, and whose importance
        """
        of_each = ((self._legs_due, legs), (self._ranks_due, ranks))
        for due, ids in of_each:
            due.update(dict.fromkeys(ids, inf))
        try:
            yield
        finally:
            for due, ids in of_each:
                due.update(dict.fromkeys(ids, self._now()))

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

    async def _listed(self) -> tuple[Element | None, dict[str, Element]]:
        """Return the call and its participants' rows; None where it is not there any more."""
        path = f"calls/{self._call_id}"
        participants = self._rows_if_there(f"{path}/participants", "participants", "participant")
        call, listed = await together(self._if_there(path, "call"), participants)
        return call, listed

    async def _found(self) -> str:
        """Return the id of the call of that name; empty where there is none."""
        wanted = clean(self._conference)
        calls = await rows(self.client, "calls", "calls", "call")
        named = [k for k, row in calls.items() if wanted in (row.text_at("name"), row.text_at("coSpace"))]
        if len(named) > 1:
            raise CmsFault(ControlFault.REFUSED, 200, f"{len(named)} calls with that name")
        return named[0] if named else ""

    async def _refresh(self, own: list[str], now_s: float) -> None:
        """Ask for those participants that are due."""
        self._known = {key: person for key, person in self._known.items() if key in own}
        for due in (self._legs_due, self._ranks_due):
            for key in [key for key, at_s in due.items() if now_s - at_s >= _SETTLES_S]:
                del due[key]
        whole = [key for key in own if key not in self._known or not self._known[key].is_in]
        if now_s - self._round_s >= EVERY_S:
            self._round_s = now_s
            others = sorted(
                (key for key in own if key not in whole), key=lambda key: self._known[key].asked_s
            )
            whole += others[:ASKED_A_POLL]
        legs = [key for key in own if key in self._legs_due and key not in whole]
        ranks = [key for key in own if key in self._ranks_due and key not in (*whole, *legs)]
        asked = [self._person(key, now_s) for key in whole]
        asked += [self._with_legs(self._known[key], now_s) for key in legs]
        asked += [self._with_rank(self._known[key]) for key in ranks]
        for key, found in zip((*whole, *legs, *ranks), await together(*asked), strict=True):
            if found is None:  # it left between the list and this
                self._known.pop(key, None)
            else:
                self._known[key] = found

    def _forget_others(self, elsewhere: Collection[str]) -> None:
        """Keep no address and no profile of who left."""
        legs = {leg.id for person in self._known.values() for leg in person.legs}
        self._profile_mutes = {key: told for key, told in self._profile_mutes.items() if key in legs}
        self._addresses = {key: told for key, told in self._addresses.items() if key in elsewhere}

    async def _with_legs(self, known: Person, now_s: float) -> Person | None:
        """Ask for the legs alone, and for the importance too where that is due."""
        if known.id in self._ranks_due:
            return await self._person(known.id, now_s)
        legs = await self._legs([leg.id for leg in known.legs])
        if not legs:
            return await self._person(known.id, now_s)
        return replace(known, legs=tuple(legs), asked_s=now_s)

    async def _with_rank(self, known: Person) -> Person | None:
        """Ask for the participant alone."""
        detail = await self._if_there(f"participants/{known.id}", "participant")
        return None if detail is None else person_of(known.id, detail, known.legs, known.asked_s)

    async def _person(self, key: str, now_s: float) -> Person | None:
        """Ask for one participant and its legs; None where it is gone."""
        known = self._known.get(key)
        detail = await self._if_there(f"participants/{key}", "participant")
        if detail is None:
            return None
        count = number_at(detail, "numCallLegs")
        is_same = known is not None and count in (None, len(known.legs))
        legs = await self._legs([leg.id for leg in known.legs]) if known is not None and is_same else []
        if not legs:  # new, or it has other legs now
            path = f"participants/{key}/callLegs"
            legs = await self._legs(list(await self._rows_if_there(path, "callLegs", "callLeg")))
        return person_of(key, detail, tuple(legs), now_s) if legs else None

    async def _rows_if_there(self, path: str, plural: str, single: str) -> dict[str, Element]:
        try:
            return await rows(self.client, path, plural, single)
        except CmsFault as fault:
            if fault.is_of_nothing:
                return {}
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
