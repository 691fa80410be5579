"""Call services that answer, and such that misbehave, over real sockets."""

import asyncio
import datetime
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from gbdt_console.core.clock import SystemClock
from gbdt_console.core.monitoring.signalling import CallService, Question, ServiceAnswer
from gbdt_console.devices.transports.signalling.probes import SignallingSockets
from tests.support.signalling.peers import answer, self_signed, stream_peer, udp_peer

HOME = "127.0.0.1"
SHORT_S, LONG_S = 0.05, 20.0


@asynccontextmanager
async def asking(*waits_s: float, stream_limit_s: float = LONG_S) -> AsyncIterator[SignallingSockets]:
    sockets = SignallingSockets(SystemClock(), waits_s or (LONG_S,), stream_limit_s=stream_limit_s)
    try:
        yield sockets
    finally:
        sockets.close()


def sip(port: int, wire: str = "udp", address: str = HOME) -> Question:
    return Question(CallService.SIP, address, port, wire)


@pytest.mark.parametrize(
    "status", ["200 OK", "401 Unauthorized", "404 Not Found", "486 Busy", "503 No", "603 No"]
)
async def test_any_final_answer_is_life(status: str) -> None:
    async with udp_peer(lambda asked: [answer(asked, status, server="Codec 1")]) as peer, asking() as sockets:
        said = await sockets.ask(sip(peer.port))
    assert said is not None
    assert (said.status, said.software) == (int(status[:3]), "Codec 1")
    assert said.rtt_ms is not None


async def test_one_socket_asks_all_codecs() -> None:
    async with (
        udp_peer(lambda asked: [answer(asked)]) as one,
        udp_peer(lambda asked: [answer(asked, "486 Busy")], "127.0.0.2") as other,
        asking() as sockets,
    ):
        said = await asyncio.gather(
            sockets.ask(sip(one.port)), sockets.ask(sip(other.port, address="127.0.0.2"))
        )
        assert [one and one.status for one in said] == [200, 486]
        assert one.sender[1] == other.sender[1]


async def test_a_provisional_answer_is_waited_behind() -> None:
    async with (
        udp_peer(lambda asked: [answer(asked, "100 Trying"), answer(asked)]) as peer,
        asking() as sockets,
    ):
        said = await sockets.ask(sip(peer.port))
    assert said is not None
    assert said.status == 200


async def test_a_lost_request_is_sent_again_and_tells_no_round_trip() -> None:
    async with udp_peer(lambda asked: []) as peer, asking(SHORT_S, LONG_S) as sockets:
        peer.answers = lambda asked: [answer(asked)] if len(peer.asked) > 1 else []
        said = await sockets.ask(sip(peer.port))
        assert [asked["via"] for asked in peer.asked] == [peer.asked[0]["via"]] * 2
    assert said == ServiceAnswer(None, 200)


def _wrong_branch(asked: dict[str, str]) -> bytes:
    return answer(asked, via="SIP/2.0/UDP 1.2.3.4;branch=z9hG4bKother")


@pytest.mark.parametrize(
    ("lie", "counted"),
    [
        (_wrong_branch, "strays"),
        (lambda asked: answer(asked, call_id="other"), "strays"),
        (lambda asked: answer(asked, cseq="1 INVITE"), "malformed"),
        (lambda asked: answer(asked)[:-9], "malformed"),
        (lambda asked: b"\xff" * 60_000, "malformed"),
        (lambda asked: b"OPTIONS sip:gbdt SIP/2.0\r\n\r\n", "malformed"),
    ],
)
async def test_what_does_not_answer_the_question_is_passed_over(
    lie: Callable[[dict[str, str]], bytes], counted: str
) -> None:
    async with udp_peer(lambda asked: [lie(asked), answer(asked)]) as peer, asking() as sockets:
        assert await sockets.ask(sip(peer.port)) is not None
        assert sockets.udp.counts == {counted: 1, "answers": 1}


