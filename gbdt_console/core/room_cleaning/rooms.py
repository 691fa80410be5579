"""Folds the care of rooms: posted rules, the last cleaning, and when the next one is due."""

from collections.abc import Iterable
from dataclasses import field, replace
from datetime import date, timedelta
from typing import get_args

from gbdt_console.core.feature import Feature, applied
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.room_cleaning.events import CleaningEvent, RulesPosted
from gbdt_console.core.units import Day


@dataclass(frozen=True, slots=True)
class Signed:
    """Holds one sign-off.

    person: name or role of the person who signed; empty where sites.yaml says it
    operator: name of the operator who entered it; empty where sites.yaml says it
    """

    day: Day
    person: str = ""
    note: str = ""
    operator: str = ""


@dataclass(frozen=True, slots=True)
class RoomCleaning:
    """Holds the care of one room.

    site_id: id of the site, or 'centre'
    cleaning_days: days from one cleaning to the next; None where sites.yaml gives no interval
    rules: the last confirmation that the room rules are posted; None without one
    """

    site_id: str
    cleaning_days: int | None = None
    rules: Signed | None = None
    cleaned: Signed | None = None

    @property
    def due(self) -> date | None:
        """The day on which the next cleaning is due; None without an interval or a cleaning."""
        if self.cleaning_days is None or self.cleaned is None:
            return None
        return date.fromisoformat(self.cleaned.day) + timedelta(days=self.cleaning_days)

    def is_overdue(self, today: date) -> bool:
        """Tell whether the cleaning is overdue, or none was ever signed although an interval is given."""
        if self.cleaning_days is None:
            return False
        return self.due is None or self.due < today


@dataclass(slots=True)
class CleaningBook:
    """Holds the last sign-offs of each room; equal events give equal books."""

    signed: dict[str, RoomCleaning] = field(default_factory=dict)

    def apply(self, event: CleaningEvent) -> None:
        """Apply one event; of two sign-offs the one with the later day counts."""
        before = self.signed.get(event.site, RoomCleaning(event.site))
        if isinstance(event, RulesPosted):
            signed = Signed(event.day, event.person, "", event.operator)
            self.signed[event.site] = replace(before, rules=_later(before.rules, signed))
        else:
            signed = Signed(event.day, event.person, event.note, event.operator)
            self.signed[event.site] = replace(before, cleaned=_later(before.cleaned, signed))

    def rooms(self, configured: Iterable[RoomCleaning]) -> tuple[RoomCleaning, ...]:
        """Return the rooms of sites.yaml as they are now; rooms that only the journal knows follow.

        configured: what sites.yaml says
        """
        of_file = {room.site_id: room for room in configured}
        known = {id_: room for id_, room in sorted(self.signed.items()) if id_ not in of_file}
        return tuple(
            replace(
                room,
                rules=_later(room.rules, self.signed.get(id_, _NOTHING).rules),
                cleaned=self.signed.get(id_, _NOTHING).cleaned,
            )
            for id_, room in (of_file | known).items()
        )


_NOTHING = RoomCleaning("")


def _later(before: Signed | None, after: Signed | None) -> Signed | None:
    if before is None or after is None:
        return after if before is None else before
    return after if after.day >= before.day else before


CLEANING = Feature("cleaning", CleaningBook, get_args(CleaningEvent), applied)
