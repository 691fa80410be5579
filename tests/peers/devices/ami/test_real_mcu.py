"""The driver of Asterisk's ConfBridge against Asterisk itself, with eleven real codecs in the conference.

What is done is looked at by a second client, which shares no code with the driver.
"""

import asyncio
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from gbdt_console.core.conference.state import ConferenceEventKind, ControlFault
from gbdt_console.core.secret import Secret
from gbdt_console.devices.ami.client import AmiLogin
from gbdt_console.devices.drivers.asterisk_confbridge import ConfBridge
from gbdt_console.driver_contract.checking import come_true
from gbdt_console.driver_contract.mcu import ANY_PEER, LIVING_PEER, Check, Listener, Seen, opened, who
from tests.support.conference.mcu_lies import Claims, hold_against
from tests.support.conference.mcu_proxy import READING, AmiProxy, Lie, proxied
from tests.support.drivers.evidence import Against, proves
from tests.support.lab import mcu as lab_mcu
from tests.support.lab.asterisk import AMI_PORT
from tests.support.lab.conference import Mcu
from tests.support.lab.lab import Lab
from tests.support.lab.mcu import CONFERENCE, CONSOLE, CONSOLE_SECRET
from tests.support.lab.plan import CENTRE_ADDRESS, ELEVEN
from tests.support.wait import until

LOOPBACK = "127.0.0.1"
OPEN_AND_LOOK = """
import asyncio, sys
from gbdt_console.core.secret import Secret
from gbdt_console.devices.ami.client import AmiLogin
from gbdt_console.devices.drivers.asterisk_confbridge import ConfBridge
async def main():
    host, port, user, secret, conference = sys.argv[1:]
    mcu = ConfBridge(AmiLogin(host, int(port), user, Secret(secret)), conference)
    await mcu.open()
    print("open", flush=True)
    while True:
        print(len((await mcu.conference()).participants), flush=True)
asyncio.run(main())
"""
KILLS = 20


def driver(secret: str = CONSOLE_SECRET, port: int = AMI_PORT, user: str = CONSOLE) -> ConfBridge:
    host = CENTRE_ADDRESS if port == AMI_PORT else LOOPBACK
    return ConfBridge(AmiLogin(host, port, user, Secret(secret)), CONFERENCE)


@dataclass
class RealPeer:
    """The contract's view of it, over a proxy that can cut. The chair is neither called nor hung up."""

    real: Mcu
    proxy: AmiProxy
    numbers: tuple[str, ...] = field(init=False)
    dialable: str = field(init=False)
    undialable: str = "PJSIP/khongco"
    pushes: bool = True

    def __post_init__(self) -> None:
        first, *others, last = self.real.sites
        self.numbers = tuple(lab_mcu.number_of(site) for site in (*others, first, last))
        self.dialable = self.numbers[0]

    def mcu(self) -> ConfBridge:
        return driver(port=self.proxy.port)

    def stranger(self) -> ConfBridge:
        return driver("wrong", self.proxy.port)

    async def seen(self) -> Seen:
        return await asyncio.to_thread(self.real.seen)

    async def join(self, number: str) -> None:
        site = next(site for site in self.real.sites if lab_mcu.number_of(site) == number)
        await asyncio.to_thread(self.real.call, site.id)

    async def cut(self) -> None:
        self.proxy.cut()

    async def lose(self) -> None:
        await self.cut()


@asynccontextmanager
async def peer_of(mcu: Mcu) -> AsyncIterator[RealPeer]:
    async with proxied(CENTRE_ADDRESS, AMI_PORT) as proxy:
        yield RealPeer(mcu, proxy)


@proves("asterisk-confbridge", Against.REAL_PEER, "Asterisk of Debian sid with eleven baresip codecs")
@pytest.mark.parametrize("check", [*ANY_PEER, *LIVING_PEER], ids=lambda check: check.__name__)
async def test_the_contract(mcu: Mcu, check: Check) -> None:
    async with peer_of(mcu) as peer:
        await check(peer)


async def test_the_chair_and_the_names_are_known(mcu: Mcu) -> None:
    async with peer_of(mcu) as peer, opened(peer) as console:
        state = await console.conference()
    chair = mcu.sites[0]
    assert {p.number for p in state.participants if p.is_chair} == {lab_mcu.number_of(chair)}
    assert {p.number: p.name for p in state.participants} == {
        lab_mcu.number_of(site): lab_mcu.name_of(site) for site in mcu.sites
    }


async def test_all_but_the_chair_and_the_speaker_are_blocked_at_once(mcu: Mcu) -> None:
    spared = {mcu.number("vanphong"), mcu.number("sapa")}
    async with peer_of(mcu) as peer, opened(peer) as console:
        state = await console.conference()
        others = [p for p in state.participants if p.number not in spared]
        await asyncio.gather(*(console.block(p.id) for p in others))
        assert (await peer.seen()).blocked == {p.number for p in others}
        state = await console.conference()
        assert {p.number for p in state.participants if not p.is_blocked} == spared
    assert len(others) == ELEVEN - len(spared)


