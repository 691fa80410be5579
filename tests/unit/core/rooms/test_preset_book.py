"""The fold of preset events: when a camera has left its preset, and whose name a preset has."""

from hypothesis import given
from hypothesis import strategies as st

from gbdt_console.core.events import ClockJumped, Event, MeetingEnded, MeetingStarted
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.rooms.preset_book import CameraPresets, PresetBook
from gbdt_console.core.rooms.preset_events import PresetDrifted, PresetNamed, PresetReached
from gbdt_console.core.rooms.room import CameraPosition

AXES = st.integers(-3_000, 3_000)
PLACES = st.builds(CameraPosition, AXES, AXES, st.integers(0, 0x4000))
NUDGES = st.builds(CameraPosition, st.integers(-9, 9), st.integers(-9, 9), st.integers(-99, 99))
MEETING = MeetingStarted("m1", "Giao ban", "s1", 10.0, 20.0, [])


def reached(place: CameraPosition | None, preset: int = 2, at_utc: float = 1.0, **how: bool) -> PresetReached:
    axes = [] if place is None else [place.pan, place.tilt, place.zoom]
    return PresetReached("s2", "s2.camera", preset, axes, at_utc, **how)


def moved(place: CameraPosition, by: CameraPosition) -> CameraPosition:
    return CameraPosition(place.pan + by.pan, place.tilt + by.tilt, place.zoom + by.zoom)


def ledger_of(*events: Event) -> Ledger:
    ledger = Ledger()
    for event in events:
        ledger.apply(event)
    return ledger


@given(PLACES, NUDGES)
def test_a_camera_that_trembles_at_its_place_has_not_left(
    place: CameraPosition, nudge: CameraPosition
) -> None:
    camera = CameraPresets().reached(reached(place))
    assert camera.is_away(moved(place, nudge)) is False


@given(PLACES, st.sampled_from([(21, 0, 0), (0, -21, 0), (0, 0, 0x101)]))
def test_a_camera_beyond_the_limit_of_one_axis_has_left(
    place: CameraPosition, by: tuple[int, int, int]
) -> None:
    camera = CameraPresets().reached(reached(place))
    assert camera.is_away(moved(place, CameraPosition(*by))) is True


@given(PLACES, st.integers(11, 20))
def test_a_camera_at_the_edge_neither_leaves_nor_returns(place: CameraPosition, pan: int) -> None:
    edge = moved(place, CameraPosition(pan, 0, 0))
    there = CameraPresets().reached(reached(place))
    away = there.drifted(PresetDrifted("s2", "s2.camera", 2, 5.0, True))
    assert (there.is_away(edge), away.is_away(edge), away.is_away(place)) == (False, True, False)


@given(PLACES)
def test_where_either_place_is_unknown_nothing_is_said(place: CameraPosition) -> None:
    assert CameraPresets().is_away(place) is None
    assert CameraPresets().reached(reached(None)).is_away(place) is None
    assert CameraPresets().reached(reached(place)).is_away(None) is None


@given(PLACES, PLACES)
def test_only_a_learnt_place_counts_for_later_recalls(first: CameraPosition, other: CameraPosition) -> None:
    learnt = CameraPresets().reached(reached(first, is_learnt=True))
    later = learnt.reached(reached(other))
    assert later.places == {2: first}
    assert (later.place, later.left_utc) == (other, None)


def test_a_recall_ends_an_earlier_drift_and_a_clock_jump_moves_it() -> None:
    drift = PresetDrifted("s2", "s2.camera", 2, 100.0, True)
    place = CameraPosition(1, 2, 3)
    ledger = ledger_of(reached(place), drift, ClockJumped(50.0))
    assert ledger[PresetBook].camera("s2.camera").left_utc == 150.0
    ledger.apply(reached(place, 3))
    assert ledger[PresetBook].camera("s2.camera").left_utc is None


def test_a_meetings_names_end_with_it_and_never_reach_another() -> None:
    named = PresetNamed("m1", "s2", 2, "bục", "Trực ca 1")
    assert ledger_of(named)[PresetBook].names == {}, "no meeting runs"
    assert ledger_of(MEETING, named)[PresetBook].names == {"s2": {2: "bục"}}
    unnamed = PresetNamed("m1", "s2", 2, "", "Trực ca 1")
    assert ledger_of(MEETING, named, unnamed)[PresetBook].names == {"s2": {}}
    ended = ledger_of(MEETING, named, MeetingEnded("m1"))
    assert ended[PresetBook].names == {}
    assert ledger_of(MEETING, PresetNamed("m0", "s2", 2, "bục", ""))[PresetBook].names == {}


def test_a_place_that_is_not_three_numbers_is_no_place() -> None:
    camera = CameraPresets().reached(PresetReached("s2", "s2.camera", 2, [1, 2], 1.0, is_learnt=True))
    assert (camera.place, camera.places) == (None, {})
