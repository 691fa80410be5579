"""Proves whom `serve` answers, how many, with what words, and that no console outlives its page."""

import asyncio
from contextlib import ExitStack
from pathlib import Path

import aiohttp

from tests.support.engine.ports import running
from tests.support.web.serving import LIMIT_S, LOOK_EVERY_S, Served, is_alive, serving, until

HUGE = "width=900000&height=900000"


async def refusal(session: aiohttp.ClientSession, served: Served, **headers: str) -> int:
    """Return the status with which a web socket of these headers is refused; 101 where it is not."""
    try:
        async with session.ws_connect(f"{served.url}ws/dark", headers=headers):
            return 101
    except aiohttp.WSServerHandshakeError as error:
        return error.status


async def test_only_the_own_page_gets_a_seat_and_no_console_outlives_it(tmp_path: Path) -> None:
    with ExitStack() as engine:
        engine.enter_context(running(tmp_path))
        log = tmp_path / "serve.log"
        async with serving(tmp_path, "--seats", "1", log=log) as served, aiohttp.ClientSession() as session:
            assert await refusal(session, served) == 403
            assert await refusal(session, served, Origin="http://evil.example") == 403
            assert await refusal(session, served, Origin="null") == 403
            assert await refusal(session, served, Origin=served.origin, Host="evil.example") == 403
            async with session.get(served.url, headers={"Host": "evil.example"}) as page:
                assert page.status == 403
            assert served.consoles() == []
            await until_page(session, served, 200, "3/3 reachable")
            await until_page(session, served, 200, "No open alarms.", "told")
            assert served.consoles() == [], "words need no console"

            own = {"Origin": served.origin}
            async with session.ws_connect(f"{served.url}ws/dark?{HUGE}", headers=own) as socket:
                await until_drawn(socket, "observing")
                (console,) = served.consoles()
                assert "GBDT_" not in Path(f"/proc/{console}/environ").read_text()
                assert await refusal(session, served, **own) == 503
                await until_page(session, served, 503, "no seat is free")
                await until_page(session, served, 503, "3/3 reachable")
                await socket.send_str('["deliver_chunk_request", {"key": "1", "size": 1}]')
                await until_closed(socket)
                await until(lambda: not is_alive(console), "the end of the console")

            await until_page(session, served, 200, "Opening the wall")
            async with session.ws_connect(f"{served.url}ws/dark", headers=own) as socket:
                await socket.send_str("[" * 60_000)
                await until_closed(socket)
            await until_page(session, served, 200, "Opening the wall")
            assert "RecursionError" not in log.read_text(), "it is no message of a page, and no fault"

            async with session.ws_connect(f"{served.url}ws/dark", headers=own) as socket:
                await until_drawn(socket, "observing")
                (console,) = served.consoles()
                await asyncio.to_thread(engine.close)
                await until_closed(socket)
                await until(lambda: not is_alive(console), "the end of the console with the engine")
            await until_page(session, served, 503, "no engine runs at the centre")
            await until_page(session, served, 200, "no engine runs at the centre", "told")
            assert served.consoles() == []


async def test_a_console_ends_in_order_when_its_server_is_killed(tmp_path: Path) -> None:
    with running(tmp_path):
        async with serving(tmp_path) as served, aiohttp.ClientSession() as session:
            own = {"Origin": served.origin}
            async with session.ws_connect(f"{served.url}ws/dark", headers=own) as socket:
                await until_drawn(socket, "observing")
                (console,) = served.consoles()
                served.process.kill()
                await until(lambda: not is_alive(console), "the end of the console")
    assert "the screen failed" not in (tmp_path / "engine.log").read_text()


async def until_drawn(socket: aiohttp.ClientWebSocketResponse, text: str) -> None:
    """Until the console has drawn `text`."""
    drawn = ""
    while text not in drawn:
        message = await socket.receive(30)
        assert message.type is aiohttp.WSMsgType.BINARY
        drawn += message.data.decode()


async def until_closed(socket: aiohttp.ClientWebSocketResponse) -> None:
    """Until the server has ended the connection."""
    while (await socket.receive(30)).type is aiohttp.WSMsgType.BINARY:
        pass


async def until_page(
    session: aiohttp.ClientSession, served: Served, status: int, text: str, path: str = ""
) -> None:
    """Until the page is answered so."""
    async with asyncio.timeout(LIMIT_S):
        while True:
            async with session.get(served.url + path) as page:
                if page.status == status and text in await page.text():
                    return
            await asyncio.sleep(LOOK_EVERY_S)
