"""Renders the page of a wall: its words at once, its terminal where it has room for one."""

from http import HTTPStatus
from pathlib import Path

import jinja2
from aiohttp import web
from aiohttp.typedefs import Handler

from gbdt_console.cli.web.page_look import PageLook
from gbdt_console.cli.web.told import Told, told
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.text.words import Words

_FOLDER = Path(__file__).parent / "page"
OWN_FILES = ("wall.css", "wall.js")


class Pages:
    """Writes answers in one language."""

    def __init__(self, words: Words) -> None:
        self._words = words
        environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(_FOLDER), autoescape=True, trim_blocks=True, lstrip_blocks=True
        )
        environment.globals |= {"words": words, "language": words.language}
        self._wall, self._told = environment.get_template("wall.html"), environment.get_template("told.html")
        self.login = environment.get_template("login.html")
        self._last: tuple[Snapshot, Told] | None = None

    def wall(self, look: PageLook, snapshot: Snapshot | None, lack: str) -> web.Response:
        """Answer the whole page; `lack` says in words why no wall can be shown now."""
        text = self._wall.render(look=look, lack=lack, told=self._told_of(snapshot), why="")
        return _html(text, HTTPStatus.SERVICE_UNAVAILABLE if lack else HTTPStatus.OK)

    def told(self, snapshot: Snapshot | None, why: str) -> web.Response:
        """Answer the words alone; `why` says in words why there are none."""
        return _html(self._told.render(told=self._told_of(snapshot), why=why), HTTPStatus.OK)

    def _told_of(self, snapshot: Snapshot | None) -> Told | None:
        """Return what is said of a Snapshot, which several pages ask for."""
        if snapshot is None:
            return None
        if self._last is None or self._last[0] is not snapshot:
            self._last = (snapshot, told(self._words, snapshot))
        return self._last[1]


def _html(text: str, status: HTTPStatus) -> web.Response:
    return web.Response(text=text, content_type="text/html", charset="utf-8", status=status)


def answer_file(name: str) -> Handler:
    """Return what answers one of OWN_FILES."""

    async def answer(_: web.Request) -> web.FileResponse:
        return web.FileResponse(_FOLDER / name)

    return answer
