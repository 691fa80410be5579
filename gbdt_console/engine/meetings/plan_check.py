"""Checks and cleans what people register of a meeting."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from gbdt_console.core.booking import Booking
from gbdt_console.core.clean_text import clean
from gbdt_console.core.meetings.recurrence import Repeat
from gbdt_console.core.meetings.registration import MeetingPlan, Technician
from gbdt_console.core.meetings.rules import is_chair_elsewhere
from gbdt_console.core.sites import Network
from gbdt_console.engine.command_request import Refused

_SHORTEST_MIN, _LONGEST_MIN = 5, 24 * 60
"""Limits the planned length, minutes."""
_MOST_BEFORE = 99
"""Limits the provinces that an upper centre calls on before ours."""
_FURTHEST_S = 400 * 86_400.0
"""Limits how far ahead a meeting is registered: further is a slip of the year."""
_LONGEST_INTERVAL = 12
_LONGEST_REASON = 200
_MOST_COUNT = 520


class PlanCheck:
    """Checks plans against one network; raises Refused."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._sites = {site.id: site for site in network.sites}
        self._booking = Booking.of(network)

    def checked(self, plan: MeetingPlan, now_utc: float) -> MeetingPlan:
        """Return the plan with clean texts and local time to the minute; an empty chair by rule.

        It names host and kind as they are called today, for papers of later years.
        """
        title, host = clean(plan.title.strip()), clean(plan.host.strip())
        if not title:
            raise Refused("meeting.untitled")
        if not host:
            raise Refused("meetings.no-host")
        chair = plan.chair_site_id or self._booking.chair_for(plan.kind, host)
        if not chair:
            raise Refused("meetings.no-chair")
        made = replace(
            plan,
            title=title,
            host=host,
            chair_site_id=chair,
            sites=tuple(dict.fromkeys((chair, *plan.sites))),
            opening=self._opening(plan),
            technicians=tuple(Technician(t.site_id, clean(t.name.strip(), 80)) for t in plan.technicians),
            profile_id=clean(plan.profile_id.strip(), 40),
            chair_contact=clean(plan.chair_contact.strip(), 80),
            chair_reason=clean(plan.chair_reason.strip(), _LONGEST_REASON),
            upper_test=self._local_minute(plan.upper_test) if plan.upper_test else "",
            upper_order=tuple(filter(None, (clean(name.strip(), 40) for name in plan.upper_order))),
            host_name=self._booking.host_name(host),
            kind_name=self._booking.settings.regulation.rule(plan.kind).name,
        )
        known = {profile.id for profile in self._network.profiles}
        if made.profile_id and made.profile_id not in known:
            raise Refused("meetings.profile-unknown")
        conferences = [one.id for one in self._network.conferences]
        if made.conference not in ("", *conferences):
            raise Refused("meetings.conference-unknown", ", ".join(conferences))
        self._check_sites(made)
        self._check_time(made, now_utc)
        return made

    def check_chair(self, plan: MeetingPlan) -> None:
        """Refuse a provincial meeting that is chaired from elsewhere without a reason (A5.2)."""
        if is_chair_elsewhere(plan, self._booking.settings) and not plan.chair_reason:
            raise Refused("meetings.chair-elsewhere")

    def check_repeat(self, repeat: Repeat, plan: MeetingPlan) -> None:
        """Refuse a repeat that makes no meeting after the first, or has no sense."""
        if not 1 <= repeat.interval <= _LONGEST_INTERVAL or not 0 <= repeat.count <= _MOST_COUNT:
            raise Refused("meetings.repeat-wrong")
        try:
            is_over = bool(repeat.until) and date.fromisoformat(repeat.until) < plan.local_date
        except ValueError:
            raise Refused("meetings.repeat-wrong") from None
        if is_over or len(repeat.until) not in (0, 10):
            raise Refused("meetings.repeat-wrong")

    def days(self, days: Sequence[str]) -> tuple[str, ...]:
        try:
            return tuple(sorted({date.fromisoformat(day).isoformat() for day in days[:_MOST_COUNT]}))
        except ValueError:
            raise Refused("meetings.day-wrong") from None

    def _opening(self, plan: MeetingPlan) -> str:
        if plan.zone != self._network.timezone:
            raise Refused("meetings.zone-wrong")
        return self._local_minute(plan.opening)

    def _local_minute(self, text: str) -> str:
        try:
            local = datetime.fromisoformat(text)
            if local.tzinfo is not None:
                raise Refused("meetings.opening-wrong")
            local.replace(tzinfo=ZoneInfo(self._network.timezone)).timestamp()
        except (ValueError, OverflowError, OSError):
            raise Refused("meetings.opening-wrong") from None
        return local.replace(second=0, microsecond=0).isoformat(timespec="minutes")

    def _check_sites(self, plan: MeetingPlan) -> None:
        ours = set(plan.sites)
        if not ours <= self._sites.keys():
            raise Refused("meeting.site-unknown")
        if not ours.issuperset(plan.running_order):
            raise Refused("meetings.speaker-not-in")
        if len(set(plan.running_order)) != len(plan.running_order):
            raise Refused("meeting.speaker-twice")
        upper = plan.upper_site_id
        if upper and (upper not in self._sites or upper in ours):
            raise Refused("meeting.upper-wrong")
        if (plan.upper_test or plan.upper_order) and not upper:
            raise Refused("upper.none-named")
        if len(plan.upper_order) > _MOST_BEFORE:
            raise Refused("upper.too-many")
        assigned = [technician.site_id for technician in plan.technicians]
        if not ours.issuperset(assigned) or not all(technician.name for technician in plan.technicians):
            raise Refused("meetings.technician-wrong")

    def _check_time(self, plan: MeetingPlan, now_utc: float) -> None:
        if not _SHORTEST_MIN <= plan.length_min <= _LONGEST_MIN:
            raise Refused("meetings.length-wrong")
        if plan.end_utc <= now_utc:
            raise Refused("meetings.past")
        if plan.opening_utc > now_utc + _FURTHEST_S:
            raise Refused("meetings.too-far")