async def test_who_answers_nothing_is_silent_and_nothing_is_kept_of_the_question() -> None:
    async with udp_peer(lambda asked: []) as peer, asking(SHORT_S, SHORT_S) as sockets:
        assert await sockets.ask(sip(peer.port)) is None
        assert sockets.udp.counts == {"silent": 1}
        assert not sockets.udp.awaited


async def test_nobody_answers_for_another_address() -> None:
    async with (
        udp_peer(lambda asked: []) as peer,
        udp_peer(lambda asked: [], "127.0.0.2") as liar,
        asking() as sockets,
    ):

        def first_another(asked: dict[str, str]) -> list[bytes]:
            liar.transport.sendto(answer(asked, "486 Busy"), peer.sender)
            return [answer(asked)]

        peer.answers = first_another
        said = await sockets.ask(sip(peer.port))
        assert sockets.udp.counts["strays"] == 1
    assert said is not None
    assert said.status == 200


async def test_an_answer_that_comes_too_late_counts_for_nothing() -> None:
    async with udp_peer(lambda asked: []) as peer, asking(SHORT_S) as sockets:
        assert await sockets.ask(sip(peer.port)) is None
        late = answer(peer.asked[0])
        peer.answers = lambda asked: [late, late, answer(asked, "486 Busy")]
        said = await sockets.ask(sip(peer.port))
        assert sockets.udp.counts["strays"] == 2
    assert said is not None
    assert said.status == 486


async def test_tcp_and_tls_are_asked_and_tls_shows_its_certificates_end(tmp_path: Path) -> None:
    until = datetime.datetime(2030, 5, 1, tzinfo=datetime.UTC)
    tls = self_signed(tmp_path, until)
    async with (
        stream_peer(lambda asked: [answer(asked, "100 Trying"), answer(asked, "403 No")]) as plain,
        stream_peer(lambda asked: [answer(asked)], tls) as secure,
        asking() as sockets,
    ):
        over_tcp = await sockets.ask(sip(plain, "tcp"))
        over_tls = await sockets.ask(sip(secure, "tls"))
        page = await sockets.ask(Question(CallService.HTTPS, HOME, secure))
    assert over_tcp is not None
    assert (over_tcp.status, over_tcp.certificate_until_utc) == (403, None)
    assert over_tls is not None
    assert (over_tls.status, over_tls.certificate_until_utc) == (200, until.timestamp())
    assert page is not None
    assert page.certificate_until_utc == until.timestamp()


async def test_h323_is_a_connection_that_says_nothing() -> None:
    heard: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.set_result(await reader.read())
        writer.close()

    server = await asyncio.start_server(listen, HOME, 0)
    async with server, asking() as sockets:
        said = await sockets.ask(Question(CallService.H323, HOME, server.sockets[0].getsockname()[1]))
        assert await heard == b""
    assert said is not None
    assert said.status == 0


@pytest.mark.parametrize("lie", [b"", b"\r\n\r\n", b"SIP/2.0 200 OK\r\n\r\n", b"x" * 100_000])
async def test_a_stream_that_gives_no_answer_is_silence(lie: bytes) -> None:
    async with stream_peer(lambda asked: [lie]) as port, asking() as sockets:
        assert await sockets.ask(sip(port, "tcp")) is None


async def test_a_codec_that_knows_no_tls_is_silence() -> None:
    async with stream_peer(lambda asked: [answer(asked)]) as port, asking(stream_limit_s=SHORT_S) as sockets:
        assert await sockets.ask(sip(port, "tls")) is None


@pytest.mark.parametrize("service", CallService)
async def test_a_closed_port_is_silence(service: CallService) -> None:
    with socket.socket() as taken:
        taken.bind((HOME, 0))
        port = taken.getsockname()[1]
        async with asking(SHORT_S) as sockets:
            assert await sockets.ask(Question(service, HOME, port, "udp")) is None
            assert await sockets.ask(Question(service, HOME, port, "tcp")) is None
