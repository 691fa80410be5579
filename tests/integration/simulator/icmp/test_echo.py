"""SimulatedEcho against the real child process: replies, losses and late replies as the world has them."""

import asyncio
import socket

import pytest
import pytest_asyncio

from gbdt_console.core.monitoring.detector import Outcome
from gbdt_console.simulator.icmp.echo_transport import SimulatedEcho
from gbdt_console.simulator.icmp.echo_wire import pack_replies
from gbdt_console.simulator.process import start
from gbdt_console.simulator.world.faults import FaultCode, WorldFault
from tests.support.simulator.echo_sink import Sink
from tests.support.simulator.sample import plan

pytestmark = pytest.mark.asyncio(loop_scope="module")

PLAN = plan(sites=6)
TARGETS = [device.address for device in PLAN.devices]
SITE_OF = [device.site_id for device in PLAN.devices]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def simulator():
    async with await start(PLAN) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def echo(simulator):
    transport, sink = SimulatedEcho(simulator.echo), Sink()
    transport.open([*TARGETS, PLAN.anchors[0], "127.99.99.99"], sink)
    yield transport, sink
    transport.close()
    transport.close()


async def test_a_round_over_all_targets_replies_with_the_worlds_round_trips(echo, simulator):
    transport, sink = echo
    sites = (await simulator.state())["sites"]
    for target in range(len(TARGETS)):
        transport.probe(target)
    await sink.until(lambda found: len(found) == len(TARGETS))
    assert sink.of(Outcome.REPLY) == set(range(len(TARGETS)))
    for target, sent_s, known_s, _, rtt_ms, _ in sink.outcomes:
        base_ms = sites[SITE_OF[target]]["base_ms"]
        assert base_ms <= rtt_ms < base_ms + 10
        assert known_s - sent_s >= rtt_ms / 1000 - 0.001, "the reply came before its round trip was over"


async def test_a_cut_line_loses_the_echo_of_its_site_only(echo, simulator):
    transport, sink = echo
    await simulator.inject(WorldFault(FaultCode.CUT_LINE, "site-2"))
    for target in range(len(TARGETS)):
        transport.probe(target)
    await sink.until(lambda found: len(found) == len(TARGETS))
    await simulator.inject(WorldFault(FaultCode.RESTORE_LINE, "site-2"))
    assert {SITE_OF[target] for target in sink.of(Outcome.LOST)} == {"site-2"}
    assert {SITE_OF[target] for target in sink.of(Outcome.REPLY)} == set(SITE_OF) - {"site-2"}
    assert all(o.known_s - o.sent_s >= 1 for o in sink.outcomes if o.outcome is Outcome.LOST)


async def test_a_reply_after_a_second_is_lost_first_and_late_then(echo, simulator):
    transport, sink = echo
    await simulator.inject(WorldFault(FaultCode.LINE_LATENCY, "site-1", 1_200))
    transport.probe(0)
    await sink.until(lambda found: len(found) == 2)
    await simulator.inject(WorldFault(FaultCode.LINE_LATENCY, "site-1", 10))
    assert [o.outcome for o in sink.outcomes] == [Outcome.LOST, Outcome.LATE]
    assert sink.outcomes[1].rtt_ms >= 1_200
    assert transport.counters() == {
        "sent": 1, "replies": 0, "lost": 1, "late": 1, "strays": 0, "malformed": 0,
    }  # fmt: skip


async def test_the_centre_answers_and_an_address_of_nobody_does_not(echo):
    transport, sink = echo
    transport.probe(len(TARGETS))
    transport.probe(len(TARGETS) + 1)
    await sink.until(lambda found: len(found) == 2)
    assert [(o.target, o.outcome) for o in sink.outcomes] == [
        (len(TARGETS), Outcome.REPLY),
        (len(TARGETS) + 1, Outcome.LOST),
    ]


async def test_what_was_forgotten_has_no_outcome_and_its_reply_is_nobodys(echo, simulator):
    transport, sink = echo
    slow = SITE_OF.index("site-2")
    await simulator.inject(WorldFault(FaultCode.LINE_LATENCY, "site-2", 300))
    transport.probe(0)
    await asyncio.sleep(0)
    transport.forget()
    transport.probe(slow)
    await sink.until(bool)
    await simulator.inject(WorldFault(FaultCode.LINE_LATENCY, "site-2", 10))
    assert [o.target for o in sink.outcomes] == [slow]
    assert transport.counters()["strays"] == 1


async def test_forged_replies_are_counted_and_ignored():
    """From the right address: wrong token, junk, and a sequence that was never sent."""
    loop = asyncio.get_running_loop()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as forger:
        forger.bind(("127.0.0.1", 0))
        forger.setblocking(False)
        transport, sink = SimulatedEcho(forger.getsockname()), Sink()
        transport.open(["127.16.1.1"], sink)
        transport.probe(0)
        asked, asker = await loop.sock_recvfrom(forger, 2048)
        token = asked[:8]
        sequence = int.from_bytes(asked[8:12], "big")
        for forged in (b"junk", pack_replies(bytes(8), [(sequence, 5)]), pack_replies(token, [(999, 5)])):
            await loop.sock_sendto(forger, forged, asker)
        await loop.sock_sendto(forger, pack_replies(token, [(sequence, 7_000)]), asker)
        await sink.until(bool)
        transport.close()
    assert [(o.outcome, o.rtt_ms) for o in sink.outcomes] == [(Outcome.REPLY, 7.0)]
    assert transport.counters()["strays"] == 2
    assert transport.counters()["malformed"] == 1


async def test_a_dead_simulator_is_loss_and_no_error():
    async with await start(plan(1)) as simulator:
        transport, sink = SimulatedEcho(simulator.echo), Sink()
        transport.open(TARGETS, sink)
    transport.probe(0)
    transport.probe(1)
    await sink.until(lambda found: len(found) == 2)
    transport.close()
    assert sink.of(Outcome.LOST) == {0, 1}


async def test_the_service_takes_junk_and_lives(simulator, echo):
    transport, sink = echo
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        for size in range(0, 3_000, 7):
            sock.sendto(bytes(size), simulator.echo)
    transport.probe(3)
    await sink.until(bool)
    assert sink.of(Outcome.REPLY) == {3}
    assert (await simulator.state())["dropped"]["echo"] > 100
