"""A moment at which every screen has something on it."""

from dataclasses import replace

from gbdt_console.core.people import Contact
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.core.technicians.posts import Post
from gbdt_console.core.technicians.roster import PostHolder, SiteTechnicians
from tests.support.alarms.snapshots import make_alarm, with_alarms
from tests.support.checklist.sheets import with_sheet
from tests.support.meetings.shown import usual
from tests.support.outages.records import lost
from tests.support.rooms.snapshots import room, with_rooms
from tests.support.screens.meeting_console import SPEAKING, meeting
from tests.support.screens.scripted_port import AT_UTC, make_snapshot

_ROLES = ((Post.TECHNICIAN, PostHolder("trực kỹ thuật", "0214 000 0101")),)


def everything() -> Snapshot:
    """A meeting with floor, a sheet before another one, outages with many contacts, codecs and an alarm."""
    made = meeting(floor=SPEAKING)
    many = tuple(Contact(f"trực ca {n}", f"0214 000 08{n:02}") for n in range(1, 12))
    sites = tuple(replace(site, carrier_contacts=many) for site in made.sites)
    made = replace(
        made,
        sites=sites,
        outages=(lost(7, 3, AT_UTC), lost(8, 5, AT_UTC, 60.0)),
        calendar=usual(make_snapshot(11)).calendar,
        technicians=tuple(SiteTechnicians(site.id, _ROLES) for site in sites),
    )
    made = with_rooms(made, [room(2, is_muted=True), room(3, is_muted=False)])
    return with_alarms(with_sheet(made), [make_alarm(1, 3, AT_UTC)])
