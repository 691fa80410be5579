"""iCalendar files: what is written is read again, and any other file gives meetings or faults with lines."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Timezone

from gbdt_console.cli.meetings.read_icalendar import (
    MOST_BYTES,
    BadCalendar,
    FoundMeeting,
    Usual,
    read_calendar,
)
from gbdt_console.cli.meetings.write_icalendar import CalendarFile
from gbdt_console.core.booking import Booking
from gbdt_console.core.meetings.recurrence import Every, Repeat, Series
from gbdt_console.core.meetings.registration import (
    MeetingKind,
    MeetingPlan,
    NoticeChannel,
    Registration,
)
from gbdt_console.text.meetings.meeting_text import MeetingWords
from gbdt_console.text.words import Words
from tests.support.meetings.random_calendars import REPEATS, SITES, ZONE, plans

USUAL = Usual("Văn phòng UBND tỉnh", MeetingKind.PROVINCIAL, ("sapa", "bacha"), SITES, ZONE)
NOW_UTC = 1_767_225_600.0  # 1 January 2026, 07:00 in Viet Nam
LOCAL = plans(zones=st.just(ZONE)).map(lambda plan: replace(plan, technicians=()))


@pytest.fixture(autouse=True, scope="module")
def _zones_made_once() -> Iterator[None]:
    """A file's zone is searched second by second through 68 years; the library asks callers to keep it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Timezone, "from_tzid", cache(Timezone.from_tzid))
        yield


def read(*lines: str) -> list[FoundMeeting | BadCalendar]:
    """The meetings of a file whose events have these lines; '-' begins the next event."""
    events = "\r\n".join(lines).replace("\r\n-\r\n", "\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\n")
    text = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\n{events}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    return list(read_calendar(text.encode(), USUAL))


def one(*lines: str) -> FoundMeeting:
    (found,) = read("SUMMARY:Giao ban", *lines)
    assert isinstance(found, FoundMeeting), found.code
    return found


def written(*meetings: Registration, series: tuple[Series, ...] = ()) -> bytes:
    booking = Booking(zone=ZONE)
    made = CalendarFile(MeetingWords(Words("vi"), {}, booking), booking, "GBĐT", NOW_UTC)
    made.add_meetings(meetings)
    made.add_series(series)
    return made.content()


@given(LOCAL)
def test_an_exported_meeting_is_read_as_it_was(plan: MeetingPlan) -> None:
    meeting = Registration(7, plan, 0.0, "trực", 0.0, NoticeChannel.LETTER)
    (found,) = read_calendar(written(meeting), USUAL)
    assert isinstance(found, FoundMeeting)
    title = f"họp kín · {plan.host}" if plan.is_closed else plan.title
    assert found.plan == replace(plan, title=title)
    assert plan.title not in written(meeting).decode() or not plan.is_closed


@given(LOCAL, REPEATS, st.integers(0, 3))
def test_an_exported_series_has_the_same_days_to_come(plan: MeetingPlan, repeat: Repeat, made: int) -> None:
    plan, until = replace(plan, is_closed=False), date(2026, 12, 31)
    whole = Series(1, plan, repeat, 0.0, "trực")
    days = list(whole.days(until))
    series = replace(whole, made_until=str(days[made - 1]) if 0 < made <= len(days) else "")
    coming = list(series.days_to_make(until))
    if not coming:
        return
    series = replace(series, skipped=tuple(str(day) for day in coming[1:3:2]))
    (found,) = read_calendar(written(series=(series,)), USUAL)
    assert isinstance(found, FoundMeeting)
    assert found.repeat is not None
    again = Series(1, found.plan, found.repeat, 0.0, "trực", found.skipped)
    assert list(again.days(until)) == list(series.days_to_make(until))


def test_an_exported_series_that_opens_at_midnight_ends_with_its_last_day() -> None:
    """Which ends seven hours before that of Greenwich."""
    plan = MeetingPlan(
        "Giao ban", "ubnd", MeetingKind.PROVINCIAL, ("sapa",), "sapa", "2026-04-01T00:00", ZONE
    )
    content = written(series=(Series(1, plan, Repeat(Every.WEEK, 1, "2026-06-30"), 0.0, "trực"),))
    assert b"UNTIL=20260630T165959Z" in content


def test_times_of_other_zones_become_local() -> None:
    assert one("DTSTART:20261130T010000Z", "DTEND:20261130T023000Z").plan.opening == "2026-11-30T08:00"
    assert one("DTSTART;TZID=Asia/Tokyo:20261130T100000").plan.opening == "2026-11-30T08:00"
    assert one("DTSTART:20261130T080000", "DURATION:PT90M").plan.length_min == 90
    assert one("DTSTART:20261130T233000", "DTEND:20261201T013000").plan.length_min == 120


def test_what_the_event_does_not_say_is_the_usual() -> None:
    plan = one("DTSTART:20261130T080000").plan
    assert (plan.host, plan.kind, plan.sites, plan.chair_site_id, plan.length_min) == (
        USUAL.host, USUAL.kind, USUAL.sites, "", 120
    )  # fmt: skip
    plan = one("DTSTART:20261130T080000", 'ORGANIZER;CN="Sở Y tế":mailto:a@b.vn', "CLASS:PRIVATE").plan
    assert (plan.host, plan.is_closed) == ("Sở Y tế", True)


