"""What a verb's work returns is given on, and written out nowhere."""

import pytest

from gbdt_console.cli.event_loop import result_of


class Large:
    """Stands for a Snapshot, whose representation takes longer than to read it."""

    times_written = 0

    def __repr__(self) -> str:
        self.times_written += 1
        return "Large()"


def test_a_large_result_is_given_on_and_never_written_out() -> None:
    large = Large()

    async def work() -> Large:
        return large

    assert result_of(work()) is large
    assert large.times_written == 0


def test_what_the_work_raises_is_raised() -> None:
    async def work() -> None:
        raise ConnectionError("gone")

    with pytest.raises(ConnectionError, match="gone"):
        result_of(work())
