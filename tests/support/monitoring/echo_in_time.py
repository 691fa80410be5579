"""An EchoTransport in the loop's own time: what becomes of a probe is decided when it is sent."""

import asyncio
from collections.abc import Callable, Iterator, Sequence

from gbdt_console.core.clock import Clock
from gbdt_console.core.monitoring.detector import Outcome
from gbdt_console.core.monitoring.echo import LOST_AFTER_S, EchoOutcome, EchoSink


def outcomes_of(rtt_s: float | None, overdue_s: float) -> Iterator[tuple[float, Outcome, float | None]]:
    """Yield a probe's outcomes with the seconds after sending and the round trip in milliseconds.

    rtt_s: None where it is lost
    """
    if overdue_s < min(LOST_AFTER_S, rtt_s or LOST_AFTER_S):
        yield overdue_s, Outcome.OVERDUE, None
    is_late = rtt_s is None or rtt_s >= LOST_AFTER_S
    if is_late:
        yield LOST_AFTER_S, Outcome.LOST, None
    if rtt_s is not None:
        yield rtt_s, Outcome.LATE if is_late else Outcome.REPLY, rtt_s * 1_000


class EchoInTime:
    """Asks `round_trip_s` for the seconds that an address takes to answer; None: it does not."""

    def __init__(self, clock: Clock, round_trip_s: Callable[[str], float | None]) -> None:
        self._clock = clock
        self._round_trip_s = round_trip_s
        self._generation = 0
        self._sent = 0

    def open(self, addresses: Sequence[str], sink: EchoSink) -> None:
        self._addresses = list(addresses)
        self._sink = sink

    def probe(self, target: int, overdue_s: float = LOST_AFTER_S, *, is_quick: bool = False) -> None:
        self._sent += 1
        sent_s, rtt_s = self._clock.monotonic(), self._round_trip_s(self._addresses[target])
        for after_s, outcome, rtt_ms in outcomes_of(rtt_s, overdue_s):
            report = EchoOutcome(target, sent_s, sent_s + after_s, outcome, rtt_ms, is_quick)
            asyncio.get_running_loop().call_later(after_s, self._tell, self._generation, report)

    def read(self) -> None:
        """Nothing waits: an answer is told in its time."""

    def forget(self) -> None:
        self._generation += 1

    def counters(self) -> dict[str, int]:
        return {"sent": self._sent}

    def close(self) -> None:
        self._generation += 1

    def _tell(self, generation: int, report: EchoOutcome) -> None:
        if generation == self._generation:
            self._sink([report._replace(known_s=self._clock.monotonic())])
