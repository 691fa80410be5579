"""Tells what belongs to the meetings that run beside one: none of it stands in that one's minutes."""

from collections.abc import Iterable
from dataclasses import field

from gbdt_console.core.checklist.events import ChecklistEvent
from gbdt_console.core.events import Event, MeetingEnded, MeetingStarted, PlacedEvent
from gbdt_console.core.meetings.events import CalendarEvent
from gbdt_console.core.meetings.held import meeting_of
from gbdt_console.core.meetings.meeting import Meeting, meeting_of_sheet, sheet_id_of
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.reports.minutes import Incident
from gbdt_console.core.shutdown.events import ShutdownEvent


@dataclass(slots=True)
class MeetingsBeside:
    """Takes all events in order; `begin` says which meeting is the one in question.

    What names neither a conference nor a meeting belongs to the others where all its sites are theirs alone.
    """

    _running: dict[str, Meeting] = field(default_factory=dict)
    _own: tuple[str, Meeting] | None = None
    _beside: list[Meeting] = field(default_factory=list)

    def begin(self, event: MeetingStarted) -> None:
        self._own = event.conference, meeting_of(event)
        self._beside = [one for conference, one in self._running.items() if conference != event.conference]

    def take(self, event: Event | None) -> None:
        """Take the next event, the start of the meeting in question too."""
        if isinstance(event, MeetingStarted):
            self._running[event.conference] = meeting_of(event)
            if self._own is not None and event.conference != self._own[0]:
                self._beside.append(meeting_of(event))
        elif isinstance(event, MeetingEnded):
            self._running.pop(event.conference, None)

    def have(self, event: Event | None, sites: Iterable[str] = ()) -> bool:
        """Tell whether an event belongs to another meeting.

        sites: ids of its sites, where it does not name them itself
        """
        match event:
            case PlacedEvent():
                return event.conference != self.conference
            case event if isinstance(event, ChecklistEvent | ShutdownEvent):
                return meeting_of_sheet(event.meeting) in map(sheet_id_of, self._beside)
            case event if isinstance(event, CalendarEvent):
                return any(event.number == one.registration for one in self._beside if one.registration)
        return self.have_sites((*sites, *_sites_of(event)))

    @property
    def conference(self) -> str:
        return "" if self._own is None else self._own[0]

    def have_incident(self, incident: Incident) -> bool:
        """Tell whether it is about a site of the other meetings, or a caller in their conferences."""
        if incident.site_id:
            return self.have_sites((incident.site_id,))
        return incident.conference != self.conference

    def have_sites(self, sites: Iterable[str]) -> bool:
        """Tell whether all these sites take part in other meetings, and none in the one in question."""
        sites = tuple(sites)
        if self._own is None or not sites:
            return False
        own = self._own[1]
        return all(
            not own.takes_part(site) and any(one.takes_part(site) for one in self._beside) for site in sites
        )


def _sites_of(event: Event | None) -> tuple[str, ...]:
    """Return the sites that an event names: by field, or as the first part of a resource or a device."""
    if sites := getattr(event, "sites", ()):
        return tuple(sites)
    named = (getattr(event, name, "") for name in ("site", "resource", "device", "target"))
    first = next((value for value in named if isinstance(value, str) and value), "")
    return (first.partition(".")[0],) if first else ()
