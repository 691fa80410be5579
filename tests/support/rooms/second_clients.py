"""Clients of xAPI that nobody here wrote: jsxapi in a Node process, and xows."""

import asyncio
import hashlib
import itertools
import json
import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Protocol

import xows

from tests.support.rooms.xapi_listeners import USER
from tests.support.rooms.xapi_office import PASSWORD, XapiOffice

_OWN = Path(__file__).parent / "jsxapi"
_FILES = ("package.json", "package-lock.json", "client.js")
_INSTALLED = "/var/tmp/gbdt-jsxapi-{}"
_INSTALL_S = 300


class Refused(LookupError):
    """The codec refused, in the words that the client gives."""


class SecondClient(Protocol):
    async def get(self, *path: str) -> Any: ...

    async def command(self, *path: str, **params: str | int) -> Any: ...

    async def listen(self, *path: str) -> "asyncio.Queue[Any]":
        """Return what will hold each new value at that path."""
        ...


class Xows:
    def __init__(self, client: xows.XoWSClient) -> None:
        self._client = client

    async def get(self, *path: str) -> Any:
        return await self._client.xGet(["Status", *path])

    async def command(self, *path: str, **params: str | int) -> Any:
        try:
            return await self._client.xCommand(list(path), **params)
        except xows.XoWSError as error:
            raise Refused(*error.args) from None

    async def listen(self, *path: str) -> "asyncio.Queue[Any]":
        told: asyncio.Queue[Any] = asyncio.Queue()

        def take(params: Any, _: int) -> None:
            value = params["Status"]
            for name in path:
                value = value[name]
            told.put_nowait(value)

        await self._client.subscribe(["Status", *path], take)
        return told


class Jsxapi:
    """The process reads a request a line, and says what came of it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._ids = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._told: asyncio.Queue[Any] = asyncio.Queue()
        self.is_ready = asyncio.get_running_loop().create_future()
        self._reading = asyncio.create_task(self._read())

    async def get(self, *path: str) -> Any:
        return await self._ask("get", path)

    async def command(self, *path: str, **params: str | int) -> Any:
        return await self._ask("command", path, params)

    async def listen(self, *path: str) -> "asyncio.Queue[Any]":
        await self._ask("listen", path)
        return self._told

    def end(self) -> None:
        self._reading.cancel()

    async def _ask(self, ask: str, path: Sequence[str], params: object = None) -> Any:
        number = next(self._ids)
        self._waiting[number] = asyncio.get_running_loop().create_future()
        request = {"id": number, "ask": ask, "path": " ".join(path), "params": params or {}}
        assert self._process.stdin is not None
        self._process.stdin.write(f"{json.dumps(request)}\n".encode())
        answer = await self._waiting[number]
        if "error" in answer:
            raise Refused(answer["error"])
        return answer.get("result")

    async def _read(self) -> None:
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            said = json.loads(line)
            if "id" in said:
                self._waiting.pop(said["id"]).set_result(said)
            elif "told" in said:
                self._told.put_nowait(said["told"])
            elif not self.is_ready.done():
                self.is_ready.set_result(said)


@asynccontextmanager
async def client_of(name: str, wire: str, office: XapiOffice) -> AsyncIterator[SecondClient]:
    """Connect that client to the codec."""
    opened = _xows(office) if name == "xows" else _jsxapi(wire, office)
    async with opened as client:
        yield client


@asynccontextmanager
async def _xows(office: XapiOffice) -> AsyncIterator[SecondClient]:
    url = f"wss://127.0.0.1:{office.socket.port}/ws"
    async with xows.XoWSClient(url, username=USER, password=PASSWORD) as client:
        yield Xows(client)


@asynccontextmanager
async def _jsxapi(wire: str, office: XapiOffice) -> AsyncIterator[SecondClient]:
    folder = await asyncio.to_thread(installed)
    process = await asyncio.create_subprocess_exec(
        "node",
        str(folder / "client.js"),
        f"{wire}://127.0.0.1:{office.port(wire)}",
        USER,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PEER_PASSWORD": PASSWORD},
    )
    client = Jsxapi(process)
    try:
        assert await client.is_ready == {"ready": True}
        yield client
    finally:
        client.end()
        process.kill()
        await process.wait()


def installed() -> Path:
    """Return the folder with jsxapi, by the locked versions; installed once a machine."""
    made_of = b"".join((_OWN / name).read_bytes() for name in _FILES)
    folder = Path(_INSTALLED.format(hashlib.sha256(made_of).hexdigest()[:12]))
    if folder.exists():
        return folder
    partial = Path(mkdtemp(prefix=f"{folder.name}-", dir=folder.parent))
    for name in _FILES:
        shutil.copy(_OWN / name, partial)
    npm = ("npm", "ci", "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund", "--silent")
    subprocess.run(npm, cwd=partial, check=True, timeout=_INSTALL_S)
    try:
        partial.rename(folder)
    except OSError:  # another test run was first
        shutil.rmtree(partial)
    return folder
