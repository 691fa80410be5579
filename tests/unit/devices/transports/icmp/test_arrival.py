"""The moment of arrival while the wall clock jumps in the middle of a reading."""

import pytest

from gbdt_console.core.clock import ManualClock
from gbdt_console.devices.transports.icmp.arrival import Arrivals


@pytest.mark.parametrize("jump_s", [3_600.0, -3_600.0])
def test_a_jump_after_the_look_leaves_the_moment_of_reading(jump_s: float) -> None:
    clock = ManualClock()
    arrivals = Arrivals(clock)
    clock.advance(5)
    arrivals.look()
    arrivals.emptied()
    clock.advance(1)
    arrivals.look()
    clock.jump_wall(jump_s)
    assert arrivals.moment(clock.utc()) == clock.monotonic()


def test_a_packet_that_arrives_while_others_are_read_keeps_its_own_moment() -> None:
    clock = ManualClock()
    arrivals = Arrivals(clock)
    arrivals.look()
    clock.advance(0.25)
    stamp_s = clock.utc()
    clock.advance(0.25)
    assert arrivals.moment(stamp_s) == pytest.approx(clock.monotonic() - 0.25)
