"""Gives each page a console of its own over its web socket, as far as there are seats."""

import asyncio
import json

from aiohttp import WSMsgType, web

from gbdt_console.cli.web.browser_seat import BrowserSeat
from gbdt_console.cli.web.page_look import THEMES
from gbdt_console.cli.web.wall import Wall
from gbdt_console.text.words import Words

_SIZE = (("width", 80), ("height", 24))
_DIGITS = 9
"""Limits a size in a query to what is read as a number at once."""
_HEARTBEAT_S = 15.0
"""Limits how long the seat of a browser that is gone stays taken: to one and a half of it, in seconds."""
_CLOSE_S = 1.0
"""Limits the wait for a page's answer to the end of its connection, in seconds."""
_MESSAGE_MOST = 64 * 1024
"""Limits what a page sends at once, in bytes: a long paste."""


class Seats:
    """Holds the consoles of all pages."""

    def __init__(self, wall: Wall, words: Words) -> None:
        self._wall, self._words = wall, words
        self._taken: set[BrowserSeat] = set()

    @property
    def lack(self) -> str:
        """Say in words that no seat is free; empty while one is."""
        is_full = len(self._taken) >= self._wall.seats
        return self._words("verb.serve-full", seats=self._wall.seats) if is_full else ""

    async def show(self, request: web.Request) -> web.WebSocketResponse:
        """Run one console for as long as its page is open."""
        if lack := self.lack:
            raise web.HTTPServiceUnavailable(text=lack)
        opened = web.WebSocketResponse(timeout=_CLOSE_S, heartbeat=_HEARTBEAT_S, max_msg_size=_MESSAGE_MOST)
        theme = request.match_info["theme"]
        seat = BrowserSeat((*self._wall.command, theme if theme in THEMES else self._wall.theme), opened)
        self._taken.add(seat)
        try:
            await opened.prepare(request)
            await seat.start(*(_cells(request.query.get(name, ""), usual) for name, usual in _SIZE))
            async for message in opened:
                if message.type is not WSMsgType.TEXT or not await _pass_on(message.data, seat, opened):
                    break
        finally:
            await seat.stop()
            self._taken.discard(seat)
        return opened

    async def close(self) -> None:
        """End every console."""
        await asyncio.gather(*(seat.stop() for seat in self._taken))


async def _pass_on(text: str, seat: BrowserSeat, socket: web.WebSocketResponse) -> bool:
    """Give a page's message to its console; return whether it was one that a page sends."""
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        return False
    match message:
        case ["stdin", str(keys)]:
            return await seat.send_bytes(keys.encode("utf-8", "replace"))
        case ["resize", {"width": int(width), "height": int(height)}]:
            await seat.set_terminal_size(width, height)
        case ["ping", str(sent)]:
            await socket.send_json(["pong", sent])
        case ["focus"]:
            await seat.focus()
        case ["blur"]:
            await seat.blur()
        case _:
            return False
    return True


def _cells(text: str, usual: int) -> int:
    """Return a number of cells of a query, the usual one where it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else usual
