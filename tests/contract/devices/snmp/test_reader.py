"""The one contract of both SNMP libraries, against an agent that misbehaves as scripted.

Each row of the trial list of gufo-snmp has its test here or in test_snmp_real_agent.py.
"""

import asyncio
import gc
import os
import socket
import struct
from collections.abc import Sequence

import pytest

from gbdt_console.core.secret import Secret
from gbdt_console.core.sites import AuthProtocol, SnmpCredential, SnmpVersion
from gbdt_console.devices.snmp.client import SnmpMalformed, SnmpReader, SnmpRefused, SnmpSilent, SnmpValue
from gbdt_console.devices.transports.snmp.open import Backend, open_reader
from tests.support.snmp import rogue
from tests.support.snmp.rogue import Answer, Request, Rogue, integer, tlv

pytestmark = pytest.mark.real

COMMUNITY = "kept-from-all-eyes"
A, B, C = "1.3.6.1.2.1.1.3.0", "1.3.6.1.2.1.33.1.2.4.0", "1.3.6.1.2.1.31.1.1.1.6.1"
SEVEN = integer(7)
PATIENCE_S = 0.15
"""How long a reader waits here; an answer on loopback comes within a millisecond."""


@pytest.fixture(params=list(Backend))
def backend(request: pytest.FixtureRequest) -> Backend:
    return request.param


def reader_of(
    agent: Rogue,
    backend: Backend,
    version: SnmpVersion = SnmpVersion.V2C,
    timeout_s: float = 5.0,
    retries: int = 0,
) -> SnmpReader:
    """A long time-out, so that a test which must not run into it would be seen to hang."""
    credential = SnmpCredential(id="test", version=version, community=Secret(COMMUNITY))
    return open_reader(
        "127.0.0.1", agent.port, credential, timeout_s=timeout_s, retries=retries, backend=backend
    )


def answering(*binds: tuple[str, bytes], **wrong: object) -> rogue.Script:
    def script(agent: Rogue, request: Request) -> None:
        agent.say(Answer(request, binds, **wrong).encode())  # type: ignore[arg-type]

    return script


VALUES: Sequence[tuple[str, bytes, SnmpValue]] = [
    ("integer", integer(42), 42),
    ("negative", integer(-40), -40),
    ("least integer", integer(-(2**31)), -(2**31)),
    ("counter32", integer(2**32 - 1, rogue.COUNTER32), 2**32 - 1),
    ("unsigned32 full", integer(4_294_967_295, rogue.UNSIGNED32), 4_294_967_295),
    ("time ticks", integer(123_456, rogue.TIME_TICKS), 123_456),
    ("counter64 full", integer(2**64 - 1, rogue.COUNTER64), 2**64 - 1),
    ("counter64 small", integer(1, rogue.COUNTER64), 1),
    ("octets", tlv(rogue.OCTETS, b"\xff\x00Sa Pa"), b"\xff\x00Sa Pa"),
    ("no octets", tlv(rogue.OCTETS, b""), b""),
    ("oid", rogue.oid("1.3.6.1.4.1.4294967295.5"), "1.3.6.1.4.1.4294967295.5"),
    ("address", tlv(rogue.IP_ADDRESS, bytes([10, 0, 0, 1])), "10.0.0.1"),
    ("opaque float", tlv(rogue.OPAQUE, b"\x9f\x78\x04" + struct.pack(">f", 21.5)), 21.5),
    ("opaque other", tlv(rogue.OPAQUE, b"\x04\x01x"), b"\x04\x01x"),
    ("octets like a float", tlv(rogue.OCTETS, b"\x9f\x78\x04abcd"), b"\x9f\x78\x04abcd"),
]


@pytest.mark.parametrize(("raw", "expected"), [row[1:] for row in VALUES], ids=[row[0] for row in VALUES])
async def test_a_value_has_the_type_the_interface_promises(
    backend: Backend, raw: bytes, expected: SnmpValue
) -> None:
    async with Rogue(answering((A, raw), (B, SEVEN))) as agent:
        found = await reader_of(agent, backend).get([A, B])
    assert found == {A: expected, B: 7}
    assert type(found[A]) is type(expected)


async def test_an_unsigned_value_without_its_zero_is_never_negative(backend: Backend) -> None:
    async with Rogue(answering((A, tlv(rogue.UNSIGNED32, b"\xff\xff\xff\xff")))) as agent:
        try:
            found = await reader_of(agent, backend, timeout_s=PATIENCE_S).get([A])
        except SnmpMalformed:
            return
    assert found == {A: 4_294_967_295}


