"""Fold the events of named layouts: pictures that are kept for later, in this meeting and in others."""

from collections.abc import Mapping
from dataclasses import field
from typing import get_args

from gbdt_console.core.clean_text import clean
from gbdt_console.core.events import Event
from gbdt_console.core.feature import Books, Feature
from gbdt_console.core.pictures import Bus, Shot
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import ActorName

MOST_SAVED = 50
"""Limits the layouts that are kept: a list that nobody reads to its end helps nobody."""

LONGEST_NAME = 30
"""Limits a name, characters: it stands in one line with its sites."""


@dataclass(frozen=True, slots=True)
class LayoutSaved(Event, kind="frame.saved"):
    """An operator kept the pictures under a name; those kept under it before are replaced.

    name: the name, cleaned
    """

    name: str
    shots: Mapping[Bus, Shot]
    operator: ActorName


@dataclass(frozen=True, slots=True)
class LayoutDeleted(Event, kind="frame.deleted"):
    """An operator deleted a named layout."""

    name: str
    operator: ActorName


SavedLayoutEvent = LayoutSaved | LayoutDeleted


def layout_name(text: str) -> str:
    """Return the name that a text gives; empty where it gives none."""
    return clean(" ".join(text.split()), LONGEST_NAME)


@dataclass(frozen=True, slots=True)
class SavedLayouts:
    """The named layouts of the province.

    by_name: the picture of each bus, by the layout's name
    """

    by_name: Mapping[str, Mapping[Bus, Shot]] = field(default_factory=dict)

    def named(self, text: str) -> str:
        """Return the name that is meant, whatever its capitals; empty where none is."""
        wanted = layout_name(text).casefold()
        return next((name for name in self.by_name if name.casefold() == wanted), "")

    def apply(self, event: SavedLayoutEvent) -> "SavedLayouts":
        kept = {name: shots for name, shots in self.by_name.items() if name != self.named(event.name)}
        if isinstance(event, LayoutSaved):
            kept[event.name] = event.shots
        return SavedLayouts(kept)


def _fold(saved: SavedLayouts, event: SavedLayoutEvent, _: Books) -> SavedLayouts:
    return saved.apply(event)


SAVED_LAYOUTS = Feature("saved_layouts", SavedLayouts, get_args(SavedLayoutEvent), _fold)
