"""The register, the changed times and the meetings that nobody opened of the season."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from gbdt_console.core.events import Event
from gbdt_console.core.meetings.events import (
    MeetingCancelled,
    MeetingChanged,
    MeetingLapsed,
    MeetingRegistered,
)
from gbdt_console.core.register.entry import RegisterEntry, RegisterKind
from gbdt_console.core.register.events import EntryMade, EntryWithdrawn
from tests.support.reports.year_outages import Moment

KINDS = (
    RegisterKind("guidance", "Hướng dẫn", "9.1"),
    RegisterKind("budget", "Dự toán", "9.3", has_amount=True),
    RegisterKind("power-branch", "Điện lực báo chi nhánh", "13.2", is_each_meeting=True),
    RegisterKind("merit", "Thành tích", "14.1"),
)
EACH_MEETING, WITH_AMOUNT = ("power-branch",), ("budget", "no-more")
NAME = "An"
_DAY_S = 86_400.0


def entry(number: int, kind: str, **fields: object) -> RegisterEntry:
    plain = RegisterEntry(
        number, kind, kind, "", "8 Sa Pa", "nội dung", "", "2026-01-20", "", 0, 0, 0.0, NAME
    )  # fmt: skip
    return replace(plain, **fields)  # type: ignore[arg-type]


def register_moments(begin_utc: float) -> Iterator[Moment]:
    """Yield entries of each kind but the last, one corrected, one withdrawn, one of the year before."""
    made = (
        EntryMade(entry(1, "guidance", body="9 Si Ma Cai")),
        EntryMade(entry(2, "guidance", text="chỉnh micro", person="trực ca")),
        EntryMade(entry(3, "guidance", text="chỉnh micro, đặt preset"), replaces=2),
        EntryMade(entry(4, "guidance", day="2025-12-31")),
        EntryMade(entry(5, "budget", amount=180_000_000, paper="12/TTr")),
        EntryMade(entry(6, "budget", amount=2_500_000)),
        EntryMade(entry(7, "budget", amount=9_000_000)),
        EntryWithdrawn(7, "ghi nhầm", begin_utc, NAME),
        EntryMade(entry(8, "power-branch", meeting=1)),
        EntryMade(entry(9, "power-branch", meeting=1, body="Điện lực Bắc Hà")),
        EntryMade(entry(10, "power-branch", meeting=5)),
        EntryMade(entry(11, "power-branch", meeting=99)),
        EntryMade(entry(12, "no-more", amount=1_000_000)),
    )
    for place, event in enumerate(made):
        yield begin_utc + place, NAME, event


def change_moments(planned: Iterable[tuple[float, str, Event]]) -> Iterator[Moment]:
    """Yield an hour's delay of two meetings, told with their registration and on the day itself."""
    for at_utc, _, event in planned:
        if isinstance(event, MeetingRegistered) and event.number in (3, 6):
            later = datetime.fromisoformat(event.plan.opening) + timedelta(hours=1)
            plan = replace(event.plan, opening=later.strftime("%Y-%m-%dT%H:%M"))
            told_utc = at_utc + 700.5 if event.number == 3 else event.plan.opening_utc - 9_000.5
            yield told_utc, NAME, MeetingChanged(event.number, plan, told_utc, "chủ trì bận", told_utc, NAME)


def unopened_moments(like: MeetingRegistered, begin_utc: float) -> Iterator[Moment]:
    """Yield meetings that nobody begins: lapsed, just over, under way, cancelled, and put off to later."""
    for number, hours in ((21, 1), (22, 26), (23, 30), (24, 2), (25, 3)):
        opening = datetime.fromisoformat(like.plan.opening) + timedelta(
            seconds=begin_utc - like.plan.opening_utc + 3_600.0 * hours
        )
        plan = replace(like.plan, opening=opening.strftime("%Y-%m-%dT%H:%M"), length_min=60)
        at_utc = begin_utc + number
        yield at_utc, NAME, replace(like, number=number, plan=plan, notice_utc=at_utc, at_utc=at_utc)
        if number == 25:
            late = replace(plan, opening=(opening + timedelta(days=9)).strftime("%Y-%m-%dT%H:%M"))
            yield at_utc + 20, NAME, MeetingChanged(number, late, at_utc + 20, "bão", at_utc + 20, NAME)
    yield begin_utc + 60, NAME, MeetingCancelled(24, "bão", begin_utc + 60, NAME)
    yield begin_utc + 15 * 3_600.0, "", MeetingLapsed(21, begin_utc + 15 * 3_600.0)
