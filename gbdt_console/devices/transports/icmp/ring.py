"""The probes of the last seconds, one slot per sequence number, and how each of them ended."""

import os
from array import array
from collections.abc import Iterator
from enum import StrEnum

from gbdt_console.core.monitoring.detector import Outcome
from gbdt_console.core.monitoring.echo import EchoOutcome

LOST_AFTER_S = 1.0
LATE_UNTIL_S = 10.0

_SLOTS = 1 << 16
_MASK = _SLOTS - 1
_FREE, _AWAITED, _MISSED, _ANSWERED, _FORGOTTEN = range(5)
_FORGET = bytes.maketrans(bytes((_AWAITED, _MISSED)), bytes((_FORGOTTEN, _FORGOTTEN)))
_COOKIES_AT_ONCE = 512


class ProbeAnswer(StrEnum):
    """What a reply was good for; the values are counter codes."""

    REPLY = "replies"
    LATE = "late"
    DUPLICATE = "duplicates"
    EXPIRED = "expired"
    STRAY = "strays"


# Looking a member up on its enum costs as much as a dictionary and more, and these are used per probe.
_REPLY, _LATE, _LOST = Outcome.REPLY, Outcome.LATE, Outcome.LOST
_WAS_REPLY = ProbeAnswer.REPLY


class ProbeRing:
    """Slots are reused after 65 536 probes; until then a late reply finds its own probe (10 s at up to
    6 500 probes a second, less above that). Arrays, because objects per probe double the cost."""

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
        """How many probes there were in all."""
        return self._next

    def start(self, target: int, now_s: float) -> tuple[int, int]:
        """Note a probe sent now; returns its sequence number and cookie. At most 65 536 can be awaited."""
        slot = self._next & _MASK
        self._next += 1
        cookie = next(self._fresh)
        self._states[slot] = _AWAITED
        self._cookies[slot] = cookie
        self._sent_s[slot] = now_s
        self._targets[slot] = target
        return slot, cookie

    def is_full(self) -> bool:
        """Whether the next probe would take the slot of one that is still awaited."""
        return self._next - self._oldest >= _SLOTS

    def target_of(self, sequence: int) -> int | None:
        """Whose probe last had that sequence number; None if there was none."""
        return None if self._states[sequence] == _FREE else self._targets[sequence]

    def answer(
        self, sequence: int, cookie: int, target: int, arrived_s: float, ended: list[EchoOutcome]
    ) -> ProbeAnswer:
        """Take a reply of `target` (from `target_of`) and add what it ends to `ended`."""
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
        """End as LOST what is older than its second; returns when the next one will be, if any is awaited."""
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
        """Drop every probe that is not answered; a reply to it is EXPIRED."""
        self._states = self._states.translate(_FORGET)
        self._oldest = self._next

    def _miss(self, slot: int, known_s: float, ended: list[EchoOutcome]) -> None:
        self._states[slot] = _MISSED
        self.lost += 1
        ended.append(EchoOutcome(self._targets[slot], self._sent_s[slot], known_s, _LOST, None))


def _random_cookies() -> Iterator[int]:
    """64 random bits each, which nobody who did not see the request can answer."""
    while True:
        yield from array("Q", os.urandom(8 * _COOKIES_AT_ONCE))
