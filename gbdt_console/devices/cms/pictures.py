"""Polls the picture of a call and puts another on air.

A Meeting Server has no seats. Whoever has the highest importance is in the first pane, and so on down; those
without are placed by who spoke last. With pane placement (`panePlacementHighestImportance`) importance N is
the first pane, N - 1 the second. So a picture for the branches is an importance for each seat and one request
for the layout of everybody. Importance is the same for all who look: one site can have a layout of its own,
not other panes.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import ExitStack

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.pictures import Bus, FrameState, Pane, PaneKind, Picture, PictureOrder
from gbdt_console.devices.cms import layouts
from gbdt_console.devices.cms.client import together
from gbdt_console.devices.cms.cluster import Cluster, WholeCall
from gbdt_console.devices.cms.people import Person
from gbdt_console.devices.control import ControlError

_FIRST = 1_000
"""Importance of the first seat without pane placement."""

SEATS_IN_ORDER, SAME_PANES = "mcu.seats-in-order", "mcu.same-panes"
"""Message codes of a picture with an empty seat before a filled one, and of one with panes of its own."""


class Pictures:
    """Knows the pictures of the newest poll, which each take builds on."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._branches = Picture()
        self._chair: Person | None = None
        self._counted: frozenset[str] = frozenset()

    def poll(self, call: WholeCall, chair: Person | None) -> FrameState:
        """Return what is on air.

        chair: participant of the chair's room; None while it is not in
        """
        self._chair = chair
        people = [person for person in call.people if person.is_in]
        seats = _seats(people, call.highest)
        self._branches = _picture(self._branches_layout(people), seats)
        programs = {Bus.BRANCHES: self._branches}
        if chair is not None:
            others = [seat for seat in seats if seat.source != chair.id]  # nobody sees himself
            programs[Bus.CHAIR] = _picture(chair.layout, others)
        return FrameState(layouts.LAYOUTS, programs)

    async def take(self, pictures: Mapping[Bus, PictureOrder]) -> None:
        """Put pictures on air; nothing is sent where one of them cannot be. Raises ControlError."""
        call = self._cluster.call
        for order in pictures.values():
            if not layouts.is_offered(order.layout):
                raise ControlError(ControlFault.REFUSED, "no such layout")
        branches, chair = pictures.get(Bus.BRANCHES), pictures.get(Bus.CHAIR)
        wanted = None if branches is None else self._importances(call, branches)
        own_layout = None if chair is None else self._checked_view(chair, branches)
        if branches is not None and wanted is not None:
            await self._rank(wanted)
            await self._lay_out(call, branches.layout)
        if own_layout is not None:
            await self._lay_out_chair(own_layout)

    async def show(self, participant_id: str) -> None:
        """Put a participant into the first pane, in exchange for the one that is there."""
        call = self._cluster.call
        self._cluster.call.owner(participant_id)
        highest = call.highest or _FIRST
        shown = [p for p in call.people if p.importance >= highest and p.id != participant_id]
        _, person = call.owner(participant_id)
        await self._rank({**{p.id: person.importance for p in shown}, participant_id: highest})

    def _branches_layout(self, people: Iterable[Person]) -> str:
        """Return the layout that all branches see; empty where they see several.

        Whoever came after the last take has the space's own until the next one, and does not count.
        """
        looking = [p for p in people if p is not self._chair and not _chooses(p)]
        counted = [p for p in looking if p.id in self._counted] or looking
        told = {person.layout for person in counted}
        return told.pop() if len(told) == 1 else ""

    def _importances(self, call: WholeCall, order: PictureOrder) -> dict[str, int]:
        """Return the importances that differ from those wanted; 0 stands for none. Raises ControlError."""
        seats = list(order.sources)
        while seats and not seats[-1]:
            seats.pop()
        if "" in seats or len(set(seats)) < len(seats):
            raise ControlError(ControlFault.REFUSED, code=SEATS_IN_ORDER)
        first = call.highest or _FIRST
        if len(seats) > (layouts.pane_count(order.layout) or first) or len(seats) > first:
            raise ControlError(ControlFault.REFUSED, "more seats than panes")
        wanted = {source: first - place for place, source in enumerate(seats)}
        for source in wanted:
            call.owner(source)
        return {p.id: wanted.get(p.id, 0) for p in call.people if p.importance != wanted.get(p.id, 0)}

    def _checked_view(self, order: PictureOrder, branches: PictureOrder | None) -> str:
        """Return the chair's layout. Raises ControlError where its panes are not those of the branches."""
        if self._chair is None:
            raise ControlError(ControlFault.REFUSED, "the chair's participant is not connected")
        own = self._chair.id
        seen = branches.sources if branches is not None else [p.source for p in self._branches.panes]
        panes = [source for source in seen if source and source != own]
        if any(source not in ("", *panes[at : at + 1]) for at, source in enumerate(order.sources)):
            raise ControlError(ControlFault.REFUSED, code=SAME_PANES)
        return order.layout

    async def _rank(self, importances: Mapping[str, int]) -> None:
        orders = []
        with ExitStack() as reading_back:
            for participant_id, importance in importances.items():
                bridge, _ = self._cluster.call.owner(participant_id)
                reading_back.enter_context(bridge.reading_back(ranks=[participant_id]))
                path, value = f"participants/{participant_id}", str(importance or "")
                orders.append(bridge.client.order("PUT", path, {"importance": value}))
            await together(*orders)

    async def _lay_out(self, call: WholeCall, layout: str) -> None:
        """Give everybody that layout, but for a chair that has one of its own."""
        self._counted = frozenset(person.id for person in call.people if person.is_in)
        if self._branches.layout == layout:
            return
        fields = {"layout": layout}
        chair = self._chair
        if chair is not None and chair.layout != self._branches.layout:
            fields |= {"mode": "exclude", "filterIds": chair.id}
        orders = []
        with ExitStack() as reading_back:
            for bridge, part in call.parts:
                reading_back.enter_context(bridge.reading_back([person.id for person in part.people]))
                orders.append(bridge.client.order("PUT", f"calls/{part.id}/participants/*", fields))
            await together(*orders)

    async def _lay_out_chair(self, layout: str) -> None:
        assert self._chair is not None
        bridge, chair = self._cluster.call.owner(self._chair.id)
        fields = {"chosenLayout": layout}
        with bridge.reading_back([chair.id]):
            await together(*(bridge.client.order("PUT", f"callLegs/{leg.id}", fields) for leg in chair.legs))


