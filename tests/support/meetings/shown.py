"""Registered meetings as the engine would publish them."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from gbdt_console.core.booking import Booking
from gbdt_console.core.meetings.notices import Notice, recipients_of
from gbdt_console.core.meetings.recurrence import Every, Repeat, Series
from gbdt_console.core.meetings.registration import (
    Agreement,
    MeetingKind,
    MeetingPlan,
    NoticeChannel,
    Registration,
    SiteAnswer,
    Technician,
)
from gbdt_console.core.meetings.rules import MeetingSettings
from gbdt_console.core.people import Body
from gbdt_console.core.snapshot import Control, Snapshot

ZONE = "Asia/Ho_Chi_Minh"
HOUR_S = 3_600.0
OPERATOR = "Trực ca 1"
BOOKING = Booking(
    bodies=(
        Body("vp-ubnd", "Văn phòng Ủy ban nhân dân tỉnh"),
        Body("so-tttt", "Sở Thông tin và Truyền thông"),
    ),
    houses=(("vp-ubnd", "site1"), ("so-tttt", "site11")),
    settings=MeetingSettings("site1", "site11"),
    zone=ZONE,
    network="GBĐT",
)
MINE = Control("console-1", "Trực ca 2")


def local(at_utc: float) -> str:
    return datetime.fromtimestamp(at_utc, ZoneInfo(ZONE)).strftime("%Y-%m-%dT%H:%M")


def registered(
    number: int,
    at_utc: float,
    *sites: int,
    kind: MeetingKind = MeetingKind.PROVINCIAL,
    title: str = "Giao ban",
) -> Registration:
    """A meeting of these sites, chaired by the first, registered an hour before the AT_UTC of tests."""
    ids = tuple(f"site{n}" for n in sites)
    host = "vp-ubnd" if kind is not MeetingKind.DEPARTMENT else "Sở Y tế"
    plan = MeetingPlan(title, host, kind, ids, ids[0], local(at_utc), ZONE)
    return Registration(
        number, plan, at_utc - 80 * HOUR_S, OPERATOR, at_utc - 80 * HOUR_S, NoticeChannel.LETTER
    )


def complete(meeting: Registration) -> Registration:
    """The same with everything that a meeting needs."""
    plan = replace(
        meeting.plan,
        technicians=tuple(Technician(site, f"An 0214 000 01{site[4:]:0>2}") for site in meeting.plan.sites),
        chair_contact="thư ký 0214 000 0110",
        profile_id="tinh",
    )
    at_utc = meeting.registered_utc + 600
    notices = tuple(
        Notice(group, recipient, 0, "phone", at_utc, OPERATOR, confirmed_utc=at_utc + 600)
        for group, recipients in recipients_of(plan.sites, {}).items()
        for recipient in recipients
    )
    return replace(meeting, plan=plan, invited_utc=at_utc, paper="12/GM-UBND", notices=notices)


def with_calendar(snapshot: Snapshot, *meetings: Registration) -> Snapshot:
    """The snapshot with these meetings, in the hands of the console under test."""
    return replace(snapshot, calendar=meetings, booking=BOOKING, control=MINE)


def usual(snapshot: Snapshot) -> Snapshot:
    """A day with a complete meeting, two that collide, a closed one and past ones."""
    at_utc = snapshot.at_utc
    department = registered(
        12, at_utc + 30 * HOUR_S, 11, 3, 6, 8, kind=MeetingKind.DEPARTMENT, title="Tập huấn phòng bệnh"
    )
    answers = (
        Agreement("site3", SiteAnswer.AGREED, NoticeChannel.PHONE, "chánh văn phòng", at_utc - 900, OPERATOR),
        Agreement("site8", SiteAnswer.DECLINED, NoticeChannel.PHONE, "", at_utc - 600, OPERATOR),
    )
    clashing = registered(13, at_utc + 31 * HOUR_S, 1, 3, 4, title="Phòng chống thiên tai")
    closed = registered(14, at_utc + 54 * HOUR_S, 1, 2, 3, title="")
    past = replace(
        registered(9, at_utc - 26 * HOUR_S, 1, 2),
        started_utc=at_utc - 26 * HOUR_S,
        ended_utc=at_utc - 24 * HOUR_S,
    )
    made = with_calendar(
        snapshot,
        complete(registered(11, at_utc + 1.5 * HOUR_S, *range(1, 12), title="Giao ban UBND tỉnh tháng 01")),
        replace(department, agreements=answers),
        clashing,
        replace(closed, plan=replace(closed.plan, is_closed=True)),
        past,
        replace(
            registered(8, at_utc - 50 * HOUR_S, 1, 2),
            cancelled_utc=at_utc - 60 * HOUR_S,
            cancel_reason="hoãn",
        ),
    )
    weekly = Series(
        10, registered(10, at_utc, 1, 2).plan, Repeat(Every.WEEK), at_utc, OPERATOR, made_until="2026-03-09"
    )
    return replace(made, series=(weekly,))