NO_VALUES = [
    ("NULL", tlv(rogue.NULL, b"")),
    ("noSuchObject", tlv(0x80, b"")),
    ("noSuchInstance", tlv(0x81, b"")),
    ("endOfMibView", tlv(0x82, b"")),
    ("12-byte integer", tlv(rogue.INTEGER, b"\x01" * 12)),
    ("5-byte integer", tlv(rogue.INTEGER, b"\x01" * 5)),
    ("empty integer", tlv(rogue.INTEGER, b"")),
    ("6-byte counter", tlv(rogue.COUNTER32, b"\x00\x00\x01\x01\x01\x01")),
    ("5-byte counter too large", tlv(rogue.COUNTER32, b"\x01" * 5)),
    ("10-byte counter64", tlv(rogue.COUNTER64, b"\x00\x00" + b"\xff" * 8)),
    ("9-byte counter64 too large", tlv(rogue.COUNTER64, b"\x01" * 9)),
    ("3-byte address", tlv(rogue.IP_ADDRESS, b"\x0a\x00\x00")),
    ("boolean", tlv(0x01, b"\xff")),
    ("real", tlv(0x09, b"\x80\x00\x01")),
    ("no known tag", tlv(0x5E, b"a")),
]


@pytest.mark.parametrize("raw", [row[1] for row in NO_VALUES], ids=[row[0] for row in NO_VALUES])
async def test_what_is_no_value_is_never_one(backend: Backend, raw: bytes) -> None:
    async with Rogue(answering((A, raw), (B, SEVEN))) as agent:
        reader = reader_of(agent, backend, timeout_s=PATIENCE_S)
        try:
            found = await reader.get([A, B])
        except SnmpMalformed:
            return
    assert found == {B: 7}


async def test_missing_is_left_out_and_unasked_is_dropped_in_any_order(backend: Backend) -> None:
    async with Rogue(answering((C, integer(3)), ("1.3.6.1.9.9.0", SEVEN), (A, integer(1)))) as agent:
        found = await reader_of(agent, backend).get([A, B, C])
    assert found == {A: 1, C: 3}


@pytest.mark.parametrize("status", [1, 2, 3, 5, 13, 16, 127])
async def test_an_error_status_is_no_answer_although_values_come_with_it(
    backend: Backend, status: int
) -> None:
    async with Rogue(answering((A, SEVEN), status=status, index=1)) as agent:
        with pytest.raises(SnmpMalformed):
            await reader_of(agent, backend).get([A])


async def test_version_1_finds_what_is_missing_and_asks_the_rest(backend: Backend) -> None:
    known = {A: integer(1), C: integer(3)}

    def script(agent: Rogue, request: Request) -> None:
        unknown = [i for i, name in enumerate(request.names, 1) if name not in known]
        binds = [(name, known.get(name, tlv(rogue.NULL, b""))) for name in request.names]
        status, index = (2, unknown[0]) if unknown else (0, 0)
        agent.say(Answer(request, binds, status, index).encode())

    async with Rogue(script) as agent:
        reader = reader_of(agent, backend, SnmpVersion.V1)
        assert await reader.get([B, A, "1.3.6.1.9.9.0", C]) == {A: 1, C: 3}
        assert await reader.get([B]) == {}


async def test_version_1_blaming_nobody_is_malformed(backend: Backend) -> None:
    async with Rogue(answering((A, SEVEN), status=2, index=9)) as agent:
        with pytest.raises(SnmpMalformed):
            await reader_of(agent, backend, SnmpVersion.V1).get([A])


FORGED = [
    ("other number", lambda q: Answer(q, [(A, integer(666))], number=q.number ^ 1).encode()),
    ("other community", lambda q: Answer(q, [(A, integer(666))], community=b"public").encode()),
    ("other version", lambda q: Answer(q, [(A, integer(666))], version=0).encode()),
    ("our own request", lambda q: q.raw),
    ("a trap", lambda q: Answer(q, [(A, integer(666))], verb=0xA7).encode()),
    ("truncated", lambda q: Answer(q, [(A, integer(666))]).encode()[:-1]),
    ("with a tail", lambda q: Answer(q, [(A, integer(666))]).encode() + b"\x00"),
    ("no SNMP", lambda q: b"HTTP/1.1 200 OK\r\n\r\n"),
    ("64 kB", lambda q: Answer(q, [(A, tlv(rogue.OCTETS, b"x" * 65_000))]).encode()[:60_000]),
]


