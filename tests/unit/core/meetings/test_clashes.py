"""Clashes, against a search of every minute."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from gbdt_console.core.meetings.book import CalendarBook
from gbdt_console.core.meetings.clashes import Slot, clashes_of, slots_of
from gbdt_console.core.meetings.meeting import Meeting
from gbdt_console.core.meetings.recurrence import Every, Repeat, Series
from gbdt_console.core.meetings.registration import (
    MeetingKind,
    MeetingPlan,
    NoticeChannel,
    Registration,
    Technician,
)
from tests.support.meetings.random_calendars import SITES, ZONE, plans

READY_MIN = 30
DAY_OPENINGS = st.builds(
    lambda day, minute: f"2026-11-{day:02}T{minute // 60:02}:{minute % 60:02}",
    st.integers(26, 28),
    st.integers(0, 1_439),
)
"""Three days, so that most meetings meet others; those late in the evening run over midnight."""
CROWDED = st.lists(plans(DAY_OPENINGS, st.just(ZONE)), max_size=6)


def minutes(slot: Slot, ahead_min: int = 0) -> set[int]:
    return set(range(round(slot.from_utc / 60) - ahead_min, round(slot.until_utc / 60)))


@given(plans(DAY_OPENINGS, st.just(ZONE)), CROWDED)
def test_clashes_agree_with_a_search_of_every_minute(plan: MeetingPlan, others: list[MeetingPlan]) -> None:
    slot, slots = Slot.of_plan(0, plan), [Slot.of_plan(n, other) for n, other in enumerate(others, 1)]
    found = {clash.number: clash for clash in clashes_of(slot, slots, READY_MIN * 60)}
    for other in slots:
        shared = set(slot.sites) & set(other.sites)
        names = slot.technicians & other.technicians
        is_over = bool(minutes(slot) & minutes(other))
        is_near = bool(minutes(slot, READY_MIN) & minutes(other) or minutes(slot) & minutes(other, READY_MIN))
        assert (other.number in found) == (is_over or (is_near and bool(shared or names)))
        if other.number in found:
            clash = found[other.number]
            assert (set(clash.sites), set(clash.technicians)) == (shared, names)
            assert clash.is_tight is not is_over


@given(CROWDED)
def test_a_clash_is_mutual(plans_: list[MeetingPlan]) -> None:
    slots = [Slot.of_plan(n, plan) for n, plan in enumerate(plans_, 1)]
    pairs = {
        (slot.number, clash.number)
        for slot in slots
        for clash in clashes_of(slot, (s for s in slots if s is not slot), 1_800.0)
    }
    assert pairs == {(b, a) for a, b in pairs}


def planned(opening: str, *sites: str, length_min: int = 60) -> MeetingPlan:
    return MeetingPlan("Họp", "ubnd", MeetingKind.PROVINCIAL, sites, sites[0], opening, ZONE, length_min)


def test_a_meeting_over_midnight_collides_with_the_next_morning() -> None:
    night = Slot.of_plan(1, planned("2026-11-26T22:00", "sapa", length_min=240))
    early = Slot.of_plan(2, planned("2026-11-27T01:30", "sapa"))
    assert [c.number for c in clashes_of(early, [night], 0.0)] == [1]


def test_meetings_without_a_common_site_collide_at_the_centre_only_at_one_time() -> None:
    slot = Slot.of_plan(1, planned("2026-11-26T08:00", "sapa"))
    at_once, after = planned("2026-11-26T08:30", "bacha"), planned("2026-11-26T09:00", "bacha")
    (clash,) = clashes_of(slot, [Slot.of_plan(2, at_once), Slot.of_plan(3, after)], 1_800.0)
    assert (clash.number, clash.sites, clash.is_tight) == (2, (), False)


def test_a_technician_of_one_site_cannot_serve_two_meetings_and_a_role_can() -> None:
    person, role = (Technician("sapa", "An"),), (Technician("sapa", "trực"), Technician("bacha", "trực"))
    morning = replace(planned("2026-11-26T08:00", "sapa", "bacha"), technicians=(*person, *role))
    other = replace(
        planned("2026-11-26T09:10", "batxat", "vanban"),
        technicians=tuple(replace(t, site_id="batxat") for t in (*person, role[0])),
    )
    (clash,) = clashes_of(Slot.of_plan(1, other), [Slot.of_plan(2, morning)], 1_800.0)
    assert (clash.technicians, clash.is_tight) == (("An",), True)


def test_a_series_collides_on_days_that_are_not_registered_yet() -> None:
    weekly = Series(7, planned("2026-11-02T08:00", "sapa"), Repeat(Every.WEEK), 0.0, "trực")
    book = CalendarBook.of((), (weekly,))
    slot = Slot.of_plan(0, planned("2027-02-01T08:30", "sapa"))
    assert [c.number for c in clashes_of(slot, slots_of(book, {}, slot.until_utc), 0.0)] == [7]


def test_a_running_meeting_counts_once_and_with_its_overrun() -> None:
    plan = planned("2026-11-26T08:00", *SITES)
    registered = Registration(
        3, plan, 0.0, "trực", 0.0, NoticeChannel.LETTER, meeting_id="m1", started_utc=plan.opening_utc,
        late_end_utc=plan.end_utc + 3_600,
    )  # fmt: skip
    running = Meeting("m1", "Họp", "sapa", plan.opening_utc, plan.end_utc + 3_600, registration=3)
    slot = Slot.of_plan(0, planned("2026-11-26T09:30", "sapa"))
    known = slots_of(CalendarBook.of((registered,), ()), {"": running}, slot.until_utc)
    assert [c.number for c in clashes_of(slot, known, 0.0)] == [3]
    quick = slots_of(CalendarBook(), {"": running}, slot.until_utc)
    assert [c.number for c in clashes_of(slot, quick, 0.0)] == [0]
