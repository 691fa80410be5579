"""Defines the journal's events of registered meetings; core/events.py has the rules for events.

Fields that many events share:

    number: number of the meeting, or of the series
    plan: the values of json_form.plan_data
    at_utc: when it was entered, UTC seconds
    operator: the operator's name; empty for the engine
"""

from dataclasses import dataclass
from typing import ClassVar

from gbdt_console.core.json_value import Json


@dataclass(frozen=True, slots=True)
class MeetingRegistered:
    """Records a registered meeting.

    notice_utc: when the host's notice arrived, UTC seconds
    notice_channel: a NoticeChannel
    series: number of its series; 0 where it stands alone
    series_date: its day in the series, 'YYYY-MM-DD'
    """

    KIND: ClassVar[str] = "calendar.registered"
    VERSION: ClassVar[int] = 1
    number: int
    plan: dict[str, Json]
    notice_utc: float
    notice_channel: str
    at_utc: float
    operator: str = ""
    series: int = 0
    series_date: str = ""


@dataclass(frozen=True, slots=True)
class MeetingChanged:
    """Records another plan of a registered meeting.

    notice_utc: when the host's notice of the change arrived, UTC seconds
    reason: reason of the change; may be empty
    """

    KIND: ClassVar[str] = "calendar.changed"
    VERSION: ClassVar[int] = 1
    number: int
    plan: dict[str, Json]
    notice_utc: float
    reason: str
    at_utc: float
    operator: str


@dataclass(frozen=True, slots=True)
class SiteAnswered:
    """Records a site's answer to the planned time (A6.2).

    site: id of the site
    answer: a SiteAnswer
    channel: a NoticeChannel
    person: role of the person who answered; may be empty
    """

    KIND: ClassVar[str] = "calendar.answered"
    VERSION: ClassVar[int] = 1
    number: int
    site: str
    answer: str
    channel: str
    person: str
    at_utc: float
    operator: str


@dataclass(frozen=True, slots=True)
class MeetingInvited:
    """Records that the host issued the invitation.

    paper: number of the letter; may be empty
    """

    KIND: ClassVar[str] = "calendar.invited"
    VERSION: ClassVar[int] = 1
    number: int
    paper: str
    at_utc: float
    operator: str


@dataclass(frozen=True, slots=True)
class MeetingCancelled:
    """Records that a registered meeting does not take place.

    reason: reason of the cancellation
    """

    KIND: ClassVar[str] = "calendar.cancelled"
    VERSION: ClassVar[int] = 1
    number: int
    reason: str
    at_utc: float
    operator: str


@dataclass(frozen=True, slots=True)
class NoticeSent:
    """Records that a person told recipients of a meeting (A7.1a).

    group: a NoticeGroup
    recipients: ids of sites or carriers, or 'power'
    revision: the meeting's revision that they were told
    channel: a NoticeChannel
    text: the text as it was sent; may be empty
    cancelled: recipients that were told that the meeting does not take place, or goes on without them
    """

    KIND: ClassVar[str] = "calendar.notice"
    VERSION: ClassVar[int] = 1
    number: int
    group: str
    recipients: list[str]
    revision: int
    channel: str
    text: str
    cancelled: list[str]
    at_utc: float
    operator: str


@dataclass(frozen=True, slots=True)
class NoticeConfirmed:
    """Records that recipients confirmed a notice.

    group: a NoticeGroup
    recipients: ids of sites or carriers, or 'power'
    person: role of the person who confirmed; may be empty
    """

    KIND: ClassVar[str] = "calendar.confirmed"
    VERSION: ClassVar[int] = 1
    number: int
    group: str
    recipients: list[str]
    person: str
    at_utc: float
    operator: str


@dataclass(frozen=True, slots=True)
class DutyAnswered:
    """Records that a site's technician confirmed being on duty for a meeting, or cannot be.

    site: id of the site, or 'centre'
    post: a Post
    is_on: whether the holder of the post is on duty
    person: name or role of the person who answered
    channel: a NoticeChannel
    """

    KIND: ClassVar[str] = "calendar.duty"
    VERSION: ClassVar[int] = 1
    number: int
    site: str
    post: str
    is_on: bool
    person: str
    channel: str
    at_utc: float
    operator: str


@dataclass(frozen=True, slots=True)
class MeetingLapsed:
    """Records that nobody started a registered meeting."""

    KIND: ClassVar[str] = "calendar.lapsed"
    VERSION: ClassVar[int] = 1
    number: int
    at_utc: float


@dataclass(frozen=True, slots=True)
class SeriesRegistered:
    """Records a recurring meeting.

    repeat: the values of a Repeat
    """

    KIND: ClassVar[str] = "calendar.series"
    VERSION: ClassVar[int] = 1
    number: int
    plan: dict[str, Json]
    repeat: dict[str, Json]
    at_utc: float
    operator: str


@dataclass(frozen=True, slots=True)
class SeriesDaySkipped:
    """Records a day of a series without a meeting.

    day: the day, 'YYYY-MM-DD'
    """

    KIND: ClassVar[str] = "calendar.skipped"
    VERSION: ClassVar[int] = 1
    number: int
    day: str
    at_utc: float
    operator: str


@dataclass(frozen=True, slots=True)
class SeriesEnded:
    """Records that a series makes no further meetings."""

    KIND: ClassVar[str] = "calendar.series-ended"
    VERSION: ClassVar[int] = 1
    number: int
    at_utc: float
    operator: str


@dataclass(frozen=True, slots=True)
class OpinionGiven:
    """Records what a site said about the system (A9.3, A12.1).

    number: number of the meeting that it is about; 0 for none
    site: id of the site
    text: its words
    """

    KIND: ClassVar[str] = "calendar.opinion"
    VERSION: ClassVar[int] = 1
    number: int
    site: str
    text: str
    at_utc: float
    operator: str


CalendarEvent = (
    MeetingRegistered | MeetingChanged | SiteAnswered | MeetingInvited | MeetingCancelled | MeetingLapsed
    | SeriesRegistered | SeriesDaySkipped | SeriesEnded | NoticeSent | NoticeConfirmed
    | DutyAnswered | OpinionGiven
)  # fmt: skip
