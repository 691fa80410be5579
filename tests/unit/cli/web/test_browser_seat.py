"""A page gets nothing of its console before there are words in it: at the first picture it hides its own."""

from typing import cast

import pytest
from aiohttp import web

from gbdt_console.cli.web.browser_seat import BrowserSeat

BEGIN = (b"\x1b[?1049h", b"\x1b[?2026$p", b"\x1b]22;default\x07", b"\x1b]0;GBDT\x1b\\")
EMPTY = b"\x1b[1;1H\x1b[38;2;228;230;232;48;2;16;18;20m" + b" " * 80 + "─┏·".encode() + b"\x1b[0m\x1b[1;1H"
WORDS = "\x1b[1;1H\x1b[1mĐiểm 1\x1b[0m".encode()


class Socket:
    """Keeps what a page is sent."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []

    async def send_bytes(self, data: bytes) -> None:
        self.sent.append(data)

    async def send_str(self, data: str) -> None:
        self.sent.append(data.encode())


@pytest.fixture
def socket() -> Socket:
    return Socket()


@pytest.fixture
def seat(socket: Socket) -> BrowserSeat:
    return BrowserSeat((), cast(web.WebSocketResponse, socket))


async def test_empty_pictures_are_kept_until_there_are_words(seat: BrowserSeat, socket: Socket) -> None:
    for part in (*BEGIN, EMPTY, EMPTY):
        await seat.on_data(part)
    assert socket.sent == []
    await seat.on_data(WORDS)
    assert socket.sent == [b"".join((*BEGIN, EMPTY, EMPTY, WORDS))]
    await seat.on_data(EMPTY)
    assert socket.sent[1:] == [EMPTY]


async def test_a_console_without_any_words_is_shown_in_the_end(seat: BrowserSeat, socket: Socket) -> None:
    for _ in range(11_000):
        await seat.on_data(EMPTY)
    assert socket.sent
