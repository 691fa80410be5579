"""The real socket on loopback, in each mode that the kernel knows and in none."""

import asyncio
import re
import shutil
import socket
import struct
import subprocess
import sys
from collections.abc import Callable, Sequence

import pytest

from gbdt_console.core.clock import SystemClock
from gbdt_console.core.monitoring.detector import Outcome
from gbdt_console.core.monitoring.echo import EchoOutcome, EchoUnavailable
from gbdt_console.devices.transports.icmp.icmp_socket import (
    OpenedSocket,
    open_datagram,
    open_echo_socket,
    open_raw,
)
from gbdt_console.devices.transports.icmp.transport import IcmpTransport
from gbdt_console.text.words import LANGUAGES, Words
from tests.support.icmp.hand_wire import counted
from tests.support.runner.permits import CAP_SYS_ADMIN, has_capability

PATIENCE_S = 10.0


def is_open(opener: Callable[[], OpenedSocket]) -> bool:
    try:
        opener().socket.close()
    except OSError:
        return False
    return True


MODES = [
    pytest.param(
        opener, id=name, marks=pytest.mark.skipif(not is_open(opener), reason=f"no {name} ICMP here")
    )
    for name, opener in (("datagram", open_datagram), ("raw", open_raw))
]
is_root = pytest.mark.skipif(
    not has_capability(CAP_SYS_ADMIN) or not all(map(shutil.which, ("unshare", "setpriv"))),
    reason="needs CAP_SYS_ADMIN, unshare and setpriv: a network of its own",
)


class Pinger:
    """A transport on real sockets that can be awaited."""

    def __init__(self, opener: Callable[[], OpenedSocket], addresses: Sequence[str]) -> None:
        self.opened = opener()
        self.told: list[EchoOutcome] = []
        self._changed = asyncio.Event()
        self.transport = IcmpTransport(SystemClock(), lambda: self.opened)
        self.transport.open(addresses, self._take)

    def _take(self, outcomes: Sequence[EchoOutcome]) -> None:
        self.told.extend(outcomes)
        self._changed.set()

    async def until(self, count: int) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while len(self.told) < count:
                self._changed.clear()
                await self._changed.wait()


@pytest.mark.parametrize("opener", MODES)
async def test_thousands_of_addresses_answer_each_for_itself(opener: Callable[[], OpenedSocket]) -> None:
    addresses = [f"127.3.{i // 250}.{i % 250 + 1}" for i in range(2_000)]
    pinger = Pinger(opener, addresses)
    for target in range(2_000):
        pinger.transport.probe(target)
    await pinger.until(2_000)
    pinger.transport.close()
    assert sorted(o.target for o in pinger.told) == list(range(2_000))
    assert {o.outcome for o in pinger.told} == {Outcome.REPLY}
    assert all(0 <= o.rtt_ms < 1_000 for o in pinger.told if o.rtt_ms is not None)
    assert counted(pinger.transport.counters()) == {"sent": 2_000, "replies": 2_000}


@pytest.mark.parametrize("opener", MODES)
@pytest.mark.skipif(not is_open(open_raw), reason="forging needs a raw socket")
async def test_forgeries_on_the_real_wire_are_counted_and_ignored(
    opener: Callable[[], OpenedSocket],
) -> None:
    pinger = Pinger(opener, ["127.3.0.1"])
    identifier = pinger.opened.identifier

    def forged(source: str, cookie: bytes) -> None:
        head = struct.pack("!BBHHH", 0, 0, 0, identifier, 0)
        total = sum(struct.unpack(f"!{len(head + cookie) // 2}H", head + cookie))
        check = ~((total & 0xFFFF) + (total >> 16)) & 0xFFFF
        with socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP) as liar:
            liar.bind((source, 0))
            liar.sendto(head[:2] + struct.pack("!H", check) + head[4:] + cookie, ("127.0.0.1", 0))

    pinger.transport.probe(0)
    forged("127.3.0.2", bytes(8))
    forged("127.3.0.1", bytes(8))
    forged("127.3.0.1", bytes(6))
    forged("127.3.0.1", bytes(400))
    pinger.transport.probe(0)
    await pinger.until(2)
    pinger.transport.close()
    assert [o.outcome for o in pinger.told] == [Outcome.REPLY] * 2
    assert counted(pinger.transport.counters()) == {"sent": 2, "replies": 2, "strays": 2, "malformed": 2}


@pytest.mark.skipif(not is_open(open_raw), reason="needs a raw socket")
async def test_replies_to_other_programs_are_not_even_read() -> None:
    ours, other = Pinger(open_raw, ["127.3.0.1"]), Pinger(open_raw, ["127.3.0.1"])
    for _ in range(5):
        other.transport.probe(0)
    await other.until(5)
    ours.transport.probe(0)
    await ours.until(1)
    for pinger in (ours, other):
        pinger.transport.close()
    assert counted(ours.transport.counters()) == {"sent": 1, "replies": 1}
    assert counted(other.transport.counters())["replies"] == 5


