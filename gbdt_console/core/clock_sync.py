"""Tells whether something keeps the machine's clock right, as its kernel says, and keeps what was seen."""

from dataclasses import replace
from enum import StrEnum

from gbdt_console.core.c_library import c_library
from gbdt_console.core.events import ClockJumped, Event
from gbdt_console.core.feature import Books, Feature
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import Utc

_TIMEX_OCTETS = 256
"""Size of a buffer for `struct timex`, which has 208 octets on 64-bit Linux (sys/timex.h)."""
_TIME_ERROR = 5
"""Result of adjtimex for a clock that nothing keeps right, whoever should (sys/timex.h)."""


class ClockSync(StrEnum):
    """How a clock stands.

    KEPT: something keeps it right
    FREE: nothing does: it runs away from the true time
    UNKNOWN: the kernel does not say, or nobody asked it
    """

    KEPT = "synchronised"
    FREE = "free"
    UNKNOWN = "unknown"


def kernel_clock_sync() -> ClockSync:
    """Ask the kernel how its clock stands; needs no privilege and changes nothing.

    Chrony, ntpd and systemd-timesyncd all tell the kernel. It gives a clock up by itself (STA_UNSYNC) once
    its greatest error may be 16 s, hours after the last of them told it anything. A container has the
    clock of its host.
    """
    import ctypes  # a verb that asks for no clock does without it

    try:
        state = c_library().adjtimex(ctypes.create_string_buffer(_TIMEX_OCTETS))
    except (OSError, AttributeError):
        return ClockSync.UNKNOWN
    if state < 0:
        return ClockSync.UNKNOWN
    return ClockSync.FREE if state == _TIME_ERROR else ClockSync.KEPT


@dataclass(frozen=True, slots=True)
class ClockStood(Event, kind="clock.stood"):
    """The engine saw how the machine's clock stands.

    since_utc: since when it has seen the same without a break of its own
    """

    state: ClockSync
    since_utc: Utc


@dataclass(frozen=True, slots=True)
class ClockBook:
    """Holds how the clock stood at the last look that is recorded; the fields are those of ClockStood."""

    state: ClockSync = ClockSync.UNKNOWN
    since_utc: Utc = 0.0


def _fold(book: ClockBook, event: ClockStood | ClockJumped, _: Books) -> ClockBook:
    if isinstance(event, ClockStood):
        return ClockBook(event.state, event.since_utc)
    return replace(book, since_utc=book.since_utc + event.by_s) if book.since_utc else book


CLOCK = Feature("clock", ClockBook, (ClockStood, ClockJumped), _fold)
