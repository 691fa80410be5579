"""Judges registered meetings by the regulation: chair's room, notice, clashes, what is lacking."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from gbdt_console.core.meetings.clashes import Clash
from gbdt_console.core.meetings.registration import MeetingKind, MeetingPlan, Registration
from gbdt_console.core.meetings.regulation import ChairRule, Regulation
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.resource_ids import CENTRE
from gbdt_console.core.technicians.roster import SiteTechnicians
from gbdt_console.core.units import Utc

_USUAL = Regulation()


@dataclass(frozen=True, slots=True)
class MeetingSettings:
    """Holds the section `meetings` of sites.yaml, and the regulation; the defaults are the regulation's.

    provincial_site_id: id of the site where the province's leaders chair (A5.2); empty: none
    department_site_id: id of the site where departments without a room chair (A5.3); empty: none
    notice_days: days from the notice to the opening of a provincial meeting, at least (A6.1)
    has_profiles: whether sites.yaml has conference profiles, so that a meeting may lack one
    carriers: pairs of a site's id and the id of its line's carrier
    """

    provincial_site_id: str = ""
    department_site_id: str = ""
    notice_days: int = 2
    ready_min: int = 30
    has_profiles: bool = True
    carriers: tuple[tuple[str, str], ...] = ()
    regulation: Regulation = _USUAL


BY_REGULATION = MeetingSettings()


class LackKind(StrEnum):
    """Names what a coming meeting may lack, most urgent first."""

    CLASH = "clash"
    DECLINED = "declined"
    RENOTICE = "renotice"
    AGREEMENT = "agreement"
    INVITATION = "invitation"
    NOTICE_LATE = "notice-late"
    NOTICE = "notice"
    UNCONFIRMED = "unconfirmed"
    TECHNICIAN = "technician"
    UNTRAINED = "untrained"
    DUTY = "duty"
    CHAIR_ELSEWHERE = "chair-elsewhere"
    CHAIR_CONTACT = "chair-contact"
    PROFILE = "profile"


@dataclass(frozen=True, slots=True)
class Lack:
    """Holds one thing that a meeting lacks.

    sites: ids of the sites that it is about, or of the recipients of notices; may be empty
    numbers: numbers of the meetings that it is about; 0 is a running one that was not registered
    """

    kind: LackKind
    sites: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()


def proposed_chair(
    kind: MeetingKind, host: str, settings: MeetingSettings, house_of: Mapping[str, str]
) -> str:
    """Return the id of the site that chairs by the regulation (A5.2-5.4); empty where it names none.

    house_of: id of the site that each body houses, by id of the body
    """
    own = house_of.get(host, "")
    match settings.regulation.rule(kind).chair:
        case ChairRule.PROVINCE:
            return settings.provincial_site_id
        case ChairRule.OWN_OR_DEPARTMENTS:
            return own or settings.department_site_id
        case ChairRule.OWN_OR_PROVINCE:
            return own or settings.provincial_site_id
    return own


def is_chair_elsewhere(plan: MeetingPlan, settings: MeetingSettings) -> bool:
    """Tell whether a provincial meeting is chaired from another room than the regulation says (A5.2)."""
    is_provincial = plan.kind is MeetingKind.PROVINCIAL
    room = proposed_chair(plan.kind, plan.host, settings, {}) if is_provincial else ""
    return bool(room) and plan.chair_site_id != room


def days_before(plan: MeetingPlan, told_utc: Utc) -> int:
    """Return the days from a notice to the opening, by the calendar of the meeting's time zone.

    The day of the notice does not count (Civil Code, Article 147).
    """
    opening = plan.local_opening
    return (opening.date() - opening.fromtimestamp(told_utc, opening.tzinfo).date()).days


def notice_days(meeting: Registration) -> int:
    return days_before(meeting.plan, meeting.notice_utc)


def is_notice_late(meeting: Registration, settings: MeetingSettings) -> bool:
    """Tell whether the notice of a provincial meeting came later than the regulation allows (A6.1)."""
    return meeting.plan.kind is MeetingKind.PROVINCIAL and notice_days(meeting) < settings.notice_days


Technicians = Mapping[str, SiteTechnicians]
"""The technicians of each site that has any, and of the centre, by the site's id."""


