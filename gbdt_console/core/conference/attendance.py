"""Record which sites are in the conference of a meeting, and how the others left it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar, cast

from gbdt_console.core.conference.roster import Departure
from gbdt_console.core.conference.state import HungUpBy
from gbdt_console.core.json_value import Json


@dataclass(frozen=True, slots=True)
class SiteJoined:
    """A site is in the conference of the running meeting.

    site: id of the site
    leg: the MCU's id of its call leg
    """

    KIND: ClassVar[str] = "site.joined"
    VERSION: ClassVar[int] = 1
    site: str
    leg: str


@dataclass(frozen=True, slots=True)
class SiteLeft:
    """A site left the conference of the running meeting, or it became known how it had left.

    site: id of the site
    at_utc: UTC seconds of the first poll without it
    by: the HungUpBy that ended its call; empty where that is not known
    operator: name of the operator who hung up at this console; else empty
    """

    KIND: ClassVar[str] = "site.left"
    VERSION: ClassVar[int] = 1
    site: str
    at_utc: float
    by: str
    operator: str

    @classmethod
    def of(cls, site_id: str, left: Departure) -> "SiteLeft":
        """Return the event of that departure."""
        return cls(site_id, left.at_utc, left.by.value if left.by is not None else "", left.operator)

    @property
    def departure(self) -> Departure:
        """The departure that an earlier run of the engine saw."""
        return Departure(self.at_utc, HungUpBy(self.by) if self.by else None, self.operator, is_restored=True)


AttendanceEvent = SiteJoined | SiteLeft


@dataclass(frozen=True, slots=True)
class Attendance:
    """The last event of each site in the running meeting, by site id."""

    last: Mapping[str, AttendanceEvent] = field(default_factory=dict)

    def apply(self, event: AttendanceEvent) -> "Attendance":
        """Return the attendance after `event`."""
        return replace(self, last={**self.last, event.site: event})

    def to_data(self) -> dict[str, Json]:
        """Return plain JSON values for a Checkpoint."""
        return {
            site: [e.leg] if isinstance(e, SiteJoined) else [e.at_utc, e.by, e.operator]
            for site, e in sorted(self.last.items())
        }

    @classmethod
    def from_data(cls, data: dict[str, Json]) -> "Attendance":
        """Read the values of `to_data`."""
        values = cast("dict[str, list[str]]", data)
        return cls(
            {
                site: SiteJoined(site, *v) if len(v) == 1 else SiteLeft(site, float(v[0]), v[1], v[2])
                for site, v in values.items()
            }
        )
