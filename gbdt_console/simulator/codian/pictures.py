"""The custom layout, the panes and the views of the simulated Codian."""

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.simulator.codian.participants import Entry, Record

PANES = 20
CUSTOM = "conferenceCustom"
_FAMILY_LAYOUT = 5
"""The layout that a family shows here, whatever the number of participants."""
_KINDS = frozenset({"default", "blank", "loudest", "rolling", "h239", "participant"})
_NAMES = ("participantName", "participantProtocol", "participantType")


@dataclass(slots=True)
class Pictures:
    """The pictures of one conference.

    first: the number of the first pane, 0 or 1
    is_custom: whether the custom layout is in use
    custom: its number
    is_placed: whether pane placement is in use
    panes: type and names of each pane
    """

    first: int = 0
    is_custom: bool = False
    custom: int = 1
    is_placed: bool = False
    panes: list[Record] = field(default_factory=lambda: [{"type": "default"} for _ in range(PANES)])

    def copy(self) -> "Pictures":
        return Pictures(
            self.first, self.is_custom, self.custom, self.is_placed, [dict(pane) for pane in self.panes]
        )

    def restore(self, other: "Pictures") -> None:
        """Take over what another copy holds."""
        self.is_custom, self.custom, self.is_placed = other.is_custom, other.custom, other.is_placed
        self.panes = [dict(pane) for pane in other.panes]

    def layout_of(self, entry: Entry) -> tuple[int, str]:
        """Return the number of the layout that a participant sees, and the word for where it comes from."""
        wanted = entry.view["cpLayout"]
        if wanted == CUSTOM and self.is_custom:
            return self.custom, CUSTOM
        if wanted.startswith("layout"):
            return int(wanted.removeprefix("layout")), "participantCustom"
        return _FAMILY_LAYOUT, wanted if wanted.startswith("family") else "family1"

    def query(self) -> Record:
        """Return the answer of conference.paneplacement.query."""
        if not self.is_placed:
            return {"enabled": False}
        return {
            "enabled": True,
            "panes": [{"index": self.first + place, **pane} for place, pane in enumerate(self.panes)],
        }

    def place(self, parameters: Mapping[str, Any]) -> int:
        """Carry out conference.paneplacement.modify; return how many panes it changed."""
        self.is_placed = bool(parameters.get("enabled", self.is_placed))
        changed = 0
        for pane in parameters.get("panes", ()):
            place = pane.get("index", -1) - self.first
            if 0 <= place < PANES and pane.get("type") in _KINDS:
                self.panes[place] = {"type": pane["type"], **{n: pane[n] for n in _NAMES if n in pane}}
                changed += 1
        return changed

    def occupant(self, place: int) -> str:
        """Return the participantName in a pane; empty where none is fixed there."""
        is_used = self.is_custom and self.is_placed
        return str(self.panes[place].get("participantName", "")) if is_used else ""

    def occupants(self) -> list[str]:
        """Return the participantName of each pane."""
        return [self.occupant(place) for place in range(PANES)]
