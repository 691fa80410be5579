"""A device that is polled is read each time as if it had never been asked before."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import replace
from typing import cast

import pytest

from gbdt_console.core.secret import Secret
from gbdt_console.core.sites import AuthProtocol, PrivacyProtocol, SnmpCredential, SnmpVersion
from gbdt_console.devices.snmp.client import SnmpMalformed, SnmpReader, SnmpValue
from gbdt_console.devices.transports.snmp.open import Backend, open_reader
from gbdt_console.simulator.snmp import ber
from gbdt_console.simulator.snmp.answering import respond
from gbdt_console.simulator.snmp.messages import SimulatedPdu
from gbdt_console.simulator.snmp.usm import UsmAgent
from tests.support.snmp import rogue
from tests.support.snmp.rogue import Answer, Request, Rogue, integer, tlv

pytestmark = pytest.mark.real

ROOT = "1.3.6.1.2.1.33.1"
NAMES = [f"{ROOT}.{n}.0" for n in range(1, 7)]
POLLS = 150
COMMUNITY = SnmpCredential(id="test", version=SnmpVersion.V2C, community=Secret("lab"))
USERS = [
    SnmpCredential(id="bare", version=SnmpVersion.V3, user="bare"),
    SnmpCredential(
        id="signed", version=SnmpVersion.V3, user="signed", auth=AuthProtocol.SHA256,
        auth_password=Secret("auth-password"),
    ),
    SnmpCredential(
        id="strict", version=SnmpVersion.V3, user="strict", auth=AuthProtocol.SHA256,
        auth_password=Secret("auth-password"), privacy=PrivacyProtocol.AES128,
        privacy_password=Secret("privacy-password"),
    ),
]  # fmt: skip


@pytest.fixture(params=list(Backend))
def backend(request: pytest.FixtureRequest) -> Backend:
    return request.param


def reader_of(port: int, credential: SnmpCredential, backend: Backend) -> SnmpReader:
    return open_reader("127.0.0.1", port, credential, timeout_s=5.0, retries=0, backend=backend)


def any_value(chance: random.Random) -> tuple[bytes, SnmpValue | None]:
    """Make a value as it stands on the wire, and as the interface gives it."""
    number = chance.choice([chance.randrange(256), chance.randrange(2**16), chance.randrange(2**31)])
    match chance.randrange(8):
        case 0:
            return tlv(rogue.NO_SUCH_OBJECT, b""), None
        case 1:
            return tlv(rogue.OCTETS, b"x" * chance.randrange(3)), b"x" * 0
        case 2:
            return integer(-number), -number
        case 3:
            return integer(2**64 - 1 - number, rogue.COUNTER64), 2**64 - 1 - number
        case 4:
            return integer(2**31 + number, rogue.COUNTER32), 2**31 + number
        case _:
            return integer(number, rogue.TIME_TICKS), number


def octets(raw: bytes, value: SnmpValue | None) -> SnmpValue | None:
    return raw[2:] if raw[0] == rogue.OCTETS else value


async def test_every_answer_says_what_the_agent_said(backend: Backend) -> None:
    """One or two objects change, as in life; now and then the agent refuses or leaves something out."""
    chance = random.Random(f"polled-{backend}")
    given = {name: any_value(chance) for name in NAMES}
    status = 0

    def script(agent: Rogue, request: Request) -> None:
        if request.verb == rogue.GET_BULK:
            agent.say(Answer(request, [(NAMES[0], integer(7))]).encode())
        else:
            agent.say(Answer(request, [(name, given[name][0]) for name in request.names], status).encode())

    async with Rogue(script) as agent:
        reader = reader_of(agent.port, COMMUNITY, backend)
        for _ in range(POLLS):
            for name in chance.sample(NAMES, chance.randrange(3)):
                given[name] = any_value(chance)
            status = 5 if chance.randrange(10) == 0 else 0
            names = NAMES if chance.randrange(5) else NAMES[:2]
            if status:
                with pytest.raises(SnmpMalformed):
                    await reader.get(names)
                continue
            said = ((name, octets(*given[name])) for name in names)
            assert await reader.get(names) == {name: value for name, value in said if value is not None}
            if chance.randrange(10) == 0:
                assert await reader.walk(ROOT, 1) == {NAMES[0]: 7}
        await reader.close()
    numbers = [request.number for request in agent.requests]
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize("others", [0, 100], ids=["alone", "among questions asked once"])
async def test_what_a_poll_of_six_requests_learned_serves_the_next_one(others: int) -> None:
    """A request of what was kept has an id from 2^30 on; of gufo's own ids as many are smaller.

    The few of those that take less than four bytes are not kept: such a request is asked for again.
    """
    polls, parts = 10, [[f"{ROOT}.{part}.{n}.0" for n in range(24)] for part in range(6)]

    def script(agent: Rogue, request: Request) -> None:
        agent.say(Answer(request, [(name, integer(7)) for name in request.names]).encode())

    async with Rogue(script) as agent:
        reader = reader_of(agent.port, COMMUNITY, Backend.GUFO)
        for poll in range(polls):
            for part in parts:
                assert await reader.get(part) == dict.fromkeys(part, 7)
            for other in range(others // polls):
                await reader.get([f"{ROOT}.9.{poll}.{other}.0"])
        await reader.close()
    for part in parts:
        asked = [request.number for request in agent.requests if list(request.names) == part]
        kept = next(n for n, number in enumerate(asked) if number >= 1 << 23)
        assert min(asked[kept + 1 :]) >= 1 << 30


WRONG: list[tuple[str, Callable[[Answer, Request], bytes]]] = [
    ("truncated", lambda good, _: good.encode()[:-1]),
    ("cut within a number", lambda good, _: good.encode()[:-3]),
    ("with a tail", lambda good, _: good.encode() + b"\x00"),
    ("other community", lambda good, _: replace(good, community=b"bal").encode()),
    ("other version", lambda good, _: replace(good, version=0).encode()),
    ("of the request before", lambda good, before: replace(good, number=before.number).encode()),
]


@pytest.mark.parametrize("wrong", [row[1] for row in WRONG], ids=[row[0] for row in WRONG])
async def test_a_wrong_answer_behind_good_ones_is_dropped(
    backend: Backend, wrong: Callable[[Answer, Request], bytes]
) -> None:
    is_wrong, value = False, 70_000

    def script(agent: Rogue, request: Request) -> None:
        if is_wrong:
            forged = Answer(request, [(name, integer(70_666)) for name in NAMES])
            agent.say(wrong(forged, agent.requests[-2]))
        agent.say(Answer(request, [(name, integer(value)) for name in NAMES]).encode())

    async with Rogue(script) as agent:
        reader = reader_of(agent.port, COMMUNITY, backend)
        for value, is_forged in ((70_001, False), (70_001, False), (70_002, True), (70_003, False)):
            is_wrong = is_forged
            assert await reader.get(NAMES) == dict.fromkeys(NAMES, value)
        assert reader.counters()["dropped"] == 1
        await reader.close()


class UserAgent(asyncio.DatagramProtocol):
    """A version 3 agent on loopback whose clock and one object a test moves."""

    def __init__(self, credential: SnmpCredential) -> None:
        self.boots, self.time_s, self.value = 1, 1_000, 7
        self.reports = 0
        self._usm = UsmAgent(b"\x80\x00\x1f\x88\x04agent", credential, lambda: (self.boots, self.time_s))
        self.forge: Callable[[bytes], bytes] | None = None
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        answers = 0

        def count(request: SimulatedPdu, _most: int) -> SimulatedPdu | None:
            nonlocal answers
            answers += 1
            return respond(request, lambda _oid: ber.integer(self.value), lambda _: None, lambda *_: False)

        answer = self._usm.answer(data, count)
        self.reports += not answers
        if answer is not None and self._transport is not None:
            if self.forge is not None:
                self._transport.sendto(self.forge(answer), addr)
            self._transport.sendto(answer, addr)


async def opened(agent: UserAgent) -> tuple[asyncio.DatagramTransport, int]:
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(lambda: agent, ("127.0.0.1", 0))
    return transport, transport.get_extra_info("sockname")[1]


@pytest.mark.parametrize("credential", USERS, ids=lambda one: one.user)
async def test_a_polled_agent_of_version_3_stays_within_its_time_window(
    backend: Backend, credential: SnmpCredential
) -> None:
    """Its clock goes on by 100 s between two polls: who does not follow is refused at the second."""
    agent = UserAgent(credential)
    transport, port = await opened(agent)
    try:
        reader = reader_of(port, credential, backend)
        await reader.get(NAMES)
        met = agent.reports
        for value in (40, 41, 41, -100, 42, 43):
            agent.value, agent.time_s = value, agent.time_s + 100
            assert await reader.get(NAMES) == dict.fromkeys(NAMES, value)
        if backend is Backend.GUFO:
            assert agent.reports == met
        await reader.close()
    finally:
        transport.close()


@pytest.mark.parametrize("credential", USERS, ids=lambda one: one.user)
async def test_a_polled_agent_of_version_3_that_restarts_is_read_at_once(
    backend: Backend, credential: SnmpCredential
) -> None:
    agent = UserAgent(credential)
    transport, port = await opened(agent)
    try:
        reader = reader_of(port, credential, backend)
        for value in (40, 41, 42):
            agent.value = value
            assert await reader.get(NAMES) == dict.fromkeys(NAMES, value)
        agent.boots, agent.time_s = 2, 3
        for value in (43, 44, 45):
            agent.value, agent.time_s = value, agent.time_s + 100
            assert await reader.get(NAMES) == dict.fromkeys(NAMES, value)
        assert reader.counters()["timeouts"] == 0
        await reader.close()
    finally:
        transport.close()


async def test_a_changed_byte_behind_good_answers_of_version_3_is_no_value(backend: Backend) -> None:
    """The digest is compared each time, also where the answer has the form of the one before."""
    credential = USERS[1]
    agent = UserAgent(credential)
    transport, port = await opened(agent)
    try:
        reader = reader_of(port, credential, backend)
        for value in (40, 41):
            agent.value = value
            assert await reader.get(NAMES) == dict.fromkeys(NAMES, value)
        before = reader.counters()["dropped"]
        agent.forge = lambda answer: answer[:-1] + bytes([answer[-1] ^ 1])
        assert await reader.get(NAMES) == dict.fromkeys(NAMES, 41)
        assert reader.counters()["dropped"] == before + 1
        await reader.close()
    finally:
        transport.close()
