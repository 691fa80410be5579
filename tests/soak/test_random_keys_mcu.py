"""The full count of random keys: ten thousand over an MCU and lines that misbehave."""

import pytest

from tests.support.keys_over_mcu import play


@pytest.mark.parametrize("seed", range(100, 110))
def test_no_key_hangs_up_without_a_yes_and_nothing_opens_by_itself(seed: int) -> None:
    shift = play(seed, presses=1_000)
    assert shift.failure is None
    assert list(shift.without_key()) == []
    assert list(shift.unasked()) == []
    done = shift.done()
    assert min(done[what] for what in ("disconnect", "unblock", "block", "show")) > 0, done
