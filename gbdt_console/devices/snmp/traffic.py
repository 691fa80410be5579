"""Turns a port's counters at two polls into rates."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from gbdt_console.core.monitoring.readings import Quality, Reading, Unit
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.devices.snmp.client import SnmpValue
from gbdt_console.devices.snmp.decoding import Answers, TableRow, reading
from gbdt_console.devices.snmp.interfaces import IF_DISCONTINUITY, PORTS_REMEMBERED, InterfacePort, at
from gbdt_console.devices.snmp.rates import CounterValue, count, per_second
from gbdt_console.devices.snmp.uptime import UptimeReading, uptime_change

MBIT_PER_OCTET = 8 / 1_000_000
_MOST_MBPS = 1_600_000.0
_MOST_PER_S = 2_400_000_000.0
"""Limit a rate to 1.6 Tbit/s, more than any port carries, and to as much in frames of 84 octets."""

STILL_S = 30.0
"""Limits how long unchanged counters mean an agent that has not counted anew; after it, no traffic."""

_ROWS_REMEMBERED = 4_096
"""Limits the rows that are kept made, so that thousands of ports cannot grow the memory."""

_OVER_OWN_SPEED = 1.1
"""Limits a rate to this multiple of the port's speed: two polls are never timed exactly."""

_MOST_CONTRACT_PERCENT = 1000.0
"""Limits the use of a contract, in percent; a port may carry several times what the contract says."""

_OCTETS = {
    "in": ("1.3.6.1.2.1.31.1.1.1.6", "1.3.6.1.2.1.2.2.1.10"),
    "out": ("1.3.6.1.2.1.31.1.1.1.10", "1.3.6.1.2.1.2.2.1.16"),
}
"""ifHCInOctets and ifHCOutOctets (64 bits), each with its 32-bit column for agents without live ones."""

_PROBLEMS = {
    "line.in_errors": "1.3.6.1.2.1.2.2.1.14",
    "line.out_errors": "1.3.6.1.2.1.2.2.1.20",
    "line.in_discards": "1.3.6.1.2.1.2.2.1.13",
    "line.out_discards": "1.3.6.1.2.1.2.2.1.19",
}


@dataclass(frozen=True, slots=True)
class CounterSample:
    """All counters of one port at one poll.

    uptime: the device's own clock at the poll
    discontinuity: ifCounterDiscontinuityTime as received, None where the agent lacks it
    octets: what came in and went out
    problems: errors and discards, in the order of _PROBLEMS
    """

    uptime: UptimeReading
    discontinuity: SnmpValue | None
    octets: tuple[CounterValue, ...]
    problems: tuple[CounterValue, ...]

    def elapsed_s(self, after: "CounterSample") -> float | None:
        """Return the device's own time between two samples; None where they cannot be compared."""
        is_comparable = self.discontinuity == after.discontinuity
        return uptime_change(self.uptime, after.uptime).elapsed_s if is_comparable else None

    def is_still(self, after: "CounterSample", elapsed_s: float | None) -> bool:
        """Tell whether the agent has not counted anew since this sample, `elapsed_s` of its seconds ago.

        Agents renew their counters every few seconds (net-snmp 3 s, many switches 10 s), and our own requests
        pass the port of a line, so counters that stand still for longer than STILL_S mean no traffic.
        """
        if elapsed_s is None or elapsed_s > STILL_S or self.octets != after.octets:
            return False
        return all(one.value is not None for one in after.octets)


@dataclass(frozen=True, slots=True)
class Capacity:
    """The speeds that a rate is compared with.

    port_mbps: the port's speed in Mbit/s, None unless it is known exactly
    contract_mbps: the line's contract in Mbit/s, None where sites.yaml gives none
    """

    port_mbps: float | None
    contract_mbps: float | None

    @property
    def base_mbps(self) -> float | None:
        """Return the speed that is 100 % of use, in Mbit/s."""
        return self.contract_mbps or self.port_mbps

    @property
    def most_percent(self) -> float:
        """Return the largest plausible use, in percent.

        A port cannot exceed its speed; a contract can be exceeded.
        """
        return _MOST_CONTRACT_PERCENT if self.contract_mbps else 100 * _OVER_OWN_SPEED

    @property
    def fastest_mbps(self) -> float:
        """Return the most that the port can carry, in Mbit/s. 0 where its speed is not known.

        Routers often state less than the line's contract, so the contract counts too.
        """
        return 0.0 if self.port_mbps is None else max(self.port_mbps, self.contract_mbps or 0.0)

    @property
    def wrap_s(self) -> float:
        """Return the shortest wrap time of a 32-bit octet counter.

        In seconds; 0 where the port's speed is not known.
        """
        return (1 << 32) * MBIT_PER_OCTET / self.fastest_mbps if self.fastest_mbps else 0.0


