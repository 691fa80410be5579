"""Which meeting a name means, and that a Snapshot seen at another conference loses nothing."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gbdt_console.core.meetings.meeting import Meeting
from gbdt_console.core.meetings.placing import Unplaced, place_of
from gbdt_console.core.snapshot import ConferencePart, Snapshot

CONFERENCES = ("", "b", "c", "7")


def meeting(id_: str, number: int = 0, *, is_closed: bool = False) -> Meeting:
    return Meeting(id_, f"Họp {id_}", "s1", 0.0, 1.0, registration=number, is_closed=is_closed)


@pytest.mark.parametrize(
    ("named", "running", "place"),
    [
        (None, {}, ""),
        (None, {"b": meeting("m1")}, "b"),
        ("", {"b": meeting("m1")}, ""),
        ("b", {}, "b"),
        ("12", {"": meeting("m1", 11), "b": meeting("m2", 12)}, "b"),
        ("m2", {"": meeting("m1", 11), "b": meeting("m2", 12)}, "b"),
        ("7", {"": meeting("m1", 7)}, "7"),
    ],
)
def test_a_name_means_a_conference_or_the_meeting_in_it(
    named: str | None, running: dict[str, Meeting], place: str
) -> None:
    assert place_of(named, running, CONFERENCES) == place


def test_what_is_not_clear_is_refused_with_the_names_but_no_closed_title() -> None:
    running = {"": meeting("m1", 11), "b": meeting("m2", is_closed=True)}
    for named, code in ((None, "meeting.which"), ("13", "meeting.not-running")):
        with pytest.raises(Unplaced) as refused:
            place_of(named, running, CONFERENCES)
        assert (refused.value.code, refused.value.detail) == (code, "11 Họp m1; m2")


def snapshot(running: list[bool]) -> Snapshot:
    parts = [
        ConferencePart(place, place.upper(), meeting(f"m{place}") if is_running else None)
        for place, is_running in zip(CONFERENCES, running, strict=True)
    ]
    empty = Snapshot("e", 1, 0.0, 0.0, "", ())
    return empty.showing(parts[0], parts)


@given(
    st.lists(st.booleans(), min_size=4, max_size=4),
    st.lists(st.sampled_from((*CONFERENCES, "gone")), max_size=8),
)
def test_going_from_meeting_to_meeting_loses_none(running: list[bool], walk: list[str]) -> None:
    first = seen = snapshot(running)
    for place in walk:
        seen = seen.seen_at(place)
        assert seen.conference_id == (place if place in CONFERENCES else seen.conference_id)
        assert set(seen.parts) == set(first.parts)
        assert seen.running == first.running
    assert replace(seen.seen_at(""), elsewhere=()) == replace(first, elsewhere=())
