"""Minutes of a meeting: each figure once, sums that agree, and nothing of a closed meeting's words."""

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from gbdt_console.core.checklist.checks import Check
from gbdt_console.core.checklist.events import CheckSigned
from gbdt_console.core.conference.floor_events import FloorGiven
from gbdt_console.core.conference.presence import Presence
from gbdt_console.core.events import Entry, Event, MeetingEnded, MeetingStarted
from gbdt_console.core.frame.events import FrameTaken, PicturesShown
from gbdt_console.core.outages.events import OutageOpened, OutageRestored
from gbdt_console.core.pictures import Bus, Shot
from gbdt_console.core.reports.minutes import JournalEnd, MinutesFacts, Shown
from gbdt_console.core.reports.minutes_fold import MeetingRef, MinutesFold
from gbdt_console.journal.codec import event_data
from tests.support.reports.working_day import (
    MEETING_ID,
    NAME,
    NUMBER,
    OPERATOR,
    SITES,
    TITLE,
    at,
    working_day,
)

HOUR_S = 3_600.0
END = JournalEnd(1, "00" * 32, 0.0)


def facts_of(entries: list[Entry], ref: MeetingRef | None = None, now_utc: float = 0.0) -> MinutesFacts:
    fold = MinutesFold(ref or MeetingRef())
    for entry in entries:
        fold.take(entry)
    facts = fold.facts(SITES, END, now_utc)
    assert facts is not None
    return facts


def entry(at_utc: float, event: Event, actor: str = "") -> Entry:
    return Entry(1, at_utc, event.KIND, event.VERSION, actor, event_data(event), event)


def started(opening_utc: float, meeting: str = "m", early_s: float = 0.0) -> Entry:
    at_utc = opening_utc - early_s
    event = MeetingStarted(
        meeting, "Họp", SITES[0], opening_utc, opening_utc + HOUR_S, [], sites=list(SITES), at_utc=at_utc
    )
    return entry(at_utc, event, OPERATOR)


def test_the_meeting_is_found_by_number_id_or_as_the_last_one() -> None:
    later = [started(at("14:00:00"), "m2"), entry(at("15:00:00"), MeetingEnded("m2", at("15:00:00")))]
    entries = [*working_day(), *later]
    by_number, by_id = facts_of(entries, MeetingRef(NUMBER)), facts_of(entries, MeetingRef(0, MEETING_ID))
    assert by_number == by_id
    assert (by_number.attendance.meeting.id, len(by_number.outages)) == (MEETING_ID, 1)
    last = facts_of(entries)
    assert (last.attendance.meeting.id, last.outages, last.registration) == ("m2", (), None)
    fold = MinutesFold(MeetingRef(7))
    for one in entries:
        fold.take(one)
    assert fold.facts(SITES, END, 0.0) is None


def test_what_comes_after_the_end_still_completes_the_minutes() -> None:
    facts = facts_of(working_day())
    assert (facts.outages[0].remedy, facts.outages[0].cause_by) == ("VNPT thay cáp", NAME)
    assert facts.shutdown is not None
    assert facts.shutdown.closing is not None
    assert facts.shutdown.closing.open_sites == ("van-ban",)
    assert [act.at_utc for act in facts.acts if act.at_utc > at("10:04:30")] == []


def test_a_running_meeting_is_not_over_and_ends_now() -> None:
    entries = [one for one in working_day() if one.at_utc < at("08:35:00")]
    facts = facts_of(entries, now_utc=at("08:35:00"))
    assert not facts.attendance.is_over
    assert facts.lasted_s == 35 * 60
    assert facts.turns[-1].until_utc == at("08:35:00")
    assert facts.down_s(facts.outages[0]) == at("08:35:00") - at("08:30:11")


def test_a_checklist_is_late_by_its_last_signature_before_the_closing() -> None:
    afterwards = CheckSigned("1", "van-ban", [Check.LINE], True, NAME, at("07:50:00"), "", {})
    entries = [*working_day(), entry(at("07:50:00"), afterwards, OPERATOR)]
    checked = facts_of(sorted(entries, key=lambda one: one.at_utc)).checked
    assert checked is not None
    assert checked.late_s == 15 * 60 + 12
    assert {one.site_id: one.late_s for one in checked.sites if one.late_s} == {"sa-pa": 11 * 60 + 5}
    unsigned = checked.sites[-1]
    assert (unsigned.signed_utc, unsigned.passed, unsigned.unknown) == (None, 1, 7)
    assert [one.site_id for one in checked.sites if one.is_late] == ["sa-pa", "van-ban"]


