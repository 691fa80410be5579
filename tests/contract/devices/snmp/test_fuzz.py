"""Whatever bytes an agent answers: values of the promised types or an SnmpError, and always an end."""

import asyncio
import random
from collections.abc import Sequence

import pytest

from gbdt_console.core.secret import Secret
from gbdt_console.core.sites import SnmpCredential, SnmpVersion
from gbdt_console.devices.snmp.client import SnmpError, SnmpReader
from gbdt_console.devices.transports.snmp.ber import NotSnmp
from gbdt_console.devices.transports.snmp.checks import request_of
from gbdt_console.devices.transports.snmp.open import Backend, open_reader
from tests.support.snmp import rogue
from tests.support.snmp.rogue import Answer, Request, Rogue, get_request, integer, parse, tlv
from tests.support.snmp.snmpd import Snmpd, user
from tests.support.snmp.tamper import Tamper

COUNTS = {Backend.GUFO: 120, Backend.PYSNMP: 60}
CHECKS = 10_000
ROOT = "1.3.6.1.2.1.33.1"
NAMES = [f"{ROOT}.{i}.0" for i in range(1, 6)]
VALUES = [
    integer(7),
    integer(2**30, rogue.COUNTER32),
    tlv(rogue.OCTETS, b"Sa Pa" * 30),
    rogue.oid("1.3.6.1.4.1.318"),
    tlv(rogue.OPAQUE, b"\x9f\x78\x04\x41\xac\x00\x00"),
]
PATIENCE_S = 0.01
UNCHANGED = 10
"""Every so many answers come as they are, or nothing but errors would be seen."""


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Some bytes changed, cut out, doubled or put in."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(changed)) if changed else 0
        match chance.randrange(5):
            case 0 | 1:
                changed[at : at + 1] = bytes([chance.choice([0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256)])])
            case 2:
                del changed[at : at + chance.randint(1, 8)]
            case 3:
                changed[at:at] = changed[at : at + chance.randint(1, 8)]
            case 4:
                changed[at:at] = chance.randbytes(chance.randint(1, 5))
    return bytes(changed)


async def looked(reader: SnmpReader, names: Sequence[str]) -> None:
    """One look, which must end as the interface says."""
    async with asyncio.timeout(60):
        for look in (reader.get(names), reader.walk(ROOT, limit=20)):
            try:
                found = await look
            except SnmpError:
                continue
            for name, value in found.items():
                assert isinstance(name, str)
                assert type(value) in (int, float, bytes, str)
                assert not isinstance(value, int) or -(2**31) <= value < 2**64


def test_mutated_bytes_in_the_checker_alone() -> None:
    chance = random.Random("checker")
    asked = parse(get_request("lab", NAMES[0]))
    answer = Answer(asked, list(zip(NAMES, VALUES, strict=True))).encode()
    request = request_of(asked.raw)
    taken = 0
    for _ in range(CHECKS):
        try:
            taken += request.judge(mutated(answer, chance)) is not None
        except NotSnmp:
            continue
    assert 0 < taken < CHECKS


@pytest.mark.real
@pytest.mark.parametrize("backend", list(Backend))
@pytest.mark.parametrize("version", [SnmpVersion.V1, SnmpVersion.V2C])
async def test_mutated_answers(backend: Backend, version: SnmpVersion) -> None:
    chance = random.Random(f"{backend}-{version}")

    def script(agent: Rogue, request: Request) -> None:
        answer = Answer(request, list(zip(NAMES, VALUES, strict=True))).encode()
        agent.say(answer if chance.randrange(UNCHANGED) == 0 else mutated(answer, chance))

    credential = SnmpCredential(id="test", version=version, community=Secret("lab"))
    async with Rogue(script) as agent:
        reader = open_reader(
            "127.0.0.1", agent.port, credential, timeout_s=PATIENCE_S, retries=0, backend=backend
        )
        for _ in range(COUNTS[backend]):
            await looked(reader, NAMES)
        await reader.close()
        counted = reader.counters()
    assert counted["dropped"] > 0
    assert counted["answers"] > 0


@pytest.mark.real
@pytest.mark.parametrize("backend", list(Backend))
@pytest.mark.parametrize("name", ["nobody", "strict"])
async def test_mutated_version_3_answers(
    backend: Backend, name: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    chance = random.Random(f"{backend}-{name}")
    daemon = Snmpd(tmp_path_factory.mktemp("snmpd"))
    credential = user("nobody", None, None) if name == "nobody" else user("strict")
    try:
        daemon.start()
        async with Tamper(daemon.port) as road:
            reader = open_reader(
                "127.0.0.1", road.port, credential, timeout_s=PATIENCE_S, retries=0, backend=backend
            )
            for number in range(COUNTS[backend] // 4):
                road.change = lambda answer, n=number: [answer if n % 5 == 0 else mutated(answer, chance)]
                await looked(reader, ["1.3.6.1.2.1.1.5.0", "1.3.6.1.2.1.1.3.0"])
            await reader.close()
            assert reader.counters()["dropped"] > 0
    finally:
        daemon.stop()


@pytest.mark.real
@pytest.mark.parametrize("value", [b"\xff\x00", b"\x1f\x00", b"\xbf\x01\x80"], ids=bytes.hex)
async def test_a_tag_that_snmp_does_not_have_spoils_only_its_own_object(value: bytes) -> None:
    """gufo_snmp panics on such an answer, on standard error and with what is no Exception."""
    binds = [*zip(NAMES, VALUES, strict=True), (f"{ROOT}.9.0", value)]
    credential = SnmpCredential(id="test", version=SnmpVersion.V2C, community=Secret("lab"))
    async with Rogue(lambda agent, request: agent.say(Answer(request, binds).encode())) as agent:
        reader = open_reader("127.0.0.1", agent.port, credential, backend=Backend.GUFO)
        found = await reader.get([*NAMES, f"{ROOT}.9.0"])
        await reader.close()
    assert sorted(found) == NAMES
    assert found[NAMES[0]] == 7
