"""A log takes one line a minute of a kind, and says how many it held back."""

import logging
import sys

import pytest

from gbdt_console.core.clock import ManualClock
from gbdt_console.engine.hosting.log_limit import _MOST_KINDS, LogLimit


class Log:
    """A logger behind a limit; `lines` are those that were written, with their traceback."""

    def __init__(self) -> None:
        self.clock = ManualClock(0.0, 0.0)
        self.limit = LogLimit(self.clock.monotonic)
        self.lines: list[str] = []
        self.logger = logging.Logger("test")
        handler = logging.Handler()
        handler.addFilter(self.limit)
        handler.emit = lambda record: self.lines.append(handler.format(record))  # type: ignore[method-assign]
        self.logger.addHandler(handler)

    def counted(self, *, is_end: bool = False) -> list[str]:
        return [record.getMessage() for record in self.limit.counts(is_end=is_end)]


@pytest.fixture
def log() -> Log:
    return Log()


def test_the_first_is_whole_and_a_minutes_others_are_one_count(log: Log) -> None:
    for number in range(1_000):
        log.logger.error("line %d is lost", number)
        log.clock.advance(0.05)
    assert log.lines == ["line 0 is lost"]
    assert log.counted() == []
    log.clock.advance(11.0)
    assert log.counted() == ["… and 999 more: line 0 is lost"]
    assert log.counted() == []


def test_a_fault_that_goes_on_is_one_line_a_minute(log: Log) -> None:
    counts = []
    for _ in range(600):
        log.logger.error("the port is gone")
        log.clock.advance(1.0)
        counts += log.counted()
    assert log.lines == ["the port is gone"]
    assert len(counts) == 10
    assert sum(int(line.split()[2]) for line in counts) == 599


def test_after_a_quiet_minute_the_next_one_is_whole_again(log: Log) -> None:
    for _ in range(2):
        log.logger.error("the port is gone")
        log.clock.advance(61.0)
    assert log.lines == ["the port is gone"] * 2


def test_numbers_make_no_kinds_but_words_levels_and_errors_do(log: Log) -> None:
    def say(level: int, text: str, error: Exception | None = None) -> None:
        log.logger.log(level, text, exc_info=error)

    say(logging.ERROR, "socket 7 from 10.1.2.3 failed\nfd=7")
    say(logging.ERROR, "socket 8 from 10.1.2.4 failed\nfd=8")
    say(logging.WARNING, "socket 7 from 10.1.2.3 failed")
    say(logging.ERROR, "socket 7 was closed")
    say(logging.ERROR, "socket 7 was closed", ValueError())
    say(logging.ERROR, "socket 9 was closed", ValueError())
    assert [line.partition("\n")[0] for line in log.lines] == [
        "socket 7 from 10.1.2.3 failed",
        "socket 7 from 10.1.2.3 failed",
        "socket 7 was closed",
        "socket 7 was closed",
    ]


def test_the_first_of_a_kind_keeps_its_traceback(log: Log) -> None:
    for _ in range(3):
        try:
            raise RuntimeError("the cause")
        except RuntimeError:
            log.logger.exception("it failed")
    assert len(log.lines) == 1
    assert "RuntimeError: the cause" in log.lines[0]
    assert "Traceback" in log.lines[0]


def test_endless_kinds_take_bounded_memory_and_lines(log: Log) -> None:
    def word(number: int) -> str:
        return "".join(chr(ord("a") + int(digit)) for digit in str(number))

    for number in range(20_000):
        log.logger.error("a client sent " + word(number))
    assert len(log.lines) == _MOST_KINDS + 1
    assert len(log.limit._runs) == _MOST_KINDS + 1
    log.clock.advance(61.0)
    (count,) = log.counted()
    assert count.startswith(f"… and {20_000 - _MOST_KINDS - 1} more: a client sent ")


def test_the_end_of_the_log_waits_for_no_minute(log: Log) -> None:
    for _ in range(5):
        log.logger.error("the port is gone")
    assert log.counted(is_end=True) == ["… and 4 more: the port is gone"]


def test_a_held_back_line_keeps_no_values_alive(log: Log) -> None:
    """An error's traceback holds the values of its frames."""

    class Large:
        pass

    large = Large()
    before = sys.getrefcount(large)
    for _ in range(3):
        log.logger.error("%r is too large", large)
    log.lines.clear()
    assert sys.getrefcount(large) == before
