"""Decides who is answered: whose page, from which address, and with which login."""

import asyncio
import socket
from collections.abc import Callable

import jinja2
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from gbdt_console.cli.web.doorkeeper import Doorkeeper
from gbdt_console.cli.web.login_door import LOGIN_PATH, LoginDoor
from gbdt_console.cli.web.page_look import look_of
from gbdt_console.cli.web.wall import Wall
from gbdt_console.text.words import Words

FREE_FILES = ("/static/", "/wall.")
"""Begins of the paths that everybody gets: the page's own files, which tell nothing."""
_BACKLOG = 128


class Gate:
    """Stands before every request."""

    def __init__(self, wall: Wall, words: Words, login_page: jinja2.Template) -> None:
        self._wall, self._words = wall, words
        self._hosts, self.origins = wall.place.hosts(), wall.place.origins()
        self._login = LoginDoor(wall.login, wall.place, login_page) if wall.login is not None else None
        self._door: Doorkeeper | None = None

    def open(self, protocol: Callable[[], asyncio.Protocol]) -> None:
        """Listen. Raises OSError where the address cannot be had."""
        place = self._wall.place
        family = socket.AF_INET6 if ":" in place.bind else socket.AF_INET
        listener = socket.create_server((place.bind, place.port), family=family, backlog=_BACKLOG)
        self._door = Doorkeeper(listener, protocol, self._wall.limits)
        self._door.open()

    async def close(self) -> None:
        """Let nobody in any more."""
        if self._door is not None:
            await self._door.close()

    def routes(self) -> list[web.RouteDef]:
        """Return the routes of the gate itself."""
        return [] if self._login is None else [web.post(LOGIN_PATH, self._take_pin)]

    def middleware(self) -> Middleware:
        @web.middleware
        async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
            """Refuse another name of this address, what another page sends, and who is not logged in."""
            is_sent = request.path.startswith("/ws/") or request.method not in ("GET", "HEAD")
            is_foreign = is_sent and request.headers.get("Origin") not in self.origins
            if request.host.lower() not in self._hosts or is_foreign:
                raise web.HTTPForbidden(text=self._words("verb.serve-foreign", url=self._wall.place.url))
            if request.path == LOGIN_PATH:
                await _whole(request)
            assert self._door is not None
            with self._door.serving(request.transport):
                return await self._let_in(request, handler)

        return guarded

    async def _let_in(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        login = self._login
        if login is None or request.path.startswith((*FREE_FILES, LOGIN_PATH)):
            return await handler(request)
        if not login.is_in(request):
            if request.path != "/":
                raise web.HTTPForbidden
            return login.ask(request, look_of(request.query, self._wall.theme))
        answer = await handler(request)
        login.renew(request, answer)
        return answer

    async def _take_pin(self, request: web.Request) -> web.Response:
        assert self._login is not None
        return await self._login.take(request, look_of(request.query, self._wall.theme))


async def _whole(request: web.Request) -> None:
    """Read what is sent. Until it is whole, its connection counts as one that asks for nothing."""
    try:
        await request.read()
    except (OSError, web.RequestPayloadError):
        raise web.HTTPBadRequest from None
