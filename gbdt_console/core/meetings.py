"""A meeting in its smallest form: who, when, in which order, and how the console stands to it."""

from dataclasses import dataclass, replace
from enum import StrEnum


class MeetingMode(StrEnum):
    """What the console is doing for the meeting."""

    PREPARING = "preparing"
    RUNNING = "running"
    CLOSING = "closing"


@dataclass(frozen=True, slots=True)
class Meeting:
    """`opening_utc` and `end_utc` are planned times; `running_order` holds site ids, first speaker first.
    `upper_site_id` is the site that leads where the meeting is another MCU's and ours one leg of it.
    `is_closed` ('họp kín') means: not recorded, the conference locked, and nobody told what it is about."""

    id: str
    title: str
    chair_site_id: str
    opening_utc: float
    end_utc: float
    running_order: tuple[str, ...] = ()
    mode: MeetingMode = MeetingMode.RUNNING
    is_closed: bool = False
    upper_site_id: str = ""

    def as_told(self) -> "Meeting":
        """As it may leave the journal: of a closed one not what it is about."""
        return replace(self, title="") if self.is_closed else self
