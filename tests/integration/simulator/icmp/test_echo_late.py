"""SimulatedEcho beside a service that is slow, in fake time: what is late here is no line's loss."""

import asyncio
import socket
from collections.abc import Callable, Coroutine

from gbdt_console.core.clock import ManualClock
from gbdt_console.core.monitoring.detector import Outcome
from gbdt_console.simulator.icmp.echo_service import Sender
from gbdt_console.simulator.icmp.echo_transport import SimulatedEcho
from gbdt_console.simulator.icmp.echo_wire import pack_replies
from tests.support.engine import time_loop
from tests.support.simulator.echo_sink import Sink


def beside_a_service_by_hand(play: Callable[..., Coroutine[None, None, None]]) -> None:
    """Play in fake time with a transport of 100 targets, a bare socket for its service, and the sink."""
    clock = ManualClock()

    async def main() -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as service:
            service.bind(("127.0.0.1", 0))
            transport, sink = SimulatedEcho(service.getsockname()), Sink()
            transport.open([f"127.16.1.{n}" for n in range(1, 101)], sink)
            await play(transport, service, sink, clock)
            transport.close()

    time_loop.run(clock, main())


async def asked(transport: SimulatedEcho, service: socket.socket, target: int) -> tuple[bytes, Sender]:
    """Let one probe leave; the datagram that asks for it, and where from."""
    transport.probe(target)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    return service.recvfrom(2048, socket.MSG_DONTWAIT)


def answer(service: socket.socket, request: bytes, asker: Sender, micros: int) -> None:
    service.sendto(pack_replies(request[:8], [(int.from_bytes(request[8:12], "big"), micros)]), asker)


def test_a_simulator_that_answers_late_loses_nothing():
    """The machine is busy, the lines of the world are well: 7 ms, whenever that is said."""

    async def play(transport, service, sink, clock):
        request, asker = await asked(transport, service, 0)
        await asyncio.sleep(6.0)
        answer(service, request, asker, 7_000)
        await sink.until(bool)
        (outcome,) = sink.outcomes
        assert (outcome.outcome, outcome.rtt_ms) == (Outcome.REPLY, 7.0)
        assert transport.counters()["lost"] == transport.counters()["late"] == 0

    beside_a_service_by_hand(play)


def test_a_console_that_stalled_loses_none_of_the_answers_that_waited_for_it():
    async def play(transport, service, sink, clock):
        requests = [await asked(transport, service, target) for target in range(100)]
        for request, asker in requests:
            answer(service, request, asker, 7_000)
        clock.advance(3.0)
        await sink.until(lambda found: len(found) == 100)
        assert sink.of(Outcome.REPLY) == set(range(100))

    beside_a_service_by_hand(play)


def test_a_service_that_never_says_a_word_is_loss_in_the_end():
    async def play(transport, service, sink, clock):
        began_s = clock.monotonic()
        await asked(transport, service, 0)
        await sink.until(bool)
        assert [o.outcome for o in sink.outcomes] == [Outcome.LOST]
        assert sink.outcomes[0].known_s - began_s >= 10

    beside_a_service_by_hand(play)
