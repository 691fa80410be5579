"""From outcomes of probes to whole minutes of codes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gbdt_console.core.monitoring.detector import Outcome
from gbdt_console.journal.sample_recorder import (
    LATE,
    LOST,
    RTT_MOST,
    UNKNOWN,
    MinuteOfSamples,
    SampleRecorder,
    code_of,
)

T = 1_767_225_600
MINUTE = T // 60


class Bench:
    """A recorder of two series and what it handed over."""

    def __init__(self) -> None:
        self.minutes: list[MinuteOfSamples] = []
        self.recorder = SampleRecorder(self.minutes.append)
        self.line = self.recorder.series("sapa.line")
        self.codec = self.recorder.series("sapa.codec")

    def codes(self, place: int = 0, name: str = "sapa.line") -> list[int]:
        minute = self.minutes[place]
        at = minute.names.index(name) * 60
        return list(minute.codes[at : at + 60])


@given(rtt_ms=st.floats(min_value=0, max_value=6_500))
def test_a_round_trip_is_kept_to_a_tenth_of_a_millisecond(rtt_ms: float) -> None:
    assert code_of(Outcome.REPLY, rtt_ms) / 10 == pytest.approx(rtt_ms, abs=0.0501)


@pytest.mark.parametrize(
    ("outcome", "rtt_ms", "code"),
    [
        (Outcome.REPLY, 0.0, 0),
        (Outcome.REPLY, 6_500.04, RTT_MOST),
        (Outcome.REPLY, 1e9, RTT_MOST),
        (Outcome.LATE, 1_200.0, LATE),
        (Outcome.LOST, None, LOST),
    ],
)
def test_the_ends_of_the_range(outcome: Outcome, rtt_ms: float | None, code: int) -> None:
    assert code_of(outcome, rtt_ms) == code


def test_seconds_that_were_not_probed_are_unknown() -> None:
    bench = Bench()
    bench.recorder.put(bench.line, T + 3, Outcome.REPLY, 1.0)
    bench.recorder.put(bench.codec, T + 59, Outcome.LOST)
    bench.recorder.flush()
    assert bench.codes() == [UNKNOWN] * 3 + [10] + [UNKNOWN] * 56
    assert bench.codes(name="sapa.codec") == [UNKNOWN] * 59 + [LOST]


def test_a_late_answer_takes_its_loss_back_also_across_the_minute() -> None:
    bench = Bench()
    bench.recorder.put(bench.line, T + 59, Outcome.LOST)
    bench.recorder.put(bench.line, T + 60, Outcome.REPLY, 1.0)
    bench.recorder.put(bench.line, T + 59, Outcome.LATE, 1_500.0)
    bench.recorder.flush()
    assert bench.codes()[59] == LATE
    assert bench.codes(1)[0] == 10


def test_of_two_probes_in_a_second_the_better_is_kept() -> None:
    bench = Bench()
    for outcome, rtt_ms in [(Outcome.LOST, None), (Outcome.REPLY, 5.0), (Outcome.LOST, None)]:
        bench.recorder.put(bench.line, T, outcome, rtt_ms)
    bench.recorder.flush()
    assert bench.codes()[0] == 50


def test_a_minute_leaves_when_late_answers_had_their_time() -> None:
    bench = Bench()
    bench.recorder.put(bench.line, T, Outcome.REPLY, 1.0)
    for now_utc in (T + 59, T + 60, T + 69):
        bench.recorder.tick(now_utc)
        assert bench.minutes == []
    bench.recorder.tick(T + 70)
    assert [minute.minute for minute in bench.minutes] == [MINUTE]
    bench.recorder.put(bench.line, T + 70, Outcome.REPLY, 1.0)
    bench.recorder.tick(T + 71)
    assert len(bench.minutes) == 1


def test_a_clock_that_is_set_back_leaves_no_minute_behind() -> None:
    bench = Bench()
    bench.recorder.put(bench.line, T + 7_200, Outcome.REPLY, 1.0)
    bench.recorder.put(bench.line, T, Outcome.REPLY, 2.0)
    bench.recorder.tick(T + 1)
    assert [minute.minute for minute in bench.minutes] == [MINUTE + 120]


def test_a_series_that_comes_later_joins_the_open_minute() -> None:
    bench = Bench()
    bench.recorder.put(bench.line, T, Outcome.REPLY, 1.0)
    late_comer = bench.recorder.series("bacha.line")
    bench.recorder.put(late_comer, T + 1, Outcome.REPLY, 3.0)
    bench.recorder.flush()
    assert bench.codes(name="bacha.line")[:3] == [UNKNOWN, 30, UNKNOWN]
    assert bench.recorder.series("bacha.line") == late_comer
