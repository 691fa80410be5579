"""Lets the engine in the lab's centre reach an OBS that runs outside of the lab."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests.support.lab.namespaces import Namespaces, inside
from tests.support.lab.plan import CENTRE_ADDRESS
from tests.support.mixer.mixer_contract import LOOPBACK

_READ_BYTES = 65_536


@contextmanager
def reached_from_centre(namespaces: Namespaces, port: int) -> Iterator[int]:
    """Pass on what arrives inside the centre to a port outside; return the port inside."""
    with inside(namespaces, "centre"):
        door = socket.create_server((CENTRE_ADDRESS, 0))
    loop = asyncio.new_event_loop()
    passing = threading.Thread(target=loop.run_until_complete, args=(_serve(door, port),))
    inside_port: int = door.getsockname()[1]
    passing.start()
    try:
        yield inside_port
    finally:
        loop.call_soon_threadsafe(_end_all, loop)
        passing.join()
        loop.close()


def _end_all(loop: asyncio.AbstractEventLoop) -> None:
    for task in asyncio.all_tasks(loop):
        task.cancel()


async def _serve(door: socket.socket, port: int) -> None:
    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            answers, requests = await asyncio.open_connection(LOOPBACK, port)
        except OSError:
            writer.close()
            return
        await asyncio.gather(_pass(reader, requests), _pass(answers, writer), return_exceptions=True)

    server = await asyncio.start_server(meet, sock=door)
    try:
        await server.serve_forever()
    except asyncio.CancelledError:
        server.close()


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(_READ_BYTES):
            writer.write(data)
            await writer.drain()
    finally:
        writer.close()
