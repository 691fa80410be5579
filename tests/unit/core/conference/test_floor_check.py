"""The floor compared with the conference: who is lost, who is muted, and whose picture is on air."""

from dataclasses import replace

import pytest

from gbdt_console.core.alarms.definitions import DEFINITIONS
from gbdt_console.core.conference.floor import Floor
from gbdt_console.core.conference.floor_check import FloorFault, OnAir, floor_faults, is_heard
from gbdt_console.core.conference.floor_events import FloorGiven, FloorPrepared, SiteClosed, SpeakerSkipped
from gbdt_console.core.conference.roster import Departure, RosterRow, RosterStatus, first_present, passed_over
from gbdt_console.core.pictures import Shot
from tests.support.conference.snapshots import leg, rows_of, stranger
from tests.support.journal.kept import kept

FLOOR = Floor("site1", "site2", 100.0)
ROWS = rows_of(4, opened=(1, 2))


def faults(
    rows: tuple[RosterRow, ...] = ROWS, floor: Floor = FLOOR, shown: int | None = 2, *, was_shown: bool = True
) -> list[tuple[str, str]]:
    on_air = OnAir((f"site{shown}",)) if shown else None
    return [(fault.value, site) for fault, site in floor_faults(rows, floor, on_air, was_shown=was_shown)]


def test_a_floor_that_agrees_with_the_mcu_has_no_fault() -> None:
    assert faults() == []
    assert faults(rows_of(4, opened=(1,)), replace(FLOOR, speaker=""), shown=1) == []


def test_every_fault_is_an_alarm_type_about_the_floor() -> None:
    assert {fault.value for fault in FloorFault} == {d.type for d in DEFINITIONS.values() if d.is_of_floor}


@pytest.mark.parametrize("kind", ["away", "stale"])
def test_a_speaker_that_left_or_does_not_answer_is_lost(kind: str) -> None:
    rows = rows_of(4, opened=(1, 2), **{kind: (2,)})  # type: ignore[arg-type]
    assert faults(rows, shown=1)[0] == ("speaker.lost", "site2")


def test_a_chair_is_lost_only_once_it_was_in_the_conference() -> None:
    assert faults(rows_of(4, opened=(2,), away=(1,))) == []
    assert faults(rows_of(4, opened=(2,), stale=(1,))) == [("chair.lost", "site1")]
    left = (replace(rows_of(4, away=(1,))[0], left=Departure(90.0)), *rows_of(4, opened=(2,))[1:])
    assert faults(left) == [("chair.lost", "site1")]


@pytest.mark.parametrize("kind", ["away", "stale"])
def test_an_upper_site_that_is_not_there_is_the_worst_fault(kind: str) -> None:
    rows = rows_of(4, opened=(1, 2), **{kind: (2, 4)})  # type: ignore[arg-type]
    found = faults(rows, replace(FLOOR, upper="site4", is_break=True), shown=1)
    assert found == [("upper.lost", "site4"), ("speaker.lost", "site2")]


def test_a_muted_speaker_or_chair_is_a_fault_unless_it_is_wanted() -> None:
    muted = rows_of(4, opened=())
    assert faults(muted) == [("speaker.muted", "site2"), ("chair.muted", "site1")]
    assert faults(muted, replace(FLOOR, closed=frozenset({"site1"}))) == [("speaker.muted", "site2")]
    assert faults(muted, replace(FLOOR, is_break=True)) == []
    assert faults(muted, replace(FLOOR, upper="site4")) == [], "nobody is heard until the upper site calls"


def test_a_mute_that_the_mcu_does_not_tell_of_is_no_fault() -> None:
    vague = tuple(replace(row, participant=leg(n, is_blocked=None)) for n, row in enumerate(ROWS, start=1))
    assert faults(vague) == []
    assert not is_heard(vague[1])


def test_another_picture_than_the_floor_s_is_a_fault() -> None:
    assert faults(shown=3) == [("picture.other", "site2")]
    assert faults(shown=1, floor=replace(FLOOR, is_dialogue=True)) == []
    assert faults(shown=4, floor=replace(FLOOR, upper="site4", is_called=True)) == []
    caller = (*ROWS, stranger("0214", is_blocked=True))
    found = floor_faults(caller, FLOOR, OnAir(("",)), was_shown=True)
    assert found == ((FloorFault.PICTURE_OTHER, "site2"),)


