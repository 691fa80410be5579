"""Turns a counter's values at two polls into a rate. Where there is no rate, it gives the reason."""

from collections.abc import Mapping

from gbdt_console.core.monitoring.readings import Quality
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.devices.snmp.client import SnmpValue

SHORTEST_S = 0.5
LONGEST_S = 300.0
"""Limit the time between two polls; outside of it their difference says nothing about 'now'."""

_SAFE_PART_OF_WRAP = 0.5
"""Limits the time between polls to this part of the wrap time, so that no second wrap goes unseen."""


@dataclass(frozen=True, slots=True)
class CounterValue:
    """One counter at one poll.

    bits: its width, 32 or 64
    value: its count, None unless the quality is GOOD
    quality: whether the count may be believed
    """

    oid: str
    bits: int
    value: int | None
    quality: Quality


def count(
    oid: str, bits: int, answers: Mapping[str, SnmpValue], before: CounterValue | None = None
) -> CounterValue:
    """Read a Counter32 or Counter64 from the answers, strictly.

    before: what was read of it before; a transport gives a count that stayed as the same object
    """
    raw = answers.get(oid)
    if before is not None and raw is not None and raw is before.value:
        return before
    if raw is None:
        return CounterValue(oid, bits, None, Quality.MISSING)
    if type(raw) is not int:
        return CounterValue(oid, bits, None, Quality.INVALID)
    if not 0 <= raw < 1 << bits:
        return CounterValue(oid, bits, None, Quality.IMPOSSIBLE)
    return CounterValue(oid, bits, raw, Quality.GOOD)


def per_second(
    before: CounterValue | None, after: CounterValue, elapsed_s: float | None, wrap_s: float | None = None
) -> tuple[Quality, float | None]:
    """Return the counter's steps a second between two polls.

    before: the counter at the poll before, None at the first poll
    elapsed_s: time between the polls by the device's clock, None where the polls cannot be compared
    wrap_s: shortest time in which the counter can wrap, None for a counter that is not expected to wrap

    A smaller count is a wrap only while `wrap_s` is at least twice `elapsed_s`; otherwise somebody cleared
    the counter, and the rate is UNKNOWN. An equal count is no steps over any time, because a whole number of
    wraps between two polls is next to impossible.
    """
    if after.value is None:
        return after.quality, None
    if before is None or before.value is None or before.oid != after.oid or elapsed_s is None:
        return Quality.UNKNOWN, None
    if not SHORTEST_S <= elapsed_s <= LONGEST_S:
        return Quality.UNKNOWN, None
    steps = after.value - before.value
    if steps and wrap_s is not None and elapsed_s > wrap_s * _SAFE_PART_OF_WRAP:
        return Quality.UNKNOWN, None
    if steps < 0:
        if wrap_s is None:
            return Quality.UNKNOWN, None
        steps += 1 << after.bits
    return Quality.GOOD, steps / elapsed_s
