"""Record how absent sites left the conference."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from gbdt_console.core.conference.attendance import (
    Attendance,
    AttendanceEvent,
    SiteJoined,
    SiteLeft,
    SiteUntold,
)
from gbdt_console.core.conference.roster import Departure, RosterRow, RosterStatus
from gbdt_console.core.conference.state import ConferenceState, HungUpBy

LostSince = Callable[[str], float | None]
"""Returns since when a site's line or codec is lost, UTC seconds; None where neither is."""
_MOST = 1_000
"""Hang-ups kept; bounds the memory of legs whose end no poll ever shows."""
_OURS_WITHIN_S = 20.0
"""Seconds within which the end of a call counts as the result of the operator's hang-up."""
_FAILS_WITHIN_S = 10.0
"""Limits how long after a call's end its line or codec may fail and still be its cause, seconds: a codec
that is switched off first ends its calls."""


class Departures:
    """Compares each poll of the MCU with the one before.

    Hang-ups of this console are certain; others are as the MCU reports them, unless the site's line or codec
    failed at that time.
    """

    def __init__(self, utc: Callable[[], float], lost_since: LostSince = lambda site_id: None) -> None:
        self._utc = utc
        self._lost_since = lost_since
        self._legs: dict[str, str] = {}
        self._ours: dict[str, tuple[str, float]] = {}
        self._left: dict[str, Departure] = {}
        self._meeting_id = ""
        self._recorded: dict[str, AttendanceEvent] = {}
        self._joined: dict[str, SiteJoined] = {}
        self._there: dict[str, str] = {}
        self._from_utc = 0.0
        self._restored: set[str] = set()

    def will_hang_up(self, leg: str, operator: str) -> None:
        """Note that the operator of that name ends the call leg."""
        self._ours[leg] = operator, self._utc()
        while len(self._ours) > _MOST:
            del self._ours[next(iter(self._ours))]

    def with_departures(self, rows: Iterable[RosterRow], state: ConferenceState) -> tuple[RosterRow, ...]:
        """Return the rows of a poll, the absent sites with their Departure."""
        rows, ended = tuple(rows), dict(state.ended)
        for row in rows:
            site_id = row.own_site
            if not site_id or row.standing is RosterStatus.UNKNOWN:
                self._left.pop(site_id, None)
                continue
            before = self._legs.pop(site_id, "")
            if row.participant is not None:
                self._legs[site_id] = row.participant.id
                self._restored.discard(site_id)
                self._left.pop(site_id, None)
            elif before:
                left = self._departure(before, ended.get(before))
                self._left[site_id] = replace(left, is_restored=site_id in self._restored)
        self._left = {site_id: self._judged(site_id, left) for site_id, left in self._left.items()}
        return tuple(
            replace(row, left=self._left[row.own_site]) if row.own_site in self._left else row for row in rows
        )

    def set_meeting(self, meeting_id: str, attendance: Attendance) -> None:
        """Forget the departures of the former meeting, and take those of the new one.

        After a restart the journal has the attendance of the running meeting.

        meeting_id: id of the running meeting; empty where there is none
        attendance: the fold of its events
        """
        if meeting_id == self._meeting_id:
            return
        self._meeting_id = meeting_id
        self._there, self._from_utc = dict(self._legs), attendance.from_utc
        self._recorded = {site_id: _timeless(event) for site_id, event in attendance.last.items()}
        self._joined = {s: e for s, e in attendance.last.items() if isinstance(e, SiteJoined)}
        self._left = {s: e.departure for s, e in attendance.last.items() if isinstance(e, SiteLeft)}
        for site_id, event in attendance.last.items():
            leg = event.leg if isinstance(event, SiteJoined | SiteUntold) else ""
            if leg and site_id not in self._legs:
                self._legs[site_id] = leg
                self._restored.add(site_id)

    def news(self, rows: Iterable[RosterRow]) -> list[AttendanceEvent]:
        """Return what the rows of `with_departures` have to tell the journal; none outside of a meeting.

        A site whose line or codec is dead is unknown from its last answer on, not from when that was noticed.
        """
        known = self._recorded
        found = [event for row in rows if (event := _event(row, known.get(row.own_site))) is not None]
        new = [event for event in found if self._meeting_id and known.get(event.site) != event]
        told = [one for event in new for one in self._timed(event)]
        self._recorded = known | {event.site: event for event in new}
        self._joined |= {event.site: event for event in told if isinstance(event, SiteJoined)}
        return told

    def _timed(self, event: AttendanceEvent) -> Iterator[AttendanceEvent]:
        """Yield an event with its time, before a lost call that it was unknown from the last answer on."""
        joined = self._joined.get(event.site)
        lost_utc = self._lost_since(event.site)
        dead_utc = self._utc() if lost_utc is None else max(lost_utc, joined.at_utc if joined else 0.0)
        match event:
            case SiteJoined() if self._there.pop(event.site, "") == event.leg:
                yield replace(event, at_utc=min(self._utc(), self._from_utc or self._utc()))
            case SiteUntold() if event.leg:
                yield replace(event, at_utc=min(self._utc(), dead_utc))
            case SiteLeft():
                is_told = isinstance(self._recorded.get(event.site), SiteUntold)
                if event.by == HungUpBy.LOST and joined and dead_utc < event.at_utc and not is_told:
                    yield SiteUntold(event.site, True, dead_utc, joined.leg)
                yield event
            case _:
                yield replace(event, at_utc=self._utc())

    def _judged(self, site_id: str, left: Departure) -> Departure:
        """Return the departure as LOST where the site's line or codec failed by then.

        The alarm may come after the MCU's list, so each poll asks again.
        """
        lost_utc = self._lost_since(site_id)
        is_lost = lost_utc is not None and lost_utc <= left.at_utc + _FAILS_WITHIN_S
        return replace(left, by=HungUpBy.LOST) if is_lost and left.by is not HungUpBy.CONSOLE else left

    def _departure(self, leg: str, by: HungUpBy | None) -> Departure:
        now_utc = self._utc()
        operator, asked_utc = self._ours.pop(leg, ("", 0.0))
        if operator and 0.0 <= now_utc - asked_utc <= _OURS_WITHIN_S:
            return Departure(now_utc, HungUpBy.CONSOLE, operator)
        return Departure(now_utc, by)


def _timeless(event: AttendanceEvent) -> AttendanceEvent:
    """Return an event as `_event` makes it: a site that is still in, or still unknown, is no news."""
    return event if isinstance(event, SiteLeft) else replace(event, at_utc=0.0)


def _event(row: RosterRow, recorded: AttendanceEvent | None) -> AttendanceEvent | None:
    """Return the event that describes a site's row; None for callers and sites that were never in.

    recorded: what was recorded of the site before
    """
    if not (site_id := row.own_site):
        return None
    if row.standing is RosterStatus.STALE and row.participant is not None:
        return SiteUntold(site_id, True, 0.0, row.participant.id)
    if row.participant is not None:
        return SiteJoined(site_id, row.participant.id)
    if row.standing is RosterStatus.UNKNOWN:
        return SiteUntold(site_id, True, 0.0) if row.site_id or recorded is not None else None
    if row.left is not None:
        return SiteLeft.of(site_id, row.left)
    return SiteUntold(site_id, False, 0.0) if isinstance(recorded, SiteUntold) else None
