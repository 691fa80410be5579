"""From two looks at a counter to a rate, or to the reason why there is none."""

from collections.abc import Mapping
from dataclasses import dataclass

from gbdt_console.core.monitoring.readings import Quality
from gbdt_console.devices.snmp.client import SnmpValue

SHORTEST_S = 0.5
LONGEST_S = 300.0
"""Looks closer together than the one or further apart than the other say nothing about 'now'."""

_SAFE_PART_OF_WRAP = 0.5


@dataclass(frozen=True, slots=True)
class CounterValue:
    """One counter at one look; `value` only where the quality is GOOD."""

    oid: str
    bits: int
    value: int | None
    quality: Quality


def count(oid: str, bits: int, answers: Mapping[str, SnmpValue]) -> CounterValue:
    """Read a Counter32 or Counter64, strictly."""
    raw = answers.get(oid)
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
    """Steps a second between two looks.

    `wrap_s` is the shortest time in which this counter can go round once; None for one that is not expected
    to go round. A smaller counter is a wrap only where `wrap_s` is safely longer than the time between the
    looks; else it was cleared, and the sample is dropped as UNKNOWN.
    """
    if after.value is None:
        return after.quality, None
    if before is None or before.value is None or before.oid != after.oid or elapsed_s is None:
        return Quality.UNKNOWN, None
    if not SHORTEST_S <= elapsed_s <= LONGEST_S:
        return Quality.UNKNOWN, None
    if wrap_s is not None and elapsed_s > wrap_s * _SAFE_PART_OF_WRAP:
        return Quality.UNKNOWN, None
    steps = after.value - before.value
    if steps < 0:
        if wrap_s is None:
            return Quality.UNKNOWN, None
        steps += 1 << after.bits
    return Quality.GOOD, steps / elapsed_s
