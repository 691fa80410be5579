"""Lets a datagram in by its sender alone: known, and not too many a second. Nothing is decoded before."""

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum

from gbdt_console.core.clock import Clock
from gbdt_console.core.sites import Device

A_SENDER_PER_S = 10
ALL_PER_S = 100
_STRANGERS_KEPT = 64
_NAMED = 16
"""So many of the most dropped senders are named in the counters."""
OTHER_STRANGERS = "others"


class Drop(StrEnum):
    """Why a datagram was not taken.

    STALE is a genuine version 3 message outside the time window: an old one, sent again.
    """

    UNKNOWN_SENDER = "unknown-sender"
    FLOOD = "flood"
    MALFORMED = "malformed"
    WRONG_CREDENTIAL = "wrong-credential"
    STALE = "stale"


class Bucket:
    """So many a second, and at once as many as a second may bring."""

    __slots__ = ("_left", "_per_s", "_seen_s")

    def __init__(self, per_s: float, now_s: float) -> None:
        self._per_s = per_s
        self._left = per_s
        self._seen_s = now_s

    def take(self, now_s: float) -> bool:
        """Take one token if there is one."""
        self._left = min(self._per_s, self._left + (now_s - self._seen_s) * self._per_s)
        self._seen_s = now_s
        if self._left < 1:
            return False
        self._left -= 1
        return True


class TrapGate:
    """Known senders are the addresses of the configured devices. `drops` counts by device id, or by address
    for strangers, of whom only the first are kept apart."""

    def __init__(self, devices: Iterable[Device], clock: Clock) -> None:
        self._clock = clock
        self._known: dict[str, Device] = {}
        for device in devices:
            self._known.setdefault(device.address, device)
        self._buckets: dict[str, Bucket] = {}
        self._all = Bucket(ALL_PER_S, clock.monotonic())
        self._reasons: Counter[Drop] = Counter()
        self._strangers: set[str] = set()
        self.drops: Counter[str] = Counter()

    def admit(self, address: str) -> Device | None:
        """Whose datagram it is, if it may be looked at."""
        device = self._known.get(address)
        if device is None:
            self.drop(self._stranger(address), Drop.UNKNOWN_SENDER)
            return None
        now_s = self._clock.monotonic()
        bucket = self._buckets.get(address)
        if bucket is None:
            bucket = self._buckets[address] = Bucket(A_SENDER_PER_S, now_s)
        if bucket.take(now_s) and self._all.take(now_s):
            return device
        self.drop(device.id, Drop.FLOOD)
        return None

    def drop(self, sender: str, reason: Drop) -> None:
        """Count a datagram that was not taken."""
        self._reasons[reason] += 1
        self.drops[sender] += 1

    def counters(self) -> dict[str, int]:
        """Drops by reason, and by sender for those most dropped."""
        reasons = {f"trap.{reason}": self._reasons[reason] for reason in Drop}
        return reasons | {f"trap.dropped.{who}": count for who, count in self.drops.most_common(_NAMED)}

    def _stranger(self, address: str) -> str:
        if address not in self._strangers:
            if len(self._strangers) >= _STRANGERS_KEPT:
                return OTHER_STRANGERS
            self._strangers.add(address)
        return address
