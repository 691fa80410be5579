"""Fold one site's calls and excuses into how it attends a meeting, minute by minute."""

from dataclasses import replace
from enum import StrEnum
from itertools import pairwise
from math import ceil

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import SiteId, Utc

MINUTE_S = 60.0


class Presence(StrEnum):
    """The ways in which a site attends a meeting.

    LOST is a site whose call ended with its line or codec; EXCUSED one that is away with the chair's leave;
    THROUGH a member of a leg that is in, of which nothing is known but that; UNKNOWN a site of which nothing
    tells whether it is there.
    """

    PRESENT = "present"
    LOST = "lost"
    THROUGH = "through"
    EXCUSED = "excused"
    ABSENT = "absent"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Span:
    presence: Presence
    from_utc: Utc
    until_utc: Utc


@dataclass(frozen=True, slots=True)
class SiteAttendance:
    """The attendance of one site.

    spans: its stretches without a gap, from the meeting's begin to its end
    """

    site_id: SiteId
    spans: tuple[Span, ...]

    @property
    def now(self) -> Presence:
        """How the site attends at the end of its stretches."""
        return self.spans[-1].presence if self.spans else Presence.ABSENT

    @property
    def was_there(self) -> bool:
        """Whether it is present and no minute so far counts as away: it may have joined within the first."""
        return self.now is Presence.PRESENT and set(self.minutes()) <= {Presence.PRESENT}

    def minutes(self) -> tuple[Presence, ...]:
        """Return for each minute of the meeting the presence that filled most of it.

        A begun minute counts as one.
        """
        if not self.spans:
            return ()
        from_utc, until_utc = self.spans[0].from_utc, self.spans[-1].until_utc
        count = ceil((until_utc - from_utc) / MINUTE_S)
        if len(self.spans) == 1:
            return (self.spans[0].presence,) * count
        return tuple(self._most(from_utc + n * MINUTE_S) for n in range(count))

    def _most(self, at_utc: Utc) -> Presence:
        """Return what filled most of the minute from `at_utc` on; of equal shares the first of Presence."""
        shares = dict.fromkeys(Presence, 0.0)
        for span in self.spans:
            shared = min(span.until_utc, at_utc + MINUTE_S) - max(span.from_utc, at_utc)
            shares[span.presence] += max(0.0, shared)
        return max(shares, key=lambda presence: shares[presence])


def is_first_minute(from_utc: Utc, until_utc: Utc) -> bool:
    """Tell whether a running meeting is too young to call a site away; times in UTC seconds."""
    return 0.0 <= until_utc - from_utc < MINUTE_S


@dataclass(frozen=True, slots=True)
class SitePresence:
    """The changes of one site's attendance.

    calls: UTC seconds and Presence of each change of its call, oldest first
    excuses: UTC seconds of each change, and whether the site was excused from then on
    """

    site_id: SiteId
    calls: tuple[tuple[float, Presence], ...] = ()
    excuses: tuple[tuple[float, bool], ...] = ()

    def called(self, at_utc: Utc, presence: Presence) -> "SitePresence":
        """Return it with a change of the call.

        The change replaces what was noted from then on: a departure may be explained later.
        """
        earlier = tuple(mark for mark in self.calls if mark[0] < at_utc)
        return replace(self, calls=(*earlier, (at_utc, presence)))

    def excused(self, at_utc: Utc, *, is_on: bool) -> "SitePresence":
        """Return it with the site excused from then on, or no longer."""
        return replace(self, excuses=(*self.excuses, (at_utc, is_on)))

    def between(self, from_utc: Utc, until_utc: Utc) -> SiteAttendance:
        inner = {at for at, _ in (*self.calls, *self.excuses) if from_utc < at < until_utc}
        found: list[Span] = []
        for begin, end in pairwise(sorted({from_utc, *inner, until_utc})):
            presence = self._at(begin)
            if found and found[-1].presence is presence:
                found[-1] = Span(presence, found[-1].from_utc, end)
            else:
                found.append(Span(presence, begin, end))
        return SiteAttendance(self.site_id, tuple(found))

    def _at(self, at_utc: Utc) -> Presence:
        presence = next((p for at, p in reversed(self.calls) if at <= at_utc), Presence.ABSENT)
        is_excused = next((on for at, on in reversed(self.excuses) if at <= at_utc), False)
        return Presence.EXCUSED if is_excused and presence is not Presence.PRESENT else presence