@pytest.mark.parametrize(
    ("rule", "repeat"),
    [
        ("FREQ=WEEKLY", Repeat(Every.WEEK)),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;WKST=MO", Repeat(Every.WEEK, 2)),
        ("FREQ=WEEKLY;COUNT=5", Repeat(Every.WEEK, count=5)),
        ("FREQ=WEEKLY;UNTIL=20261231T170000Z", Repeat(Every.WEEK, until="2027-01-01")),
        ("FREQ=MONTHLY", Repeat(Every.MONTH_DAY)),
        ("FREQ=MONTHLY;BYMONTHDAY=30", Repeat(Every.MONTH_DAY)),
        ("FREQ=MONTHLY;BYDAY=5MO", Repeat(Every.MONTH_WEEKDAY)),
    ],
)
def test_weekly_and_monthly_rules_are_taken(rule: str, repeat: Repeat) -> None:
    assert one("DTSTART:20261130T080000", f"RRULE:{rule}").repeat == repeat


@pytest.mark.parametrize(
    "rule",
    ["FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,WE", "FREQ=WEEKLY;BYDAY=TU", "FREQ=MONTHLY;BYDAY=-1MO",
     "FREQ=YEARLY", "FREQ=WEEKLY;BYHOUR=9", "FREQ=MONTHLY;BYMONTHDAY=1"],
)  # fmt: skip
def test_other_rules_are_refused_instead_of_guessed(rule: str) -> None:
    (fault,) = read("SUMMARY:Họp", "DTSTART:20261130T080000", f"RRULE:{rule}")
    assert isinstance(fault, BadCalendar)
    assert (fault.line, fault.code) == (3, "meetings.ics-repeat")


def test_left_out_and_moved_days_of_a_series_are_kept_apart() -> None:
    series, moved = read(
        "UID:a", "SUMMARY:Giao ban", "DTSTART:20261130T080000", "RRULE:FREQ=WEEKLY",
        "EXDATE:20261207T080000,20261214T080000",
        "-",
        "UID:a", "SUMMARY:Giao ban", "RECURRENCE-ID:20261221T080000", "DTSTART:20261222T140000",
    )  # fmt: skip
    assert isinstance(series, FoundMeeting)
    assert series.skipped == ("2026-12-07", "2026-12-14", "2026-12-21")
    assert isinstance(moved, FoundMeeting)
    assert (moved.plan.opening, moved.repeat) == ("2026-12-22T14:00", None)


def test_a_cancelled_event_is_left_out_and_faults_name_their_lines() -> None:
    found = read(
        "SUMMARY:A", "DTSTART:20261130T080000", "STATUS:CANCELLED",
        "-", "SUMMARY:B", "DTSTART;VALUE=DATE:20261130",
        "-", "DTSTART:20261130T080000",
        "-", "SUMMARY:D", "DTSTART:20261301T080000",
    )  # fmt: skip
    assert [(f.line, f.code) for f in found if isinstance(f, BadCalendar)] == [
        (8, "meetings.ics-no-time"), (12, "meeting.untitled"), (15, "meetings.ics-no-time")
    ]  # fmt: skip


def test_texts_are_cleaned() -> None:
    plan = one("DTSTART:20261130T080000", "CONTACT:thư ký\x1b[2J\u202e").plan
    assert plan.chair_contact == "thư ký�[2J�"


@pytest.mark.parametrize(
    ("raw", "line", "code"),
    [
        (b"", 1, "meetings.ics-unreadable"),
        (b"BEGIN:VCALENDAR\nhello\nEND:VCALENDAR\n", 2, "meetings.ics-unreadable"),
        (b"BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n", 1, "meetings.ics-empty"),
        (b"BEGIN:VCALENDAR\nSUMMARY:\xff\xfe\n", 2, "meetings.ics-not-utf8"),
        (b"X" * (MOST_BYTES + 1), 1, "meetings.ics-too-large"),
        (b"BEGIN:VEVENT\n" * 401, 401, "meetings.ics-too-many"),
    ],
    ids=["empty", "no-line", "no-event", "latin", "large", "many"],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_line(raw: bytes, line: int, code: str) -> None:
    with pytest.raises(BadCalendar) as refused:
        list(read_calendar(raw, USUAL))
    assert (refused.value.line, refused.value.code) == (line, code)


_LINES = st.sampled_from(
    (
        "BEGIN:VCALENDAR", "END:VCALENDAR", "BEGIN:VEVENT", "END:VEVENT", "SUMMARY:Họp", "SUMMARY:A",
        "DTSTART:20261130T080000", "DTSTART;TZID=../../etc:20261130T080000", "DTSTART:99991231T235959Z",
        "DTSTART:00010101T000000Z", "DTEND:20261130", "DURATION:P9999999D", "RRULE:FREQ=WEEKLY;INTERVAL=0",
        "RRULE:FREQ=", "RRULE:COUNT=x", "RRULE:FREQ=WEEKLY;COUNT=-1", "EXDATE:x",
        "RRULE:FREQ=WEEKLY;UNTIL=99991231T235959Z", "RECURRENCE-ID:20261130", "RECURRENCE-ID:x",
        "EXDATE;VALUE=DATE:20261130", "ORGANIZER:x", "STATUS:CANCELLED",
        "CLASS:PRIVATE", " folded", ";", "X-GBDT-SITES:sapa,nowhere", "X-GBDT-KIND:none",
    )
)  # fmt: skip
_FILES = st.one_of(
    st.binary(max_size=200), st.lists(_LINES, max_size=14).map(lambda lines: "\r\n".join(lines).encode())
)


@given(_FILES)
def test_any_file_gives_meetings_or_faults_and_nothing_else(raw: bytes) -> None:
    whole = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" + raw + b"\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    for content in (raw, whole):
        with suppress(BadCalendar):
            for found in read_calendar(content, USUAL):
                assert isinstance(found, BadCalendar) or set(found.plan.sites) <= set(SITES)
