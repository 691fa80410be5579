"""Polls the pictures of one conference and puts others on air.

A picture for the branches is one request (all panes), and a second one where the layout changes too or where
not everybody was switched to the conference's layout yet. The panes go first: then the change of layout shows
the new sites at once.
"""

from collections.abc import Mapping
from dataclasses import replace

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.pictures import Bus, FrameState, PaneKind, Picture, PictureOrder
from gbdt_console.devices.codian import layouts
from gbdt_console.devices.codian.client import CodianClient, struct_of, text_of, whole_of
from gbdt_console.devices.codian.listing import Identity, Leg, Legs
from gbdt_console.devices.codian.media import MediaWatch
from gbdt_console.devices.codian.panes import CUSTOM, Placement, chair_picture, written_panes
from gbdt_console.devices.codian.xmlrpc import Struct, Value
from gbdt_console.devices.control import ControlError

_NO_LAYOUT = "no such layout"
_NO_LEG = "no such participant"
_NO_CHAIR = "the chair's participant is not connected"
CONFIGURED = "mcu.configured-endpoint"
"""Message code of panes that the MCU left: guides 2.9 and 2.10 take no `by_name` participant there."""
_ONE_SITE = "a view of one participant has one fixed site, in its first pane"


class Pictures:
    """Knows the pictures of the newest poll, which each take builds on."""

    def __init__(self, conference: str) -> None:
        self._named: dict[str, Value] = {"conferenceName": conference}
        self._media = MediaWatch(conference)
        self._placement = Placement()
        self._legs = Legs()
        self._chair: Leg | None = None
        self._is_everybodys = False
        self._is_chair_free = False

    async def poll(
        self, client: CodianClient, status: Struct, legs: Legs, chair: Leg | None, now_s: float
    ) -> FrameState:
        """Return what is on air. Raises ControlError.

        status: the answer of conference.status
        chair: the leg of the chair's room; None while it is not connected
        """
        answer = await client.ask("conference.paneplacement.query", self._named)
        placement = Placement.of(status, answer)
        self._placement, self._legs, self._chair = placement, legs, chair
        await self._media.poll(client, self._on_air(), now_s)
        is_moving = lambda leg_id: self._media.is_moving(leg_id, now_s)  # noqa: E731
        programs = {Bus.BRANCHES: placement.picture(legs, is_moving)}
        if chair is not None:
            view = chair_picture(chair, programs[Bus.BRANCHES], legs, is_moving)
            is_free = self._is_chair_free and layouts.is_own_choice(view.layout)
            programs[Bus.CHAIR] = replace(view, layout=layouts.OWN) if is_free else view
        return FrameState(layouts.LAYOUTS, programs)

    async def take(self, client: CodianClient, pictures: Mapping[Bus, PictureOrder]) -> None:
        """Put pictures on air; nothing is sent where one of them cannot be. Raises ControlError."""
        branches, chair = pictures.get(Bus.BRANCHES), pictures.get(Bus.CHAIR)
        number = None if branches is None else _number(branches)
        if branches is not None and number is None and branches.layout != layouts.OWN:
            raise ControlError(ControlFault.REFUSED, _NO_LAYOUT)
        legs = [] if branches is None else self._seated(branches)
        view = None if chair is None else self._view(chair, branches)
        if number is not None:
            count = max(layouts.pane_count(number) or layouts.MOST_PANES, len(legs))
            first = await self._first_pane(client)
            await self._place(client, written_panes(legs, first, count), number, keeps_chair=view is None)
        elif branches is not None:
            self._is_everybodys = False
            await client.order("conference.modify", {**self._named, "customLayoutEnabled": False})
        if view is not None:
            await self._set_view(client, view)
            self._is_chair_free = view.get("cpLayout") == layouts.OWN

    async def show(self, client: CodianClient, leg_id: str) -> None:
        """Put a participant into the first pane, in exchange for the one that is there."""
        first = await self._first_pane(client)
        now = self._placement.picture(self._legs, lambda _: None)
        shown = [pane.source if pane.kind is PaneKind.SOURCE else "" for pane in now.panes] or [""]
        place = shown.index(leg_id) if leg_id in shown else 0
        seats = {place: self._legs.get(shown[0]), 0: self._leg(leg_id)}
        panes = [written_panes([leg], first + seat, 1)[0] for seat, leg in seats.items()]
        await self._place(client, panes, self._placement.layout or 1, keeps_chair=True)

    def _on_air(self) -> list[Leg]:
        """Return the legs that have a place in a picture, the most prominent first."""
        panes = self._placement.panes[: layouts.pane_count(self._placement.layout)]
        named = [Identity.of(pane) for pane in panes if text_of(pane, "type") == "participant"]
        if self._chair is not None and text_of(self._chair.state, "focusType") == "participant":
            named.append(Identity.of(struct_of(self._chair.state, "focusParticipant")))
        return [leg for identity in named if (leg := self._legs.named(identity)) is not None]

    async def _first_pane(self, client: CodianClient) -> int:
        """Return the number of the first pane; turn placement on where the MCU does not tell it yet."""
        if self._placement.first is None:
            turn_on: dict[str, Value] = {**self._named, "enabled": True}
            await client.order("conference.paneplacement.modify", turn_on)
            answer = await client.ask("conference.paneplacement.query", self._named)
            told = Placement.of({}, answer)
            self._placement = replace(
                self._placement, is_placed=told.is_placed, first=told.first, panes=told.panes
            )
        return self._placement.first or 0

    async def _place(
        self, client: CodianClient, panes: list[Struct], number: int, *, keeps_chair: bool
    ) -> None:
        """Fill panes, then switch to the layout where that is needed."""
        placed: dict[str, Value] = {**self._named, "enabled": True, "panes": panes}
        modified = whole_of(await client.order("conference.paneplacement.modify", placed), "panesModified")
        if modified is not None and modified != len(panes):
            named = [text_of(pane, "participantName") for pane in panes if _is_configured(pane)]
            if named:
                raise ControlError(ControlFault.REFUSED, ", ".join(named), CONFIGURED)
            raise ControlError(ControlFault.REFUSED, f"{modified} of {len(panes)} panes")
        if self._placement.layout == number and self._is_everybodys:
            return
        chair = self._chair if keeps_chair else None
        self._placement = replace(self._placement, layout=None)
        switched: dict[str, Value] = {
            **self._named,
            "customLayoutEnabled": True,
            "customLayout": number,
            "newParticipantsCustomLayout": True,
            "setAllParticipantsToCustomLayout": True,
        }
        await client.order("conference.modify", switched)
        self._is_everybodys = True
        if chair is not None and (kept := _kept_view(chair)):
            await self._set_view(client, kept)

    async def _set_view(self, client: CodianClient, view: Struct) -> None:
        if self._chair is None:
            raise ControlError(ControlFault.REFUSED, _NO_CHAIR)
        named = {**self._named, **self._chair.identity.fields(), "operationScope": "activeState"}
        await client.order("participant.modify", {**named, **view})

    def _view(self, order: PictureOrder, branches: PictureOrder | None) -> Struct:
        """Return the parameters of the chair's view. Raises ControlError where there is no such view."""
        if self._chair is None:
            raise ControlError(ControlFault.REFUSED, _NO_CHAIR)
        number, legs = _number(order), self._seated(order)
        if number is None:
            return {"cpLayout": order.layout, "focusType": "voiceActivated"}
        if order == (branches or self._branches_order()):
            return {"cpLayout": CUSTOM, "focusType": "voiceActivated"}
        if any(legs[1:]):
            raise ControlError(ControlFault.REFUSED, _ONE_SITE)
        if not legs or legs[0] is None:
            return {"cpLayout": order.layout, "focusType": "voiceActivated"}
        focus = {**self._named, **legs[0].identity.fields()}
        return {"cpLayout": order.layout, "focusType": "participant", "focusParticipant": focus}

    def _branches_order(self) -> PictureOrder:
        now: Picture = self._placement.picture(self._legs, lambda _: None)
        return PictureOrder(now.layout, tuple(pane.source for pane in now.panes))

    def _seated(self, order: PictureOrder) -> list[Leg | None]:
        return [self._leg(source) if source else None for source in order.sources[: layouts.MOST_PANES]]

    def _leg(self, leg_id: str) -> Leg:
        leg = self._legs.get(leg_id)
        if leg is None:
            raise ControlError(ControlFault.REFUSED, _NO_LEG)
        return leg


