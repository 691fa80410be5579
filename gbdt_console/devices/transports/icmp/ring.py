"""Keeps the probes of the last seconds and matches replies to them."""

import os
from array import array
from collections.abc import Iterator
from enum import StrEnum

from gbdt_console.core.monitoring.detector import Outcome
from gbdt_console.core.monitoring.echo import EchoOutcome

LOST_AFTER_S = 1.0
"""Limits the wait for a reply, in seconds; the contract counts a probe as lost after it."""

LATE_UNTIL_S = 10.0
"""Limits how long after sending a late reply still counts, in seconds."""

_SLOTS = 1 << 16
"""Limits the probes that are kept: one a 16-bit sequence number."""
_MASK = _SLOTS - 1
_FREE, _AWAITED, _MISSED, _ANSWERED, _FORGOTTEN = range(5)
_FORGET = bytes.maketrans(bytes((_AWAITED, _MISSED)), bytes((_FORGOTTEN, _FORGOTTEN)))
_COOKIES_AT_ONCE = 512
"""Limits the cookies of one call for random bytes, so that a probe costs no system call of its own."""


class ProbeAnswer(StrEnum):
    """The use of a reply; the values are counter codes.

    REPLY: answered its probe in time
    LATE: came after LOST_AFTER_S
    DUPLICATE: its probe was answered before
    EXPIRED: came after LATE_UNTIL_S, or its probe was forgotten
    STRAY: belongs to no probe
    """

    REPLY = "replies"
    LATE = "late"
    DUPLICATE = "duplicates"
    EXPIRED = "expired"
    STRAY = "strays"


# A look-up of a member on its enum costs more than one in a dictionary, and these are used per probe.
_REPLY, _LATE, _LOST = Outcome.REPLY, Outcome.LATE, Outcome.LOST
_WAS_REPLY = ProbeAnswer.REPLY


class ProbeRing:
    """Keeps the last 65 536 probes, one slot per sequence number.

    They lie in arrays, because an object per probe doubles the cost.

    A late reply finds its own probe until the slot is reused: for 10 s at up to 6 500 probes a second, for
    less above that.
    """

    __slots__ = ("_cookies", "_fresh", "_next", "_oldest", "_sent_s", "_states", "_targets", "lost")

    def __init__(self) -> None:
        self._states = bytearray(_SLOTS)
        self._cookies = array("Q", bytes(8 * _SLOTS))
        self._sent_s = array("d", bytes(8 * _SLOTS))
        self._targets = array("l", bytes(array("l").itemsize * _SLOTS))
        self._next = 0
        self._oldest = 0
        self._fresh = _random_cookies()
        self.lost = 0

    @property
    def started(self) -> int:
        """Return the number of all probes."""
        return self._next

    def start(self, target: int, now_s: float) -> tuple[int, int]:
        """Note a probe sent now.

        Returns its sequence number and cookie.
        """
        slot = self._next & _MASK
        self._next += 1
        cookie = next(self._fresh)
        self._states[slot] = _AWAITED
        self._cookies[slot] = cookie
        self._sent_s[slot] = now_s
        self._targets[slot] = target
        return slot, cookie

    def is_full(self) -> bool:
        """Tell whether the next slot still holds an awaited probe."""
        return self._next - self._oldest >= _SLOTS

    def target_of(self, sequence: int) -> int | None:
        """Return the target of the last probe with this sequence number.

        Returns None without one.
        """
        return None if self._states[sequence] == _FREE else self._targets[sequence]

    def answer(
        self, sequence: int, cookie: int, target: int, arrived_s: float, ended: list[EchoOutcome]
    ) -> ProbeAnswer:
        """Match a reply and add the ended probe's outcomes to `ended`.

        sequence: the reply's sequence number
        cookie: the reply's payload
        target: the target of that sequence number, from `target_of`
        arrived_s: monotonic time of arrival, in seconds
        """
        if self._cookies[sequence] != cookie:
            return ProbeAnswer.STRAY
        state = self._states[sequence]
        if state == _ANSWERED:
            return ProbeAnswer.DUPLICATE
        sent_s = self._sent_s[sequence]
        took_s = max(0.0, arrived_s - sent_s)  # the two are read from different clocks
        if state == _FORGOTTEN or took_s > LATE_UNTIL_S:
            return ProbeAnswer.EXPIRED
        if state == _AWAITED and took_s < LOST_AFTER_S:
            self._states[sequence] = _ANSWERED
            ended.append(EchoOutcome(target, sent_s, arrived_s, _REPLY, took_s * 1_000))
            return _WAS_REPLY
        if state == _AWAITED:
            self._miss(sequence, sent_s + LOST_AFTER_S, ended)
        self._states[sequence] = _ANSWERED
        ended.append(EchoOutcome(target, sent_s, arrived_s, _LATE, took_s * 1_000))
        return ProbeAnswer.LATE

    def sweep(self, now_s: float, ended: list[EchoOutcome]) -> float | None:
        """End overdue probes as LOST and return the next due time.

        Returns None without an awaited probe.
        """
        states, sent_s = self._states, self._sent_s
        while self._oldest < self._next:
            slot = self._oldest & _MASK
            if states[slot] == _AWAITED:
                if now_s < sent_s[slot] + LOST_AFTER_S:
                    return sent_s[slot] + LOST_AFTER_S
                self._miss(slot, now_s, ended)
            self._oldest += 1
        return None

    def forget(self) -> None:
        """Drop every probe without a reply.

        A later reply to it is EXPIRED.
        """
        self._states = self._states.translate(_FORGET)
        self._oldest = self._next

    def _miss(self, slot: int, known_s: float, ended: list[EchoOutcome]) -> None:
        self._states[slot] = _MISSED
        self.lost += 1
        ended.append(EchoOutcome(self._targets[slot], self._sent_s[slot], known_s, _LOST, None))


def _random_cookies() -> Iterator[int]:
    """Yield 64 random bits a probe.

    Without seeing the request nobody can forge its reply.
    """
    while True:
        yield from array("Q", os.urandom(8 * _COOKIES_AT_ONCE))
