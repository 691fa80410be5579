"""Keeps the probes of the last seconds and matches replies to them."""

import os
from array import array
from collections.abc import Iterator
from enum import StrEnum
from heapq import heappop, heappush

from gbdt_console.core.monitoring.detector import Outcome
from gbdt_console.core.monitoring.echo import LATE_UNTIL_S, LOST_AFTER_S, EchoOutcome

CHECK_AFTER_S = 0.3
"""Limits how early a probe can be overdue, in seconds: most are answered by then, and cost no more than a
look; only the others are kept in the order of their limits."""

_SLOTS = 1 << 16
"""Limits the probes that are kept: one a 16-bit sequence number."""
_MASK = _SLOTS - 1
_FREE, _AWAITED, _DELAYED, _MISSED, _ANSWERED, _FORGOTTEN = range(6)
_WITHOUT_REPLY = bytes((_AWAITED, _DELAYED, _MISSED))
_FORGET = bytes.maketrans(_WITHOUT_REPLY, bytes((_FORGOTTEN,)) * len(_WITHOUT_REPLY))
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
_REPLY, _LATE, _LOST, _OVERDUE = Outcome.REPLY, Outcome.LATE, Outcome.LOST, Outcome.OVERDUE
_WAS_REPLY = ProbeAnswer.REPLY


class ProbeRing:
    """Keeps the last 65 536 probes, one slot per sequence number.

    They lie in arrays, because an object per probe doubles the cost.

    A late reply finds its own probe until the slot is reused: for 10 s at up to 6 500 probes a second, for
    less above that.
    """

    __slots__ = (
        "_are_quick", "_cookies", "_fresh", "_limits", "_limits_s", "_next", "_oldest", "_sent_s", "_states",
        "_targets", "lost",
    )  # fmt: skip

    def __init__(self) -> None:
        self._states = bytearray(_SLOTS)
        self._cookies = array("Q", bytes(8 * _SLOTS))
        self._sent_s = array("d", bytes(8 * _SLOTS))
        self._targets = array("l", bytes(array("l").itemsize * _SLOTS))
        self._limits_s = array("f", bytes(4 * _SLOTS))
        self._are_quick = bytearray(_SLOTS)
        self._next = 0
        self._oldest = 0
        self._limits: list[tuple[float, float, int]] = []
        self._fresh = _random_cookies()
        self.lost = 0

    @property
    def started(self) -> int:
        return self._next

    def start(
        self, target: int, now_s: float, overdue_s: float = LOST_AFTER_S, *, is_quick: bool = False
    ) -> tuple[int, int]:
        """Note a probe sent now. Returns its sequence number and cookie.

        is_quick: whether it was sent because of a doubt
        """
        slot = self._next & _MASK
        self._next += 1
        cookie = next(self._fresh)
        self._states[slot] = _AWAITED
        self._cookies[slot] = cookie
        self._sent_s[slot] = now_s
        self._targets[slot] = target
        self._limits_s[slot] = overdue_s
        self._are_quick[slot] = is_quick
        return slot, cookie

    def is_full(self) -> bool:
        """Tell whether the next slot still holds an awaited probe."""
        is_awaited = self._states[self._next & _MASK] in (_AWAITED, _DELAYED)
        return is_awaited or self._next - self._oldest >= _SLOTS

    def target_of(self, sequence: int) -> int | None:
        """Return the target of the last probe with this sequence number; None without one."""
        return None if self._states[sequence] == _FREE else self._targets[sequence]

    def answer(
        self, sequence: int, cookie: int, target: int, arrived_s: float, ended: list[EchoOutcome]
    ) -> ProbeAnswer:
        """Match a reply and add the ended probe's outcomes to `ended`.

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
        is_awaited = state != _MISSED
        self._states[sequence] = _ANSWERED
        is_quick = bool(self._are_quick[sequence])
        if is_awaited and took_s < LOST_AFTER_S:
            ended.append(EchoOutcome(target, sent_s, arrived_s, _REPLY, took_s * 1_000, is_quick))
            return _WAS_REPLY
        if is_awaited:
            self._end(sequence, sent_s + LOST_AFTER_S, _LOST, ended)
        ended.append(EchoOutcome(target, sent_s, arrived_s, _LATE, took_s * 1_000, is_quick))
        return ProbeAnswer.LATE

    def sweep(self, now_s: float, ended: list[EchoOutcome], *, is_read: bool = True) -> float | None:
        """End probes as OVERDUE or LOST and return the next due time; None without an awaited probe.

        is_read: whether all replies that arrived were read; else none is OVERDUE.
        """
        states, sent_s, limits = self._states, self._sent_s, self._limits
        due_s = None
        while self._oldest < self._next:
            slot = self._oldest & _MASK
            if states[slot] == _AWAITED:
                if now_s < sent_s[slot] + CHECK_AFTER_S:
                    due_s = sent_s[slot] + CHECK_AFTER_S
                    break
                limit_s = min(max(self._limits_s[slot], CHECK_AFTER_S), LOST_AFTER_S)
                heappush(limits, (sent_s[slot] + limit_s, sent_s[slot], slot))
            self._oldest += 1
        while limits and limits[0][0] <= now_s:
            _, probe_sent_s, slot = heappop(limits)
            if sent_s[slot] == probe_sent_s:
                self._pass_limit(slot, now_s, ended, is_read=is_read)
        if limits and (due_s is None or limits[0][0] < due_s):
            due_s = limits[0][0]
        # A probe that is sent from now on must be looked at in its time, too.
        return None if due_s is None else min(due_s, now_s + CHECK_AFTER_S)

    def forget(self) -> None:
        """Drop every probe without a reply. A later reply to it is EXPIRED."""
        self._states = self._states.translate(_FORGET)
        self._oldest = self._next
        self._limits.clear()

    def _pass_limit(self, slot: int, now_s: float, ended: list[EchoOutcome], *, is_read: bool) -> None:
        """End a probe at one of its two limits, if it has no reply."""
        state, lost_s = self._states[slot], self._sent_s[slot] + LOST_AFTER_S
        if state not in (_AWAITED, _DELAYED):
            return
        if now_s >= lost_s:
            self._states[slot] = _MISSED
            self._end(slot, now_s, _LOST, ended)
            return
        if state == _AWAITED and is_read:
            self._states[slot] = _DELAYED
            self._end(slot, now_s, _OVERDUE, ended)
        heappush(self._limits, (lost_s, self._sent_s[slot], slot))

    def _end(self, slot: int, known_s: float, outcome: Outcome, ended: list[EchoOutcome]) -> None:
        self.lost += outcome is _LOST
        is_quick = bool(self._are_quick[slot])
        sent_s = self._sent_s[slot]
        ended.append(EchoOutcome(self._targets[slot], sent_s, known_s, outcome, None, is_quick))


def _random_cookies() -> Iterator[int]:
    """Yield 64 random bits a probe. Without seeing the request nobody can forge its reply."""
    while True:
        yield from array("Q", os.urandom(8 * _COOKIES_AT_ONCE))
