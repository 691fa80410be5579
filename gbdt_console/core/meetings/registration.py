"""Defines the record of one registered meeting."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from gbdt_console.core.meetings.notices import Notice, NoticeState, notice_states, recipients_of
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.technicians.posts import OWN_POSTS, Post
from gbdt_console.core.units import ActorName, SiteId, Utc

_MINUTE_S = 60.0
_DUE_BEFORE_S = 4 * 3_600.0
"""A start this long before the opening, or after the planned end, is more likely a slip of the number."""


@lru_cache(maxsize=1_024)
def _utc_of(opening: str, zone: str) -> float:
    """Return a local time as UTC seconds; every Snapshot asks again for each meeting of the calendar."""
    return datetime.fromisoformat(opening).replace(tzinfo=ZoneInfo(zone)).timestamp()


class MeetingKind(StrEnum):
    """Names the kinds of meetings; the regulation treats each differently."""

    PROVINCIAL = "provincial"
    """Chaired by the province's leaders (A5.2, A6.1)."""
    DEPARTMENT = "department"
    """Chaired by a department (A5.3, A6.2)."""
    DISTRICTS = "between-districts"
    """Between districts, run technically by the centre (A5.4)."""
    EMERGENCY = "emergency"
    """Flood, storm, fire: no notice is awaited (A6.3)."""
    UPSTREAM = "upstream"
    """Led by an upper level; our MCU is one leg of theirs."""


class MeetingState(StrEnum):
    DRAFT = "draft"
    AGREED = "agreed"
    INVITED = "invited"
    STARTED = "started"
    ENDED = "ended"
    CANCELLED = "cancelled"
    LAPSED = "lapsed"
    """Nobody started it, and its planned end has long passed."""


class NoticeChannel(StrEnum):
    """Names how people were told; `stated()` are those that a person may choose."""

    LETTER = "letter"
    FAX = "fax"
    EMAIL = "email"
    PHONE = "phone"
    IN_PERSON = "in-person"
    UNSTATED = "unstated"
    """Nobody said how."""

    @classmethod
    def stated(cls) -> list[str]:
        return [channel.value for channel in cls if channel is not cls.UNSTATED]


class SiteAnswer(StrEnum):
    AGREED = "agreed"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Technician:
    """Assigns a technician to a site.

    name: name or role, with a phone number where known
    """

    site_id: SiteId
    name: str


