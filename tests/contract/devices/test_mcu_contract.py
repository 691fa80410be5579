"""The contract of every driver of an MCU, over our simulator and over what a real one once said.

Over the real one it runs in the lab: tests/peers/devices/ami/test_real_mcu.py.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from gbdt_console.core.secret import Secret
from gbdt_console.devices.ami import client
from gbdt_console.devices.ami.client import AmiLogin
from gbdt_console.devices.drivers.asterisk_confbridge import ConfBridge
from gbdt_console.devices.transports import http
from gbdt_console.driver_contract.mcu import ANY_PEER, LIVING_PEER, Check, Seen
from gbdt_console.engine.control import device_orders
from gbdt_console.simulator.ami.mcu import AmiMcu
from gbdt_console.simulator.ami.session import AmiUser
from tests.support.conference.ami_raw import RawAmi, seen_by
from tests.support.conference.ami_replay import SECRET, Replay, replaying
from tests.support.conference.cms_proxy import cms_proxied
from tests.support.conference.codian_proxy import codian_proxied
from tests.support.conference.mcu_lies import Claims, Liar, hold_against
from tests.support.conference.mcu_proxy import Lie, proxied
from tests.support.conference.simulated_cms import CmsPeer, cms
from tests.support.conference.simulated_codian import CodianPeer, codian
from tests.support.drivers.evidence import Against, proves

pytestmark = pytest.mark.real

CONFERENCE = "giaoban"
CONSOLE, WITNESS = "console", "witness"
HOST = "127.0.0.1"


@dataclass
class SimulatedPeer:
    sim: AmiMcu
    port: int
    numbers: tuple[str, ...] = ("02140000001", "02140000002", "02140000003")
    dialable: str = "PJSIP/sapa"
    undialable: str = "PJSIP/khongco"
    pushes: bool = True

    def mcu(self) -> ConfBridge:
        return ConfBridge(AmiLogin(HOST, self.port, CONSOLE, Secret(SECRET)), CONFERENCE)

    def stranger(self) -> ConfBridge:
        return ConfBridge(AmiLogin(HOST, self.port, CONSOLE, Secret("wrong")), CONFERENCE)

    async def seen(self) -> Seen:
        return await asyncio.to_thread(self._look)

    async def join(self, number: str) -> None:
        self.sim.join(number, "Điểm")

    async def cut(self) -> None:
        self.sim.drop_connections()

    async def lose(self) -> None:
        await self.cut()

    def _look(self) -> Seen:
        with RawAmi(HOST, self.port, WITNESS, SECRET) as witness:
            return seen_by(witness, CONFERENCE)


@asynccontextmanager
async def simulated() -> AsyncIterator[SimulatedPeer]:
    users = {CONSOLE: AmiUser(SECRET), WITNESS: AmiUser(SECRET)}
    sim = AmiMcu(CONFERENCE, users)
    sim.faults.refusal_delay_s = 0
    peer = SimulatedPeer(sim, await sim.start(HOST))
    try:
        for number in peer.numbers:
            sim.join(number, f"Điểm {number}", is_admin=number == peer.numbers[1])
        sim.dialable[peer.dialable] = (peer.numbers[0], "Sa Pa")
        yield peer
    finally:
        sim.close()


@dataclass
class ReplayedPeer:
    replay: Replay
    port: int
    numbers: tuple[str, ...] = ("201", "202")
    dialable: str = "Local/9201@default"
    undialable: str = "Local/khongco@default"
    pushes: bool = True

    def mcu(self) -> ConfBridge:
        return ConfBridge(AmiLogin(HOST, self.port, "dieuhanh", Secret(SECRET)), "hoinghi")

    def stranger(self) -> ConfBridge:
        return ConfBridge(AmiLogin(HOST, self.port, "dieuhanh", Secret("wrong")), "hoinghi")

    async def seen(self) -> Seen:
        raise AssertionError("a replay does not change")

    async def join(self, number: str) -> None:
        raise AssertionError("a replay does not change")

    async def cut(self) -> None:
        self.replay.cut()

    async def lose(self) -> None:
        await self.cut()


@pytest.mark.parametrize("check", [*ANY_PEER, *LIVING_PEER], ids=lambda check: check.__name__)
async def test_over_the_simulator(check: Check) -> None:
    async with simulated() as peer:
        await check(peer)


@pytest.mark.parametrize("check", [*ANY_PEER, *LIVING_PEER], ids=lambda check: check.__name__)
async def test_over_the_simulated_codian(check: Check) -> None:
    async with codian() as peer:
        await check(peer)


@pytest.mark.parametrize("bridges", [1, 2])
@pytest.mark.parametrize("check", [*ANY_PEER, *LIVING_PEER], ids=lambda check: check.__name__)
async def test_over_the_simulated_meeting_server(check: Check, bridges: int) -> None:
    async with cms(bridges=bridges) as peer:
        await check(peer)


@proves("asterisk-confbridge", Against.CAPTURE, "Asterisk 22.10.1")
@pytest.mark.parametrize("check", ANY_PEER, ids=lambda check: check.__name__)
async def test_over_what_a_real_one_said(check: Check) -> None:
    async with replaying() as (replay, port):
        await check(ReplayedPeer(replay, port))


async def lied_to(peer: SimulatedPeer | CodianPeer | CmsPeer, proxy: Liar, lie: Lie) -> None:
    sim = peer.sim
    proxy.delay_s = 0.3

    def blocked() -> frozenset[str]:
        return frozenset(number for number in sim.numbers() if sim.is_blocked(number))

    await hold_against(Claims(peer.mcu(), blocked), proxy, lie, peer.numbers[0], "02140009999")


@pytest.mark.parametrize("lie", list(Lie))
async def test_verified_is_said_only_of_what_is_so(lie: Lie, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "ANSWER_S", 0.3)
    monkeypatch.setattr(device_orders, "VERIFY_WITHIN_S", 1.0)
    async with simulated() as peer, proxied(HOST, peer.port) as proxy:
        peer.port = proxy.port
        await lied_to(peer, proxy, lie)


@pytest.mark.parametrize("lie", list(Lie))
async def test_verified_is_said_of_a_codian_only_of_what_is_so(
    lie: Lie, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "ANSWER_S", 0.5)
    monkeypatch.setattr(device_orders, "VERIFY_WITHIN_S", 1.0)
    async with codian() as peer, codian_proxied(HOST, peer.port) as proxy:
        peer.port = proxy.port
        await lied_to(peer, proxy, lie)


@pytest.mark.parametrize("lie", list(Lie))
async def test_verified_is_said_of_a_meeting_server_only_of_what_is_so(
    lie: Lie, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "ANSWER_S", 0.5)
    monkeypatch.setattr(device_orders, "VERIFY_WITHIN_S", 1.0)
    async with cms() as peer, cms_proxied(HOST, peer.ports[0]) as proxy:
        peer.ports = (proxy.port,)
        await lied_to(peer, proxy, lie)
