"""Record which sites are in the conference of a meeting, and how the others left it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, cast

from gbdt_console.core.conference.floor_events import SiteExcused
from gbdt_console.core.conference.presence import Presence, SitePresence
from gbdt_console.core.conference.roster import Departure
from gbdt_console.core.conference.state import HungUpBy
from gbdt_console.core.json_value import Json


@dataclass(frozen=True, slots=True)
class SiteJoined:
    """A site is in the conference of the running meeting.

    site: id of the site
    leg: the MCU's id of its call leg
    at_utc: UTC seconds of the first poll with it; 0 in an older entry
    """

    KIND: ClassVar[str] = "site.joined"
    VERSION: ClassVar[int] = 1
    site: str
    leg: str
    at_utc: float = 0.0


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
    def presence(self) -> Presence:
        """How the site attends from then on."""
        return Presence.LOST if self.by == HungUpBy.LOST else Presence.ABSENT

    @property
    def departure(self) -> Departure:
        """The departure that an earlier run of the engine saw."""
        return Departure(self.at_utc, HungUpBy(self.by) if self.by else None, self.operator, is_restored=True)


AttendanceEvent = SiteJoined | SiteLeft


@dataclass(frozen=True, slots=True)
class Attendance:
    """The attendance of the running meeting.

    last: the last event of each site, by site id
    sites: how each site attended so far, by site id; one that was never in and never excused is left out
    from_utc: when the attendance begins to count, UTC seconds: the opening, or a later start
    """

    last: Mapping[str, AttendanceEvent] = field(default_factory=dict)
    sites: Mapping[str, SitePresence] = field(default_factory=dict)
    from_utc: float = 0.0

    def apply(self, event: AttendanceEvent | SiteExcused) -> "Attendance":
        """Return the attendance after `event`."""
        before = self.sites.get(event.site, SitePresence(event.site))
        match event:
            case SiteExcused():
                after = before.excused(event.at_utc, is_on=event.is_on)
                return replace(self, sites={**self.sites, event.site: after})
            case SiteJoined():
                after = before.called(event.at_utc, Presence.PRESENT)
            case SiteLeft():
                after = before.called(event.at_utc, event.presence)
        return replace(self, last={**self.last, event.site: event}, sites={**self.sites, event.site: after})

    @property
    def listed(self) -> tuple[SitePresence, ...]:
        """How each site attended, by site id, so that a restart or a replay changes no order."""
        return tuple(self.sites[site] for site in sorted(self.sites))

    def to_data(self) -> dict[str, Json]:
        """Return plain JSON values for a Checkpoint."""
        last = {
            site: [e.leg, e.at_utc] if isinstance(e, SiteJoined) else [e.at_utc, e.by, e.operator]
            for site, e in sorted(self.last.items())
        }
        sites = {
            site: [[list(mark) for mark in one.calls], [list(mark) for mark in one.excuses]]
            for site, one in sorted(self.sites.items())
        }
        return cast("dict[str, Json]", {"last": last, "sites": sites, "from_utc": self.from_utc})

    @classmethod
    def from_data(cls, data: dict[str, Json]) -> "Attendance":
        """Read the values of `to_data`; an older Checkpoint has the last events alone."""
        parts = cast("dict[str, Any]", data)
        parts = parts if isinstance(parts.get("last"), dict) else {"last": parts}
        return cls(
            {site: _event_of(site, values) for site, values in parts["last"].items()},
            {
                site: SitePresence(
                    site,
                    tuple((at_utc, Presence(presence)) for at_utc, presence in calls),
                    tuple((at_utc, is_on) for at_utc, is_on in excuses),
                )
                for site, (calls, excuses) in parts.get("sites", {}).items()
            },
            parts.get("from_utc", 0.0),
        )


def _event_of(site_id: str, values: list[Any]) -> AttendanceEvent:
    """Return a site's last event; an older Checkpoint has a join without its time."""
    if len(values) == 3:
        return SiteLeft(site_id, float(values[0]), values[1], values[2])
    return SiteJoined(site_id, *values)
