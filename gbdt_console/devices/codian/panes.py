"""Reads what the MCU's answers say of pictures, and writes the panes of a picture to be put on air.

What the branches see is the conference's custom layout with its pane placement: each of 20 panes is told
what it shows, and keeps that when the layout changes. What the chair's room sees is the view of that one
participant: a layout of its own with at most one fixed site, or the conference's picture.
"""

from collections.abc import Callable, Sequence

from gbdt_console.core.pictures import Pane, PaneKind, Picture
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.devices.codian.client import flag_of, struct_of, structs_of, text_of, whole_of
from gbdt_console.devices.codian.layouts import MOST_PANES, OWN, is_own_choice, layout_id, pane_count
from gbdt_console.devices.codian.listing import Identity, Leg, Legs
from gbdt_console.devices.codian.xmlrpc import Struct, Value

CUSTOM = "conferenceCustom"
"""The MCU's word for a participant's view that is the conference's."""

_KINDS = {
    "participant": PaneKind.SOURCE, "default": PaneKind.VOICE, "loudest": PaneKind.VOICE,
    "rolling": PaneKind.ROLLING, "h239": PaneKind.CONTENT, "blank": PaneKind.EMPTY,
}  # fmt: skip

IsMoving = Callable[[str], bool | None]


@dataclass(frozen=True, slots=True)
class Placement:
    """The conference's custom layout and its panes.

    layout: number of the custom layout; None where the conference has none in use
    is_placed: pane placement is in use; the MCU ignores it without a custom layout
    first: the number that the MCU gives the first pane (the API guide says 0, a controller in use counts
        from 1); None while placement is not in use
    panes: what each pane shows, from the first on
    """

    layout: int | None = None
    is_placed: bool = False
    first: int | None = None
    panes: tuple[Struct, ...] = ()

    @classmethod
    def of(cls, status: Struct, placement: Struct) -> "Placement":
        """Read the answers of conference.status and conference.paneplacement.query."""
        is_custom = flag_of(status, "customLayoutEnabled") is not False
        rows = {whole_of(pane, "index"): pane for pane in structs_of(placement, "panes")}
        numbers = sorted(number for number in rows if number is not None and 0 <= number <= MOST_PANES)
        is_placed = flag_of(placement, "enabled") is True
        return cls(
            whole_of(status, "customLayout") if is_custom else None,
            is_placed,
            numbers[0] if is_placed and numbers else None,
            tuple(rows[number] for number in numbers) if is_placed else (),
        )

    def picture(self, legs: Legs, is_moving: IsMoving) -> Picture:
        if self.layout is None:
            return Picture(OWN, (Pane(PaneKind.VOICE),))
        count = pane_count(self.layout)
        if not self.panes:
            return Picture(layout_id(self.layout), (Pane(PaneKind.VOICE),) * (count or 0))
        used = list(self.panes[:count])
        while count is None and used and text_of(used[-1], "type") == "default":
            used.pop()
        return Picture(layout_id(self.layout), tuple(_pane(pane, legs, is_moving) for pane in used))


def chair_picture(chair: Leg, conference: Picture, legs: Legs, is_moving: IsMoving) -> Picture:
    """Return what the chair's room sees, by the state of its participant."""
    state = chair.state
    if text_of(state, "layoutSource") == CUSTOM:
        return conference
    number, source = whole_of(state, "currentLayout"), text_of(state, "layoutSource")
    if is_own_choice(source):
        return Picture(source, (Pane(PaneKind.VOICE),))
    if number is None:
        return Picture()
    panes = [Pane(PaneKind.VOICE)] * (pane_count(number) or 1)
    match text_of(state, "focusType"):
        case "participant":
            focus = struct_of(state, "focusParticipant")
            panes[0] = _pane({"type": "participant", **focus}, legs, is_moving)
        case "h239":
            panes[0] = Pane(PaneKind.CONTENT)
    return Picture(layout_id(number), tuple(panes))


def written_panes(legs: Sequence[Leg | None], first: int, count: int) -> list[Struct]:
    """Write the panes of a picture; those beyond `legs`, up to `count`, are left to the MCU."""
    rows = [*legs, *[None] * (count - len(legs))]
    return [_written(leg, first + place) for place, leg in enumerate(rows)]


def _written(leg: Leg | None, index: int) -> dict[str, Value]:
    if leg is None:
        return {"index": index, "type": "default"}
    return {"index": index, "type": "participant", **leg.identity.fields()}


def _pane(pane: Struct, legs: Legs, is_moving: IsMoving) -> Pane:
    words = text_of(pane, "type")
    kind = _KINDS.get(words, PaneKind.OTHER)
    if kind is not PaneKind.SOURCE:
        return Pane(kind, words=words if kind is PaneKind.OTHER else "")
    leg = legs.named(Identity.of(pane))
    if leg is None:
        return Pane(kind, words=text_of(pane, "participantName"))
    return Pane(kind, leg.id, is_moving(leg.id), text_of(leg.state, "displayName"))
