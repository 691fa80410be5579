"""Tokens come back at their rate, up to a limit."""

from gbdt_console.core.token_bucket import TokenBucket


def test_a_bucket_gives_its_rate_and_no_more_after_a_long_rest() -> None:
    bucket = TokenBucket(10, 0.0)
    assert [bucket.take(0.0) for _ in range(11)] == [True] * 10 + [False]
    assert [bucket.take(0.1), bucket.take(0.1)] == [True, False]
    assert sum(bucket.take(3_600.0) for _ in range(50)) == 10


def test_a_bucket_with_a_limit_gives_more_at_once_than_a_second() -> None:
    bucket = TokenBucket(2, 0.0, most=6)
    assert sum(bucket.take(0.0) for _ in range(20)) == 6
    assert sum(bucket.take(1.0) for _ in range(20)) == 2
    assert sum(bucket.take(3_600.0) for _ in range(20)) == 6
