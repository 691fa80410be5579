"""Two meetings at once: nothing of one stands in the other's papers."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from gbdt_console.core.events import Entry
from gbdt_console.core.reports.minutes import JournalEnd, MinutesFacts
from gbdt_console.core.reports.minutes_fold import MeetingRef, MinutesFold
from tests.support.meetings.attendance import attendance_of
from tests.support.reports.recount import MeetingCount
from tests.support.reports.twin_day import (
    LATER_S,
    TWIN_NUMBER,
    TWIN_SITES,
    entries_of,
    twin_moments,
)
from tests.support.reports.working_day import NUMBER, SITES, at, moments

ALL = (*SITES, *TWIN_SITES)
EACH = pytest.mark.parametrize(("number", "sites"), [(NUMBER, SITES), (TWIN_NUMBER, TWIN_SITES)])
_NOW_UTC = at("23:00:00")


def facts(entries: Sequence[Entry], number: int) -> MinutesFacts:
    fold = MinutesFold(MeetingRef(number))
    for entry in entries:
        fold.take(entry)
    found = fold.facts(ALL, JournalEnd(0, "", 0.0), _NOW_UTC)
    assert found is not None
    return replace(found, acts=tuple(replace(act, seq=0) for act in found.acts))


@EACH
def test_minutes_are_those_of_a_journal_without_the_other_meeting(number: int, sites: Sequence[str]) -> None:
    alone = entries_of(moments() if number == NUMBER else twin_moments())
    both = entries_of(moments(), twin_moments())
    assert facts(both, number) == facts(alone, number)
    assert attendance_of(both, ALL, _NOW_UTC, number) == attendance_of(alone, ALL, _NOW_UTC, number)


@EACH
def test_minutes_of_each_meeting_are_recounted_from_the_rows_of_both(
    number: int, sites: Sequence[str]
) -> None:
    both = entries_of(moments(), twin_moments())
    rows = [
        {"seq": e.seq, "at_utc": e.at_utc, "kind": e.kind, "actor": e.actor, "data": dict(e.data)}
        for e in both
    ]
    count, fold = MeetingCount(rows, number, sites), MinutesFold(MeetingRef(number))
    for entry in both:
        fold.take(entry)
    made = fold.facts(ALL, JournalEnd(0, "", 0.0), _NOW_UTC)
    assert made is not None
    assert [one.site_id for one in made.attendance.sites] == list(sites)
    assert [(turn.site_id, turn.from_utc, turn.until_utc) for turn in made.turns] == count.turns()
    down = {one.number: (one.started_utc, one.restored_utc, made.down_s(one)) for one in made.outages}
    assert down == count.outages()
    spans = count.incidents("microphone.open", "caller.unexpected")
    assert [(one.from_utc, one.until_utc) for one in made.incidents] == spans
    assert len(spans) == 2
    assert [act.seq for act in made.acts] == count.acts()
    assert made.shutdown is not None
    assert made.shutdown.sites == tuple(sites)
    assert made.checked is not None
    assert [one.site_id for one in made.checked.sites] == list(sites)


def test_the_second_meeting_is_the_first_one_later() -> None:
    """The twin day is what it claims to be, so that the comparisons above compare something."""
    first, second = facts(entries_of(moments()), NUMBER), facts(entries_of(twin_moments()), TWIN_NUMBER)
    assert second.lasted_s == first.lasted_s
    assert second.started_utc == first.started_utc + LATER_S
    assert len(second.acts) == len(first.acts) > 10
    assert [len(turn.shown) for turn in second.turns] == [len(turn.shown) for turn in first.turns]
