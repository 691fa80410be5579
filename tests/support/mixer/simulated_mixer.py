"""Our simulated OBS with the office's pictures, on a real connection."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from itertools import count

from gbdt_console.core.secret import Secret
from tests.support.mixer.office import COLOURS, HEIGHT, LOGO, SCENES, SOURCES, WHOLE, WIDTH, Prepared
from tests.support.mixer.studio.server import ObsServer
from tests.support.mixer.studio.studio import SceneItem, Source, Studio
from tests.support.mixer.witness import Witness

PASSWORD = "sim-mixer-secret"


def prepared_studio() -> Studio:
    """The office's pictures."""
    sources = {name: Source(colour=colour) for name, colour in COLOURS.items()} | {
        LOGO: Source("color_source_v3")
    }
    scenes = {scene.name: list(_items(scene)) for scene in SCENES}
    return Studio(WIDTH, HEIGHT, sources, scenes, SCENES[0].name)


def _items(scene: Prepared) -> Iterator[SceneItem]:
    ids = count(1)
    if scene.has_logo:
        yield SceneItem(next(ids), LOGO, True, *WHOLE)
    for place, seen in zip(scene.places, scene.seen, strict=True):
        for source in SOURCES:
            yield SceneItem(next(ids), source, source == seen, *place)


class SimulatedPeer:
    def __init__(self, server: ObsServer) -> None:
        self.server = server
        self.password = PASSWORD
        self._witness: Witness | None = None

    @property
    def port(self) -> int:
        return self.server.port

    async def stop(self) -> None:
        self.server.close()
        await self._leave()

    async def start(self) -> None:
        await self.server.open()

    async def by_hand(self, work: Callable[[Witness], object]) -> object:
        return await asyncio.to_thread(self._work, work)

    async def close(self) -> None:
        self.server.close()
        await self._leave()

    async def _leave(self) -> None:
        witness, self._witness = self._witness, None
        if witness is not None:
            await asyncio.to_thread(witness.__exit__, None, None, None)

    def _work(self, work: Callable[[Witness], object]) -> object:
        if self._witness is None:
            self._witness = Witness(self.port, PASSWORD)
        return work(self._witness)


@asynccontextmanager
async def simulated_peer() -> AsyncIterator[SimulatedPeer]:
    server = ObsServer(prepared_studio(), Secret(PASSWORD))
    await server.open()
    peer = SimulatedPeer(server)
    try:
        yield peer
    finally:
        await peer.close()
