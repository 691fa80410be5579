"""Judges all registered meetings together: what collides, and what each lacks."""

from collections.abc import Iterable, Mapping

from gbdt_console.core.meetings.book import CalendarBook
from gbdt_console.core.meetings.clashes import Clash, Slot, clashes_of, slots_of
from gbdt_console.core.meetings.meeting import Meeting
from gbdt_console.core.meetings.registration import Registration
from gbdt_console.core.meetings.rules import Lack, MeetingSettings, lacks_of
from gbdt_console.core.technicians.roster import SiteTechnicians


class CalendarOverview:
    """Judges one state of the calendar; what it worked out once it keeps."""

    def __init__(
        self,
        book: CalendarBook,
        running: Mapping[str, Meeting],
        settings: MeetingSettings,
        technicians: Iterable[SiteTechnicians] = (),
    ) -> None:
        """Take what is judged."""
        self._book = book
        self._running = running
        self._settings = settings
        self._technicians = {site.site_id: site for site in technicians}
        self._ready_s = settings.ready_min * 60.0
        self._slots_until_utc = 0.0
        self._slots: tuple[Slot, ...] = ()
        self._lacks: dict[int, tuple[Lack, ...]] = {}

    def clashes(self, slot: Slot, but: Slot | None = None) -> tuple[Clash, ...]:
        """Return the meetings that collide with a slot; one with its own number does not, nor `but`."""
        until_utc = slot.until_utc + self._ready_s
        if until_utc > self._slots_until_utc:
            ends = (meeting.end_utc for meeting in self._book.meetings.values())
            self._slots_until_utc = max(until_utc, *ends, 0.0) + self._ready_s
            self._slots = slots_of(self._book, self._running, self._slots_until_utc)
        others = (
            other
            for other in self._slots
            if (other.number != slot.number or not other.number) and other != but
        )
        return clashes_of(slot, others, self._ready_s)

    def lacks(self, meeting: Registration) -> tuple[Lack, ...]:
        """Return what a coming meeting lacks, most urgent first."""
        if meeting.number not in self._lacks:
            found = self.clashes(Slot.of(meeting)) if meeting.is_coming else ()
            self._lacks[meeting.number] = lacks_of(meeting, found, self._settings, self._technicians)
        return self._lacks[meeting.number]
