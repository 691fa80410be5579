"""The regulation's rules for registered meetings."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gbdt_console.core.meetings.registration import (
    Agreement,
    Duty,
    MeetingKind,
    MeetingPlan,
    MeetingState,
    NoticeChannel,
    Registration,
    SiteAnswer,
)
from gbdt_console.core.meetings.rules import (
    LackKind,
    MeetingSettings,
    is_notice_late,
    lacks_of,
    proposed_chair,
)
from gbdt_console.core.technicians.posts import Post
from gbdt_console.core.technicians.roster import PostHolder, SiteTechnicians
from tests.support.meetings.random_calendars import ZONE, plans
from tests.support.meetings.shown import complete

SETTINGS = MeetingSettings("vp-ubnd", "so-tttt")
HOUSES = {"ubnd-sapa": "sapa", "so-yt": "so-yt"}


@pytest.mark.parametrize(
    ("kind", "host", "chair"),
    [
        (MeetingKind.PROVINCIAL, "ubnd-sapa", "vp-ubnd"),
        (MeetingKind.PROVINCIAL, "Tỉnh ủy", "vp-ubnd"),
        (MeetingKind.DEPARTMENT, "so-gd", "so-tttt"),
        (MeetingKind.DEPARTMENT, "so-yt", "so-yt"),
        (MeetingKind.DISTRICTS, "ubnd-sapa", "sapa"),
        (MeetingKind.DISTRICTS, "so-gd", ""),
        (MeetingKind.EMERGENCY, "so-gd", "vp-ubnd"),
        (MeetingKind.EMERGENCY, "so-yt", "so-yt"),
        (MeetingKind.UPSTREAM, "Chính phủ", "vp-ubnd"),
    ],
)
def test_the_chair_sits_where_article_5_says(kind: MeetingKind, host: str, chair: str) -> None:
    assert proposed_chair(kind, host, SETTINGS, HOUSES) == chair


def registered(plan: MeetingPlan, notice: str = "2026-11-24T16:00") -> Registration:
    noticed = datetime.fromisoformat(notice).replace(tzinfo=ZoneInfo(plan.zone)).timestamp()
    return Registration(1, plan, noticed, "trực", noticed, NoticeChannel.LETTER)


PLAN = MeetingPlan(
    "Giao ban", "ubnd", MeetingKind.PROVINCIAL, ("vp-ubnd", "sapa", "bacha"), "vp-ubnd",
    "2026-11-26T08:00", ZONE,
)  # fmt: skip


@pytest.mark.parametrize(
    ("notice", "is_late"),
    [
        ("2026-11-24T23:59", False),
        ("2026-11-24T00:00", False),
        ("2026-11-25T00:00", True),
        ("2026-11-26T07:00", True),
    ],
)
def test_notice_is_counted_in_days_of_the_calendar(notice: str, is_late: bool) -> None:
    assert is_notice_late(registered(PLAN, notice), SETTINGS) is is_late


@pytest.mark.parametrize("kind", [kind for kind in MeetingKind if kind is not MeetingKind.PROVINCIAL])
def test_only_provincial_meetings_need_two_days_of_notice(kind: MeetingKind) -> None:
    assert not is_notice_late(registered(replace(PLAN, kind=kind), "2026-11-26T07:00"), SETTINGS)


@given(
    plans(), st.integers(0, 20), st.integers(0, 1_439), st.integers(0, 5)
)  # fmt: skip
def test_notice_is_late_exactly_from_the_next_local_midnight_on(
    plan: MeetingPlan, days: int, minute: int, needed: int
) -> None:
    plan = replace(plan, kind=MeetingKind.PROVINCIAL)
    day = plan.local_date - timedelta(days=days)
    notice = f"{day}T{minute // 60:02}:{minute % 60:02}"
    assert is_notice_late(registered(plan, notice), MeetingSettings(notice_days=needed)) is (days < needed)


def answer(site: str, said: SiteAnswer = SiteAnswer.AGREED) -> Agreement:
    return Agreement(site, said, NoticeChannel.PHONE, "chánh văn phòng", 0.0, "trực")


def kinds(meeting: Registration) -> list[LackKind]:
    return [lack.kind for lack in lacks_of(meeting, (), SETTINGS, {})]


def test_a_department_s_meeting_waits_for_each_district_and_then_for_its_invitation() -> None:
    meeting = registered(replace(PLAN, kind=MeetingKind.DEPARTMENT))
    assert (meeting.state, meeting.sites_to_agree) == (MeetingState.DRAFT, ("sapa", "bacha"))
    meeting = replace(meeting, agreements=(answer("sapa"), answer("bacha", SiteAnswer.DECLINED)))
    assert (meeting.state, meeting.sites_declined) == (MeetingState.DRAFT, ("bacha",))
    assert LackKind.DECLINED in kinds(meeting)
    assert LackKind.AGREEMENT not in kinds(meeting)
    meeting = replace(meeting, agreements=(answer("sapa"), answer("bacha")))
    assert meeting.state is MeetingState.AGREED
    assert LackKind.INVITATION in kinds(meeting)


def test_an_emergency_meeting_waits_for_nobody() -> None:
    meeting = registered(replace(PLAN, kind=MeetingKind.EMERGENCY), "2026-11-26T07:30")
    assert meeting.state is MeetingState.AGREED
    assert not {LackKind.AGREEMENT, LackKind.INVITATION, LackKind.NOTICE_LATE} & set(kinds(meeting))


def test_a_meeting_with_everything_lacks_nothing() -> None:
    whole = complete(registered(PLAN))
    assert kinds(whole) == []
    plan = whole.plan
    for lacking in (
        replace(whole, plan=replace(plan, technicians=plan.technicians[1:])),
        replace(whole, plan=replace(plan, chair_contact="")),
        replace(whole, plan=replace(plan, profile_id="")),
        replace(whole, invited_utc=None),
        replace(whole, notices=whole.notices[1:]),
        replace(whole, notices=(replace(whole.notices[0], confirmed_utc=None), *whole.notices[1:])),
    ):
        assert len(kinds(lacking)) == 1


def technicians(site: str, *trained: str) -> SiteTechnicians:
    """The technician and, with a second day, the deputy of a site, by the days of their trainings."""
    holders = (PostHolder(post, "1", trained=day) for post, day in zip(Post, trained, strict=False))
    return SiteTechnicians(site, tuple(zip(Post, holders, strict=False)))


def on_duty(site: str, post: Post = Post.TECHNICIAN) -> Duty:
    return Duty(site, post, True, "An", NoticeChannel.PHONE, 0.0, "trực")


def lacking(kind: LackKind, meeting: Registration, *sites: SiteTechnicians) -> tuple[str, ...]:
    roster = {site.site_id: site for site in sites}
    return next((lack.sites for lack in lacks_of(meeting, (), SETTINGS, roster) if lack.kind is kind), ())


DAY = "2026-03-12"
ROSTER = (technicians("centre", DAY), technicians("vp-ubnd", DAY), technicians("sapa", "", DAY))


def test_a_site_without_a_trained_technician_is_told() -> None:
    meeting = registered(PLAN)
    assert lacking(LackKind.UNTRAINED, meeting, *ROSTER) == ("bacha",)
    assert lacking(LackKind.UNTRAINED, meeting, *ROSTER, technicians("bacha", "", "")) == ("bacha",)
    assert lacking(LackKind.UNTRAINED, meeting, *ROSTER, technicians("bacha", DAY)) == ()


def test_the_one_on_duty_has_to_be_trained_not_another() -> None:
    roster = (*ROSTER, technicians("bacha", DAY))
    meeting = replace(registered(PLAN), duties=(on_duty("sapa"),))
    assert lacking(LackKind.UNTRAINED, meeting, *roster) == ("sapa",)
    meeting = replace(meeting, duties=(on_duty("sapa", Post.DEPUTY),))
    assert lacking(LackKind.UNTRAINED, meeting, *roster) == ()


def test_each_site_and_the_centre_confirm_their_duty() -> None:
    meeting = registered(PLAN)
    assert lacking(LackKind.DUTY, meeting, *ROSTER) == ("centre", "vp-ubnd", "sapa")
    meeting = replace(meeting, duties=(on_duty("centre"), on_duty("sapa")))
    assert lacking(LackKind.DUTY, meeting, *ROSTER) == ("vp-ubnd",)


def test_who_confirmed_duty_is_the_technician_of_the_site() -> None:
    meeting = registered(PLAN)
    assert lacking(LackKind.TECHNICIAN, meeting) == PLAN.sites
    meeting = replace(meeting, duties=(on_duty("sapa"),))
    assert lacking(LackKind.TECHNICIAN, meeting) == ("vp-ubnd", "bacha")


def test_without_any_roster_nothing_is_said_of_training_and_duty() -> None:
    assert not {LackKind.UNTRAINED, LackKind.DUTY} & set(kinds(registered(PLAN)))


def test_the_carriers_person_is_on_duty_beside_the_site_s_own() -> None:
    meeting = replace(registered(PLAN), duties=(on_duty("sapa", Post.CARRIER),))
    assert meeting.duty_at("sapa") is None
    assert set(meeting.plan.sites) - set(meeting.sites_without_carrier) == {"sapa"}


@pytest.mark.parametrize(
    ("kind", "chair", "is_elsewhere"),
    [
        (MeetingKind.PROVINCIAL, "sapa", True),
        (MeetingKind.PROVINCIAL, "vp-ubnd", False),
        (MeetingKind.DEPARTMENT, "sapa", False),
    ],
)
def test_a_provincial_meeting_chaired_elsewhere_is_warned_of(
    kind: MeetingKind, chair: str, is_elsewhere: bool
) -> None:
    meeting = registered(replace(PLAN, kind=kind, chair_site_id=chair))
    found = [lack.sites for lack in lacks_of(meeting, (), SETTINGS, {}) if lack.kind == "chair-elsewhere"]
    assert found == ([(chair,)] if is_elsewhere else [])
