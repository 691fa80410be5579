"""Answers browsers: the page, its files, and one console for each page over a web socket."""

import asyncio
import json
import socket
from collections.abc import Sequence
from dataclasses import field
from http import HTTPStatus
from importlib.resources import files
from pathlib import Path

import jinja2
from aiohttp import WSMsgType, web
from aiohttp.typedefs import Handler, Middleware

from gbdt_console.cli.web.browser_seat import BrowserSeat
from gbdt_console.cli.web.doorkeeper import Doorkeeper, DoorLimits
from gbdt_console.cli.web.place import Place
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.text.words import Words

_PAGE = Path(__file__).parent / "page"
_OWN_FILES = ("wall.css", "wall.js")
_SIZE = (("width", 80), ("height", 24))
_DIGITS = 9
"""Limits a size in a query to what is read as a number at once."""
_HEARTBEAT_S = 15.0
"""Limits how long the seat of a browser that is gone stays taken: to one and a half of it, in seconds."""
_CLOSE_S = 1.0
"""Limits the wait for a page's answer to the end of its connection, in seconds."""
_MESSAGE_MOST = 64 * 1024
"""Limits what a page sends at once, in bytes: a long paste."""
_BACKLOG = 128
_ENGINE_WITHIN_S = 2.0
"""Limits the wait for the engine's socket, in seconds; an engine that stands still counts as none."""
_FAREWELL_S = 5.0
"""Limits the wait for open connections when the server ends, in seconds."""


@dataclass(frozen=True, slots=True)
class Wall:
    """Describes what is served.

    place: where browsers find it
    command: arguments that start the console of one browser
    engine_socket: the engine's control socket; without one no console is started
    limits: what connections may take without asking for anything
    """

    place: Place
    command: Sequence[str]
    engine_socket: Path
    seats: int
    limits: DoorLimits = field(default_factory=DoorLimits)


class WallServer:
    """Gives each page a console that only observes."""

    def __init__(self, wall: Wall, words: Words) -> None:
        self._wall, self._words = wall, words
        self._hosts, self._origins = wall.place.hosts(), wall.place.origins()
        self._seats: set[BrowserSeat] = set()
        self._door: Doorkeeper | None = None
        environment = jinja2.Environment(loader=jinja2.FileSystemLoader(_PAGE), autoescape=True)
        self._template = environment.get_template("wall.html")
        self._runner = web.AppRunner(self._application(), shutdown_timeout=_FAREWELL_S, access_log=None)

    async def start(self) -> None:
        """Listen. Raises OSError where the address cannot be had."""
        await self._runner.setup()
        assert self._runner.server is not None
        place = self._wall.place
        family = socket.AF_INET6 if ":" in place.bind else socket.AF_INET
        listener = socket.create_server((place.bind, place.port), family=family, backlog=_BACKLOG)
        self._door = Doorkeeper(listener, self._runner.server, self._wall.limits)
        self._door.open()

    async def close(self) -> None:
        """End every console, then the connections."""
        if self._door is not None:
            await self._door.close()
        await asyncio.gather(*(seat.stop() for seat in self._seats))
        await self._runner.cleanup()

    def _application(self) -> web.Application:
        application = web.Application(middlewares=[self._guarded()])
        application.add_routes([web.get("/", self._show_page), web.get("/ws", self._show_wall)])
        application.add_routes([web.get(f"/{name}", _answer_file(name)) for name in _OWN_FILES])
        application.router.add_static("/static", str(files("textual_serve") / "static"))
        application.on_response_prepare.append(self._harden)
        return application

    def _guarded(self) -> Middleware:
        @web.middleware
        async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
            """Refuse another name of this address, and a web socket that another page opens."""
            is_foreign = request.path == "/ws" and request.headers.get("Origin") not in self._origins
            if request.host.lower() not in self._hosts or is_foreign:
                raise web.HTTPForbidden(text=self._words("verb.serve-foreign", url=self._wall.place.url))
            assert self._door is not None
            with self._door.serving(request.transport):
                return await handler(request)

        return guarded

    async def _show_page(self, request: web.Request) -> web.Response:
        """Answer the page; where it would show nothing, it says why and asks again."""
        lack = await self._lack()
        text = self._template.render(
            language=self._words.language,
            words=self._words,
            lack=self._words(lack, seats=self._wall.seats) if lack else "",
        )
        status = HTTPStatus.SERVICE_UNAVAILABLE if lack else HTTPStatus.OK
        return web.Response(text=text, content_type="text/html", charset="utf-8", status=status)

    async def _lack(self) -> str:
        """Return the code of why no wall can be shown now; empty where it can."""
        if len(self._seats) >= self._wall.seats:
            return "verb.serve-full"
        try:
            async with asyncio.timeout(_ENGINE_WITHIN_S):
                _, writer = await asyncio.open_unix_connection(str(self._wall.engine_socket))
        except OSError:
            return "verb.serve-no-engine"
        writer.close()
        return ""

    async def _show_wall(self, request: web.Request) -> web.WebSocketResponse:
        """Run one console for as long as its page is open."""
        if len(self._seats) >= self._wall.seats:
            raise web.HTTPServiceUnavailable(text=self._words("verb.serve-full", seats=self._wall.seats))
        opened = web.WebSocketResponse(timeout=_CLOSE_S, heartbeat=_HEARTBEAT_S, max_msg_size=_MESSAGE_MOST)
        seat = BrowserSeat(self._wall.command, opened)
        self._seats.add(seat)
        try:
            await opened.prepare(request)
            await seat.start(*(_cells(request.query.get(name, ""), usual) for name, usual in _SIZE))
            async for message in opened:
                if message.type is not WSMsgType.TEXT or not await _pass_on(message.data, seat, opened):
                    break
        finally:
            await seat.stop()
            self._seats.discard(seat)
        return opened

    async def _harden(self, request: web.Request, response: web.StreamResponse) -> None:
        """Keep a page to its own files and its own web socket.

        The sandbox lets it open no window and save no file, so that an address in a device's text leads
        nowhere. Older browsers do not count a web socket as the page's own, so they are named.
        """
        sockets = " ".join(sorted(origin.replace("http", "ws", 1) for origin in self._origins))
        response.headers["Content-Security-Policy"] = (
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; "
            f"img-src 'self' data:; connect-src 'self' {sockets}; base-uri 'none'; form-action 'none'; "
            "frame-ancestors 'none'; sandbox allow-scripts allow-same-origin"
        )
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-cache"


async def _pass_on(text: str, seat: BrowserSeat, socket: web.WebSocketResponse) -> bool:
    """Give a page's message to its console; return whether it was one that a page sends."""
    try:
        message = json.loads(text)
    except ValueError:
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


def _answer_file(name: str) -> Handler:
    async def answer(_: web.Request) -> web.FileResponse:
        return web.FileResponse(_PAGE / name)

    return answer