async def test_an_address_without_a_route_never_raises() -> None:
    pinger = Pinger(open_datagram if is_open(open_datagram) else open_raw, ["255.255.255.255", "127.3.0.1"])
    pinger.transport.probe(0)
    pinger.transport.probe(1)
    await pinger.until(1)
    pinger.transport.close()
    assert pinger.told[0].target == 1
    assert pinger.transport.counters()["unsent.EACCES"] == 1


CHILD = """
import asyncio, sys
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.monitoring.echo import EchoUnavailable
from gbdt_console.devices.transports.icmp.transport import IcmpTransport
from gbdt_console.devices.transports.icmp.icmp_socket import open_echo_socket

async def main():
    done = asyncio.Event()
    told = []
    transport = IcmpTransport(SystemClock())
    transport.open(["127.0.0.1", "192.0.2.1"], lambda found: (told.extend(found), done.set()))
    transport.probe(1)
    transport.probe(0)
    await done.wait()
    transport.close()
    mode = open_echo_socket().mode
    print(mode, told[0].target, told[0].outcome.name, transport.counters().get(sys.argv[1]))

try:
    asyncio.run(main())
except EchoUnavailable as refused:
    print(refused.code)
"""


def run_alone(groups: str, as_user: str, counter: str = "-", setup: str = "true") -> str:
    """Ping in a network namespace of its own, as that user, with that range of groups allowed."""
    prepare = f"ip link set lo up && echo '{groups}' >/proc/sys/net/ipv4/ping_group_range && {setup}"
    done = subprocess.run(
        ["unshare", "--net", "sh", "-c", f'{prepare} && exec setpriv {as_user} "$@"', "sh",
         sys.executable, "-c", CHILD, counter],
        capture_output=True, text=True, timeout=30, check=True,
    )  # fmt: skip
    return done.stdout.strip()


NOBODY = "--reuid=65534 --regid=65534 --clear-groups"
WITH_RAW = f"{NOBODY} --inh-caps=+net_raw --ambient-caps=+net_raw"


@is_root
def test_an_ordinary_user_in_the_allowed_group_pings_without_rights() -> None:
    assert run_alone("65534 65534", NOBODY) == "datagram 0 REPLY None"


@is_root
def test_with_the_capability_alone_it_pings_raw() -> None:
    assert run_alone("1 0", WITH_RAW) == "raw 0 REPLY None"


@is_root
def test_with_neither_it_says_what_to_do() -> None:
    code = run_alone("1 0", NOBODY)
    for language in LANGUAGES:
        sentence = Words(language)(code)
        assert re.search(r"sysctl -w net\.ipv4\.ping_group_range=.*CAP_NET_RAW", sentence)


EACH_MODE = pytest.mark.parametrize(
    ("groups", "as_user"), [("0 65534", NOBODY), ("1 0", WITH_RAW)], ids=["datagram", "raw"]
)


@is_root
@EACH_MODE
def test_a_host_without_a_route_is_counted_and_costs_nobody_a_reply(groups: str, as_user: str) -> None:
    route = "ip route add unreachable 192.0.2.0/24"
    assert run_alone(groups, as_user, "unsent.EHOSTUNREACH", route).endswith("0 REPLY 1")


@is_root
@EACH_MODE
@pytest.mark.skipif(shutil.which("nft") is None, reason="needs nft")
def test_an_icmp_error_from_the_wire_is_counted_and_costs_nobody_a_reply(groups: str, as_user: str) -> None:
    """A firewall in the namespace answers 3/13; the kernel tells it on the next, unrelated send."""
    rules = (
        "add table ip t; add chain ip t c { type filter hook input priority 0; };"
        "add rule ip t c ip daddr 192.0.2.1 icmp type echo-request reject with icmp type admin-prohibited"
    )
    setup = f"ip addr add 192.0.2.1/32 dev lo && nft '{rules}'"
    counter = "communication-administratively-prohibited"
    assert run_alone(groups, as_user, counter, setup).endswith("0 REPLY 1")


def test_any_other_failure_is_told_with_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> socket.socket:
        raise OSError(24, "Too many open files")

    monkeypatch.setattr(socket, "socket", refuse)
    with pytest.raises(EchoUnavailable) as refused:
        open_echo_socket()
    assert (refused.value.code, refused.value.params) == ("icmp.failed", {"reason": "EMFILE"})
    assert "EMFILE" in Words("vi")(refused.value.code, **refused.value.params)
