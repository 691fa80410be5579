"""Admits datagrams of known senders at a limited rate, before decoding."""

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum

from gbdt_console.core.clock import Clock
from gbdt_console.core.sites import Device
from gbdt_console.core.token_bucket import TokenBucket

A_SENDER_PER_S = 10
"""Limits the datagrams of one sender, a second."""

ALL_PER_S = 100
"""Limits the datagrams of all senders together, a second."""

_STRANGERS_KEPT = 64
"""Limits the unknown senders that are counted one by one."""

_NAMED = 16
"""Limits the senders that the counters name, the most dropped first."""

OTHER_STRANGERS = "others"
"""Counts the unknown senders beyond _STRANGERS_KEPT."""


class Drop(StrEnum):
    """The reason why a datagram was dropped.

    UNKNOWN_SENDER: no device has its address
    FLOOD: too many datagrams a second
    MALFORMED: not a trap or inform of valid form
    WRONG_CREDENTIAL: another community, user, key or version than sites.yaml gives
    STALE: a genuine version 3 message outside the time window, sent again
    """

    UNKNOWN_SENDER = "unknown-sender"
    FLOOD = "flood"
    MALFORMED = "malformed"
    WRONG_CREDENTIAL = "wrong-credential"
    STALE = "stale"


class TrapGate:
    """Admits datagrams from the addresses of the configured devices.

    `drops` counts dropped datagrams by device id, or by address for unknown senders.
    """

    def __init__(self, devices: Iterable[Device], clock: Clock) -> None:
        """Know the devices by their addresses. Of two with one address, the first."""
        self._clock = clock
        self._known: dict[str, Device] = {}
        for device in devices:
            self._known.setdefault(device.address, device)
        self._buckets: dict[str, TokenBucket] = {}
        self._all = TokenBucket(ALL_PER_S, clock.monotonic())
        self._reasons: Counter[Drop] = Counter()
        self._strangers: set[str] = set()
        self.drops: Counter[str] = Counter()

    def admit(self, address: str) -> Device | None:
        """Return the sender of a datagram that may be decoded. Otherwise count it and return None."""
        device = self._known.get(address)
        if device is None:
            self.drop(self._stranger(address), Drop.UNKNOWN_SENDER)
            return None
        now_s = self._clock.monotonic()
        bucket = self._buckets.get(address)
        if bucket is None:
            bucket = self._buckets[address] = TokenBucket(A_SENDER_PER_S, now_s)
        if bucket.take(now_s) and self._all.take(now_s):
            return device
        self.drop(device.id, Drop.FLOOD)
        return None

    def drop(self, sender: str, reason: Drop) -> None:
        self._reasons[reason] += 1
        self.drops[sender] += 1

    def counters(self) -> dict[str, int]:
        """Return the drops by reason, and by the most dropped senders."""
        reasons = {f"trap.{reason}": self._reasons[reason] for reason in Drop}
        named = self.drops.most_common(_NAMED)
        return reasons | {f"trap.dropped.{sender}": count for sender, count in named}

    def _stranger(self, address: str) -> str:
        if address not in self._strangers:
            if len(self._strangers) >= _STRANGERS_KEPT:
                return OTHER_STRANGERS
            self._strangers.add(address)
        return address