class PortTraffic:
    """Keeps a port's counters from one poll to the next, and the rates between them."""

    __slots__ = ("_columns", "_rates", "_sample")

    def __init__(self, port: InterfacePort | None) -> None:
        """Start without a poll. Without a port every rate is missing."""
        self._columns = _columns_of(port)
        self._sample: CounterSample | None = None
        self._rates: tuple[Reading, ...] = ()

    def of(self, answers: Answers, uptime: UptimeReading, capacity: Capacity) -> tuple[Reading, ...]:
        """Return the rates of a poll.

        They are new once the agent has counted anew. Until then the last rates stay, with their time. A poll
        without a believable sysUpTime has no time to divide by.
        """
        is_timed = uptime.at_s == answers.taken_s
        before = self._sample if is_timed else None
        after = self._take(answers.values, uptime)
        elapsed_s = before.elapsed_s(after) if before is not None else None
        if before is not None and before.is_still(after, elapsed_s):
            return self._rates
        self._rates = tuple(self._between(before, after, elapsed_s, capacity, answers.taken_s))
        self._sample = after if is_timed else None
        return self._rates

    def _take(self, values: Mapping[str, SnmpValue], uptime: UptimeReading) -> CounterSample:
        columns, before = self._columns, self._sample
        octets = tuple([_octets(wide, narrow, values) for _, _, wide, narrow in columns.octets])
        known = before.problems if before is not None else (None,) * len(columns.problems)
        problems = [count(row.oid, 32, values, one) for row, one in zip(columns.problems, known, strict=True)]
        return CounterSample(uptime, values.get(columns.discontinuity), octets, tuple(problems))

    def _between(
        self,
        before: CounterSample | None,
        after: CounterSample,
        elapsed_s: float | None,
        capacity: Capacity,
        now_s: float,
    ) -> Iterator[Reading]:
        """Make the rates between two polls. They have no value where the counters cannot be compared."""
        for place, (metric, use, _, _) in enumerate(self._columns.octets):
            then = None if before is None else before.octets[place]
            rate = _rate(metric, then, after.octets[place], elapsed_s, capacity, now_s)
            yield rate
            yield _utilisation(use, rate, capacity)
        for place, row in enumerate(self._columns.problems):
            then = None if before is None else before.problems[place]
            quality, value = per_second(then, after.problems[place], elapsed_s)
            yield _bounded(row, quality, value, now_s)


class _Columns(NamedTuple):
    """The counters of a port.

    octets: of each way the metrics of its rate and its use, and its wide and its narrow counter
    """

    octets: tuple[tuple[str, str, str, str], ...]
    problems: tuple[TableRow, ...]
    discontinuity: str


@lru_cache(PORTS_REMEMBERED)
def _columns_of(port: InterfacePort | None) -> _Columns:
    octets = (
        (f"line.{way}_rate", f"line.{way}_utilisation", at(port, wide), at(port, narrow))
        for way, (wide, narrow) in _OCTETS.items()
    )
    problems = (
        _row(metric, at(port, column), Unit.PER_S, _MOST_PER_S) for metric, column in _PROBLEMS.items()
    )
    return _Columns(tuple(octets), tuple(problems), at(port, IF_DISCONTINUITY))


def counter_columns(*, has_counter64: bool) -> tuple[str, ...]:
    """List the columns to ask for; SNMPv1 has no Counter64."""
    octets = [column for pair in _OCTETS.values() for column in (pair if has_counter64 else pair[1:])]
    return (*octets, *_PROBLEMS.values(), IF_DISCONTINUITY)


def _octets(wide: str, narrow: str, answers: Mapping[str, SnmpValue]) -> CounterValue:
    """Read the 64-bit counter, or the 32-bit one of an agent without it.

    Some agents (D-Link DES-3038) answer 0 for every 64-bit counter, so a 0 beside a 32-bit counter that
    counted gives way to that.
    """
    octets = count(wide, 64, answers)
    if octets.value or octets.quality not in (Quality.GOOD, Quality.MISSING):
        return octets
    low = count(narrow, 32, answers)
    return low if low.value or octets.quality is Quality.MISSING else octets


def _rate(
    metric: str,
    before: CounterValue | None,
    now: CounterValue,
    elapsed_s: float | None,
    capacity: Capacity,
    now_s: float,
) -> Reading:
    """Make a rate in Mbit/s. A 32-bit counter is believed up to the speed behind its wrap time."""
    wrap_s, most = None, _MOST_MBPS
    if now.bits == 32:
        wrap_s, most = capacity.wrap_s, capacity.fastest_mbps * _OVER_OWN_SPEED
    quality, octets_per_s = per_second(before, now, elapsed_s, wrap_s)
    row = _row(metric, now.oid, Unit.MBIT_PER_S, most)
    return _bounded(row, quality, None if octets_per_s is None else octets_per_s * MBIT_PER_OCTET, now_s)


def _utilisation(metric: str, rate: Reading, capacity: Capacity) -> Reading:
    row = _row(metric, rate.source.removeprefix("snmp:"), Unit.PERCENT, capacity.most_percent)
    if not isinstance(rate.value, float):
        return reading(row, rate.quality, None, rate.taken_s)
    if capacity.base_mbps is None:
        return reading(row, Quality.MISSING, None, rate.taken_s)
    return _bounded(row, Quality.GOOD, 100 * rate.value / capacity.base_mbps, rate.taken_s)


@lru_cache(_ROWS_REMEMBERED)
def _row(metric: str, oid: str, unit: Unit, most: float) -> TableRow:
    """Make a row once and keep it.

    The ports of most routers have the same few indexes, and a row is dear to make.
    """
    return TableRow(metric, oid, unit=unit, most=most)


def _bounded(row: TableRow, quality: Quality, value: float | None, now_s: float) -> Reading:
    if value is None:
        return reading(row, quality, None, now_s)
    if value > row.most:
        return reading(row, Quality.IMPOSSIBLE, None, now_s)
    return Reading(row.metric, round(value, 6), row.unit, quality, now_s, row.source)
