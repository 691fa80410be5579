"""Tells how a site attends a meeting, second by second, from its calls and excuses and what was not seen.

F5, minutes, the verb and the replay all have it from `SitePresence.between`.
"""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from itertools import pairwise

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import SiteId, Utc

MINUTE_S = 60.0


class Presence(StrEnum):
    """The ways in which a site attends a meeting.

    LOST is a site whose call ended with its line or codec; EXCUSED one that is away with the chair's leave;
    THROUGH a member of a leg that is in, of which nothing is known but that; UNKNOWN a site of which nothing
    tells whether it is there, or the MCU and the measured line or codec contradict each other.
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

    spans: its stretches without a gap to the meeting's end, from its begin; from its start where uninvited
    """

    site_id: SiteId
    spans: tuple[Span, ...]

    @property
    def now(self) -> Presence:
        """How the site attends at the end of its stretches."""
        return self.spans[-1].presence if self.spans else Presence.ABSENT

    @property
    def was_there(self) -> bool:
        """Whether it is present and was all the time; it may have joined within the first minute."""
        late = self.spans[0] if len(self.spans) == 2 else None
        is_in_time = late is not None and late.until_utc - late.from_utc < MINUTE_S
        return self.now is Presence.PRESENT and (len(self.spans) == 1 or is_in_time)

    @property
    def seconds(self) -> Mapping[Presence, float]:
        """How long it attended in each way that occurs, seconds; they add up to the meeting."""
        found: dict[Presence, float] = {}
        for span in self.spans:
            found[span.presence] = found.get(span.presence, 0.0) + span.until_utc - span.from_utc
        return {presence: found[presence] for presence in Presence if presence in found}

    def present_between(self, from_utc: Utc, until_utc: Utc) -> float:
        """Return how long it was present between two moments, seconds."""
        present = (one for one in self.spans if one.presence is Presence.PRESENT)
        return sum(max(0.0, min(one.until_utc, until_utc) - max(one.from_utc, from_utc)) for one in present)

    @property
    def minutes(self) -> Mapping[Presence, int]:
        """The whole minutes of these seconds; a begun minute is none."""
        return {presence: int(lasted_s // MINUTE_S) for presence, lasted_s in self.seconds.items()}


def is_first_minute(from_utc: Utc, until_utc: Utc) -> bool:
    """Tell whether a running meeting is too young to call a site away; times in UTC seconds."""
    return 0.0 <= until_utc - from_utc < MINUTE_S


Untold = tuple[tuple[float, bool], ...]
"""UTC seconds of each change, and whether from then on nobody saw who is in the conference, oldest first."""


@dataclass(frozen=True, slots=True)
class SitePresence:
    """The changes of one site's attendance.

    calls: UTC seconds and Presence of each change of its call, oldest first
    excuses: UTC seconds of each change, and whether the site was excused from then on
    is_member: it was behind another site's call leg
    """

    site_id: SiteId
    calls: tuple[tuple[float, Presence], ...] = ()
    excuses: tuple[tuple[float, bool], ...] = ()
    is_member: bool = False

    def called(self, at_utc: Utc, presence: Presence) -> "SitePresence":
        """Return it with a change of the call.

        The change replaces what was noted from then on: a departure may be explained later.
        """
        earlier = tuple(mark for mark in self.calls if mark[0] < at_utc)
        return replace(self, calls=(*earlier, (at_utc, presence)))

    def excused(self, at_utc: Utc, *, is_on: bool) -> "SitePresence":
        """Return it with the site excused from then on, or no longer."""
        return replace(self, excuses=(*self.excuses, (at_utc, is_on)))

    def between(self, from_utc: Utc, until_utc: Utc, untold: Untold = ()) -> SiteAttendance:
        marks = {at for at, _ in (*self.calls, *self.excuses, *untold) if from_utc < at < until_utc}
        found: list[Span] = []
        for begin, end in pairwise(sorted({from_utc, *marks, until_utc})):
            presence = self._at(begin, untold)
            if found and found[-1].presence is presence:
                found[-1] = Span(presence, found[-1].from_utc, end)
            else:
                found.append(Span(presence, begin, end))
        return SiteAttendance(self.site_id, tuple(found))

    def _at(self, at_utc: Utc, untold: Untold) -> Presence:
        presence = next((p for at, p in reversed(self.calls) if at <= at_utc), Presence.ABSENT)
        is_excused = next((on for at, on in reversed(self.excuses) if at <= at_utc), False)
        if is_excused and presence is not Presence.PRESENT:
            return Presence.EXCUSED
        is_untold = next((on for at, on in reversed(untold) if at <= at_utc), False)
        return Presence.UNKNOWN if is_untold else presence
