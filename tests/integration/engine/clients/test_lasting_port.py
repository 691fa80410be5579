"""A console's port outlives the engine that it was attached to."""

import asyncio
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest

from gbdt_console.core.commands import TakeControl
from gbdt_console.core.port import ClientKind, PortClosed
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.engine.clients import protocol as wire
from gbdt_console.engine.clients.lasting_port import LastingPort
from gbdt_console.engine.clients.socket_port import SocketPort
from tests.support.engine.logins import ME
from tests.support.engine.ports import OPERATORS, outcome, running


async def attached(tmp_path: Path) -> LastingPort:
    connect = partial(SocketPort.connect, tmp_path / "engine.sock", ClientKind.CONSOLE, "tty1")
    return LastingPort(await connect(), connect)


async def first(port: LastingPort) -> Snapshot:
    async with asyncio.timeout(60):
        async for snapshot in port.snapshots():
            if snapshot.control.client_id:
                return snapshot
    raise AssertionError("a port gives a Snapshot or raises")


async def follow_to_the_end(port: LastingPort) -> None:
    with pytest.raises(PortClosed):
        async for _ in port.snapshots():
            pass


async def test_a_console_is_a_new_client_of_the_next_engine(tmp_path: Path) -> None:
    with ExitStack() as engine:
        engine.enter_context(running(tmp_path))
        port = await attached(tmp_path)
        before = await first(port)
        assert before.control.client_id == port.client_id
        following = asyncio.ensure_future(follow_to_the_end(port))
        await asyncio.to_thread(engine.close)
        await following
        with pytest.raises(PortClosed):
            await outcome(port, TakeControl())
        looking = asyncio.ensure_future(port.reattach())
        engine.enter_context(running(tmp_path))
        async with asyncio.timeout(60):
            assert await looking == ""
        after = await first(port)
        assert after.epoch != before.epoch
        assert after.control.client_id == port.client_id != before.control.client_id
        await port.close()


async def test_control_is_not_taken_along(tmp_path: Path) -> None:
    """The next engine knows this OS user as nobody's login, so nobody has control there."""
    with ExitStack() as engine:
        engine.enter_context(running(tmp_path))
        port = await attached(tmp_path)
        await first(port)
        await asyncio.to_thread(engine.close)
        engine.enter_context(running(tmp_path, tuple(o for o in OPERATORS if ME not in o.os_users)))
        async with asyncio.timeout(60):
            assert await port.reattach() == ""
            async for snapshot in port.snapshots():
                assert snapshot.control.client_id == ""
                break
        await port.close()


async def test_an_engine_of_another_version_is_told_and_not_waited_for(tmp_path: Path) -> None:
    with running(tmp_path):
        port = await attached(tmp_path)

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(wire.answer_line(wire.Refusal("control.wrong-protocol")))
        writer.close()

    async with await asyncio.start_unix_server(refuse, str(tmp_path / "engine.sock")), asyncio.timeout(60):
        assert await port.reattach() == "banner.other-version"