def _chooses(person: Person) -> bool:
    return all(leg.chooses_layout for leg in person.legs)


def _seats(people: Iterable[Person], highest: int) -> list[Pane]:
    """Return the panes that importance decides, from the first on."""
    ranked = sorted((p for p in people if p.importance), key=lambda p: -p.importance)
    shared = Counter(person.importance for person in ranked)
    if not highest:
        return [_pane(person, shared) for person in ranked]
    by_rank = {person.importance: _pane(person, shared) for person in ranked}
    lowest = min((rank for rank in by_rank if rank <= highest), default=highest + 1)
    return [by_rank.get(rank, Pane(PaneKind.EMPTY)) for rank in range(highest, lowest - 1, -1)]


def _pane(person: Person, shared: Mapping[int, int]) -> Pane:
    """Return the pane of a participant; of several with one importance the bridge chooses."""
    if shared[person.importance] > 1:
        return Pane(PaneKind.VOICE)
    return Pane(PaneKind.SOURCE, person.id, words=person.name)


def _picture(layout: str, seats: list[Pane]) -> Picture:
    count = layouts.pane_count(layout)
    if count is None:
        return Picture(layout, tuple(seats) or (Pane(PaneKind.VOICE),))
    return Picture(layout, (*seats, *(Pane(PaneKind.VOICE),) * count)[:count])


def shown_in(frame: FrameState) -> str | None:
    """Return the participant in the first pane of what the branches see; None where none is fixed there."""
    first = frame.programs[Bus.BRANCHES].panes[:1]
    return first[0].source or None if first and first[0].kind is PaneKind.SOURCE else None
