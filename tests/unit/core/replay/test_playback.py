"""Tests the clock of a replay."""

from hypothesis import given
from hypothesis import strategies as st

from gbdt_console.core.replay.playback import SPEEDS, Playback

BEGIN, END = 1_000.0, 2_000.0


def test_a_paused_replay_stands_still() -> None:
    playback = Playback(BEGIN, END, 1_200.0)
    assert playback.at_utc(50.0) == playback.at_utc(500.0) == 1_200.0
    assert not playback.is_playing(50.0)


def test_a_playing_replay_goes_on_by_its_speed() -> None:
    playback = Playback(BEGIN, END, 1_200.0)
    playback.toggle(50.0)
    assert playback.at_utc(60.0) == 1_210.0
    playback.change_speed(60.0)
    assert playback.at_utc(70.0) == 1_210.0 + 10.0 * SPEEDS[1]


def test_pausing_keeps_the_moment_that_was_reached() -> None:
    playback = Playback(BEGIN, END, 1_200.0)
    playback.toggle(0.0)
    playback.toggle(30.0)
    assert playback.at_utc(99.0) == 1_230.0


def test_a_jump_plays_on_only_if_it_played() -> None:
    playback = Playback(BEGIN, END, 1_200.0)
    playback.go(1_500.0, 0.0)
    assert playback.at_utc(10.0) == 1_500.0
    playback.toggle(10.0)
    playback.go(1_600.0, 20.0)
    assert playback.at_utc(25.0) == 1_605.0


def test_the_end_stops_it_and_play_begins_anew() -> None:
    playback = Playback(BEGIN, END, 1_999.0)
    playback.toggle(0.0)
    assert playback.at_utc(100.0) == END
    assert not playback.is_playing(100.0)
    playback.toggle(100.0)
    assert playback.at_utc(101.0) == BEGIN + 1.0


@given(st.lists(st.tuples(st.sampled_from(["toggle", "speed", "go"]), st.floats(0.0, 50.0)), max_size=20))
def test_whatever_is_pressed_the_moment_stays_in_the_recorded_time(acts: list[tuple[str, float]]) -> None:
    playback, now_s = Playback(BEGIN, END, 1_200.0), 0.0
    for act, wait_s in acts:
        now_s += wait_s
        match act:
            case "toggle":
                playback.toggle(now_s)
            case "speed":
                before = playback.at_utc(now_s)
                playback.change_speed(now_s)
                assert playback.at_utc(now_s) == before
            case _:
                playback.go(BEGIN + wait_s * 100 - 500, now_s)
        assert BEGIN <= playback.at_utc(now_s) <= END