@dataclass(frozen=True, slots=True)
class MeetingPlan:
    """Holds what was registered.

    title: subject of the meeting; empty for a closed meeting outside of the journal
    host: id of the host body in sites.yaml, or its name where sites.yaml does not list it
    sites: ids of the sites that take part, the chair's site included
    opening: local time of the opening, 'YYYY-MM-DDTHH:MM'
    zone: IANA name of the time zone of `opening`
    profile_id: id of the conference profile; empty where none is chosen
    chair_contact: the chair's contact: role and phone; may be empty
    is_closed: a closed meeting ('họp kín'): its title is kept back
    upper_site_id: id of the site that leads where the meeting is another MCU's; else empty
    upper_test: local time of the upper centre's test, 'YYYY-MM-DDTHH:MM'; empty where it is not known
    conference: id of the conference in which it is held; empty for the first one
    host_name: the host body's name on the day of the entry; empty in old journals
    kind_name: what the regulation of that day called the kind; empty in old journals
    chair_reason: why another place chairs than the regulation says (A5.2); empty where none does
    """

    title: str
    host: str
    kind: MeetingKind
    sites: tuple[str, ...]
    chair_site_id: SiteId
    opening: str
    zone: str
    length_min: int = 120
    running_order: tuple[str, ...] = ()
    technicians: tuple[Technician, ...] = ()
    profile_id: str = ""
    chair_contact: str = ""
    is_closed: bool = False
    upper_site_id: str = ""
    upper_test: str = ""
    upper_order: tuple[str, ...] = ()
    conference: str = ""
    must_record: bool = False
    host_name: str = ""
    kind_name: str = ""
    chair_reason: str = ""

    @property
    def local_opening(self) -> datetime:
        """Return the opening with its time zone. Raises ValueError for an unreadable one."""
        return datetime.fromisoformat(self.opening).replace(tzinfo=ZoneInfo(self.zone))

    @property
    def local_date(self) -> date:
        """Return the day of the opening in its time zone."""
        return self.local_opening.date()

    @property
    def opening_utc(self) -> float:
        return _utc_of(self.opening, self.zone)

    @property
    def end_utc(self) -> float:
        return self.opening_utc + self.length_min * _MINUTE_S

    def is_due(self, now_utc: Utc) -> bool:
        """Tell whether it may be started now without a question."""
        return self.opening_utc - _DUE_BEFORE_S <= now_utc < self.end_utc

    def without_closed_title(self) -> "MeetingPlan":
        """Return the plan, that of a closed meeting without its title and reasons."""
        return replace(self, title="", chair_reason="") if self.is_closed else self

    @property
    def sites_without_technician(self) -> tuple[str, ...]:
        """Return the ids of the sites to which nobody is assigned."""
        assigned = {technician.site_id for technician in self.technicians}
        return tuple(site for site in self.sites if site not in assigned)

    def is_same_time(self, other: "MeetingPlan") -> bool:
        """Tell whether both plans have the same opening and length."""
        return (self.opening, self.zone, self.length_min) == (other.opening, other.zone, other.length_min)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Holds a site's answer to the planned time.

    person: role of the person who answered; may be empty
    """

    site_id: SiteId
    answer: SiteAnswer
    channel: NoticeChannel
    person: str
    at_utc: Utc
    operator: ActorName


@dataclass(frozen=True, slots=True)
class Duty:
    """Holds what a site's technician answered about being on duty for a meeting.

    person: name or role of the person who answered
    """

    site_id: SiteId
    post: Post
    is_on: bool
    person: str
    channel: NoticeChannel
    at_utc: Utc
    operator: ActorName


@dataclass(frozen=True, slots=True)
class ToldPlan:
    """Holds the plan that notices of a revision told."""

    revision: int
    plan: MeetingPlan


@dataclass(frozen=True, slots=True)
class Registration:
    """Holds one registered meeting; names ending in _utc are UTC seconds.

    number: number of the meeting, which people say on the phone
    registered_by: name of the operator; empty where the engine made it from a series
    notice_utc: when the host's notice of the time in force arrived (A6.1)
    agreements: each site's last answer to the time in force
    invited_utc: when the invitation with the time in force was issued; None before
    paper: number of the invitation letter; may be empty
    revision: number of changes of time, sites, chair or closedness since the registration
    meeting_id: id of the Meeting that was started from it; empty before
    late_end_utc: the end after an overrun was entered; None: as planned
    series: number of the series it belongs to; 0 where it stands alone
    series_date: day that the series gave it, 'YYYY-MM-DD'
    notices: what each recipient was last told
    duties: what each post last answered about being on duty at the time in force
    told_plans: the plans of which a notice was sent and that are no longer in force, the newest last
    """

    number: int
    plan: MeetingPlan
    registered_utc: Utc
    registered_by: str
    notice_utc: Utc
    notice_channel: NoticeChannel = NoticeChannel.LETTER  # what checkpoints of old journals leave out
    agreements: tuple[Agreement, ...] = ()
    invited_utc: Utc | None = None
    paper: str = ""
    revision: int = 0
    changed_utc: Utc | None = None
    change_reason: str = ""
    cancelled_utc: Utc | None = None
    cancel_reason: str = ""
    lapsed_utc: Utc | None = None
    meeting_id: str = ""
    started_utc: Utc | None = None
    ended_utc: Utc | None = None
    late_end_utc: Utc | None = None
    series: int = 0
    series_date: str = ""
    notices: tuple[Notice, ...] = ()
    duties: tuple[Duty, ...] = ()
    told_plans: tuple[ToldPlan, ...] = ()

    @property
    def state(self) -> MeetingState:
        """Return how far the meeting is."""
        if self.cancelled_utc is not None:
            return MeetingState.CANCELLED
        if self.lapsed_utc is not None:
            return MeetingState.LAPSED
        if self.ended_utc is not None:
            return MeetingState.ENDED
        if self.started_utc is not None:
            return MeetingState.STARTED
        if self.invited_utc is not None:
            return MeetingState.INVITED
        return MeetingState.DRAFT if self.sites_to_agree else MeetingState.AGREED

    @property
    def is_open(self) -> bool:
        """Tell whether the meeting is still to come or runs."""
        return self.cancelled_utc is None and self.lapsed_utc is None and self.ended_utc is None

    def is_unopened(self, now_utc: Utc) -> bool:
        """Tell whether its time passed though nobody began or cancelled it."""
        is_decided = self.started_utc is not None or self.cancelled_utc is not None
        return not is_decided and self.plan.end_utc <= now_utc

    @property
    def is_coming(self) -> bool:
        return self.is_open and self.started_utc is None

    @property
    def end_utc(self) -> float:
        """Return the end in force, UTC seconds."""
        return self.plan.end_utc if self.late_end_utc is None else self.late_end_utc

    def duty_at(self, site_id: str) -> Duty | None:
        """Return who of the site is on duty, the technician first; None while nobody confirmed."""
        on = {duty.post: duty for duty in self.duties if duty.site_id == site_id and duty.is_on}
        return next((on[post] for post in OWN_POSTS if post in on), None)

    @property
    def sites_without_carrier(self) -> tuple[str, ...]:
        """Return the ids of the sites for which the carrier named nobody on duty (A12.2)."""
        named = {one.site_id for one in self.duties if one.post is Post.CARRIER and one.is_on}
        return tuple(site for site in self.plan.sites if site not in named)

    def notice_states(self, carrier_of: Mapping[str, str]) -> tuple[NoticeState, ...]:
        """Sort the recipients of each group by what they were told."""
        expected = recipients_of(self.plan.sites, carrier_of)
        is_cancelled = self.cancelled_utc is not None
        return notice_states(self.notices, expected, self.revision, is_cancelled=is_cancelled)

    def without_closed_words(self) -> "Registration":
        """Return the meeting; a closed one without title and reasons (A12.3)."""
        if not self.plan.is_closed:
            return self
        plans = tuple(replace(one, plan=one.plan.without_closed_title()) for one in self.told_plans)
        plan = self.plan.without_closed_title()
        return replace(self, plan=plan, told_plans=plans, change_reason="", cancel_reason="")

    def replaced_by(self, notice: Notice) -> tuple[int, Utc] | None:
        """Return revision and time of the notice that the next one to the recipient replaces; None: none.

        One that the recipient was sent already replaces what it replaced then.
        """
        if notice.revision < self.revision:
            return notice.revision, notice.sent_utc
        if notice.replaces is None or notice.replaced_utc is None:
            return None
        return notice.replaces, notice.replaced_utc

    def plan_told(self, revision: int) -> MeetingPlan | None:
        """Return the plan that a notice of that revision told; None where no journal kept it."""
        return next((one.plan for one in self.told_plans if one.revision == revision), None)

    @property
    def sites_asked(self) -> tuple[str, ...]:
        """Return the ids of the sites whose agreement the regulation asks for (A6.2)."""
        if self.plan.kind not in (MeetingKind.DEPARTMENT, MeetingKind.DISTRICTS):
            return ()
        return tuple(site for site in self.plan.sites if site != self.plan.chair_site_id)

    @property
    def sites_to_agree(self) -> tuple[str, ...]:
        """Return the ids of the sites whose agreement is still missing; those that declined among them."""
        agreed = {a.site_id for a in self.agreements if a.answer is SiteAnswer.AGREED}
        return tuple(site for site in self.sites_asked if site not in agreed)

    @property
    def sites_declined(self) -> tuple[str, ...]:
        """Return the ids of the sites that declined the time in force."""
        return tuple(a.site_id for a in self.agreements if a.answer is SiteAnswer.DECLINED)
