"""Tells who attended a meeting: its own sites, and apart from them the sites that did not belong to it."""

from collections.abc import Iterable, Sequence

from gbdt_console.core.conference.presence import Presence, SiteAttendance, SitePresence, Untold
from gbdt_console.core.meetings.meeting import Meeting
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import Utc


@dataclass(frozen=True, slots=True)
class Attended:
    """The attendance of one meeting from its begin to a moment.

    sites: that of its sites, and of the rooms behind their call legs
    uninvited: that of other sites that are known to have been in its conference, from the meeting's start on,
        which may be before it begins to count
    """

    sites: tuple[SiteAttendance, ...]
    uninvited: tuple[SiteAttendance, ...]

    @classmethod
    def between(
        cls,
        meeting: Meeting,
        site_ids: Sequence[str],
        known: Iterable[SitePresence],
        untold: Untold,
        from_utc: Utc,
        until_utc: Utc,
    ) -> "Attended":
        """Return it in the order of `site_ids`, the ids of all sites.

        known: how each site attended of which anything is known
        """
        marks = {one.site_id: one for one in known}
        order = dict.fromkeys((*site_ids, *meeting.sites, *marks))
        own = {one for one in order if meeting.takes_part(one) or (one in marks and marks[one].is_member)}
        others = [one for one in order if one in marks and one not in own]
        room_from_utc = min(from_utc, meeting.started_utc or from_utc)
        seen = (marks[one].between(room_from_utc, until_utc, untold) for one in others)
        return cls(
            tuple(
                marks.get(one, SitePresence(one)).between(from_utc, until_utc, untold)
                for one in order
                if one in own
            ),
            tuple(one for one in seen if Presence.PRESENT in one.seconds),
        )
