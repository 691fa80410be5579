"""The 10-second rule, on vectors worked out by hand: one letter a second."""

import pytest

from gbdt_console.core.outages.contract_clock import ContractTerms, LineClock, Mark, Run

MARKS = {"g": Mark.GOOD, "b": Mark.BAD, "?": Mark.UNKNOWN, "G": Mark.GOOD, "B": Mark.BAD, "U": Mark.UNKNOWN}
"""A capital letter is a second of planned maintenance."""


def clocked(seconds: str, day_ends_s: int = 1_000) -> LineClock:
    """Run the clock over one run-length word ('g60 b12 g10') from second 0 on."""
    clock, at_s = LineClock(day_ends_s), 0
    for word in seconds.split():
        mark, length = MARKS[word[0]], int(word[1:])
        is_probed = mark is not Mark.UNKNOWN
        clock.take(
            Run(
                mark,
                at_s,
                length,
                word[0].isupper(),
                replies=length * (mark is Mark.GOOD),
                lost=length * (mark is Mark.BAD and is_probed),
                rtt_tenths=100 * length * (mark is Mark.GOOD),
            )
        )
        at_s += length
    return clock


@pytest.mark.parametrize(
    ("seconds", "down_s", "periods"),
    [
        ("g20 b9 g20", 0, []),
        ("g20 b10 g20", 10, [(20, 30)]),
        ("g20 b10 g9 b1 g20", 20, [(20, 40)]),
        ("g20 b10 g10 b9 g20", 10, [(20, 30)]),
        ("g20 b5 ?1 b9 g20", 0, []),
        ("g20 b12 ?5 b3 g20", 15, [(20, 40)]),
        ("g20 b12 g6 ?1 g6 b1 g20", 25, [(20, 46)]),
        ("g20 b12 ?300 g20", 12, [(20, 332)]),
        ("g20 b6 b6 g5 g5", 12, [(20, 32)]),
        ("?60 b11 g10", 11, [(60, 71)]),
    ],
)
def test_down_runs_from_the_first_of_ten_bad_to_the_first_of_ten_good(
    seconds: str, down_s: int, periods: list[tuple[int, int]]
) -> None:
    clock = clocked(seconds)
    ended = clock.take_ended()
    assert clock.terms.down_s == down_s
    assert [(period.from_s, period.until_s) for period in ended] == periods
    assert sum(period.down_s for period in ended) == down_s


def test_a_line_is_still_unavailable_before_ten_good_seconds_are_over() -> None:
    clock = clocked("g20 b15 g9")
    assert clock.period is not None
    assert (clock.period.from_s, clock.terms.down_s) == (20, 15)


def test_maintenance_and_blind_seconds_are_apart_from_down() -> None:
    clock = clocked("g100 b20 B30 b10 ?40 U5 g20")
    terms = clock.terms
    assert (terms.total_s, terms.excluded_s, terms.blind_s, terms.down_s) == (225, 35, 40, 30)
    (period,) = clock.take_ended()
    assert period.counted == [[100, 120], [150, 160]]
    assert period.excluded == [[120, 150], [200, 205]]
    assert period.blind == [[160, 200]]
    assert terms.outages == 1


def test_a_fault_within_maintenance_alone_is_no_outage() -> None:
    clock = clocked("g50 B200 G10 g10")
    assert (clock.terms.down_s, clock.terms.outages, clock.terms.excluded_s) == (0, 0, 210)
    assert clock.take_ended()[0].counted == []


def test_loss_and_delay_leave_out_unavailable_and_maintenance_seconds() -> None:
    terms = clocked("g30 b3 g30 b20 g30 B4 G20 g10").terms
    assert (terms.replies, terms.lost, terms.rtt_tenths) == (100, 3, 10_000)


def test_a_fault_over_midnight_counts_to_each_day_its_own_seconds() -> None:
    clock = clocked("g20 b30 b60 g20", day_ends_s=50)
    first = clock.close_day(10_000)
    assert (first.total_s, first.down_s, first.outages) == (50, 30, 1)
    assert (clock.terms.total_s, clock.terms.down_s, clock.terms.outages) == (80, 60, 0)


def test_quiet_seconds_are_refused_while_a_run_waits() -> None:
    waiting = clocked("g20 b3")
    assert not waiting.take_quiet(23, 60, 600)
    quiet = clocked("g20")
    assert quiet.take_quiet(20, 60, 600)
    assert quiet.terms == ContractTerms(total_s=80, replies=80, rtt_tenths=2_600)


def test_a_fault_that_ends_just_after_midnight_still_ran_at_midnight() -> None:
    clock = clocked("g20 b31 g20", day_ends_s=50)
    clock.take_ended()
    assert clock.running_at_day_end() == 20
    clock.close_day(10_000)
    assert clock.running_at_day_end() is None
