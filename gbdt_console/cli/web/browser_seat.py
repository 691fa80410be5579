"""Runs the console that one browser looks at, as a child process."""

import asyncio
import os
import re
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

from aiohttp import web
from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

_END_S = 3.0
"""Limits the wait for a console that was asked to end, in seconds; then it is killed."""
_SLOW_S = 30.0
"""Limits how long a browser may take one picture, in seconds; a page on a sleeping laptop frees its seat."""
_WIDTHS, _HEIGHTS = (20, 500), (10, 200)
"""Limits the size that a browser may ask for, in cells: 4K with the smallest font has 500 by 150."""
_KEPT = ("HOME", "LANG", "LC_ALL", "LC_CTYPE", "PATH", "TZ", "XDG_STATE_HOME")
"""The variables that a console gets: no secret of a device is among them."""
_UNSEEN = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|.)", re.DOTALL)
"""What a terminal draws nothing for: escape sequences (ECMA-48, OSC of xterm)."""
_HELD_MOST = 1_000_000
"""Limits what is held back until there are words, in bytes: several pictures of the largest size."""
_DRIVER = "gbdt_console.ui.terminal.browser_driver:BrowserDriver"


class BrowserSeat(AppService):
    """Starts the console, and ends it with the page.

    The page gets pixels alone: it is told to open no address and is given no file.
    """

    def __init__(self, command: Sequence[str], socket: web.WebSocketResponse) -> None:
        """Run `command` for the page at the other end of `socket`."""
        super().__init__(
            "",
            write_bytes=socket.send_bytes,
            write_str=socket.send_str,
            close=_closing(socket),
            download_manager=DownloadManager(),
        )
        self._arguments = command
        self._is_over = False
        self._held: bytearray | None = bytearray()

    async def run(self) -> None:
        """Hand pictures to the page; when the console ends, the page's connection ends too."""
        await super().run()
        await self.remote_close()

    async def stop(self) -> None:
        """End the console, also one that does not listen."""
        self._is_over = True
        process, task = self._process, self._task
        if process is None or task is None:
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(_END_S):
                await self.send_meta({"type": "quit"})
                await process.wait()
        if process.returncode is None:
            process.kill()
            await process.wait()
        await asyncio.wait({task}, timeout=_END_S)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    async def set_terminal_size(self, width: int, height: int) -> None:
        await super().set_terminal_size(*within(width, height))

    async def on_data(self, payload: bytes) -> None:
        """Send a picture; a page that takes none is given up.

        The page hides its own words at the first picture. So nothing is sent until there are words in one: a
        console that starts on a busy machine draws empty ones for seconds.
        """
        if self._is_over:
            return
        if self._held is not None:
            self._held += payload
            if not _has_words(payload) and len(self._held) < _HELD_MOST:
                return
            payload, self._held = bytes(self._held), None
        try:
            async with asyncio.timeout(_SLOW_S):
                await super().on_data(payload)
        except (TimeoutError, ConnectionError):
            self._is_over = True
            await self.remote_close()

    async def on_meta(self, data: bytes) -> None:
        """Drop what would make the page open an address or fetch a file."""

    async def on_packed(self, payload: bytes) -> None:
        """Drop parts of files."""

    async def _open_app_process(self, width: int = 80, height: int = 24) -> asyncio.subprocess.Process:
        """Start the console without a shell, with an environment of its own."""
        columns, lines = within(width, height)
        kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
        process = await asyncio.create_subprocess_exec(
            *self._arguments,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
            env=kept
            | {
                "TEXTUAL_DRIVER": _DRIVER,
                "TEXTUAL_COLOR_SYSTEM": "truecolor",
                "TERM": "xterm-256color",
                "COLORTERM": "truecolor",
                "COLUMNS": str(columns),
                "ROWS": str(lines),
            },
        )
        self._process, self._stdin = process, process.stdin
        return process


def _has_words(picture: bytes) -> bool:
    """Return whether a terminal draws a letter or a digit of that."""
    return any(map(str.isalnum, _UNSEEN.sub(b"", picture).decode("utf-8", "replace")))


def within(width: int, height: int) -> tuple[int, int]:
    """Return the size within what a console is drawn at, in cells."""
    (narrow, wide), (low, high) = _WIDTHS, _HEIGHTS
    return min(max(width, narrow), wide), min(max(height, low), high)


def _closing(socket: web.WebSocketResponse) -> Callable[[], Awaitable[None]]:
    async def close() -> None:
        await socket.close()

    return close
