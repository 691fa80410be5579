"""Define the events that make an hour's samples provable, and which hours have it."""

from dataclasses import field
from typing import ClassVar

from gbdt_console.core.events import Event
from gbdt_console.core.feature import Feature, applied
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import Utc

HOUR_S = 3_600


@dataclass(frozen=True, slots=True)
class SamplesSealed(Event, kind="samples.sealed"):
    """The seconds of one hour as they stood in the samples file after it.

    A later one of the same hour counts: more was measured since, and the hour was unsealed.

    from_utc: begin of the hour
    series: number of series that have any
    digest: SHA-256 of the hour's lines as evidence has them (docs/evidence.md), 64 hexadecimal digits
    """

    from_utc: Utc
    series: int
    digest: str


@dataclass(frozen=True, slots=True)
class SamplesUnsealed(Event, kind="samples.unsealed"):
    """More will be measured in an hour: the clock was set back. A seal that it had no longer counts.

    from_utc: begin of the hour
    """

    from_utc: Utc


@dataclass(slots=True)
class SealedHours:
    """Holds the begins of the last sealed hours, seconds since the epoch."""

    kept: ClassVar[int] = 48

    hours: list[int] = field(default_factory=list)

    def apply(self, event: SamplesSealed | SamplesUnsealed) -> None:
        begin = int(event.from_utc)
        self.hours = [hour for hour in self.hours if hour != begin]
        if isinstance(event, SamplesSealed):
            self.hours.append(begin)
        del self.hours[: -self.kept]


SEALS = Feature("seals", SealedHours, (SamplesSealed, SamplesUnsealed), applied)
"""Keeps which hours of samples are sealed."""
