"""One agent without a socket: sizes, the time window of v3, and what hostile bytes can do to it."""

import contextlib
import random

import pytest

from gbdt_console.core.clock import ManualClock
from gbdt_console.simulator.agents.agent import Agent
from gbdt_console.simulator.mibs.mib_of_device import mib_of
from gbdt_console.simulator.snmp.ber import END_OF_MIB_VIEW, NULL, BerError
from gbdt_console.simulator.snmp.messages import (
    Binding,
    CommunityMessage,
    ErrorStatus,
    PduKind,
    SimulatedPdu,
    Version,
    decode_message,
    encode_message,
)
from gbdt_console.simulator.snmp.v3 import (
    AUTHENTIC,
    REPORTABLE,
    Security,
    V3Message,
    decode_envelope,
    decode_scoped,
    encode_envelope,
    encode_scoped,
    localise,
)
from gbdt_console.simulator.world.faults import FaultCode, WorldFault
from gbdt_console.simulator.world.world import World
from gbdt_console.simulator.world.world_clock import WorldClock
from tests.support.simulator.sample import plan, user

UPTIME = (1, 3, 6, 1, 2, 1, 1, 3, 0)
SIGNED = user(is_private=False)
IF_NAME = (1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 1)
ALARMS = (1, 3, 6, 1, 2, 1, 33, 1, 6, 1, 0)
LOW_BATTERY_TIME = (1, 3, 6, 1, 2, 1, 33, 1, 9, 7, 0)
ENGINE = (1, 3, 6, 1, 6, 3, 10, 2, 1)
NOT_IN_WINDOW = (1, 3, 6, 1, 6, 3, 15, 1, 1, 2, 0)


class Bench:
    """A world, a clock set by hand, and the agents of its first site."""

    def __init__(self, speed: float = 1.0) -> None:
        self.clock = ManualClock()
        self.pace = WorldClock(self.clock, speed)
        self.plan = plan(1, routers=SIGNED)
        self.world = World(self.plan, self.pace.now())
        self.community = self.credential("site-1.ups").community.reveal().encode()
        self.ups = self.agent("site-1.ups")
        self.router = self.agent("site-1.router")

    def credential(self, id_: str):
        return next(self.plan.credentials[d.credential] for d in self.plan.devices if d.id == id_)

    def agent(self, id_: str) -> Agent:
        return Agent(*self.world.places[id_], self.credential(id_), self.pace)

    def ask(self, pdu: SimulatedPdu) -> bytes:
        return encode_message(CommunityMessage(Version.V2C, self.community, pdu))

    def pass_time(self, seconds: float) -> None:
        self.clock.advance(seconds)
        self.world.advance(self.pace.now())

    def ask_v3(self, boots: int, time_s: int) -> bytes:
        engine_id = self.router.machine.engine_id
        keys = localise(self.credential("site-1.router"), engine_id)
        pdu = SimulatedPdu(PduKind.GET, 5, 0, 0, (Binding(UPTIME, NULL),))
        security = Security(engine_id, boots, time_s, b"console")
        scoped = encode_scoped(engine_id, b"", pdu)
        return encode_envelope(V3Message(1, 1_500, AUTHENTIC | REPORTABLE, security, scoped), keys)

    def told_v3(self, boots: int, time_s: int) -> tuple[SimulatedPdu, Security]:
        envelope = decode_envelope(self.router.answer(self.ask_v3(boots, time_s)))
        return decode_scoped(envelope.payload)[1], envelope.security


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_the_greediest_bulk_request_is_answered_with_one_small_datagram(bench):
    greedy = SimulatedPdu(PduKind.GET_BULK, 1, 0, 2**31 - 1, (Binding((1, 3), NULL),) * 500)
    answer = bench.ups.answer(bench.ask(greedy))
    assert len(answer) < 1_472
    assert len(decode_message(answer).pdu.bindings) > 10


