"""Defines the commands about registered meetings; the journal alone carries them out.

Commands with `is_sure` are refused without it by a code among their row's confirmations.
"""

from gbdt_console.core.commands import Command, CommandDefinition, PlacedCommand
from gbdt_console.core.meetings.recurrence import Repeat
from gbdt_console.core.meetings.registration import MeetingPlan, NoticeChannel
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import SiteId, Utc


@dataclass(frozen=True, slots=True)
class RegisterMeeting(Command):
    """Register a meeting, or a recurring one.

    plan: what is planned; an empty chair is proposed by rule
    notice_utc: when the host's notice arrived; None: now
    notice_channel: a NoticeChannel
    is_sure: register it although it collides with others
    skipped: days of the repeat without a meeting, 'YYYY-MM-DD'
    """

    plan: MeetingPlan
    notice_utc: Utc | None = None
    notice_channel: str = NoticeChannel.UNSTATED
    repeat: Repeat | None = None
    is_sure: bool = False
    skipped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangeMeeting(Command):
    """Give a registered meeting another plan; another time needs new agreements and a new invitation.

    notice_utc: when the host's notice of the change arrived; None: now
    is_sure: change it although it then collides with others
    """

    number: int
    plan: MeetingPlan
    notice_utc: Utc | None = None
    reason: str = ""
    is_sure: bool = False


@dataclass(frozen=True, slots=True)
class RecordAnswers(Command):
    """Enter what sites answered to the planned time (A6.2).

    answer: a SiteAnswer
    channel: a NoticeChannel
    """

    number: int
    sites: tuple[SiteId, ...]
    answer: str = "agreed"
    channel: str = NoticeChannel.UNSTATED
    person: str = ""


@dataclass(frozen=True, slots=True)
class RecordInvitation(Command):
    """Enter that the host issued the invitation.

    is_sure: enter it although agreements are missing (A6.2)
    """

    number: int
    paper: str = ""
    is_sure: bool = False


@dataclass(frozen=True, slots=True)
class RecordNotice(Command):
    """Enter that a person told recipients of a meeting.

    group: a NoticeGroup
    recipients: ids of sites or carriers, or 'power'; empty: all of the group to whom a notice goes now
    channel: a NoticeChannel
    text: the text as it was sent; empty: what the office's template gives now
    """

    number: int
    group: str
    recipients: tuple[str, ...] = ()
    channel: str = NoticeChannel.UNSTATED
    text: str = ""


@dataclass(frozen=True, slots=True)
class ConfirmNotice(Command):
    """Enter that recipients confirmed a notice.

    group: a NoticeGroup
    recipients: ids of sites or carriers, or 'power'; empty: all of the group that were told
    """

    number: int
    group: str
    recipients: tuple[str, ...] = ()
    person: str = ""


@dataclass(frozen=True, slots=True)
class RecordDuty(Command):
    """Enter that technicians of sites confirmed being on duty for a meeting, or cannot be.

    post: a Post
    channel: a NoticeChannel
    person: name or role of the person who answered; empty: as the roster names the post
    """

    number: int
    sites: tuple[str, ...]
    post: str = "technician"
    is_on: bool = True
    channel: str = NoticeChannel.UNSTATED
    person: str = ""


@dataclass(frozen=True, slots=True)
class CancelMeeting(Command):
    """Enter that a registered meeting does not take place.

    reason: reason of the cancellation; required
    """

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class SkipSeriesDay(Command):
    """Leave a day of a series out.

    day: the day, 'YYYY-MM-DD'
    """

    number: int
    day: str


@dataclass(frozen=True, slots=True)
class EndSeries(Command):
    """Make no further meetings of a series; those registered already stay."""

    number: int


@dataclass(frozen=True, slots=True)
class StartRegistered(Command):
    """Open a registered meeting now.

    is_sure: start it although its opening is far from now
    """

    number: int
    is_sure: bool = False


@dataclass(frozen=True, slots=True)
class MoveMeetingEnd(PlacedCommand):
    """Enter another planned end of the running meeting.

    is_sure: enter it although it then collides with a registered meeting
    """

    end_utc: Utc
    is_sure: bool = False


@dataclass(frozen=True, slots=True)
class RecordOpinion(Command):
    """Enter what a site says about the system, for the yearly review."""

    site_id: SiteId
    text: str
    number: int = 0


_CLASH = ("guard.meeting-clash",)

CALENDAR_COMMANDS = (
    CommandDefinition(
        RegisterMeeting, ("ask.meeting-register",), verb="meetings register", confirmations=_CLASH,
        is_record=True,
    ),
    CommandDefinition(
        ChangeMeeting, ("ask.meeting-change",), verb="meetings change", confirmations=_CLASH, is_record=True
    ),
    CommandDefinition(RecordAnswers, ("ask.meeting-answer",), verb="meetings agree", is_record=True),
    CommandDefinition(
        RecordInvitation, ("ask.meeting-invite",), verb="meetings invite",
        confirmations=("guard.meeting-unagreed",), is_record=True,
    ),
    CommandDefinition(RecordNotice, ("ask.meeting-notice",), verb="meetings noticed", is_record=True),
    CommandDefinition(ConfirmNotice, ("ask.meeting-confirm",), verb="meetings confirmed", is_record=True),
    CommandDefinition(
        RecordDuty, ("ask.duty-confirm", "ask.duty-decline"), "is_on", "technicians duty", is_record=True
    ),
    CommandDefinition(RecordOpinion, ("ask.opinion",), verb="report opinion", is_record=True),
    CommandDefinition(CancelMeeting, ("ask.meeting-cancel",), verb="meetings cancel", is_record=True),
    CommandDefinition(SkipSeriesDay, ("ask.series-skip",), verb="meetings skip", is_record=True),
    CommandDefinition(EndSeries, ("ask.series-end",), verb="meetings end-series", is_record=True),
    CommandDefinition(
        StartRegistered, ("ask.meeting-start",), verb="meetings start",
        confirmations=("guard.meeting-other-time",), is_record=True,
    ),
    CommandDefinition(
        MoveMeetingEnd, ("ask.meeting-move-end",), verb="meetings overrun", confirmations=_CLASH,
        is_record=True,
    ),
)  # fmt: skip
