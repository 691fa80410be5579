"""A world for the engine in fake time: what answers pings and reads, and what does not.

It stands in for sockets only; everything above them is the real engine.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from gbdt_console.core.clock import Clock
from gbdt_console.core.monitoring.readings import DeviceReport, Quality, Reading, Unit, Value
from gbdt_console.core.monitoring.signalling import Question, ServiceAnswer
from gbdt_console.core.monitoring.traps import TrapCode, TrapNotice, TrapSink
from gbdt_console.devices.snmp.client import SnmpReader, SnmpSilent, SnmpValue
from gbdt_console.devices.snmp.uptime import UptimeReading, uptime_change
from tests.support.monitoring.echo_in_time import EchoInTime

RTT_S = 0.012
SNMP_TIMEOUT_S = 2.0


@dataclass
class PingLimit:
    """A router that answers at most `per_s` pings, whoever asks; a token bucket of `burst`."""

    per_s: float
    burst: float = 1.0
    tokens: float = 1.0
    at_s: float = 0.0

    def allows(self, now_s: float) -> bool:
        self.tokens = min(self.burst, self.tokens + (now_s - self.at_s) * self.per_s)
        self.at_s = now_s
        if self.tokens < 1.0:
            return False
        self.tokens -= 1.0
        return True


@dataclass
class Congestion:
    """A node that drops all pings of those addresses in a `share` of the spans of `lasts_s` seconds."""

    addresses: set[str]
    share: float
    lasts_s: float = 1.5

    def drops(self, address: str, now_s: float) -> bool:
        is_at_work = Random(int(now_s / self.lasts_s)).random() < self.share
        return address in self.addresses and is_at_work


@dataclass
class FakeWorld:
    """`silent` holds addresses that answer nothing, `no_ping`, `no_snmp` and `no_calls` those that do
    not answer one of these; `rtt_s` is everybody's round trip but for those in `rtt_of`. `loss` is the share
    of an address's pings that is lost at random, `limits` its own limit, `congested` what several addresses
    lose together. `born_s` is when a device started, by the clock; `values` are its readings by metric,
    `asked` the questions to call services."""

    clock: Clock
    silent: set[str] = field(default_factory=set)
    no_ping: set[str] = field(default_factory=set)
    no_snmp: set[str] = field(default_factory=set)
    no_calls: set[str] = field(default_factory=set)
    asked: list[tuple[float, Question]] = field(default_factory=list)
    rtt_s: float = RTT_S
    rtt_of: dict[str, float] = field(default_factory=dict)
    loss: dict[str, float] = field(default_factory=dict)
    limits: dict[str, PingLimit] = field(default_factory=dict)
    born_s: dict[str, float] = field(default_factory=dict)
    congested: list[Congestion] = field(default_factory=list)
    values: dict[str, dict[str, Value]] = field(default_factory=dict)
    random: Random = field(default_factory=lambda: Random(0))
    sent: list[tuple[float, str]] = field(default_factory=list)
    reads: dict[str, list[tuple[float, float]]] = field(default_factory=dict)

    def cut(self, site: int) -> None:
        self.silent |= {f"10.0.{site}.{host}" for host in (1, 10, 20)}

    def restore(self, site: int) -> None:
        self.silent -= {f"10.0.{site}.{host}" for host in (1, 10, 20)}

    def answers_ping(self, address: str) -> bool:
        if address in self.silent or address in self.no_ping:
            return False
        if address in self.loss and self.random.random() < self.loss[address]:
            return False
        if any(congestion.drops(address, self.clock.monotonic()) for congestion in self.congested):
            return False
        limit = self.limits.get(address)
        return limit is None or limit.allows(self.clock.monotonic())

    def round_trip_s(self, address: str) -> float | None:
        """Take a ping of that address now."""
        self.sent.append((self.clock.monotonic(), address))
        return self.rtt_of.get(address, self.rtt_s) if self.answers_ping(address) else None

    def answers_snmp(self, address: str) -> bool:
        return address not in self.silent and address not in self.no_snmp


class FakeEcho(EchoInTime):
    """An EchoTransport over a FakeWorld."""

    def __init__(self, world: FakeWorld) -> None:
        super().__init__(world.clock, world.round_trip_s)


class FakeLink:
    """A link that only knows whose it is; FakeDriver does the rest."""

    def __init__(self, address: str) -> None:
        self.address = address

    async def get(self, oids: Sequence[str]) -> Mapping[str, SnmpValue]:
        return {}

    async def walk(self, root: str, limit: int = 1_000) -> Mapping[str, SnmpValue]:
        return {}

    def counters(self) -> Mapping[str, int]:
        return {}

    async def close(self) -> None:
        return


class FakeDriver:
    """Reads uptime and the world's values in 10 ms, or is silent for the transport's whole time-out. Whether
    the device restarted is judged as every real driver judges it."""

    def __init__(self, world: FakeWorld, address: str) -> None:
        self._world = world
        self._address = address
        self._mark: UptimeReading | None = None
        self.error: Exception | None = None
        self.is_restarted = False

    async def read(self, link: SnmpReader, now_s: float) -> DeviceReport:
        began_s = self._world.clock.monotonic()
        is_silent = not self._world.answers_snmp(self._address)
        await asyncio.sleep(SNMP_TIMEOUT_S if is_silent else 0.01)
        self._world.reads.setdefault(self._address, []).append((began_s, self._world.clock.monotonic()))
        if self.error is not None:
            raise self.error
        if is_silent:
            raise SnmpSilent
        ticks = int((now_s - self._world.born_s.get(self._address, 0.0)) * 100) % 2**32
        mark = UptimeReading(now_s, ticks, None)
        life, self._mark = uptime_change(self._mark, mark), mark
        values: dict[str, Value] = {"device.uptime": ticks / 100, **self._world.values.get(self._address, {})}
        readings = tuple(
            Reading(metric, value, Unit.NONE, Quality.GOOD, now_s, "snmp:1.3")
            for metric, value in values.items()
        )
        return DeviceReport(readings, self.is_restarted or life.is_restarted)


class FakeSignalling:
    """Asks the world's codecs: 12 ms to an answer, and 4 s to none, as the real one takes."""

    def __init__(self, world: FakeWorld) -> None:
        self._world = world
        self.certificate_until_utc: float | None = None

    async def ask(self, question: Question) -> ServiceAnswer | None:
        world = self._world
        world.asked.append((world.clock.monotonic(), question))
        is_silent = question.address in world.silent or question.address in world.no_calls
        await asyncio.sleep(4.0 if is_silent else RTT_S)
        return None if is_silent else ServiceAnswer(12.0, 200, "", self.certificate_until_utc)

    def close(self) -> None:
        return


class FakeTraps:
    """A TrapListener that hears what a test lets a device say."""

    def open(self, sink: TrapSink) -> None:
        self._sink = sink

    def say(self, device_id: str, code: TrapCode, detail: str = "") -> None:
        self._sink(TrapNotice(device_id, code, detail))

    def counters(self) -> dict[str, int]:
        return {}

    def close(self) -> None:
        return