@pytest.mark.parametrize("forge", [row[1] for row in FORGED], ids=[row[0] for row in FORGED])
async def test_what_does_not_answer_is_counted_and_waited_past(backend: Backend, forge: object) -> None:
    def script(agent: Rogue, request: Request) -> None:
        agent.say(forge(request))  # type: ignore[operator]
        agent.say(Answer(request, [(A, SEVEN)]).encode())

    async with Rogue(script) as agent:
        reader = reader_of(agent, backend)
        assert await reader.get([A]) == {A: 7}
    assert reader.counters() == {"requests": 1, "answers": 1, "timeouts": 0, "dropped": 1}


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.2"])
async def test_another_sender_is_not_heard(backend: Backend, address: str) -> None:
    def script(agent: Rogue, request: Request) -> None:
        agent.say_from(address, Answer(request, [(A, integer(666))]).encode())
        agent.say(Answer(request, [(A, SEVEN)]).encode())

    async with Rogue(script) as agent:
        assert await reader_of(agent, backend).get([A]) == {A: 7}


async def test_a_late_answer_does_not_answer_the_next_question(backend: Backend) -> None:
    def script(agent: Rogue, request: Request) -> None:
        if len(agent.requests) == 2:
            agent.say(Answer(agent.requests[0], [(A, integer(666))]).encode())
            agent.say(Answer(request, [(A, SEVEN)]).encode())

    async with Rogue(script) as agent:
        reader = reader_of(agent, backend, timeout_s=PATIENCE_S)
        with pytest.raises(SnmpSilent):
            await reader.get([A])
        assert await reader.get([A]) == {A: 7}
    assert reader.counters() == {"requests": 2, "answers": 1, "timeouts": 1, "dropped": 1}


async def test_silence_is_retried_and_ends(backend: Backend) -> None:
    async with Rogue(lambda agent, request: None) as agent:
        reader = reader_of(agent, backend, timeout_s=PATIENCE_S, retries=2)
        with pytest.raises(SnmpSilent):
            await reader.get([A])
        assert len(agent.requests) == 3
        assert len({request.number for request in agent.requests}) == 3
    assert reader.counters()["timeouts"] == 3


async def test_a_lost_answer_is_asked_for_again(backend: Backend) -> None:
    def script(agent: Rogue, request: Request) -> None:
        if len(agent.requests) > 1:
            agent.say(Answer(request, [(A, SEVEN)]).encode())

    async with Rogue(script) as agent:
        assert await reader_of(agent, backend, timeout_s=PATIENCE_S, retries=1).get([A]) == {A: 7}


async def test_endless_junk_does_not_prolong_the_wait(backend: Backend) -> None:
    def pour(agent: Rogue) -> None:
        for _ in range(6):
            agent.say(b"\x30\x82junk")
        asyncio.get_running_loop().call_later(PATIENCE_S / 20, pour, agent)

    async with Rogue(lambda agent, request: pour(agent)) as agent:
        reader = reader_of(agent, backend, timeout_s=PATIENCE_S)
        async with asyncio.timeout(60):
            with pytest.raises(SnmpMalformed):
                await reader.get([A])
    assert reader.counters()["dropped"] > 5


async def test_a_refused_port_is_told_apart_from_silence(backend: Backend) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    credential = SnmpCredential(id="test", version=SnmpVersion.V2C, community=Secret(COMMUNITY))
    reader = open_reader("127.0.0.1", port, credential, timeout_s=5.0, backend=backend)
    for _ in range(2):
        with pytest.raises(SnmpRefused):
            await reader.get([A])
    await reader.close()


async def test_requests_of_one_reader_never_overlap(backend: Backend) -> None:
    under_way = 0

    def script(agent: Rogue, request: Request) -> None:
        nonlocal under_way
        under_way += 1
        assert under_way == 1
        asyncio.get_running_loop().call_soon(reply, agent, request)

    def reply(agent: Rogue, request: Request) -> None:
        nonlocal under_way
        under_way -= 1
        agent.say(Answer(request, [(request.names[0], SEVEN)]).encode())

    async with Rogue(script) as agent:
        reader = reader_of(agent, backend)
        async with asyncio.timeout(60):
            found = await asyncio.gather(*(reader.get([name]) for name in (A, B, C, A, B, C)))
        assert [list(one) for one in found] == [[A], [B], [C], [A], [B], [C]]
        assert len(agent.requests) == 6


async def test_the_second_request_is_good_after_the_first_was_cancelled(backend: Backend) -> None:
    def script(agent: Rogue, request: Request) -> None:
        if request.names == (A,):
            first.cancel()
        else:
            agent.say(Answer(request, [(B, SEVEN)]).encode())

    async with Rogue(script) as agent:
        reader = reader_of(agent, backend)
        first = asyncio.ensure_future(reader.get([A]))
        with pytest.raises(asyncio.CancelledError):
            await first
        assert await reader.get([B]) == {B: 7}


