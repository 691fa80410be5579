"""Collects the engine's samples, one code a second, into whole minutes.

A code is a round trip in tenths of a millisecond, or LATE, LOST or UNKNOWN. Codes are ordered from best to
worst, and of two outcomes for one second the smaller is kept: a reply beats a loss, and a late reply
replaces the loss that was recorded before it.
"""

from array import array
from collections.abc import Callable

from gbdt_console.core.monitoring.detector import Outcome
from gbdt_console.core.quick_dataclass import dataclass

RTT_MOST = 65_000
"""Limits a round trip to 6.5 s, in tenths of a millisecond, below the codes for other outcomes."""

LATE = 65_533
LOST = 65_534
UNKNOWN = 65_535
"""Codes of a late reply, of a lost probe and of a second without a probe."""

SECONDS = 60
_GRACE_S = 10
"""Limits the wait for late replies after a minute's end, in seconds: a reply is late up to 10 s."""

_UNKNOWN_MINUTE = array("H", [UNKNOWN]) * SECONDS

# A look-up of a member on its enum costs more than one of a name, and these are used per probe.
_WAS_LOST, _WAS_LATE = Outcome.LOST, Outcome.LATE


def code_of(outcome: Outcome, rtt_ms: float | None) -> int:
    """Encode one probe's outcome. A round trip above 6.5 s counts as 6.5 s, a late one has no figure."""
    if outcome is _WAS_LOST:
        return LOST
    if outcome is _WAS_LATE or rtt_ms is None:
        return LATE
    code = int(rtt_ms * 10 + 0.5)
    return code if code <= RTT_MOST else RTT_MOST


@dataclass(frozen=True, slots=True)
class MinuteOfSamples:
    """One minute of all series.

    minute: minutes since the epoch
    codes: SECONDS codes for each name in turn
    """

    minute: int
    names: tuple[str, ...]
    codes: "array[int]"


class SampleRecorder:
    """Collects samples on the engine's thread, without a lock."""

    def __init__(self, on_minute: Callable[[MinuteOfSamples], None]) -> None:
        """Begin empty; `on_minute` gets each minute once it is complete."""
        self._on_minute = on_minute
        self._numbers: dict[str, int] = {}
        self._open: dict[int, array[int]] = {}
        self._minute = -1
        self._codes: array[int] = array("H")

    def series(self, name: str) -> int:
        """Return the number of a series ('sapa.line') for `put`."""
        number = self._numbers.setdefault(name, len(self._numbers))
        for codes in self._open.values():
            if len(codes) < len(self._numbers) * SECONDS:
                codes.extend(_UNKNOWN_MINUTE)
        return number

    def put(self, series: int, sent_utc_s: int, outcome: Outcome, rtt_ms: float | None = None) -> None:
        """Record the outcome of the probe sent in this second.

        sent_utc_s: second of sending, since the epoch
        rtt_ms: round trip in milliseconds, None without a reply
        """
        minute, second = divmod(sent_utc_s, SECONDS)
        if minute != self._minute:
            self._turn_to(minute)
        code = code_of(outcome, rtt_ms)
        at = series * SECONDS + second
        if code < self._codes[at]:
            self._codes[at] = code

    def tick(self, now_utc: float) -> None:
        """Pass on the complete minutes; called about once a second.

        A minute waits _GRACE_S for late replies. No minute waits for a wall clock that was set back.
        """
        minute, second = divmod(int(now_utc), SECONDS)
        waiting = (minute, minute - 1) if second < _GRACE_S else (minute,)
        if any(m not in waiting for m in self._open):
            for done in sorted(m for m in self._open if m not in waiting):
                self._pass_on(done)

    def overlay(self, series: int, from_utc_s: int, codes: "array[int]") -> None:
        """Write the samples of open minutes into `codes`. It has one code a second from `from_utc_s` on."""
        for minute, open_codes in self._open.items():
            begins = minute * SECONDS - from_utc_s
            for second in range(max(0, -begins), min(SECONDS, len(codes) - begins)):
                code = open_codes[series * SECONDS + second]
                if code != UNKNOWN:
                    codes[begins + second] = code

    def flush(self) -> None:
        """Pass on every open minute. The samples file adds a later part of the same minute to it."""
        for minute in sorted(self._open):
            self._pass_on(minute)

    def _turn_to(self, minute: int) -> None:
        codes = self._open.get(minute)
        if codes is None:
            codes = self._open[minute] = _UNKNOWN_MINUTE * len(self._numbers)
        self._minute, self._codes = minute, codes

    def _pass_on(self, minute: int) -> None:
        codes = self._open.pop(minute)
        if minute == self._minute:
            self._minute = -1
        self._on_minute(MinuteOfSamples(minute, tuple(self._numbers), codes))
