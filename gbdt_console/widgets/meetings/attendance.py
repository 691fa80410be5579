"""Draws how the sites attend the running meeting: those that are or were away, by the minute."""

from collections import Counter
from collections.abc import Iterator

from rich.style import Style
from textual.strip import Strip

from gbdt_console.core.conference.presence import (
    Presence,
    SiteAttendance,
    SitePresence,
    is_first_minute,
)
from gbdt_console.core.meetings.meeting import Meeting
from gbdt_console.text.meetings.attendance import attendance_text, first_minute_text
from gbdt_console.ui.view import View
from gbdt_console.widgets.sheet import Sheet

_WORST_FIRST = (Presence.LOST, Presence.ABSENT, Presence.EXCUSED, Presence.PRESENT)


class AttendancePart(Sheet):
    """Paints the attendance in lines of one width."""

    def paint(self, view: View) -> Iterator[Strip]:
        """Yield the counts now, a line for each site that is away or was for a minute, then who has to speak.

        Nothing without a meeting, and before its opening; in the first minute one sentence.
        """
        snapshot, words = view.snapshot, self._look.words
        is_counting = 0.0 < snapshot.attended_from_utc < view.now_utc
        if snapshot.meeting is None or not is_counting:
            return
        found = _attendance(view, snapshot.meeting)
        yield self.rule("meetings.part.attendance")
        if is_first_minute(snapshot.attended_from_utc, view.now_utc):
            yield from self._paragraph("", first_minute_text(found, words), is_labelled=False)
            return
        counts = Counter(site.now for site in found)
        parts = [words(f"meetings.now.{p}", n=counts[p], all=len(found)) for p in Presence if counts[p]]
        yield from self._paragraph("", self._look.glyphs.separator.join(parts), is_labelled=False)
        for site in sorted(found, key=lambda site: _WORST_FIRST.index(site.now)):
            if not site.was_there:
                text = attendance_text(site, words, self._look.formats)
                reason = self._reason(view, site)
                line = f"{view.called(site.site_id)}: {text}{reason}"
                yield from self._paragraph("", line, self._ink(site.now), is_labelled=False)
        waiting = () if view.conference is None else view.conference.floor.running_order
        if waiting:
            text = words("attendance.not-heard", sites=", ".join(map(view.called, waiting)))
            yield from self._paragraph("", text, is_labelled=False)

    def _reason(self, view: View, site: SiteAttendance) -> str:
        """Return why an excused site is away, in brackets."""
        is_told = view.conference is not None and site.now is Presence.EXCUSED
        reason = view.conference.floor.excuse_of(site.site_id) if is_told and view.conference else ""
        return f" ({reason})" if reason else ""

    def _ink(self, presence: Presence) -> Style:
        inks = self._look.inks
        return {
            Presence.LOST: inks.down,
            Presence.ABSENT: inks.poor,
            Presence.EXCUSED: inks.quiet,
            Presence.PRESENT: inks.plain,
        }[presence]


def _attendance(view: View, meeting: Meeting) -> list[SiteAttendance]:
    """Return the attendance of each site of the meeting, in order of number."""
    snapshot = view.snapshot
    known = {one.site_id: one for one in snapshot.attendance}
    return [
        known.get(site.id, SitePresence(site.id)).between(snapshot.attended_from_utc, view.now_utc)
        for site in snapshot.sites
        if meeting.takes_part(site.id) or site.id in known
    ]