def table(root: str, count: int) -> rogue.Script:
    """An agent with `count` objects below `root` and one after them."""
    objects = [(f"{root}.{i}", integer(i)) for i in range(1, count + 1)] + [("1.3.6.1.9.9.9", SEVEN)]

    def key(name: str) -> list[int]:
        return [int(arc) for arc in name.split(".")]

    def script(agent: Rogue, request: Request) -> None:
        assert request.verb == (rogue.GET_NEXT if request.version == 0 else rogue.GET_BULK)
        after = [bind for bind in objects if key(bind[0]) > key(request.names[0])]
        if request.version == 0 and not after:
            agent.say(Answer(request, [(request.names[0], tlv(rogue.NULL, b""))], 2, 1).encode())
            return
        page = after[: max(1, request.repetitions)] or [(request.names[0], tlv(rogue.END_OF_MIB, b""))]
        agent.say(Answer(request, page).encode())

    return script


@pytest.mark.parametrize("version", [SnmpVersion.V1, SnmpVersion.V2C])
async def test_a_walk_finds_all_below_the_root_in_order(backend: Backend, version: SnmpVersion) -> None:
    async with Rogue(table("1.3.6.1.2.1.2.2", 35)) as agent:
        reader = reader_of(agent, backend, version)
        found = await reader.walk("1.3.6.1.2.1.2.2")
        assert list(found.items()) == [(f"1.3.6.1.2.1.2.2.{i}", i) for i in range(1, 36)]
        assert list(await reader.walk("1.3.6.1.2.1.2.2", limit=13)) == list(found)[:13]
        assert await reader.walk("1.3.6.1.9.9.9") == {}


async def test_a_walk_that_does_not_move_on_ends(backend: Backend) -> None:
    root = "1.3.6.1.2.1.2.2"
    async with Rogue(answering((f"{root}.1", SEVEN), (f"{root}.2", SEVEN), (f"{root}.2", SEVEN))) as agent:
        async with asyncio.timeout(60):
            with pytest.raises(SnmpMalformed):
                await reader_of(agent, backend).walk(root)
    async with Rogue(answering((f"{root}.5", SEVEN), (f"{root}.6", SEVEN))) as agent:
        async with asyncio.timeout(60):
            with pytest.raises(SnmpMalformed):
                await reader_of(agent, backend).walk(root)
        assert len(agent.requests) == 2


async def test_a_walk_that_stands_still_ends(backend: Backend) -> None:
    root = "1.3.6.1.2.1.2.2"
    async with Rogue(answering((f"{root}.1", SEVEN))) as agent, asyncio.timeout(60):
        with pytest.raises(SnmpMalformed):
            await reader_of(agent, backend).walk(root)


async def test_an_empty_page_ends_a_walk(backend: Backend) -> None:
    async with Rogue(answering()) as agent:
        assert await reader_of(agent, backend).walk("1.3.6.1.2.1.2.2") == {}


async def test_a_reader_opens_again_after_close(backend: Backend) -> None:
    async with Rogue(answering((A, SEVEN))) as agent:
        reader = reader_of(agent, backend)
        for _ in range(2):
            assert await reader.get([A]) == {A: 7}
            await reader.close()


async def test_no_error_says_the_community(backend: Backend) -> None:
    async with Rogue(answering((A, SEVEN), status=5)) as agent:
        reader = reader_of(agent, backend)
        with pytest.raises(SnmpMalformed) as caught:
            await reader.get([A])
    assert COMMUNITY not in repr(caught.value) + repr(reader) + repr(caught.value.__cause__)


@pytest.mark.parametrize("version", list(SnmpVersion))
def test_a_credential_that_lacks_a_part_is_refused_at_once(backend: Backend, version: SnmpVersion) -> None:
    with pytest.raises(ValueError, match="lacks a part"):
        open_reader("127.0.0.1", 161, SnmpCredential(id="test", version=version), backend=backend)


async def test_a_dropped_session_leaves_nothing_open_though_nobody_searches_for_cycles(
    backend: Backend,
) -> None:
    """A silent version 3 agent gets a new session each time, of 28 kB and a file."""
    credential = SnmpCredential(
        id="test",
        version=SnmpVersion.V3,
        user="duty",
        auth=AuthProtocol.SHA1,
        auth_password=Secret(COMMUNITY),
    )
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        port = silent.getsockname()[1]
        reader = open_reader("127.0.0.1", port, credential, timeout_s=0.01, retries=0, backend=backend)
        gc.disable()
        try:
            with pytest.raises(SnmpSilent):
                await reader.get([A])
            before = len(os.listdir("/proc/self/fd"))
            for _ in range(5):
                with pytest.raises(SnmpSilent):
                    await reader.get([A])
            assert len(os.listdir("/proc/self/fd")) == before
        finally:
            gc.enable()
