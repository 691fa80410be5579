"""A world for the engine in fake time: what answers pings and reads, and what does not.

It stands in for sockets only; everything above them is the real engine.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gbdt_console.core.clock import Clock
from gbdt_console.core.echo import EchoOutcome, EchoSink
from gbdt_console.core.health import Outcome
from gbdt_console.core.readings import DeviceReport, Quality, Reading, Unit
from gbdt_console.core.traps import TrapCode, TrapNotice, TrapSink
from gbdt_console.devices.snmp import SnmpReader, SnmpSilent, SnmpValue

RTT_S = 0.012
SNMP_TIMEOUT_S = 2.0


@dataclass
class FakeWorld:
    """`silent` holds addresses that answer nothing; `rtt_s` is everybody's round trip."""

    clock: Clock
    silent: set[str] = field(default_factory=set)
    rtt_s: float = RTT_S
    sent: list[tuple[float, str]] = field(default_factory=list)
    reads: dict[str, list[tuple[float, float]]] = field(default_factory=dict)

    def cut(self, site: int) -> None:
        self.silent |= {f"10.0.{site}.1", f"10.0.{site}.10"}

    def restore(self, site: int) -> None:
        self.silent -= {f"10.0.{site}.1", f"10.0.{site}.10"}


class FakeEcho:
    """An EchoTransport over a FakeWorld."""

    def __init__(self, world: FakeWorld) -> None:
        self._world = world
        self._generation = 0

    def open(self, addresses: Sequence[str], sink: EchoSink) -> None:
        self._addresses = list(addresses)
        self._sink = sink

    def probe(self, target: int) -> None:
        world, loop = self._world, asyncio.get_running_loop()
        address, sent_s = self._addresses[target], world.clock.monotonic()
        world.sent.append((sent_s, address))
        is_silent = address in world.silent
        delay_s = 1.0 if is_silent else world.rtt_s
        outcome = Outcome.LOST if is_silent else Outcome.REPLY
        rtt_ms = None if is_silent else world.rtt_s * 1_000
        loop.call_later(delay_s, self._tell, self._generation, target, sent_s, outcome, rtt_ms)

    def forget(self) -> None:
        self._generation += 1

    def counters(self) -> dict[str, int]:
        return {"sent": len(self._world.sent)}

    def close(self) -> None:
        self._generation += 1

    def _tell(
        self, generation: int, target: int, sent_s: float, outcome: Outcome, rtt_ms: float | None
    ) -> None:
        if generation == self._generation:
            now_s = self._world.clock.monotonic()
            self._sink([EchoOutcome(target, sent_s, now_s, outcome, rtt_ms)])


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
    """Reads one value in 10 ms, or is silent for the transport's whole time-out."""

    def __init__(self, world: FakeWorld, address: str) -> None:
        self._world = world
        self._address = address
        self.error: Exception | None = None
        self.is_restarted = False

    async def read(self, link: SnmpReader, now_s: float) -> DeviceReport:
        began_s = self._world.clock.monotonic()
        is_silent = self._address in self._world.silent
        await asyncio.sleep(SNMP_TIMEOUT_S if is_silent else 0.01)
        self._world.reads.setdefault(self._address, []).append((began_s, self._world.clock.monotonic()))
        if self.error is not None:
            raise self.error
        if is_silent:
            raise SnmpSilent
        reading = Reading("device.uptime", now_s, Unit.SECOND, Quality.GOOD, now_s, "snmp:1.3.6.1.2.1.1.3.0")
        return DeviceReport((reading,), self.is_restarted)


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
