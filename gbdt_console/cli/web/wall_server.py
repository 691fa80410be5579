"""Answers browsers: the page, its words, its files, and one console for each page over a web socket."""

import asyncio
from importlib.resources import files

from aiohttp import web

from gbdt_console.cli.web.engine_words import EngineWords
from gbdt_console.cli.web.gate import Gate
from gbdt_console.cli.web.page_look import look_of
from gbdt_console.cli.web.page_policy import PagePolicy
from gbdt_console.cli.web.pages import OWN_FILES, Pages, answer_file
from gbdt_console.cli.web.seats import Seats
from gbdt_console.cli.web.wall import Wall
from gbdt_console.core.clock import SystemClock
from gbdt_console.text.words import Words

_MOST_BODY = 4_096
"""Limits what a form may send, in bytes."""
_FIRST_WORDS_WITHIN_S = 0.5
"""Limits how long a page waits for the engine's words, in seconds; without them it comes, and asks again."""
_ENGINE_WITHIN_S = 2.0
"""Limits the wait for the engine's socket, in seconds; an engine that stands still counts as none."""
_FAREWELL_S = 5.0
"""Limits the wait for open connections when the server ends, in seconds."""


class WallServer:
    """Gives each page the engine's words, and a console that only observes."""

    def __init__(self, wall: Wall, words: Words) -> None:
        self._wall, self._words = wall, words
        self._pages = Pages(words)
        self._gate = Gate(wall, words, self._pages.login)
        self._seats = Seats(wall, words)
        self._engine = EngineWords(wall.engine_socket, SystemClock())
        self._runner = web.AppRunner(self._application(), shutdown_timeout=_FAREWELL_S, access_log=None)

    async def start(self) -> None:
        """Listen. Raises OSError where the address cannot be had."""
        await self._runner.setup()
        assert self._runner.server is not None
        self._gate.open(self._runner.server)

    async def close(self) -> None:
        """End every console, then the connections."""
        await self._gate.close()
        await asyncio.gather(self._engine.close(), self._seats.close())
        await self._runner.cleanup()

    def _application(self) -> web.Application:
        application = web.Application(middlewares=[self._gate.middleware()], client_max_size=_MOST_BODY)
        application.add_routes([web.get("/", self._show_page), web.get("/told", self._tell)])
        application.add_routes([web.get("/ws/{theme}", self._seats.show), *self._gate.routes()])
        application.add_routes([web.get(f"/{name}", answer_file(name)) for name in OWN_FILES])
        application.router.add_static("/static", str(files("textual_serve") / "static"))
        application.on_response_prepare.append(PagePolicy(self._gate.origins).harden)
        return application

    async def _show_page(self, request: web.Request) -> web.Response:
        """Answer the page with the engine's words; where no wall can be shown, it says why and asks again."""
        snapshot = await self._engine.latest(_FIRST_WORDS_WITHIN_S)
        lack = "" if snapshot is not None else await self._engine_lack()
        look = look_of(request.query, self._wall.theme)
        return self._pages.wall(look, snapshot, lack or self._seats.lack)

    async def _tell(self, _: web.Request) -> web.Response:
        """Answer the engine's words alone, or why there are none."""
        snapshot = await self._engine.latest()
        silence = (
            "" if snapshot is not None else await self._engine_lack() or self._words("verb.serve-silent")
        )
        return self._pages.told(snapshot, silence)

    async def _engine_lack(self) -> str:
        """Say in words that there is no engine; empty where one listens."""
        try:
            async with asyncio.timeout(_ENGINE_WITHIN_S):
                _, writer = await asyncio.open_unix_connection(str(self._wall.engine_socket))
        except OSError:
            return self._words("verb.serve-no-engine")
        writer.close()
        return ""
