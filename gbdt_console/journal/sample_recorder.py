"""Samples as the engine takes them: one 16-bit code per series and second, whole minutes at a time.

A code is a round trip in tenths of a millisecond, or one of the words at the top of the range. They are
ordered from best to worst, so that of two outcomes for one second the smaller is kept: a probe that was
answered beats one that was lost, and a late answer takes the loss back.
"""

from array import array
from collections.abc import Callable
from dataclasses import dataclass

from gbdt_console.core.monitoring.detector import Outcome

RTT_MOST = 65_000
LATE = 65_533
LOST = 65_534
UNKNOWN = 65_535

SECONDS = 60
_GRACE_S = 10
_UNKNOWN_MINUTE = array("H", [UNKNOWN]) * SECONDS


def code_of(outcome: Outcome, rtt_ms: float | None) -> int:
    """The code of one probe; round trips above 6.5 s are kept as 6.5 s, and late ones without a figure."""
    if outcome is Outcome.LOST:
        return LOST
    if outcome is Outcome.LATE or rtt_ms is None:
        return LATE
    code = int(rtt_ms * 10 + 0.5)
    return code if code <= RTT_MOST else RTT_MOST


def rtt_of(code: int) -> float | None:
    """The round trip in milliseconds, to 0.1; None for a second without one."""
    return code / 10 if code <= RTT_MOST else None


@dataclass(frozen=True, slots=True)
class MinuteOfSamples:
    """One minute (counted from the epoch) of all series: SECONDS `codes` for each name in turn."""

    minute: int
    names: tuple[str, ...]
    codes: "array[int]"


class SampleRecorder:
    """Lives on the engine's thread and takes no lock; whole minutes leave through `hand_over`."""

    def __init__(self, hand_over: Callable[[MinuteOfSamples], None]) -> None:
        self._hand_over = hand_over
        self._numbers: dict[str, int] = {}
        self._open: dict[int, array[int]] = {}
        self._minute = -1
        self._codes: array[int] = array("H")

    def series(self, name: str) -> int:
        """The number that `put` wants for this series ('sapa.line')."""
        number = self._numbers.setdefault(name, len(self._numbers))
        for codes in self._open.values():
            if len(codes) < len(self._numbers) * SECONDS:
                codes.extend(_UNKNOWN_MINUTE)
        return number

    def put(self, series: int, sent_utc_s: int, outcome: Outcome, rtt_ms: float | None = None) -> None:
        """Keep how the probe sent in that second (UTC) ended."""
        minute, second = divmod(sent_utc_s, SECONDS)
        if minute != self._minute:
            self._turn_to(minute)
        code = code_of(outcome, rtt_ms)
        at = series * SECONDS + second
        if code < self._codes[at]:
            self._codes[at] = code

    def tick(self, now_utc: float) -> None:
        """Hand over the minutes that are complete; call about once a second. A minute waits a little for
        late answers, and none waits for a wall clock that was set back."""
        minute, second = divmod(int(now_utc), SECONDS)
        waiting = (minute, minute - 1) if second < _GRACE_S else (minute,)
        if any(m not in waiting for m in self._open):
            for done in sorted(m for m in self._open if m not in waiting):
                self._let_go(done)

    def overlay(self, series: int, from_utc_s: int, codes: "array[int]") -> None:
        """Put what is not handed over yet into `codes`, one for each second from `from_utc_s` on."""
        for minute, open_codes in self._open.items():
            begins = minute * SECONDS - from_utc_s
            for second in range(max(0, -begins), min(SECONDS, len(codes) - begins)):
                code = open_codes[series * SECONDS + second]
                if code != UNKNOWN:
                    codes[begins + second] = code

    def flush(self) -> None:
        """Hand over what there is, complete or not; a later part of the same minute is added to it."""
        for minute in sorted(self._open):
            self._let_go(minute)

    def _turn_to(self, minute: int) -> None:
        codes = self._open.get(minute)
        if codes is None:
            codes = self._open[minute] = _UNKNOWN_MINUTE * len(self._numbers)
        self._minute, self._codes = minute, codes

    def _let_go(self, minute: int) -> None:
        codes = self._open.pop(minute)
        if minute == self._minute:
            self._minute = -1
        self._hand_over(MinuteOfSamples(minute, tuple(self._numbers), codes))
