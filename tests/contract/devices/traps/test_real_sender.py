"""The real tools of net-snmp send traps and informs of every version; what is false is not believed."""

import asyncio
import random
import socket
from pathlib import Path

import pytest

from gbdt_console.core.clock import ManualClock
from gbdt_console.core.monitoring.traps import TrapCode, TrapNotice
from gbdt_console.core.sites import AuthProtocol, Device, SnmpCredential, SnmpVersion
from gbdt_console.devices.transports.snmp.ber import NotSnmp
from gbdt_console.devices.transports.traps.engine import TIME_WINDOW_S
from gbdt_console.devices.transports.traps.gate import Drop
from gbdt_console.devices.transports.traps.opening import TrapOpener, TrapRefused
from tests.support.snmp.snmpd import AUTH_PASSWORD, COMMUNITY, PRIVACY_PASSWORD, community, user
from tests.support.snmp.trap_senders import (
    COLD_START,
    IF_INDEX,
    LINK_DOWN,
    Listener,
    captured,
    device,
    net_snmp,
    version_2,
)

pytestmark = pytest.mark.real

TRAP = ("", LINK_DOWN, f"{IF_INDEX}.3", "i", "3")
SEEN = TrapNotice("sapa.ups", TrapCode.LINK_DOWN, "3")
V2 = ("-v2c", "-c", COMMUNITY)
AUTH = ("-a", "SHA-256", "-A", AUTH_PASSWORD)
STRICT = ("-v3", "-u", "strict", "-l", "authPriv", *AUTH, "-x", "AES", "-X", PRIVACY_PASSWORD)
NET_SNMP_NAMES = {"sha1": "SHA", "sha224": "SHA-224", "sha384": "SHA-384", "sha512": "SHA-512"}
USERS = {
    "noAuthNoPriv": (user("nobody", None, None), ("-v3", "-u", "nobody", "-l", "noAuthNoPriv")),
    "authNoPriv": (user("onlyauth", privacy=None), ("-v3", "-u", "onlyauth", "-l", "authNoPriv", *AUTH)),
    "authPriv": (user("strict"), STRICT),
} | {
    ours: (user("strict", AuthProtocol(ours)), tuple(theirs if w == "SHA-256" else w for w in STRICT))
    for ours, theirs in NET_SNMP_NAMES.items()
}
INFORM_TOOL, TRAP_TOOL = "snmpinform", "snmptrap"


@pytest.mark.parametrize("tool", [TRAP_TOOL, INFORM_TOOL])
async def test_version_2c_is_taken_and_an_inform_answered(tool: str, tmp_path: Path) -> None:
    async with Listener([device(community())]) as listener:
        assert await net_snmp(tmp_path, tool, listener.port, *V2, trap=TRAP) == 0
        assert await listener.until_taken(1) == [SEEN]
        assert listener.counters()["trap.answered"] == (tool == INFORM_TOOL)


@pytest.mark.parametrize("version", [SnmpVersion.V1, SnmpVersion.V2C])
async def test_version_1_is_taken_from_who_is_read_by_a_community(
    version: SnmpVersion, tmp_path: Path
) -> None:
    said = ("1.3.6.1.4.1.318.2.3.3.0", "s", "UPS: on battery")
    trap = ("1.3.6.1.4.1.318", "127.0.0.1", "6", "5", "100", *said)
    async with Listener([device(community(version))]) as listener:
        await net_snmp(tmp_path, TRAP_TOOL, listener.port, "-v1", "-c", COMMUNITY, trap=trap)
        assert await listener.until_taken(1) == [
            TrapNotice("sapa.ups", TrapCode.UPS_ON_BATTERY, "UPS: on battery")
        ]


@pytest.mark.parametrize("tool", [TRAP_TOOL, INFORM_TOOL])
@pytest.mark.parametrize("name", USERS)
async def test_version_3_is_taken_at_every_level_and_an_inform_answered(
    name: str, tool: str, tmp_path: Path
) -> None:
    credential, words = USERS[name]
    async with Listener([device(credential)]) as listener:
        assert await net_snmp(tmp_path, tool, listener.port, *words, trap=TRAP) == 0
        assert await listener.until_taken(1) == [SEEN]