def _is_configured(pane: Struct) -> bool:
    return pane.get("participantType") == "by_name"


def _number(order: PictureOrder) -> int | None:
    """Return the number of the layout; None where the MCU fills all panes itself. Raises ControlError."""
    number = layouts.layout_number(order.layout)
    if number is None and (not layouts.is_own_choice(order.layout) or any(order.sources)):
        raise ControlError(ControlFault.REFUSED, _NO_LAYOUT)
    return number


def _kept_view(chair: Leg) -> Struct | None:
    """Return the parameters of the view that the chair has; None where it is the conference's."""
    state, number = chair.state, whole_of(chair.state, "currentLayout")
    source = text_of(state, "layoutSource")
    if source == CUSTOM or number is None:
        return None
    if layouts.is_own_choice(source):
        return {"cpLayout": source, "focusType": "voiceActivated"}
    focus = state.get("focusParticipant")
    view: dict[str, Value] = {"cpLayout": layouts.layout_id(number)}
    if text_of(state, "focusType") == "participant" and isinstance(focus, Mapping):
        return view | {"focusType": "participant", "focusParticipant": focus}
    return view | {"focusType": "voiceActivated"}


def shown_in(frame: FrameState) -> str | None:
    """Return the participant in the first pane of what the branches see; None where none is fixed there."""
    fixed = [pane.source for pane in frame.programs[Bus.BRANCHES].panes[:1] if pane.kind is PaneKind.SOURCE]
    return fixed[0] or None if fixed else None
