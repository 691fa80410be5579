"""Something else than nats-server at the address of the other PC: it learns nothing and ends nothing."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from gbdt_console.cli.setup.standby_files import write_files
from gbdt_console.core.health.standby import ServerFault
from gbdt_console.core.secret import Secret
from gbdt_console.core.standby.settings import Machine, StandbySettings
from gbdt_console.engine.standby.greeting import NotUsable, greeting_of
from gbdt_console.engine.standby.message import Unreachable
from gbdt_console.engine.standby.nats_stream import USER, NatsStream

MACHINES = (Machine("may-1", "127.0.0.1"), Machine("may-2", "127.0.0.2"))
SETTINGS = StandbySettings(MACHINES, Secret("the-password"))


async def heard_by(greeting: bytes, settings: StandbySettings, *, is_answered: bool = True) -> bytes:
    """Open a stream at a stranger who greets so, and then leaves or listens first; return what he hears."""
    heard = asyncio.get_running_loop().create_future()

    async def stranger(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(greeting)
        if is_answered:
            heard.set_result(await reader.read(1_000))
        writer.close()

    async with await asyncio.start_server(stranger, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        stream = NatsStream(replace(settings, port=port), MACHINES[0], "may-2")
        with pytest.raises(Unreachable):
            await stream.open()
        await stream.close()
        return await heard if is_answered else b""


def test_with_an_authority_the_password_is_told_to_nobody_who_did_not_prove_himself(tmp_path: Path) -> None:
    own, _ = write_files(SETTINGS, tmp_path / "both")
    settings = replace(SETTINGS, ca=str(own / "ca.pem"))
    heard = asyncio.run(heard_by(b'INFO {"max_payload": 1048576}\r\n', settings))
    assert heard
    assert b"the-password" not in heard


@pytest.mark.parametrize("greeting", [b"INFO\r\n", b"INFO []\r\n", b"INFO " + b"x" * 200_000])
def test_whatever_it_says_counts_as_no_answer(greeting: bytes) -> None:
    asyncio.run(heard_by(greeting, SETTINGS, is_answered=False))


@pytest.mark.parametrize(
    ("answer", "fault"),
    [(b"", ServerFault.SILENT), (b"-ERR 'Authorization Violation'\r\n", ServerFault.LOGIN)],
)
async def test_who_leaves_without_a_word_is_not_said_to_refuse_the_password(
    answer: bytes, fault: ServerFault
) -> None:
    async def server(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b'INFO {"version": "2.10.27", "max_payload": 8000000, "jetstream": true}\r\n')
        await reader.readline()
        writer.write(answer)
        writer.close()

    async with await asyncio.start_server(server, "127.0.0.1", 0) as listening:
        port = listening.sockets[0].getsockname()[1]
        with pytest.raises(NotUsable) as found:
            await greeting_of(replace(SETTINGS, port=port), MACHINES[0], USER)
    assert found.value.fault is fault
