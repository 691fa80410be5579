"""The regulation's rules for registered meetings."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gbdt_console.core.calendar.registration import (
    Agreement,
    MeetingKind,
    MeetingPlan,
    MeetingState,
    NoticeChannel,
    Registration,
    SiteAnswer,
)
from gbdt_console.core.calendar.rules import (
    LackKind,
    MeetingSettings,
    is_notice_late,
    lacks_of,
    proposed_chair,
)
from tests.support.calendar.random_calendars import ZONE, plans
from tests.support.calendar.shown import complete

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
    return [lack.kind for lack in lacks_of(meeting, (), SETTINGS)]


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
