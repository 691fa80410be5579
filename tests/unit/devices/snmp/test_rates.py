"""A rate is either what really passed, or no number."""

from hypothesis import assume, given
from hypothesis import strategies as st

from gbdt_console.core.monitoring.readings import Quality
from gbdt_console.devices.snmp.rates import LONGEST_S, CounterValue, count, per_second

OID = "1.3.6.1.2.1.2.2.1.10.1"


def good(value: int, bits: int = 64) -> CounterValue:
    return CounterValue(OID, bits, value, Quality.GOOD)


@given(start=st.integers(0, 2**63), steps=st.integers(0, 2**40), elapsed_s=st.floats(0.5, LONGEST_S))
def test_a_wide_counter_gives_what_passed(start, steps, elapsed_s):
    quality, value = per_second(good(start), good(start + steps), elapsed_s)
    assert quality is Quality.GOOD
    assert value == steps / elapsed_s


@given(
    start=st.integers(0, 2**32 - 1),
    mbps=st.floats(0.1, 10_000),
    load=st.floats(0, 1),
    gap=st.floats(0.5, 300),
)
def test_a_narrow_counter_gives_the_true_rate_or_none(start, mbps, load, gap):
    wrap_s = 2**32 * 8 / (mbps * 1e6)
    passed = int(mbps * 1e6 / 8 * load * gap)
    before, after = good(start, 32), good((start + passed) % 2**32, 32)

    quality, value = per_second(before, after, gap, wrap_s)

    if passed == 0:
        assert (quality, value) == (Quality.GOOD, 0.0)
    elif gap > wrap_s / 2:
        assert (quality, value) == (Quality.UNKNOWN, None)
    else:
        assert value == passed / gap


@given(before=st.integers(0, 2**64 - 1), after=st.integers(0, 2**64 - 1), elapsed_s=st.floats(0.5, LONGEST_S))
def test_a_wide_counter_that_fell_was_cleared(before, after, elapsed_s):
    assume(after < before)
    assert per_second(good(before), good(after), elapsed_s) == (Quality.UNKNOWN, None)


@given(elapsed_s=st.none() | st.floats(-1e9, 0.4) | st.floats(301, 1e9))
def test_no_rate_over_a_time_that_is_not_known_or_not_now(elapsed_s):
    assert per_second(good(1), good(2), elapsed_s) == (Quality.UNKNOWN, None)


@given(
    raw=st.binary(max_size=8)
    | st.floats()
    | st.text(max_size=8)
    | st.integers().filter(lambda n: not 0 <= n < 2**32)
)
def test_what_is_no_counter_is_never_counted(raw):
    found = count(OID, 32, {OID: raw})
    assert found.value is None
    assert found.quality in (Quality.INVALID, Quality.IMPOSSIBLE)
    assert per_second(good(0, 32), found, 5.0) == (found.quality, None)


def test_another_counter_is_another_history():
    other = CounterValue("1.3.6.1.2.1.2.2.1.10.2", 64, 10, Quality.GOOD)
    assert per_second(other, good(20), 5.0) == (Quality.UNKNOWN, None)
    assert per_second(None, good(20), 5.0) == (Quality.UNKNOWN, None)
    assert count(OID, 64, {}).quality is Quality.MISSING
