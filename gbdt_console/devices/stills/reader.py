"""Reads what a camera gives: a BMP here, a JPEG by a child process that lives while somebody looks."""

import asyncio
import sys
from contextlib import suppress
from typing import Protocol

from gbdt_console.devices.stills import decode_child
from gbdt_console.devices.stills.bitmap import Small, read_bmp

MOST_WIDTH = 48
"""Limit of a still's width, pixels: as wide as those of OBS."""
_JPEG = b"\xff\xd8\xff"
_LONGEST_S = 3.0
"""Limits one picture, s: a child that takes longer is ended, and the next picture has a new one."""
_MOST_SIDE = 4 * MOST_WIDTH


class ReadsPhotos(Protocol):
    async def read(self, data: bytes) -> Small | None:
        """Return a photo as small as a pane shows it; None where it is none, or there is no decoder."""
        ...

    async def close(self) -> None:
        """End what was started; the next picture starts it anew."""
        ...


class PhotoReader:
    """Decodes with one child at a time, started with the first JPEG."""

    def __init__(self) -> None:
        self._child: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()
        self._lacks_library = False

    async def read(self, data: bytes) -> Small | None:
        if not data.startswith(_JPEG):
            return read_bmp(data, MOST_WIDTH)
        if self._lacks_library:
            return None
        async with self._turn:
            try:
                async with asyncio.timeout(_LONGEST_S):
                    return await self._decoded(data)
            except (OSError, EOFError, TimeoutError):
                self._lacks_library = await self._ended() == decode_child.NO_LIBRARY
                return None
            except BaseException:
                await self._ended()  # whoever asked left amid an answer
                raise

    async def close(self) -> None:
        async with self._turn:
            await self._ended()

    async def _decoded(self, data: bytes) -> Small | None:
        child = self._child
        if child is None or child.returncode is not None:
            child = self._child = await asyncio.create_subprocess_exec(
                sys.executable, "-I", "-m", decode_child.__name__,
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL, env={}, cwd="/", start_new_session=True,
            )  # fmt: skip
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(decode_child.LENGTH.pack(len(data)) + data)
        await child.stdin.drain()
        size = decode_child.SIZE.unpack(await child.stdout.readexactly(decode_child.SIZE.size))
        if not all(0 < side <= _MOST_SIDE for side in size):
            return None
        width, height = size
        return Small(width, await child.stdout.readexactly(3 * width * height))

    async def _ended(self) -> int | None:
        """End the child and return its exit status; None without one."""
        child, self._child = self._child, None
        if child is None:
            return None
        if child.stdin is not None:
            child.stdin.close()
        try:
            async with asyncio.timeout(0.5):
                return await child.wait()
        except TimeoutError:
            with suppress(ProcessLookupError):
                child.kill()
            return await child.wait()