WRONG: dict[str, tuple[SnmpCredential, tuple[str, ...]]] = {
    "community": (community(), ("-v2c", "-c", "public")),
    "a community longer by one": (community(), ("-v2c", "-c", COMMUNITY + "x")),
    "version 2c of a version 3 device": (user("strict"), V2),
    "an empty community for a version 3 device": (user("strict"), ("-v2c", "-c", "")),
    "version 3 of a version 2c device": (community(), STRICT),
    "user": (user("another"), STRICT),
    "authentication password": (user("strict", auth_password="another-password"), STRICT),
    "digest": (user("strict", AuthProtocol.SHA512), STRICT),
    "privacy password": (user("strict", privacy_password="another-password"), STRICT),
    "a lower level": (user("strict"), ("-v3", "-u", "strict", "-l", "authNoPriv", *AUTH)),
    "no authentication": (user("strict"), ("-v3", "-u", "strict", "-l", "noAuthNoPriv")),
}


@pytest.mark.parametrize("name", WRONG)
async def test_a_wrong_credential_is_counted_and_not_believed(name: str, tmp_path: Path) -> None:
    credential, words = WRONG[name]
    async with Listener([device(credential)]) as listener:
        await net_snmp(tmp_path, TRAP_TOOL, listener.port, *words, trap=TRAP)
        await listener.until_received(1)
        assert listener.notices == []
        assert listener.counters()["trap.wrong-credential"] == 1
        assert listener.counters()["trap.dropped.sapa.ups"] == 1


async def test_a_device_without_a_credential_is_not_believed(tmp_path: Path) -> None:
    async with Listener([device(None)]) as listener:
        await net_snmp(tmp_path, TRAP_TOOL, listener.port, *V2, trap=TRAP)
        await listener.until_received(1)
        assert (listener.notices, listener.counters()["trap.wrong-credential"]) == ([], 1)


async def test_an_inform_with_a_wrong_community_gets_no_answer(tmp_path: Path) -> None:
    async with Listener([device(community())]) as listener:
        assert await net_snmp(tmp_path, INFORM_TOOL, listener.port, "-v2c", "-c", "public", trap=TRAP) != 0
        assert (listener.notices, listener.counters()["trap.answered"]) == ([], 0)


async def test_a_stranger_is_dropped_whatever_it_says(tmp_path: Path) -> None:
    async with Listener([device(community(), "127.0.0.2")]) as listener:
        await net_snmp(tmp_path, TRAP_TOOL, listener.port, *V2, trap=TRAP)
        await listener.until_received(1)
        assert listener.notices == []
        counted = listener.counters()
        assert (counted["trap.unknown-sender"], counted["trap.dropped.127.0.0.1"]) == (1, 1)
        assert counted["trap.malformed"] == counted["trap.wrong-credential"] == 0


async def test_two_listeners_on_one_port_the_second_says_so_and_is_quiet() -> None:
    async with Listener([device(community())]) as first:
        async with Listener([], port=first.port) as second:
            assert second.counters()["trap.unavailable"] == 1
        assert first.counters()["trap.unavailable"] == 0


async def test_what_the_kernel_drops_before_the_engine_reads_is_counted() -> None:
    sent = 3_000
    async with Listener([device(community())]) as listener:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            for _ in range(sent):
                sender.sendto(version_2(COMMUNITY, LINK_DOWN), ("127.0.0.1", listener.port))
        overflowed = listener.counters()["trap.overflowed"]
        assert overflowed > 0
        await listener.until_received(sent - overflowed)
        counted = listener.counters()
    assert counted["trap.received"] + counted["trap.overflowed"] == sent


async def strict_trap(folder: Path, boots: int = 5, time: int = 100) -> bytes:
    """A genuine trap of an engine that started so often, so many seconds ago."""
    words = (*STRICT, "-Z", f"{boots},{time}")
    return await captured(lambda port: net_snmp(folder, TRAP_TOOL, port, *words, trap=TRAP))


