"""Whatever is pressed while MCU and lines misbehave: the MCU is asked for nothing that nobody asked for."""

from tests.support.screens.keys_over_mcu import play

PRESSES = 300


def test_no_key_hangs_up_without_a_yes_and_nothing_opens_by_itself() -> None:
    shift = play(seed=8, presses=PRESSES)
    assert shift.failure is None
    assert list(shift.without_key()) == []
    assert list(shift.unasked()) == []
    done = shift.done()
    assert min(done["disconnect"], done["block"], done["show"]) > 0, done