async def test_who_is_dialled_is_not_called_by_the_conference_s_name(mcu: Mcu) -> None:
    async with peer_of(mcu) as peer, opened(peer) as console:
        await console.disconnect((await who(console, mcu.number("laocai"))).id)
        until(lambda: mcu.number("laocai") not in mcu.seen().numbers, "it left")
        await console.dial(mcu.number("laocai"))

        async def is_in() -> bool:
            return mcu.number("laocai") in (await peer.seen()).numbers

        await come_true(is_in, "it was called in")
        assert (await who(console, mcu.number("laocai"))).name == ""


async def test_a_site_is_listed_on_when_its_line_is_cut(mcu: Mcu, lab: Lab) -> None:
    async with peer_of(mcu) as peer, opened(peer) as console:
        before = await who(console, mcu.number("bacha"))
        lab.cut("bacha")
        codec = lab.site("bacha").address("codec")
        assert lab.namespaces.run("centre", "fping", "-r", "1", "-t", "300", codec).returncode != 0
        assert (await who(console, mcu.number("bacha"))).id == before.id
        lab.restore("bacha")
        assert (await who(console, mcu.number("bacha"))).id == before.id


async def test_a_room_that_mutes_itself_falls_quiet_and_is_not_blocked(mcu: Mcu) -> None:
    async with peer_of(mcu) as peer, opened(peer) as console:
        leg = (await who(console, mcu.number("baoyen"))).id
        listener = Listener(console)
        await asyncio.to_thread(mcu.ends["baoyen"].mute)
        try:
            await listener.hears(ConferenceEventKind.QUIET, leg)
            quiet = await who(console, mcu.number("baoyen"))
            assert (quiet.is_talking, quiet.is_blocked) == (False, False)
        finally:
            await asyncio.to_thread(mcu.ends["baoyen"].mute)
        await listener.hears(ConferenceEventKind.TALKING, leg)
        await listener.stop()


async def test_a_recording_that_another_client_starts_is_known(mcu: Mcu) -> None:
    async with peer_of(mcu) as peer, opened(peer) as console:
        assert (await console.conference()).is_recording is None
        for action, is_recording in (("ConfbridgeStartRecord", True), ("ConfbridgeStopRecord", False)):
            listener = Listener(console)
            answer = await asyncio.to_thread(mcu.witness.ask, action, Conference=CONFERENCE)
            assert answer["Response"] == "Success"
            await listener.hears(ConferenceEventKind.CHANGED)
            assert (await console.conference()).is_recording is is_recording
            await listener.stop()
        assert len((await console.conference()).participants) == ELEVEN


async def test_an_account_that_may_only_read_reads_and_is_refused(mcu: Mcu) -> None:
    reader = driver(lab_mcu.READER_SECRET, user=lab_mcu.READER)
    await reader.open()
    try:
        leg = (await who(reader, mcu.number("sapa"))).id
        with pytest.raises(Exception, match="Permission denied") as refusal:
            await reader.block(leg)
        assert getattr(refusal.value, "fault", None) is ControlFault.DENIED
        assert (await who(reader, mcu.number("sapa"))).is_blocked is False
    finally:
        await reader.close()


@pytest.mark.parametrize("lie", list(Lie))
async def test_verified_is_said_only_of_what_is_so(mcu: Mcu, lie: Lie) -> None:
    """The MCU is asked at that very moment by the other client, not over the proxy that lies."""
    async with peer_of(mcu) as peer:
        claims = Claims(peer.mcu(), lambda: mcu.seen().blocked)
        await hold_against(claims, peer.proxy, lie, mcu.number("sapa"), "02140009999")


def test_opening_and_killing_the_client_asks_the_mcu_for_nothing(mcu: Mcu) -> None:
    """By Asterisk's own log, which shows what does change something, as our healing before each test."""
    assert {"ConfbridgeUnmute", "ConfbridgeUnlock"} <= set(mcu.asterisk.actions())
    mark = mcu.asterisk.mark()
    words = [CENTRE_ADDRESS, str(AMI_PORT), CONSOLE, CONSOLE_SECRET, CONFERENCE]
    for kill in range(KILLS):
        with subprocess.Popen(
            [sys.executable, "-c", OPEN_AND_LOOK, *words], stdout=subprocess.PIPE, text=True
        ) as client:
            assert client.stdout
            assert client.stdout.readline() == "open\n"
            for _ in range(kill % 3):
                assert client.stdout.readline() == f"{ELEVEN}\n"
            client.send_signal(signal.SIGKILL)
    asked = Counter(mcu.asterisk.actions(mark))
    assert asked["Login"] == KILLS
    assert {name: count for name, count in asked.items() if name not in READING} == {}
