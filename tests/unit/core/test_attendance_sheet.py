"""Attendance by the minute: no minute is lost, and none counts twice."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gbdt_console.core.attendance_sheet import AttendanceSheet
from gbdt_console.core.conference.attendance import SiteJoined, SiteLeft
from gbdt_console.core.conference.floor_events import FloorGiven, SiteExcused
from gbdt_console.core.conference.presence import Presence
from gbdt_console.core.events import Entry, Event, MeetingEnded, MeetingEndMoved, MeetingStarted
from tests.support.meetings.attendance import attendance_of

START_UTC = 1_000_000_000.0
HOUR_S = 3_600.0
SITES = ("s1", "s2", "s3")


def entry(at_s: float, event: Event) -> Entry:
    return Entry(1, START_UTC + at_s, event.KIND, event.VERSION, "", {}, event)


def started(at_s: float = 0.0, registration: int = 7, *sites: str) -> Entry:
    event = MeetingStarted(
        "m1", "Giao ban", "s1", START_UTC, START_UTC + HOUR_S, ["s2", "s3"], registration=registration,
        sites=list(sites), at_utc=START_UTC + at_s,
    )  # fmt: skip
    return entry(at_s, event)


def ended(at_s: float) -> Entry:
    return entry(at_s, MeetingEnded("m1", START_UTC + at_s))


def left(at_s: float, by: str, known_at_s: float | None = None, site: str = "s2") -> Entry:
    return entry(at_s if known_at_s is None else known_at_s, SiteLeft(site, START_UTC + at_s, by, ""))


def joined(at_s: float, site: str = "s2") -> Entry:
    return entry(at_s, SiteJoined(site, "leg"))


def sheet_of(*entries: Entry, now_s: float = 2 * HOUR_S, registration: int = 0) -> AttendanceSheet:
    found = attendance_of(entries, SITES, START_UTC + now_s, registration)
    assert found is not None
    return found


def minutes(sheet: AttendanceSheet, site: str = "s2") -> Mapping[Presence, int]:
    return next(one for one in sheet.sites if one.site_id == site).minutes


CHANGE = st.tuples(
    st.floats(0.0, 4 * HOUR_S),
    st.sampled_from(SITES),
    st.sampled_from(("in", "out", "lost", "leave", "back")),
)


def changed(at_s: float, site: str, kind: str) -> Entry:
    match kind:
        case "in":
            return joined(at_s, site)
        case "leave" | "back":
            return entry(at_s, SiteExcused(site, kind == "leave", "", ""))
    return left(max(0.0, at_s - 5.0), kind if kind == "lost" else "site", at_s, site)


@given(st.lists(CHANGE, max_size=25), st.floats(-HOUR_S, HOUR_S), st.floats(1.0, 5 * HOUR_S))
def test_the_seconds_of_each_site_add_up_to_the_meeting(
    changes: list[tuple[float, str, str]], started_s: float, lasted_s: float
) -> None:
    end_s = started_s + lasted_s
    during = sorted((c for c in changes if started_s <= c[0] <= end_s), key=lambda c: c[0])
    found = sheet_of(started(started_s), *(changed(*c) for c in during), ended(end_s))
    length_s = found.until_utc - found.from_utc
    assert 0.0 < length_s <= lasted_s + 1e-6
    for site in found.sites:
        assert sum(site.seconds.values()) == pytest.approx(length_s)
        assert (site.spans[0].from_utc, site.spans[-1].until_utc) == (found.from_utc, found.until_utc)
        for before, after in zip(site.spans, site.spans[1:], strict=False):
            assert before.until_utc == after.from_utc
            assert before.presence is not after.presence


def test_lost_absent_and_excused_are_told_apart() -> None:
    found = sheet_of(
        started(),
        joined(0.0),
        left(600.0, "site", 600.0),
        left(600.0, "lost", 605.0),
        joined(900.0),
        left(1_800.0, "site"),
        entry(2_400.0, SiteExcused("s2", True, "bão", "Trực")),
        ended(HOUR_S),
    )
    assert minutes(found) == {
        Presence.PRESENT: 25, Presence.LOST: 5, Presence.ABSENT: 10, Presence.EXCUSED: 20,
    }  # fmt: skip
    assert minutes(found, "s3") == {Presence.ABSENT: 60}


def test_time_before_the_opening_is_no_attendance() -> None:
    found = sheet_of(started(-1_200.0), joined(-600.0), ended(1_800.0))
    assert (found.from_utc, minutes(found)) == (START_UTC, {Presence.PRESENT: 30})


@pytest.mark.parametrize(("end_s", "overrun_s"), [(4_500.0, 900.0), (3_000.0, -600.0)])
def test_overrun_and_early_end_count_from_the_first_planned_end(end_s: float, overrun_s: float) -> None:
    moved = entry(3_000.0, MeetingEndMoved("m1", START_UTC + 5_400.0, "Trực"))
    found = sheet_of(started(), moved, ended(end_s))
    assert found.overrun_s == overrun_s
    assert found.meeting.end_utc == START_UTC + 5_400.0


def test_a_running_meeting_counts_until_now_and_names_who_has_not_spoken() -> None:
    given_floor = entry(60.0, FloorGiven("s3", "", START_UTC + 60.0, "Trực"))
    found = sheet_of(started(), joined(0.0), given_floor, now_s=600.0)
    assert (found.is_over, minutes(found), found.waiting) == (False, {Presence.PRESENT: 10}, ("s2",))


def test_each_meeting_keeps_to_its_own_entries_and_sites() -> None:
    rows = (started(0.0, 7, "s1", "s2"), joined(0.0), ended(600.0), started(900.0, 8), joined(950.0, "s3"))
    assert minutes(sheet_of(*rows, registration=7)) == {Presence.PRESENT: 10}
    assert [site.site_id for site in sheet_of(*rows, registration=7).sites] == ["s1", "s2"]
    assert attendance_of(rows, SITES, 0.0, 9) is None