def test_a_sheet_that_was_never_closed_is_late_from_its_deadline_on() -> None:
    entries = [one for one in working_day() if one.at_utc < at("07:45:12")]
    due, opening = at("07:30:00"), at("08:00:00")
    entries.append(started(opening, early_s=opening - due + 60))
    entries[-1] = replace(entries[-1], event=replace(entries[-1].event, registration=NUMBER))  # type: ignore[type-var]
    early, late = (facts_of(entries, now_utc=now_utc).checked for now_utc in (due, due + 1))
    assert early is not None
    assert late is not None
    assert early.late_sites == ("sa-pa",)
    assert late.late_sites == tuple(one.site_id for one in late.sites if one.unknown or one.late_s)
    assert not late.is_in_time
    assert any(one.unknown for one in late.sites)


def test_a_refused_or_earlier_picture_counts_only_while_it_was_on_air() -> None:
    """So in the journal of an older program, which has no confirmed pictures."""
    facts = facts_of([one for one in working_day() if one.kind != PicturesShown.KIND])
    shown = [(one.shot.seats[0], one.from_utc, one.until_utc) for turn in facts.turns for one in turn.shown]
    assert shown == [
        ("bac-ha", at("08:10:03"), at("08:25:40")),
        ("bac-ha", at("08:25:40"), at("08:25:42")),
        ("sa-pa", at("08:25:42"), at("08:31:00")),
        ("sa-pa", at("08:31:00"), at("10:04:30")),
    ]


def test_the_minutes_tell_what_devices_confirmed_and_what_nobody_ordered() -> None:
    facts = facts_of(working_day())
    shown = [one for turn in facts.turns for one in turn.shown if not one.is_ordered]
    assert [(one.shot.seats, one.from_utc, one.until_utc) for one in shown] == [
        (("*empty",), at("08:30:19"), at("08:31:00")),
        (("*empty",), at("08:31:00"), at("08:43:07")),
        (("*voice", "van-ban"), at("09:05:00"), at("09:20:12")),
    ]
    ordered = [one for turn in facts.turns for one in turn.shown if one.is_ordered]
    assert ordered[-1] == Shown(Bus.BRANCHES, Shot("1", ("sa-pa",)), at("09:20:12"), at("10:04:30"))
    assert ordered[1].from_utc == at("08:25:40")
    assert ordered[1].until_utc == at("08:25:42")


def test_a_picture_is_ordered_only_from_its_order_on() -> None:
    """A picture of the MCU's own that an operator takes afterwards was not ordered before."""
    opening = at("08:00:00")
    shot: dict[Bus, Shot] = {Bus.BRANCHES: Shot("1", ("sa-pa",))}
    entries = [
        started(opening),
        entry(opening + 62, PicturesShown(shot, opening + 60)),
        entry(opening + 90, FrameTaken(shot, {}, NAME), OPERATOR),
        entry(opening + 100, MeetingEnded("m", opening + 100)),
    ]
    shown = [one for turn in facts_of(entries).turns for one in turn.shown]
    told = [(one.from_utc - opening, one.until_utc - opening, one.is_ordered) for one in shown]
    assert told == [(60, 90, False), (90, 100, True)]


def test_a_slow_device_shows_an_ordered_picture_after_the_next_order() -> None:
    opening = at("08:00:00")
    first: dict[Bus, Shot] = {Bus.BRANCHES: Shot("1", ("sa-pa",))}
    then: dict[Bus, Shot] = {Bus.BRANCHES: Shot("1", ("bac-ha",))}
    entries = [
        started(opening),
        entry(opening + 1, FrameTaken(then, {}, NAME), OPERATOR),
        entry(opening + 60, FrameTaken(first, {}, NAME), OPERATOR),
        entry(opening + 63, FrameTaken(then, {}, NAME), OPERATOR),
        entry(opening + 66, PicturesShown(first, opening + 64.5)),
        entry(opening + 69, PicturesShown(then, opening + 67)),
        entry(opening + 100, MeetingEnded("m", opening + 100)),
    ]
    shown = [one for turn in facts_of(entries).turns for one in turn.shown if one.from_utc > opening + 63]
    assert [(one.shot.seats, one.is_ordered) for one in shown] == [(("sa-pa",), True), (("bac-ha",), True)]


def test_a_closed_meetings_title_and_typed_words_stay_in_the_journal() -> None:
    facts = facts_of(working_day(is_closed=True))
    told = repr(facts)
    assert len(facts.acts) == len(facts_of(working_day()).acts) + 1
    for secret in (TITLE, "lãnh đạo đi vắng", "tiếp dân"):
        assert secret in repr(facts_of(working_day()))
        assert secret not in told


