"""Whatever is pressed while MCU and lines misbehave: the MCU is asked for nothing that nobody asked for."""

import pytest

from gbdt_console.core.conference.commands import PrepareFloor
from gbdt_console.core.frame.commands import LinkBuses, LoadPreview, TakeFrame, UndoTake
from tests.support.screens.keys_over_mcu import PARTED, LoggingComposingMcu, Shift, play, without_takes

pytestmark = pytest.mark.search

PRESSES = 200


@pytest.fixture(scope="module")
def shift() -> Shift:
    """One shift with all keys, which two tests judge: each look at its logs is cheap, the shift is not.

    Its screens are painted after each change.
    """
    return play(seed=5, presses=PRESSES)


def test_no_key_hangs_up_without_a_yes_and_nothing_opens_by_itself(shift: Shift) -> None:
    assert shift.failure is None
    assert shift.faults == []
    assert list(shift.without_key()) == []
    assert list(shift.unasked()) == []
    done = shift.done()
    assert min(done["disconnect"], done["block"], done["show"]) > 0, done


def test_nothing_on_air_changes_without_a_take() -> None:
    """Sites are loaded and prepared, floors skipped, calls come and go; nothing asks for a picture."""
    shift = play(seed=4, presses=PRESSES, phrases=without_takes())
    assert shift.failure is None
    assert shift.faults == []
    done = shift.done()
    assert done["show"] == 0, done
    assert done["block"] > 0, done
    assert {type(command) for _, command in shift.submitted} >= {LoadPreview, PrepareFloor}


def test_every_picture_that_the_mcu_is_asked_for_was_taken(shift: Shift) -> None:
    assert list(shift.pictures_unasked()) == []
    taken = {type(command) for _, command in shift.submitted}
    assert taken >= {TakeFrame, UndoTake, LoadPreview}


def test_no_key_moves_the_picture_of_another_bus_while_they_are_parted() -> None:
    shift = play(6, PRESSES, PARTED, LoggingComposingMcu())
    assert shift.failure is None
    assert shift.faults == []
    assert list(shift.other_bus_moved()) == []
    assert list(shift.unasked()) == []
    asked = [command for _, command in shift.submitted]
    assert any(isinstance(command, LinkBuses) for command in asked)
    assert {command.bus for command in asked if isinstance(command, TakeFrame)} >= {"branches", "chair"}