async def test_an_old_genuine_trap_sent_again_is_stale(tmp_path: Path) -> None:
    old, later = await strict_trap(tmp_path), await strict_trap(tmp_path, time=260)
    restarted = await strict_trap(tmp_path, boots=6, time=1)
    clock, sender = ManualClock(), device(user("strict"))
    opener = TrapOpener(clock, 1162)

    def is_stale(data: bytes) -> bool:
        try:
            return opener.open(data, sender).notification is None
        except TrapRefused as refused:
            return refused.drop is Drop.STALE

    assert not is_stale(old)
    clock.advance(140)
    assert not is_stale(old)
    clock.advance(20)
    assert is_stale(old)
    assert not is_stale(later)
    assert not is_stale(restarted)
    assert is_stale(later)


async def taken_inform(opener: TrapOpener, sender: Device, folder: Path) -> bytes:
    """The datagram in which the sender, told engine and time, at last says what it has to say."""
    taken: list[bytes] = []

    class Desk(asyncio.DatagramProtocol):
        def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
            said = opener.open(data, sender)
            assert said.answer is not None
            transport.sendto(said.answer, addr)
            if said.notification is not None:
                taken.append(data)

    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(Desk, local_addr=("127.0.0.1", 0))
    port = transport.get_extra_info("sockname")[1]
    assert await net_snmp(folder, INFORM_TOOL, port, *STRICT, trap=TRAP) == 0
    transport.close()
    return taken[0]


async def test_an_old_inform_sent_again_is_told_the_time_and_not_taken(tmp_path: Path) -> None:
    clock, sender = ManualClock(), device(user("strict"))
    opener = TrapOpener(clock, 1162)
    data = await taken_inform(opener, sender, tmp_path)
    clock.advance(TIME_WINDOW_S)
    assert opener.open(data, sender).notification is not None
    clock.advance(1)
    for late in (opener, TrapOpener(clock, 1162)):
        said = late.open(data, sender)
        assert said.notification is None
        assert said.answer is not None


@pytest.mark.never_again
async def test_no_changed_byte_of_a_version_3_trap_is_believed(tmp_path: Path) -> None:
    data, sender = await strict_trap(tmp_path), device(user("strict"))
    opener = TrapOpener(ManualClock(), 1162)
    assert opener.open(data, sender).notification is not None
    for at in range(len(data)):
        for bit in range(8):
            changed = data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :]
            try:
                said = opener.open(changed, sender)
            except (NotSnmp, TrapRefused):
                continue
            assert said.notification is None, f"byte {at}, bit {bit}"


@pytest.mark.never_again
async def test_whatever_bytes_a_known_sender_sends_end_as_taken_or_counted(tmp_path: Path) -> None:
    chance = random.Random(1)
    strict = await strict_trap(tmp_path)
    plain = version_2(COMMUNITY, COLD_START)
    opener = TrapOpener(ManualClock(), 1162)
    for _ in range(3_000):
        for whole, credential in ((strict, user("strict")), (plain, community()), (strict, community())):
            data = bytearray(whole)
            for _ in range(chance.randint(1, 4)):
                at = chance.randrange(len(data))
                data[at : at + chance.randint(0, 3)] = chance.randbytes(chance.randint(0, 3))
            try:
                opener.open(bytes(data), device(credential))
            except (NotSnmp, TrapRefused):
                continue


async def test_a_flood_reaches_the_listener_and_its_end_is_seen() -> None:
    clock = ManualClock()
    trap = version_2(COMMUNITY, LINK_DOWN)
    async with Listener([device(community())], clock) as listener:
        transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
            asyncio.DatagramProtocol, remote_addr=("127.0.0.1", listener.port)
        )
        for sent in range(1, 201):
            transport.sendto(trap)
            await listener.until_received(sent)
        assert len(listener.notices) == 10
        assert listener.counters()["trap.dropped.sapa.ups"] == listener.counters()["trap.flood"] == 190
        clock.advance(1.0)
        transport.sendto(trap)
        assert len(await listener.until_taken(11)) == 11
        transport.close()