QUARTERS = 4 * 3_600
TIMES = st.integers(-QUARTERS, 3 * QUARTERS).map(lambda quarters: quarters / 4)
LENGTHS = st.integers(0, 3 * QUARTERS).map(lambda quarters: quarters / 4)
CHANGES = st.lists(
    st.one_of(
        st.tuples(TIMES, st.sampled_from(("", *SITES))).map(
            lambda one: (one[0], FloorGiven(one[1], "", at("08:00:00") + one[0], NAME))
        ),
        st.tuples(TIMES, st.sampled_from(SITES)).map(
            lambda one: (
                one[0],
                FrameTaken({Bus.BRANCHES: Shot("1", (one[1],))}, {}, NAME),
            )
        ),
    ),
    max_size=20,
)


@given(CHANGES, LENGTHS)
def test_turns_and_their_pictures_fill_the_meeting_without_a_gap(
    changes: list[tuple[float, Event]], lasted_s: float
) -> None:
    opening = at("08:00:00")
    ordered = sorted(changes, key=lambda change: change[0])
    known = [(when, event) for when, event in ordered if when <= lasted_s]
    changed = [entry(opening + when, event, OPERATOR) for when, event in known]
    inside = [(when // 1, event) for when, event in known]
    end = entry(opening + lasted_s, MeetingEnded("m", opening + lasted_s))
    facts = facts_of([started(opening, early_s=HOUR_S), *changed, end])
    sheet = facts.attendance
    edges = [(turn.from_utc, turn.until_utc) for turn in facts.turns]
    assert all(one[1] == after[0] for one, after in pairwise(edges))
    if lasted_s > 0:
        assert (edges[0][0], edges[-1][1]) == (sheet.from_utc, sheet.until_utc)
    assert all(one.site_id != after.site_id for one, after in pairwise(facts.turns))
    given = [(opening + when, event.site) for when, event in inside if isinstance(event, FloorGiven)]
    for turn in facts.turns:
        spoke = [site for when, site in given if when <= turn.from_utc]
        assert turn.site_id == ((spoke[-1] if spoke else "") or SITES[0])
        shown = sum(one.until_utc - one.from_utc for one in turn.shown)
        assert shown <= turn.lasted_s + 1e-6
    taken = [when for when, event in inside if isinstance(event, FrameTaken)]
    shown_s = sum(one.until_utc - one.from_utc for turn in facts.turns for one in turn.shown)
    expected_s = sheet.until_utc - max(opening + taken[0], sheet.from_utc) if taken else 0.0
    assert abs(shown_s - expected_s) < 1e-3


@given(st.lists(st.tuples(TIMES, st.one_of(st.none(), LENGTHS.filter(bool))), max_size=6))
def test_any_outage_that_lasts_into_the_meeting_is_in_it_once(
    cuts: list[tuple[float, float | None]],
) -> None:
    opening, ends = at("08:00:00"), at("09:00:00")
    events: list[tuple[float, Event]] = []
    for number, (when, lasted_s) in enumerate(cuts, start=1):
        began = opening + when
        events.append((began, OutageOpened(number, ["sa-pa"], began, began)))
        if lasted_s is not None:
            events.append((began + lasted_s, OutageRestored(number, began + lasted_s)))
    whole = [started(opening), entry(ends, MeetingEnded("m", ends))]
    whole += [entry(when, event) for when, event in events]
    facts = facts_of(sorted(whole, key=lambda one: one.at_utc))
    expected = {}
    for number, (when, lasted_s) in enumerate(cuts, start=1):
        began = max(opening, opening + when // 1)
        back = ends if lasted_s is None else min(ends, opening + (when + lasted_s) // 1)
        if began < ends and back > opening:
            expected[number] = max(0.0, back - began)
    assert {outage.number: facts.down_s(outage) for outage in facts.outages} == expected


def test_attendance_seconds_of_each_site_sum_to_the_length() -> None:
    facts = facts_of(working_day())
    seconds = [site.seconds for site in facts.attendance.sites]
    assert {sum(one.values()) for one in seconds} == {facts.lasted_s}
    assert [int(one[Presence.PRESENT] // 60) for one in seconds] == [124, 124, 124, 111, 94]


def test_the_record_of_an_outage_is_complete_behind_many_closed_ones() -> None:
    entries = working_day()
    place = next(n for n, one in enumerate(entries) if isinstance(one.event, OutageOpened))
    opened = entries[place].event
    assert isinstance(opened, OutageOpened)
    many = [
        replace(one, event=event)
        for number in range(2, 400)
        for one, event in (
            (entries[place], replace(opened, number=number, started_utc=1.0)),
            (entries[place], OutageRestored(number, 2.0)),
        )
    ]
    assert facts_of([*entries, *many], MeetingRef(NUMBER)).outages == facts_of(entries).outages
