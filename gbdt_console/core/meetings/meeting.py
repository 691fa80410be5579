"""Define a meeting: chair, times, running order and mode."""

import re
from dataclasses import field, replace
from enum import StrEnum
from uuid import uuid4

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import MeetingId, SiteId, Utc

_FURTHER = re.compile(r"(.+)-\d{10,}")
"""The id of a further shutdown after a meeting: UTC seconds of its begin behind the meeting's."""


class MeetingMode(StrEnum):
    """The console's task for a meeting."""

    PREPARING = "preparing"
    RUNNING = "running"
    CLOSING = "closing"


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting.

    title: its title; empty for a closed meeting outside of the journal
    running_order: ids of the sites that speak, first speaker first
    is_closed: a closed meeting ('họp kín'): not recorded, its conference locked, its title kept back
    upper_site_id: id of the site that leads where the meeting is another MCU's and ours one leg of it
    registration: number of the registered meeting that it was started from; 0 where there is none
    sites: ids of the sites that take part; empty: all
    profile_id: id of its conference profile; empty where none is chosen
    upper_order: names of whom the upper centre calls on before us, in its order
    hosted: who runs its conference without an MCU of ours; empty where ours does
    started_utc: when it was started at the console, maybe before its opening; 0 in an older record
    """

    id: MeetingId
    title: str
    chair_site_id: SiteId
    opening_utc: Utc
    end_utc: Utc
    running_order: tuple[str, ...] = ()
    mode: MeetingMode = MeetingMode.RUNNING
    is_closed: bool = False
    upper_site_id: str = ""
    registration: int = 0
    sites: tuple[str, ...] = ()
    profile_id: str = ""
    upper_order: tuple[str, ...] = ()
    hosted: str = ""
    started_utc: Utc = field(default=0.0, compare=False)  # as below

    @property
    def leading_site_id(self) -> str:
        """The id of the site that really chairs: the upper one's where the meeting is another level's."""
        return self.upper_site_id or self.chair_site_id

    def takes_part(self, site_id: str) -> bool:
        """Tell whether a site belongs to the meeting; the upper site does."""
        return not self.sites or site_id in self.sites or site_id == self.upper_site_id

    def lasted_s(self, now_utc: Utc) -> float:
        """Return how long it has run, as its papers count: not before its opening, nor before its start."""
        return now_utc - held_from(self.started_utc, self.opening_utc, now_utc)

    def without_closed_title(self) -> "Meeting":
        return replace(self, title="") if self.is_closed else self


@dataclass(frozen=True, slots=True)
class MeetingSpan:
    """Holds when and where the last meeting was held.

    sites: ids of the sites that took part; empty: all
    ended_utc: when it ended; None while it runs
    meeting_id: its id in sheets; empty in a checkpoint of an older version
    """

    sites: tuple[str, ...]
    began_utc: Utc
    ended_utc: Utc | None = None
    meeting_id: str = field(default="", compare=False)  # verify compares checkpoints of older versions too

    def takes_part(self, site_id: str) -> bool:
        return not self.sites or site_id in self.sites

    def shifted(self, by_s: float) -> "MeetingSpan":
        """Return the span moved by a jump of the clock, seconds."""
        ended_utc = None if self.ended_utc is None else self.ended_utc + by_s
        return replace(self, began_utc=self.began_utc + by_s, ended_utc=ended_utc)


def held_from(started_utc: Utc, opening_utc: Utc, until_utc: Utc) -> Utc:
    """Return from when a meeting's papers count: its opening, or its start where it was over before it."""
    from_utc = max(started_utc, opening_utc)
    return from_utc if from_utc < until_utc else started_utc


def new_meeting_id() -> MeetingId:
    """Return a short unique id with a letter: digits alone name the registration of a meeting.

    Twelve hexadecimal digits have no letter one time in 280.
    """
    return f"m{uuid4().hex[:11]}"


def sheet_id_of(meeting: Meeting) -> str:
    """Return the meeting's id in sheets: the number of its registration, which the start does not change."""
    return str(meeting.registration) if meeting.registration else meeting.id


def meeting_of_sheet(sheet_id: str) -> str:
    """Return the meeting's id in sheets: '7' of '7-1767225600', a further shutdown after it.

    A sheet with a name of its own keeps it whole: '7-thu' is no sheet of meeting 7.
    """
    found = _FURTHER.fullmatch(sheet_id)
    return found[1] if found else sheet_id
