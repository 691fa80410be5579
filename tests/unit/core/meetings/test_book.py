"""The fold of calendar events: any events, and examples worked by hand."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from gbdt_console.core.meetings.book import CalendarBook
from gbdt_console.core.meetings.events import (
    CalendarEvent,
    DutyAnswered,
    MeetingCancelled,
    MeetingChanged,
    MeetingInvited,
    MeetingRegistered,
    NoticeConfirmed,
    NoticeSent,
    SeriesDaySkipped,
    SeriesRegistered,
    SiteAnswered,
)
from gbdt_console.core.meetings.planning import HORIZON_DAYS, LAPSES_AFTER_S, due_events
from gbdt_console.core.meetings.recurrence import Every, Repeat
from gbdt_console.core.meetings.registration import (
    MeetingKind,
    MeetingPlan,
    MeetingState,
    NoticeChannel,
    Registration,
    SiteAnswer,
)
from gbdt_console.core.technicians.posts import Post
from tests.support.journal.kept import kept
from tests.support.meetings.random_calendars import CALENDAR_EVENTS, ZONE

PLAN = MeetingPlan(
    "Giao ban", "so-gd", MeetingKind.DEPARTMENT, ("so-tttt", "sapa"), "so-tttt", "2026-11-26T08:00", ZONE
)
NOW_UTC = PLAN.opening_utc - 86_400.0


def book_of(*events: CalendarEvent) -> CalendarBook:
    book = CalendarBook()
    for event in events:
        book.apply(event)
    return book


def registered(plan: MeetingPlan = PLAN, number: int = 1) -> MeetingRegistered:
    return MeetingRegistered(number, plan, NOW_UTC, NoticeChannel.LETTER, NOW_UTC, "trực")


def changed(plan: MeetingPlan) -> MeetingChanged:
    return MeetingChanged(1, plan, NOW_UTC + 60, "đổi phòng", NOW_UTC + 60, "trực")


AGREED = SiteAnswered(1, "sapa", SiteAnswer.AGREED, NoticeChannel.PHONE, "", NOW_UTC, "trực")
INVITED = MeetingInvited(1, "12/GM", NOW_UTC, "trực")


def first(book: CalendarBook) -> Registration:
    return meeting_of(book, 1)


def meeting_of(book: CalendarBook, number: int) -> Registration:
    found = book.find(number)
    assert found is not None
    return found


@given(st.lists(CALENDAR_EVENTS, max_size=20))
def test_a_book_read_from_a_checkpoint_is_the_book_again(events: list[CalendarEvent]) -> None:
    book = book_of(*events)
    assert kept(book) == book


@given(st.lists(CALENDAR_EVENTS, max_size=20), CALENDAR_EVENTS)
def test_an_ended_meeting_never_changes_again(events: list[CalendarEvent], later: CalendarEvent) -> None:
    book = book_of(*events)
    if isinstance(later, NoticeSent | NoticeConfirmed):
        return  # a cancellation is told after the end
    past = dict(book.past)
    book.apply(later)
    assert {number: book.past[number] for number in past} == past
    assert not book.meetings.keys() & book.past.keys()


def test_another_time_needs_new_agreements_and_a_new_invitation() -> None:
    book = book_of(registered(), AGREED, INVITED)
    assert first(book).state is MeetingState.INVITED
    book.apply(changed(replace(PLAN, opening="2026-11-26T14:00")))
    moved = first(book)
    assert (moved.state, moved.revision, moved.notice_utc) == (MeetingState.DRAFT, 1, NOW_UTC + 60)
    assert moved.notice_channel is NoticeChannel.UNSTATED, "the letter told of the time before"


def test_another_room_keeps_the_agreements_and_tells_of_the_change() -> None:
    book = book_of(registered(), AGREED, INVITED)
    book.apply(changed(replace(PLAN, chair_site_id="sapa")))
    assert (first(book).state, first(book).revision) == (MeetingState.INVITED, 1)
    assert first(book).notice_channel is NoticeChannel.LETTER


def test_another_technician_is_no_change_to_tell_of() -> None:
    book = book_of(registered(), AGREED, INVITED, changed(replace(PLAN, chair_contact="thư ký")))
    assert (first(book).state, first(book).revision) == (MeetingState.INVITED, 0)


def duty(post: str = "technician", *, is_on: bool = True) -> DutyAnswered:
    return DutyAnswered(1, "sapa", Post(post), is_on, post, NoticeChannel.PHONE, NOW_UTC, "trực")


def on_duty(*events: CalendarEvent) -> str:
    found = first(book_of(registered(), *events)).duty_at("sapa")
    return "" if found is None else found.person


def test_the_technician_on_duty_comes_before_the_deputy() -> None:
    assert on_duty(duty("deputy"), duty()) == "technician"
    assert on_duty(duty("deputy"), duty(), duty(is_on=False)) == "deputy"
    assert on_duty(duty(is_on=False)) == ""


def test_another_time_needs_a_new_confirmation_of_duty() -> None:
    assert on_duty(duty(), changed(replace(PLAN, chair_contact="thư ký"))) == "technician"
    assert on_duty(duty(), changed(replace(PLAN, opening="2026-11-26T14:00"))) == ""


def test_a_site_that_no_longer_takes_part_agrees_to_nothing() -> None:
    book = book_of(registered(), AGREED, changed(replace(PLAN, sites=("so-tttt", "bacha"))))
    assert first(book).agreements == ()


def test_a_cancelled_meeting_moves_to_the_past() -> None:
    book = book_of(registered(), MeetingCancelled(1, "hoãn", NOW_UTC, "trực"))
    assert (book.meetings, first(book).state) == ({}, MeetingState.CANCELLED)


WEEKLY = SeriesRegistered(1, PLAN, Repeat(Every.WEEK), NOW_UTC, "trực")


def advance(book: CalendarBook, now_utc: float) -> None:
    for event in list(due_events(book, now_utc, book.last_number + 1)):
        book.apply(event)


def test_a_series_has_its_meetings_weeks_ahead_and_each_once() -> None:
    book = book_of(WEEKLY)
    advance(book, NOW_UTC)
    days = [meeting.series_date for meeting in book.meetings.values()]
    assert days == sorted(set(days))
    assert len(days) == 1 + (HORIZON_DAYS - 1) // 7
    assert list(due_events(book, NOW_UTC, 99)) == []
    advance(book, NOW_UTC + 7 * 86_400)
    known = {meeting.series_date for meeting in (*book.meetings.values(), *book.past.values())}
    assert len(known) == len(days) + 1


def test_a_moved_meeting_of_a_series_is_not_made_again() -> None:
    book = book_of(WEEKLY)
    advance(book, NOW_UTC)
    number = next(iter(book.meetings))
    moved = replace(PLAN, opening="2026-11-27T08:00")
    book.apply(MeetingChanged(number, moved, NOW_UTC, "", NOW_UTC, "trực"))
    book.apply(MeetingCancelled(number + 1, "nghỉ lễ", NOW_UTC, "trực"))
    assert list(due_events(book, NOW_UTC, 99)) == []


def test_a_skipped_day_is_not_made() -> None:
    book = book_of(WEEKLY, SeriesDaySkipped(1, "2026-12-03", NOW_UTC, "trực"))
    advance(book, NOW_UTC)
    assert [m.series_date for m in book.meetings.values()][:2] == ["2026-11-26", "2026-12-10"]


def test_an_event_of_one_day_that_comes_twice_makes_one_meeting() -> None:
    book = book_of(WEEKLY)
    made = list(due_events(book, NOW_UTC, 2))
    for event in (*made, replace(made[0], number=50)):
        book.apply(event)
    assert len(book.meetings) == len(made)


def test_a_meeting_that_nobody_started_lapses_half_a_day_after_its_end() -> None:
    book = book_of(registered())
    advance(book, PLAN.end_utc + LAPSES_AFTER_S)
    assert first(book).is_coming
    advance(book, PLAN.end_utc + LAPSES_AFTER_S + 1)
    assert first(book).state is MeetingState.LAPSED
