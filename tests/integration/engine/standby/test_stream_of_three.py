"""The one stream on three real nats-servers: what only says that a PC is there never fills it."""

import asyncio
import shutil
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import nats
import pytest
from nats.js.api import DiscardPolicy
from nats.js.client import JetStreamContext
from nats.js.errors import APIError

from gbdt_console.core.quick_dataclass import replace
from gbdt_console.engine.standby.message import Fenced, Kind, Message, Stored, Unreachable
from gbdt_console.engine.standby.nats_stream import USER, NatsStream
from tests.support.standby.three_machines import ThreeServers

pytestmark = pytest.mark.skipif(shutil.which("nats-server") is None, reason="needs nats-server")
HELD = Message(Kind.HELD, "may-1", 0, yields=True)
TAKEOVER = Message(Kind.TAKEOVER, "may-1", 0)
_LIMIT_S = 30.0


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[ThreeServers]:
    servers = ThreeServers(tmp_path / "files")
    try:
        servers.start(*(one.name for one in servers.settings.servers))
        yield servers
    finally:
        servers.close()


@asynccontextmanager
async def client(servers: ThreeServers) -> AsyncIterator[JetStreamContext]:
    settings = servers.settings
    connected = await nats.connect(
        f"nats://{settings.servers[0].address}:{settings.port}", user=USER, tls_handshake_first=True,
        password=settings.password.reveal(), tls=ssl.create_default_context(cafile=settings.ca),
    )  # fmt: skip
    try:
        yield connected.jetstream(timeout=5)
    finally:
        await connected.close()


async def make_as_an_earlier_program(servers: ThreeServers, *written: Message) -> None:
    """Make the stream without a subject for `held`, and write these into it."""
    async with client(servers) as stream, asyncio.timeout(_LIMIT_S):
        made = {"name": "GBDT", "subjects": ["gbdt.journal"], "num_replicas": 3, "max_bytes": 1 << 30}
        while True:
            with suppress(APIError, TimeoutError):  # until two of the three found each other
                await stream.add_stream(**made, discard=DiscardPolicy.NEW)
                break
            await asyncio.sleep(0.2)
        for message in written:
            await stream.publish("gbdt.journal", message.as_bytes())


async def all_kept(stream: NatsStream) -> list[Stored]:
    found = list[Stored]()
    while (stored := await stream.after(found[-1].seq if found else 0)) is not None:
        found.append(stored)
    return found


def test_a_stream_that_only_says_that_a_pc_is_there_does_not_grow(servers: ThreeServers) -> None:
    """Also one that an earlier program made, in which each such message stayed."""

    async def scenario() -> None:
        await make_as_an_earlier_program(servers, TAKEOVER, *3 * [HELD])
        stream = NatsStream(servers.settings, servers.settings.machines[0], "may-1")
        await stream.open(makes_stream=True)
        seq = 4
        for _ in range(100):
            seq = await stream.append(HELD, seq)
        async with client(servers) as plain:
            assert (await plain.stream_info("GBDT")).state.bytes < 2048
        assert [stored.seq for stored in await all_kept(stream)] == [1, 2, 3, 4, 104]
        assert await stream.last() == Stored(104, HELD)
        with pytest.raises(Fenced):
            await stream.append(HELD, 103)
        seq = await stream.append(TAKEOVER, 104)
        await stream.forget_before(seq)
        assert await all_kept(stream) == [Stored(105, TAKEOVER)]
        await stream.close()

    asyncio.run(scenario())


def test_a_pc_that_knows_no_witness_takes_no_copy_of_the_stream_away(servers: ThreeServers) -> None:
    """Its sites.yaml was changed alone: the other PC would call recorded what one machine has."""

    async def scenario() -> None:
        settings = servers.settings
        await make_as_an_earlier_program(servers)
        await NatsStream(settings, settings.machines[0], "may-1").open(makes_stream=True)
        alone = NatsStream(replace(settings, witness=None), settings.machines[0], "may-1")
        with pytest.raises(Unreachable):
            await alone.open(makes_stream=True)
        await alone.close()
        async with client(servers) as plain:
            assert (await plain.stream_info("GBDT")).config.num_replicas == 3

    asyncio.run(scenario())
