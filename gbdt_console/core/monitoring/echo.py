"""Defines probe outcomes, and the interface of the transport that sends pings."""

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from gbdt_console.core.monitoring.detector import Outcome


class EchoOutcome(NamedTuple):
    """Holds how one probe ended; times are monotonic seconds.

    target: the index into the opened addresses.
    known_s: when its end became known.
    rtt_ms: the round trip, also of a LATE reply; None without an answer.
    is_quick: whether the probe was sent because of a doubt, beside those of the contract.
    """

    target: int
    sent_s: float
    known_s: float
    outcome: Outcome
    rtt_ms: float | None
    is_quick: bool = False


LOST_AFTER_S = 1.0
"""A probe without an answer is LOST after this, in seconds: the contract's rule."""

LATE_UNTIL_S = 10.0
"""An answer later than this after sending is not reported, in seconds."""

QUICK_PER_S, _QUICK_PART = 200.0, 1 / 5
"""Limit the quick probes of all lines in doubt together, so that an outage of the whole province is no
storm: 50 lines in doubt get all of theirs, and more share them. A part of the lines where those are many:
each loses packets now and then, and what is asked too seldom while it does looks like a cut."""


def usual_quick_per_s(lines: int) -> float:
    """Return the quick probes a second of so many lines, where sites.yaml names none."""
    return max(QUICK_PER_S, lines * _QUICK_PART)


EchoSink = Callable[[Sequence[EchoOutcome]], None]


class EchoUnavailable(Exception):
    """Raised where the machine refuses pings. `code` with `params` tells the operator what to do."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


class EchoTransport(Protocol):
    """Sends echo requests to many targets, on the engine's event loop."""

    def open(self, addresses: Sequence[str], sink: EchoSink) -> None:
        """Start; pass outcomes to `sink` in batches, on the loop. Raises EchoUnavailable."""
        ...

    def probe(self, target: int, overdue_s: float = LOST_AFTER_S, *, is_quick: bool = False) -> None:
        """Send one request now. Never blocks or raises. A request that cannot be sent ends as LOST.

        overdue_s: without an answer the probe is OVERDUE after this; LOST_AFTER_S and more: not at all.
        is_quick: comes back in the outcomes.
        """
        ...

    def read(self) -> None:
        """Pass on the answers that have arrived and wait to be read."""
        ...

    def forget(self) -> None:
        """Drop all probes under way, since the console was blind."""
        ...

    def counters(self) -> dict[str, int]:
        """Return counters by code.

        The codes are sent, replies, lost, late, strays (wrong source or id) and malformed.
        """
        ...

    def close(self) -> None:
        """Stop and free the socket; calling it twice does nothing."""
        ...
