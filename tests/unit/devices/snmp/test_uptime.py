"""Reboots are told from wraps, slow agents and plain time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gbdt_console.devices.snmp.decoding import Answers
from gbdt_console.devices.snmp.uptime import (
    BOOTS,
    UPTIME,
    UptimeChange,
    UptimeReading,
    uptime_change,
    uptime_reading,
)

WRAP = 1 << 32
DAY_TICKS = 8_640_000
ticks = st.integers(0, WRAP - 1)
gaps_s = st.floats(1.0, 7 * 86_400.0)


@given(born=ticks, gap_s=gaps_s, late_s=st.floats(-5.0, 5.0))
def test_a_device_that_lives_on_is_never_a_restart_even_over_the_wrap(born, gap_s, late_s):
    after = UptimeReading(gap_s, (born + round(max(0.0, gap_s + late_s) * 100)) % WRAP, None)
    before = UptimeReading(0.0, born, None)
    if (after.uptime_ticks or 0) >= born or born + gap_s * 100 > WRAP - 3_000:
        assert not uptime_change(before, after).is_restarted


@given(old=st.integers(6_000, WRAP - 1), gap_s=gaps_s, share=st.floats(0.0, 1.0))
def test_a_restart_is_seen_however_long_the_device_was_away(old, gap_s, share):
    """The new life is shorter than the gap; a look right at the wrap may hide it, boots would not."""
    young = round(gap_s * 100 * share) % WRAP
    expected = old + round(gap_s * 100)
    is_hidden_by_wrap = abs(expected - WRAP - young) <= (30 + gap_s / 100) * 100 + 1
    found = uptime_change(UptimeReading(0.0, old, 3), UptimeReading(gap_s, young, 3)).is_restarted
    lost_s = (expected - young) / 100
    if not is_hidden_by_wrap and lost_s > 31 + gap_s / 100:
        assert found
    assert uptime_change(UptimeReading(0.0, old, 3), UptimeReading(gap_s, young, 4)).is_restarted


@given(old=ticks, new=ticks, gap_s=gaps_s, boots=st.integers(1, 100))
def test_time_between_looks_is_only_given_where_both_clocks_agree(old, new, gap_s, boots):
    elapsed_s = uptime_change(UptimeReading(0.0, old, boots), UptimeReading(gap_s, new, boots)).elapsed_s
    if elapsed_s is not None:
        assert abs(elapsed_s - gap_s) <= 5.0 + gap_s / 10
        assert abs(elapsed_s * 100 - (new - old) % WRAP) <= 1


@pytest.mark.parametrize(
    ("before", "after", "is_restarted"),
    [
        ((WRAP - 500, None), (900, None), False),
        ((497 * DAY_TICKS, None), (900, None), True),
        ((300 * DAY_TICKS, None), (6_000, None), True),
        ((1_500, None), (200, None), True),
        ((60_000, None), (60_900, None), False),
        ((60_000, 4), (61_400, 5), True),
        ((60_000, 5), (61_400, 4), False),
        ((60_000, 4), (None, 5), True),
        ((60_000, 4), (None, None), False),
        ((None, None), (500, None), False),
    ],
    ids=[
        "wrap", "six hours before the wrap", "power cut", "young device", "slow agent", "boots rose",
        "boots fell", "boots alone", "silent about both", "nothing known before",
    ],
)  # fmt: skip
def test_fourteen_seconds_later(before, after, is_restarted):
    first = UptimeReading(0.0, *before)
    assert uptime_change(first, UptimeReading(14.0, *after)).is_restarted is is_restarted


def test_a_longer_uptime_that_is_shorter_than_the_gap_is_a_restart():
    assert uptime_change(UptimeReading(0.0, 10_000, None), UptimeReading(3_600.0, 300_000, None)).is_restarted


def taken(answers: Answers, before: UptimeReading | None) -> UptimeReading:
    return uptime_reading(answers.read(UPTIME), answers.read(BOOTS), answers, before)


def test_a_look_without_uptime_changes_nothing_that_was_known():
    uptime, boots = "1.3.6.1.2.1.1.3.0", "1.3.6.1.6.3.10.2.1.2.0"
    first = taken(Answers({uptime: 5_000, boots: 2}, 10.0), None)
    assert taken(Answers({uptime: b"x"}, 20.0), first) == first
    assert taken(Answers({uptime: 7_000}, 30.0), first) == UptimeReading(30.0, 7_000, 2)
    assert uptime_change(None, first) == UptimeChange(is_restarted=False, elapsed_s=None)
