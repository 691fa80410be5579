"""Arranges who works at each site, and the care of its room, as one list."""

from gbdt_console.core.meetings.registration import Registration
from gbdt_console.core.meetings.rules import is_trained
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.resource_ids import CENTRE
from gbdt_console.core.room_cleaning.rooms import RoomCleaning
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.core.technicians.roster import SiteTechnicians
from gbdt_console.ui.cursor import Cursor


@dataclass(frozen=True, slots=True)
class CleaningRow:
    """Holds one line of the list.

    technicians: who works there; nobody where none is known
    room: the care of its room; nothing where nothing is known
    meeting: the meeting of the duty, where the site takes part in it; else None
    """

    site_id: str
    technicians: SiteTechnicians
    room: RoomCleaning
    meeting: Registration | None = None

    @property
    def is_untrained(self) -> bool:
        """Whether nobody trained is at the site (A10.2); the centre has no duty of that kind."""
        return self.site_id != CENTRE and not is_trained(self.meeting, self.technicians, self.site_id)

    @property
    def lacks_duty(self) -> bool:
        """Whether nobody confirmed being on duty for the meeting."""
        return self.meeting is not None and self.meeting.duty_at(self.site_id) is None


CleaningCursor = Cursor[CleaningRow]


def rows_of(snapshot: Snapshot, meeting: Registration | None) -> tuple[CleaningRow, ...]:
    """Return the centre and all sites, by number."""
    known = {site.site_id: site for site in snapshot.technicians}
    rooms = {room.site_id: room for room in snapshot.care}
    of_meeting = frozenset((CENTRE, *meeting.plan.sites)) if meeting is not None else frozenset()
    ids = (CENTRE, *(site.id for site in snapshot.sites))
    return tuple(
        CleaningRow(
            id_,
            known.get(id_, SiteTechnicians(id_)),
            rooms.get(id_, RoomCleaning(id_)),
            meeting if id_ in of_meeting else None,
        )
        for id_ in ids
    )


def row_of(snapshot: Snapshot, site_id: str) -> CleaningRow | None:
    people, rooms = snapshot.technicians, snapshot.care
    is_known = any(one.site_id == site_id for one in people) or any(one.site_id == site_id for one in rooms)
    found = (row for row in rows_of(snapshot, meeting_of_duty(snapshot)) if row.site_id == site_id)
    return next(found, None) if is_known else None


def meeting_of_duty(snapshot: Snapshot, meant: Registration | None = None) -> Registration | None:
    """Return the meeting whose duty counts now; None where there is none.

    meant: the meeting that the console was opened for; None for the running one, else the next
    """
    if meant is not None and meant.is_open:
        return meant
    return next((meeting for meeting in snapshot.calendar if meeting.is_open), None)
