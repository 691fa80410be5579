"""The full count of random keys: forty thousand over an MCU, codecs and lines that misbehave."""

import pytest

from tests.support.screens.keys_over_codecs import ROOM_PHRASES
from tests.support.screens.keys_over_mcu import PARTED, LoggingComposingMcu, play, without_takes


@pytest.mark.parametrize("seed", range(100, 110))
def test_no_key_hangs_up_without_a_yes_and_nothing_opens_by_itself(seed: int) -> None:
    shift = play(seed, presses=1_000)
    assert shift.failure is None
    assert shift.faults == []
    assert list(shift.without_key()) == []
    assert list(shift.unasked()) == []
    done = shift.done()
    assert min(done[what] for what in ("disconnect", "unblock", "block", "show")) > 0, done


@pytest.mark.parametrize("seed", range(200, 205))
def test_no_key_cuts_a_room_s_call_without_a_yes(seed: int) -> None:
    shift = play(seed, 1_300, ROOM_PHRASES)
    assert shift.failure is None
    assert shift.faults == []
    assert list(shift.without_key()) == []
    assert list(shift.unasked()) == []
    done = shift.done()
    assert list(shift.unheld()) == []
    asked = ("hang up", "sleep", "mute", "unmute", "present", "stop presenting", "layout equal", "call 2099")
    assert min(done[f"codec: {what}"] for what in asked) > 0, done


@pytest.mark.parametrize("seed", range(300, 310))
def test_nothing_on_air_changes_without_a_take(seed: int) -> None:
    shift = play(seed, 1_000, without_takes())
    assert shift.failure is None
    assert shift.faults == []
    done = shift.done()
    assert done["show"] == 0, done
    assert done["block"] > 0, done


@pytest.mark.parametrize("seed", range(400, 410))
def test_no_key_moves_the_picture_of_another_bus_while_they_are_parted(seed: int) -> None:
    shift = play(seed, 1_000, PARTED, LoggingComposingMcu())
    assert shift.failure is None
    assert shift.faults == []
    assert list(shift.without_key()) == []
    assert list(shift.other_bus_moved()) == []
    assert list(shift.unasked()) == []
    assert shift.done()["take"] > 0


@pytest.mark.parametrize("seed", range(500, 503))
def test_nothing_of_two_pictures_changes_without_a_take(seed: int) -> None:
    shift = play(seed, 1_000, without_takes(PARTED), LoggingComposingMcu())
    assert shift.failure is None
    assert shift.faults == []
    assert shift.done()["take"] == 0
