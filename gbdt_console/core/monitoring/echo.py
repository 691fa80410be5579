"""What pinging looks like from above: targets, outcomes, and the transport that carries them."""

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from gbdt_console.core.monitoring.detector import Outcome


class EchoOutcome(NamedTuple):
    """How one probe of `target` (an index into the opened addresses) ended.

    `sent_s` and `known_s` are monotonic; `rtt_ms` is None for LOST. A LATE reply (after the second that
    makes a probe LOST) carries its real round trip.
    """

    target: int
    sent_s: float
    known_s: float
    outcome: Outcome
    rtt_ms: float | None


EchoSink = Callable[[Sequence[EchoOutcome]], None]


class EchoUnavailable(Exception):
    """This machine does not let us ping; `code` with `params` makes one sentence that says what to do."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


class EchoTransport(Protocol):
    """Sends echo requests to many targets. Lives on the engine's event loop."""

    def open(self, addresses: Sequence[str], sink: EchoSink) -> None:
        """Start; outcomes go to `sink` in batches, on the loop. Raises EchoUnavailable."""
        ...

    def probe(self, target: int) -> None:
        """Send one request now. Never blocks and never raises; what cannot be sent ends as LOST."""
        ...

    def forget(self) -> None:
        """Drop all probes under way without an outcome (the console itself was blind)."""
        ...

    def counters(self) -> dict[str, int]:
        """Figures by code: sent, replies, lost, late, strays (wrong source or id), malformed."""
        ...

    def close(self) -> None:
        """Stop and free the socket; calling it twice does nothing."""
        ...
