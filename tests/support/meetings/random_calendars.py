"""Plans, repeats and calendar events that Hypothesis can think of."""

from datetime import date

from hypothesis import strategies as st

from gbdt_console.core.meetings.events import (
    CalendarEvent,
    DutyAnswered,
    MeetingCancelled,
    MeetingChanged,
    MeetingInvited,
    MeetingLapsed,
    MeetingRegistered,
    NoticeConfirmed,
    NoticeSent,
    OpinionGiven,
    SeriesDaySkipped,
    SeriesEnded,
    SeriesRegistered,
    SiteAnswered,
)
from gbdt_console.core.meetings.notices import NoticeGroup
from gbdt_console.core.meetings.recurrence import Every, Repeat
from gbdt_console.core.meetings.registration import (
    MeetingKind,
    MeetingPlan,
    NoticeChannel,
    SiteAnswer,
    Technician,
)

SITES = ("sapa", "bacha", "batxat", "vanban")
ZONE = "Asia/Ho_Chi_Minh"
BERLIN = "Europe/Berlin"
"""Has summer time: the last Sundays of March and October."""

_DATES = st.dates(date(2026, 1, 1), date(2026, 12, 31))
_LOCAL = st.builds(
    lambda day, minute: f"{day}T{minute // 60:02}:{minute % 60:02}", _DATES, st.integers(0, 1_439)
)
_NAMED = st.lists(st.sampled_from(SITES), min_size=1, max_size=4, unique=True).map(tuple)
_TECHNICIANS = st.lists(
    st.builds(Technician, st.sampled_from(SITES), st.sampled_from(["An", "Bình"])), max_size=2
).map(tuple)


def plans(
    openings: st.SearchStrategy[str] = _LOCAL, zones: st.SearchStrategy[str] | None = None
) -> st.SearchStrategy[MeetingPlan]:
    """Plans of up to four sites; some run over midnight."""
    zones = st.sampled_from([ZONE, BERLIN]) if zones is None else zones

    def of(sites: tuple[str, ...]) -> st.SearchStrategy[MeetingPlan]:
        return st.builds(
            MeetingPlan,
            title=st.sampled_from(["Giao ban", "Phòng chống bão"]),
            host=st.sampled_from(["ubnd", "so-gd"]),
            kind=st.sampled_from(MeetingKind),
            sites=st.just(sites),
            chair_site_id=st.sampled_from(sites),
            opening=openings,
            zone=zones,
            length_min=st.integers(5, 1_440),
            technicians=_TECHNICIANS,
            is_closed=st.booleans(),
        )

    return _NAMED.flatmap(of)


REPEATS = st.builds(
    Repeat,
    st.sampled_from(Every),
    st.integers(1, 4),
    st.sampled_from(["", "2026-06-30"]),
    st.integers(0, 6),
)

_NUMBERS = st.integers(1, 4)
_TIMES = st.floats(1.7e9, 1.8e9)
_PLANS = plans()
_CHANNELS = st.sampled_from([channel.value for channel in NoticeChannel])
_GROUPS = st.sampled_from([group.value for group in NoticeGroup])
_RECIPIENTS = st.lists(st.sampled_from([*SITES, "vnpt", "power"]), max_size=3)
_DAYS = _DATES.map(str)

CALENDAR_EVENTS: st.SearchStrategy[CalendarEvent] = st.one_of(
    st.builds(
        MeetingRegistered,
        _NUMBERS,
        _PLANS,
        _TIMES,
        _CHANNELS,
        _TIMES,
        st.just("trực"),
        st.integers(0, 4),
        _DAYS,
    ),
    st.builds(MeetingChanged, _NUMBERS, _PLANS, _TIMES, st.just("bão"), _TIMES, st.just("trực")),
    st.builds(
        SiteAnswered,
        _NUMBERS,
        st.sampled_from(SITES),
        st.sampled_from([answer.value for answer in SiteAnswer]),
        _CHANNELS,
        st.just("chánh văn phòng"),
        _TIMES,
        st.just("trực"),
    ),
    st.builds(OpinionGiven, _NUMBERS, st.sampled_from(SITES), st.just("tiếng nhỏ"), _TIMES, st.just("trực")),
    st.builds(
        DutyAnswered,
        _NUMBERS,
        st.sampled_from((*SITES, "centre")),
        st.sampled_from(["technician", "deputy"]),
        st.booleans(),
        st.just("An"),
        _CHANNELS,
        _TIMES,
        st.just("trực"),
    ),
    st.builds(MeetingInvited, _NUMBERS, st.just("12/GM"), _TIMES, st.just("trực")),
    st.builds(MeetingCancelled, _NUMBERS, st.just("hoãn"), _TIMES, st.just("trực")),
    st.builds(MeetingLapsed, _NUMBERS, _TIMES),
    st.builds(
        NoticeSent,
        _NUMBERS,
        _GROUPS,
        _RECIPIENTS,
        st.integers(0, 2),
        _CHANNELS,
        st.sampled_from(["", "V/v bảo đảm"]),
        _RECIPIENTS,
        _TIMES,
        st.just("trực"),
    ),
    st.builds(NoticeConfirmed, _NUMBERS, _GROUPS, _RECIPIENTS, st.just("trực điện"), _TIMES, st.just("trực")),
    st.builds(SeriesRegistered, _NUMBERS, _PLANS, REPEATS, _TIMES, st.just("trực")),
    st.builds(SeriesDaySkipped, _NUMBERS, _DAYS, _TIMES, st.just("trực")),
    st.builds(SeriesEnded, _NUMBERS, _TIMES, st.just("trực")),
)