def test_a_bulk_request_takes_its_non_repeaters_once_and_ends_with_the_view(bench):
    asked = SimulatedPdu(PduKind.GET_BULK, 1, 1, 9, (Binding(UPTIME[:-1], NULL), Binding(ALARMS[:-1], NULL)))
    found = decode_message(bench.ups.answer(bench.ask(asked))).pdu.bindings
    engine = [(*ENGINE, column, 0) for column in (1, 2, 3)]
    assert [b.oid for b in found] == [UPTIME, ALARMS, LOW_BATTERY_TIME, *engine, engine[-1]]
    assert [b.oid for b in found if b.value == END_OF_MIB_VIEW] == engine[-1:]


def test_more_than_fits_is_too_big(bench):
    many = SimulatedPdu(PduKind.GET, 9, 0, 0, (Binding(UPTIME, NULL),) * 3_500)
    told = decode_message(bench.ups.answer(bench.ask(many))).pdu
    assert (told.request_id, told.first, told.bindings) == (9, ErrorStatus.TOO_BIG, ())


def test_a_v3_asker_with_old_boots_or_time_is_told_the_right_ones_signed(bench):
    _, right = bench.told_v3(0, 0)
    assert right.digest
    told, _ = bench.told_v3(right.boots, right.time_s)
    assert told.kind is PduKind.RESPONSE
    bench.pass_time(149)
    assert bench.told_v3(right.boots, right.time_s)[0].kind is PduKind.RESPONSE
    bench.pass_time(10)
    told, _ = bench.told_v3(right.boots, right.time_s)
    assert told.kind is PduKind.REPORT
    assert told.bindings[0].oid == NOT_IN_WINDOW


def test_a_reboot_raises_engine_boots_and_starts_engine_time_anew(bench):
    _, before = bench.told_v3(0, 0)
    bench.world.apply(WorldFault(FaultCode.REBOOT, "site-1.router"))
    bench.pass_time(30)
    told, after = bench.told_v3(before.boots, before.time_s)
    assert told.bindings[0].oid == NOT_IN_WINDOW
    assert (after.boots, after.time_s) == (before.boots + 1, 30)
    told, _ = bench.told_v3(before.boots, after.time_s)
    assert told.bindings[0].oid == NOT_IN_WINDOW, "the right time of an older life"


def test_a_fast_world_does_not_outrun_an_askers_idea_of_engine_time():
    bench = Bench(speed=60)
    _, right = bench.told_v3(0, 0)
    bench.pass_time(100)
    assert bench.told_v3(right.boots, right.time_s + 100)[0].kind is PduKind.RESPONSE
    assert bench.world.facts()["now_s"] == pytest.approx(1_000 + 100 * 60)


def test_a_router_numbers_its_ports_anew_at_a_restart_and_keeps_their_names(bench):
    room, machine = bench.world.places["site-1.router"]
    mib = mib_of(machine.plan)

    def index_of_wan() -> int:
        names = {index: mib.get((*IF_NAME, index), room, machine) for index in (1, 2)}
        return next(index for index, name in names.items() if name.content == b"GE0/0/1")

    before = index_of_wan()
    machine.boots += 1
    assert index_of_wan() == 3 - before


@pytest.mark.parametrize("seed", range(4))
def test_mutated_requests_are_refused_or_answered_and_nothing_else(bench, seed):
    """The only error that leaves an agent is BerError, which its socket counts and drops."""
    rng = random.Random(seed)
    bulk = SimulatedPdu(PduKind.GET_BULK, 1, 0, 20, (Binding((1, 3), NULL), Binding(UPTIME, NULL)))
    _, right = bench.told_v3(0, 0)
    seeds = [
        (bench.ups, bench.ask(bulk)),
        (bench.ups, encode_message(CommunityMessage(Version.V1, bench.community, bulk))),
        (bench.router, bench.ask_v3(right.boots, right.time_s)),
    ]
    for number in range(3_000):
        agent, good = seeds[number % len(seeds)]
        data = bytearray(good)
        for _ in range(rng.randint(1, 4)):
            data[rng.randrange(len(data))] = rng.choice((0, 0x7F, 0x80, 0xFF, rng.randrange(256)))
        with contextlib.suppress(BerError):
            agent.answer(bytes(data[: rng.choice((len(data), rng.randrange(len(data))))]))
    assert bench.ups.answer(bench.ask(bulk)) is not None
