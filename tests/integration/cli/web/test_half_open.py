"""Connections that ask for nothing keep no browser out, and fill no log."""

import asyncio
import resource
import socket
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path

import aiohttp

from gbdt_console.cli.web.doorkeeper import Doorkeeper, DoorLimits
from tests.support.web.serving import LIMIT_S, Served, serving, until

HALF = b"GET / HTTP/1.1\r\nHost: "
HALF_LOGIN = b"POST /login HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nContent-Length: 9\r\n\r\n"
FOR_EVER = 3_600.0


def half_open(served: Served, stack: ExitStack, half: bytes = HALF) -> socket.socket:
    """A connection that sends half of a request and no more."""
    host, port = served.origin.removeprefix("http://").split(":")
    client = stack.enter_context(socket.create_connection((host, int(port)), LIMIT_S))
    client.sendall(half.replace(b"{host}", f"{host}:{port}".encode()))
    return client


async def page_is_answered(served: Served) -> bool:
    """A new browser asks for the page; without an engine it says so."""
    async with aiohttp.ClientSession() as browser, browser.get(served.url) as page:
        return "no engine runs" in await page.text()


def files_of(served: Served) -> int:
    return len(list(Path(f"/proc/{served.process.pid}/fd").iterdir()))


async def test_300_half_open_connections_keep_no_browser_out(tmp_path: Path) -> None:
    """They are more than the server may have open, as 1 100 are on a usual machine."""
    async with serving(tmp_path, log=tmp_path / "log") as served:
        resource.prlimit(served.process.pid, resource.RLIMIT_NOFILE, (200, 200))
        with ExitStack() as opened:
            for number in range(300):
                await asyncio.to_thread(half_open, served, opened, HALF if number % 2 else HALF_LOGIN)
            async with asyncio.timeout(LIMIT_S):
                assert await page_is_answered(served)
            await until(lambda: files_of(served) < 150, "the connections that are too many are closed")
        assert await served.end() == 0
    assert (tmp_path / "log").read_text() == ""


async def test_a_server_without_descriptors_says_so_once_and_makes_room(tmp_path: Path) -> None:
    async with serving(tmp_path, log=tmp_path / "log") as served:
        allowed = files_of(served) + 6
        resource.prlimit(served.process.pid, resource.RLIMIT_NOFILE, (allowed, allowed))
        with ExitStack() as opened:
            for _ in range(10):
                await asyncio.to_thread(half_open, served, opened)
            async with asyncio.timeout(LIMIT_S):
                assert await page_is_answered(served)
        assert await served.end() == 0
    first, *rest = (tmp_path / "log").read_text().splitlines()
    assert "no connection can be accepted: Too many open files" in first
    assert len(rest) <= 1
    assert all("more: no connection can be accepted" in line for line in rest)


class Guest(asyncio.Protocol):
    """Says nothing."""

    def __init__(self, inside: list[asyncio.BaseTransport]) -> None:
        self._inside = inside

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._inside.append(transport)


class Door:
    """A doorkeeper whose connections say nothing."""

    def __init__(self, limits: DoorLimits) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.place = self.listener.getsockname()
        self.inside: list[asyncio.BaseTransport] = []
        self.keeper = Doorkeeper(self.listener, lambda: Guest(self.inside), limits)
        self.outside: list[asyncio.StreamWriter] = []

    async def knock(self, address: str = "127.0.0.1") -> asyncio.StreamReader:
        """Connect from that address; return when the door has opened."""
        before = len(self.inside)
        reader, writer = await asyncio.open_connection(*self.place, local_addr=(address, 0))
        self.outside.append(writer)
        await until(lambda: len(self.inside) > before, "the door opens")
        return reader


@asynccontextmanager
async def door(limits: DoorLimits) -> AsyncIterator[Door]:
    kept = Door(limits)
    kept.keeper.open()
    try:
        yield kept
    finally:
        await kept.keeper.close()
        for end in (*kept.inside, *kept.outside):
            end.close()


async def is_shut(reader: asyncio.StreamReader) -> bool:
    """Wait until the other end has closed."""
    async with asyncio.timeout(LIMIT_S):
        try:
            return await reader.read(1) == b""
        except ConnectionResetError:
            return True


def is_open(reader: asyncio.StreamReader) -> bool:
    return not reader.at_eof() and reader.exception() is None


async def test_who_asks_for_nothing_is_shut_out_in_time_and_who_is_served_stays() -> None:
    limits = DoorLimits(idle_s=0.2, look_s=0.02)
    async with door(limits) as opened:
        served = await opened.knock()
        with opened.keeper.serving(opened.inside[0]):
            assert await is_shut(await opened.knock())
            assert is_open(served)
        assert await is_shut(served)


async def test_one_address_takes_no_place_from_another() -> None:
    limits = DoorLimits(idle_s=FOR_EVER, most=6, most_each=4)
    async with door(limits) as opened:
        browser = await opened.knock("127.0.0.1")
        flood = [await opened.knock("127.0.0.2") for _ in range(8)]
        for early in flood[:4]:
            assert await is_shut(early)
        second = [await opened.knock("127.0.0.3") for _ in range(3)]
        for early in flood[4:6]:
            assert await is_shut(early)
        assert all(map(is_open, [browser, *flood[6:], *second]))


async def test_who_asked_before_stays_longer_than_who_never_asked() -> None:
    limits = DoorLimits(idle_s=FOR_EVER, most_each=2)
    async with door(limits) as opened:
        browser = await opened.knock()
        with opened.keeper.serving(opened.inside[0]):
            pass
        half = await opened.knock()
        newest = await opened.knock()
        assert await is_shut(half)
        assert is_open(browser)
        assert is_open(newest)