def lacks_of(
    meeting: Registration, clashes: Iterable[Clash], settings: MeetingSettings, technicians: Technicians
) -> tuple[Lack, ...]:
    """Return what a coming meeting lacks, most urgent first; nothing for one that runs or is past.

    technicians: who works at the sites; where it is empty, nothing is said of training and duty
    """
    if not meeting.is_coming:
        return ()
    plan, found = meeting.plan, tuple(clashes)
    declined = meeting.sites_declined
    states = meeting.notice_states(dict(settings.carriers))
    outdated = tuple(recipient for state in states for recipient in state.outdated)
    is_agreed = not meeting.sites_to_agree
    untold = tuple(recipient for state in states for recipient in state.untold) if is_agreed else ()
    unconfirmed = tuple(recipient for state in states for recipient in state.unconfirmed)
    unanswered = tuple(site for site in meeting.sites_to_agree if site not in declined)
    unmanned = tuple(site for site in plan.sites_without_technician if meeting.duty_at(site) is None)
    untrained, unasked = untrained_sites(meeting, technicians), sites_without_duty(meeting, technicians)
    lacking = (
        (LackKind.CLASH, bool(found), _sites_of(found), tuple(clash.number for clash in found)),
        (LackKind.DECLINED, bool(declined), declined, ()),
        (LackKind.RENOTICE, bool(outdated), outdated, ()),
        (LackKind.AGREEMENT, bool(unanswered), unanswered, ()),
        (LackKind.INVITATION, _needs_invitation(meeting), (), ()),
        (LackKind.NOTICE_LATE, is_notice_late(meeting, settings), (), ()),
        (LackKind.NOTICE, bool(untold), untold, ()),
        (LackKind.UNCONFIRMED, bool(unconfirmed), unconfirmed, ()),
        (LackKind.TECHNICIAN, bool(unmanned), unmanned, ()),
        (LackKind.UNTRAINED, bool(untrained), untrained, ()),
        (LackKind.DUTY, bool(unasked), unasked, ()),
        (LackKind.CHAIR_ELSEWHERE, is_chair_elsewhere(plan, settings), (plan.chair_site_id,), ()),
        (LackKind.CHAIR_CONTACT, not plan.chair_contact, (), ()),
        (LackKind.PROFILE, settings.has_profiles and not plan.profile_id, (), ()),
    )
    return tuple(Lack(kind, sites, numbers) for kind, is_lacking, sites, numbers in lacking if is_lacking)


def untrained_sites(meeting: Registration, technicians: Technicians) -> tuple[str, ...]:
    """Return the ids of the sites without a trained technician (A10.2), as `is_trained` judges.

    A site without technicians is among them, unless no site has any.
    """
    if not technicians:
        return ()
    return tuple(site for site in meeting.plan.sites if not is_trained(meeting, technicians.get(site), site))


def is_trained(meeting: Registration | None, own: SiteTechnicians | None, site_id: str) -> bool:
    """Tell whether the one on duty at the site was trained; while nobody confirmed, whether anybody was."""
    if own is None:
        return False
    duty = None if meeting is None else meeting.duty_at(site_id)
    holder = None if duty is None else own.holder(duty.post)
    return own.has_trained if holder is None else bool(holder.trained)


def sites_without_duty(meeting: Registration, technicians: Technicians) -> tuple[str, ...]:
    """Return the ids of the sites, and the centre, that have technicians of whom none confirmed duty."""
    named = (site for site in (CENTRE, *meeting.plan.sites) if site in technicians)
    return tuple(site for site in named if meeting.duty_at(site) is None)


def _needs_invitation(meeting: Registration) -> bool:
    return meeting.invited_utc is None and meeting.plan.kind is not MeetingKind.EMERGENCY


def _sites_of(clashes: tuple[Clash, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(site for clash in clashes for site in clash.sites))
