"""The moment of arrival while the wall clock jumps in the middle of a reading."""

import pytest

from gbdt_console.core.clock import ManualClock
from gbdt_console.devices.transports.icmp.arrival import ArrivalClock


@pytest.mark.parametrize("jump_s", [3_600.0, -3_600.0])
def test_a_jump_after_the_look_leaves_the_moment_of_reading(jump_s: float) -> None:
    clock = ManualClock()
    arrivals = ArrivalClock(clock)
    clock.advance(5)
    arrivals.read_clocks()
    arrivals.mark_empty()
    clock.advance(1)
    arrivals.read_clocks()
    clock.jump_wall(jump_s)
    assert arrivals.arrival_s(clock.utc()) == clock.monotonic()


def test_a_packet_that_arrives_while_others_are_read_keeps_its_own_moment() -> None:
    clock = ManualClock()
    arrivals = ArrivalClock(clock)
    arrivals.read_clocks()
    clock.advance(0.25)
    stamp_s = clock.utc()
    clock.advance(0.25)
    assert arrivals.arrival_s(stamp_s) == pytest.approx(clock.monotonic() - 0.25)
