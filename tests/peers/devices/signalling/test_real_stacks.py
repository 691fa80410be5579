"""OPTIONS and certificates against SIP stacks that nobody here wrote: Asterisk, and baresip in each site."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from gbdt_console.core.clock import SystemClock
from gbdt_console.core.monitoring.signalling import CallService, Question, ServiceAnswer, Signalling, SipWire
from gbdt_console.devices.transports.signalling.probes import SignallingSockets
from gbdt_console.driver_contract.checking import come_true
from tests.support.drivers.evidence import Against, proves
from tests.support.lab.conference import Mcu
from tests.support.lab.mcu import CERTIFICATE_UNTIL
from tests.support.lab.plan import CENTRE_ADDRESS


@asynccontextmanager
async def asking() -> AsyncIterator[SignallingSockets]:
    sockets = SignallingSockets(SystemClock())
    try:
        yield sockets
    finally:
        sockets.close()


def sip(address: str, wire: SipWire) -> Question:
    return next(Signalling(wire).questions(address))


async def answers(sockets: SignallingSockets, *questions: Question) -> list[ServiceAnswer]:
    """What each says; who was silent is asked again, since a busy machine may let it wait too long."""
    said: dict[Question, ServiceAnswer] = {}

    async def all_said() -> bool:
        left = [question for question in questions if question not in said]
        heard = zip(left, await asyncio.gather(*map(sockets.ask, left)), strict=True)
        said.update((question, answer) for question, answer in heard if answer is not None)
        return len(said) == len(questions)

    await come_true(all_said, f"all of {questions} are answered")
    return [said[question] for question in questions]


@proves("sip", Against.REAL_PEER, "Asterisk of Debian sid over UDP, TCP and TLS")
async def test_asterisk_answers_over_udp_tcp_and_tls(mcu: Mcu) -> None:
    async with asking() as sockets:
        said = await answers(sockets, *(sip(CENTRE_ADDRESS, wire) for wire in SipWire))
    assert all(200 <= one.status < 700 and "Asterisk" in one.software for one in said)
    assert said[-1].certificate_until_utc == CERTIFICATE_UNTIL.timestamp()


@proves("https", Against.REAL_PEER, "the TLS port of Debian sid's Asterisk")
async def test_the_end_of_a_certificate_is_read_by_a_handshake_alone(mcu: Mcu) -> None:
    async with asking() as sockets:
        page = await sockets.ask(Question(CallService.HTTPS, CENTRE_ADDRESS, 5061))
    assert page is not None
    assert page.certificate_until_utc == CERTIFICATE_UNTIL.timestamp()


@proves("sip", Against.REAL_PEER, "baresip 1.1 over UDP and TCP, in calls and hung")
async def test_eleven_codecs_answer_within_their_calls_and_one_that_hangs_does_not(mcu: Mcu) -> None:
    addresses = [site.address("codec") for site in mcu.sites]
    async with asking() as sockets:
        for wire in (SipWire.UDP, SipWire.TCP):
            said = await answers(sockets, *(sip(address, wire) for address in addresses))
            assert all("baresip" in one.software for one in said)
        hung = mcu.ends[mcu.sites[1].id]
        with hung.frozen():
            both = (sip(hung.site.address("codec"), wire) for wire in (SipWire.UDP, SipWire.TCP))
            assert await asyncio.gather(*map(sockets.ask, both)) == [None, None]
        await answers(sockets, sip(hung.site.address("codec"), SipWire.UDP))
