"""A client is stalled once it has taken nothing of its queue for long enough."""

from hypothesis import given
from hypothesis import strategies as st

from gbdt_console.engine.clients.send_queue import StallWatch

AFTER_S = 60.0


def test_a_client_that_takes_nothing_is_stalled_after_the_limit() -> None:
    watch = StallWatch(AFTER_S, 0.0)
    assert not watch.is_stalled(taken=0, queued=100, now_s=59.9)
    assert watch.is_stalled(taken=0, queued=200, now_s=60.0)


def test_a_client_that_takes_a_little_is_not_stalled() -> None:
    watch = StallWatch(AFTER_S, 0.0)
    assert not any(watch.is_stalled(taken=n, queued=10**6, now_s=59.0 * n) for n in range(1, 50))


def test_a_client_with_an_empty_queue_is_never_stalled() -> None:
    watch = StallWatch(AFTER_S, 0.0)
    assert not any(watch.is_stalled(taken=500, queued=0, now_s=3_600.0 * n) for n in range(1, 50))
    assert not watch.is_stalled(taken=500, queued=10, now_s=180_059.0 - 3_600.0)


@given(st.lists(st.tuples(st.floats(0.1, 30), st.integers(0, 2), st.integers(0, 3)), max_size=60))
def test_a_client_is_stalled_exactly_after_a_minute_without_a_byte(
    looks: list[tuple[float, int, int]],
) -> None:
    watch = StallWatch(AFTER_S, 0.0)
    now_s = quiet_since_s = 0.0
    taken = 0
    for passed_s, took, queued in looks:
        now_s, taken = now_s + passed_s, taken + took
        if took or not queued:
            quiet_since_s = now_s
        assert watch.is_stalled(taken, queued, now_s) == (now_s - quiet_since_s >= AFTER_S)
