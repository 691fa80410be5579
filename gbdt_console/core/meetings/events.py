"""Defines the journal's events of registered meetings; core/events.py has the rules for events.

Fields that many events share:

    number: number of the meeting, or of the series
    at_utc: when it was entered
    operator: the operator's name; empty for the engine
"""

from gbdt_console.core.events import Event
from gbdt_console.core.meetings.notices import NoticeGroup
from gbdt_console.core.meetings.recurrence import Repeat
from gbdt_console.core.meetings.registration import MeetingPlan, NoticeChannel, SiteAnswer
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.technicians.posts import Post
from gbdt_console.core.units import SiteId, Utc


@dataclass(frozen=True, slots=True)
class MeetingRegistered(Event, kind="calendar.registered"):
    """Records a registered meeting.

    series: number of its series; 0 where it stands alone
    series_date: its day in the series, 'YYYY-MM-DD'
    """

    number: int
    plan: MeetingPlan
    notice_utc: Utc
    notice_channel: NoticeChannel
    at_utc: Utc
    operator: str = ""
    series: int = 0
    series_date: str = ""


@dataclass(frozen=True, slots=True)
class MeetingChanged(Event, kind="calendar.changed"):
    """Records another plan of a registered meeting."""

    number: int
    plan: MeetingPlan
    notice_utc: Utc
    reason: str
    at_utc: Utc
    operator: str


@dataclass(frozen=True, slots=True)
class SiteAnswered(Event, kind="calendar.answered"):
    """Records a site's answer to the planned time (A6.2)."""

    number: int
    site: SiteId
    answer: SiteAnswer
    channel: NoticeChannel
    person: str
    at_utc: Utc
    operator: str


@dataclass(frozen=True, slots=True)
class MeetingInvited(Event, kind="calendar.invited"):
    """Records that the host issued the invitation.

    paper: number of the letter; may be empty
    """

    number: int
    paper: str
    at_utc: Utc
    operator: str


@dataclass(frozen=True, slots=True)
class MeetingCancelled(Event, kind="calendar.cancelled"):
    number: int
    reason: str
    at_utc: Utc
    operator: str


@dataclass(frozen=True, slots=True)
class NoticeSent(Event, kind="calendar.notice"):
    """Records that a person told recipients of a meeting (A7.1a).

    recipients: ids of sites or carriers, or 'power'
    revision: the meeting's revision that they were told
    cancelled: recipients that were told that the meeting does not take place, or goes on without them
    """

    number: int
    group: NoticeGroup
    recipients: list[str]
    revision: int
    channel: str
    text: str
    cancelled: list[str]
    at_utc: Utc
    operator: str


@dataclass(frozen=True, slots=True)
class NoticeConfirmed(Event, kind="calendar.confirmed"):
    """Records that recipients confirmed a notice."""

    number: int
    group: NoticeGroup
    recipients: list[str]
    person: str
    at_utc: Utc
    operator: str


@dataclass(frozen=True, slots=True)
class DutyAnswered(Event, kind="calendar.duty"):
    """Records that a site's technician confirmed being on duty for a meeting, or cannot be."""

    number: int
    site: SiteId
    post: Post
    is_on: bool
    person: str
    channel: NoticeChannel
    at_utc: Utc
    operator: str


@dataclass(frozen=True, slots=True)
class MeetingLapsed(Event, kind="calendar.lapsed"):
    number: int
    at_utc: Utc


@dataclass(frozen=True, slots=True)
class SeriesRegistered(Event, kind="calendar.series"):
    number: int
    plan: MeetingPlan
    repeat: Repeat
    at_utc: Utc
    operator: str
    notice_utc: Utc | None = None
    notice_channel: NoticeChannel = NoticeChannel.UNSTATED


@dataclass(frozen=True, slots=True)
class SeriesDaySkipped(Event, kind="calendar.skipped"):
    """Records a day of a series without a meeting."""

    number: int
    day: str
    at_utc: Utc
    operator: str


@dataclass(frozen=True, slots=True)
class SeriesEnded(Event, kind="calendar.series-ended"):
    number: int
    at_utc: Utc
    operator: str


@dataclass(frozen=True, slots=True)
class OpinionGiven(Event, kind="calendar.opinion"):
    """Records what a site said about the system (A9.3, A12.1).

    number: number of the meeting that it is about; 0 for none
    """

    number: int
    site: SiteId
    text: str
    at_utc: Utc
    operator: str


CalendarEvent = (
    MeetingRegistered | MeetingChanged | SiteAnswered | MeetingInvited | MeetingCancelled | MeetingLapsed
    | SeriesRegistered | SeriesDaySkipped | SeriesEnded | NoticeSent | NoticeConfirmed
    | DutyAnswered | OpinionGiven
)  # fmt: skip