def test_no_picture_is_a_fault_once_one_was_shown_in_this_floor() -> None:
    assert faults(shown=None) == [("picture.other", "site2")]
    assert faults(shown=None, was_shown=False) == [], "an MCU that never tells is not judged"
    assert faults(shown=None, floor=Floor("site1")) == [], "nobody was shown by this console yet"


def test_a_lost_site_on_air_that_has_no_role_is_named_before_the_picture() -> None:
    rows = rows_of(4, opened=(1, 2), stale=(3,))
    assert faults(rows, shown=3) == [("picture.lost", "site3"), ("picture.other", "site2")]


def test_next_in_the_running_order_is_the_first_that_is_there() -> None:
    rows = rows_of(4, away=(2,), stale=(3,))
    assert first_present(("site2", "site3", "site4"), rows) == "site4"
    assert first_present(("site2", "site3"), rows) == ""
    assert first_present(("site2", "site3"), ()) == "site2", "nothing is known of anybody"


def test_a_missed_turn_stands_until_the_next_decision_about_the_floor() -> None:
    rows = rows_of(4, away=(2,), stale=(3,))
    order = ("site2", "site3", "site4")
    assert passed_over(order, rows, "site4") == ["site2", "site3"]
    assert passed_over(order, rows, "site1") == [], "the chair has no turn"
    assert passed_over(order, (), "site4") == [], "nothing is known of anybody"
    floor = replace(FLOOR, running_order=order)
    missed = floor.apply(FloorGiven("site4", "", 100.0, "Ca 1", ["site2", "site3"]))
    assert missed.passed == {"site2", "site3"}
    assert kept(missed) == missed
    assert missed.apply(FloorGiven("", "site4", 110.0, "Ca 1")).passed == missed.passed
    assert missed.apply(SpeakerSkipped("site2", "về sớm", "Ca 1")).passed == {"site3"}
    assert missed.apply(FloorGiven("site2", "site4", 120.0, "Ca 1")).passed == frozenset()
    assert missed.apply(FloorPrepared("site3", "Ca 1", ["site2"])).passed == {"site2"}


def test_a_block_of_the_chair_by_an_operator_ends_when_it_is_taken_back() -> None:
    floor = FLOOR.apply(SiteClosed("site1", True, "Ca 1")).apply(SiteClosed("site2", True, "Ca 1"))
    assert floor.closed == {"site1", "site2"}
    assert kept(floor) == floor
    after = floor.apply(FloorGiven("site3", "site2", 200.0, "Ca 1"))
    assert after.closed == {"site1"}, "the former speaker is blocked by the floor itself"
    assert after.apply(SiteClosed("site1", False, "Ca 1")).closed == frozenset()


def test_only_a_site_that_is_there_and_open_is_heard() -> None:
    assert is_heard(ROWS[1])
    assert not is_heard(ROWS[2])
    assert not is_heard(replace(ROWS[1], standing=RosterStatus.STALE))
    assert not is_heard(RosterRow("site2", RosterStatus.ABSENT))
    assert not is_heard(None)


def test_a_frozen_picture_is_a_fault_where_it_fills_the_screen() -> None:
    frozen = OnAir(("site2",), frozen=frozenset({"site2"}))
    assert floor_faults(ROWS, FLOOR, frozen, was_shown=True) == ((FloorFault.PICTURE_FROZEN, "site2"),)
    grid = replace(frozen, sites=("site2", "site1"))
    assert floor_faults(ROWS, FLOOR, grid, was_shown=True) == ()


def test_the_picture_that_was_taken_is_right_whoever_has_the_floor() -> None:
    wanted = Shot("4", ("site3", "", "site1"))
    right = OnAir(("site3", None, "site1"), "4")
    found = [floor_faults(ROWS, FLOOR, seen, was_shown=True, wanted=wanted) for seen in (
        right, replace(right, sites=("site3", "site2", "site1")), replace(right, layout="1"),
        replace(right, sites=("site3", None, "")), None,
    )]  # fmt: skip
    assert found == [
        (),
        (),
        ((FloorFault.PICTURE_OTHER, "site3"),),
        ((FloorFault.PICTURE_OTHER, "site1"),),
        ((FloorFault.PICTURE_OTHER, "site3"),),
    ]
    away = rows_of(4, opened=(1, 2), away=(1,))
    lost = replace(right, sites=("site3", None, None))
    assert floor_faults(away, FLOOR, lost, was_shown=True, wanted=wanted) == (), "a lost site is no order's"
