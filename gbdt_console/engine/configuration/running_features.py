"""Run the engine's features, and let others take their place."""

import asyncio
from collections.abc import Sequence

from gbdt_console.engine.features import Feature


class RunningFeatures:
    """Holds the features of the configuration in use.

    all: they fill the Snapshot also while they are paused
    heard: those that take entries: none while they are paused
    """

    def __init__(self, features: Sequence[Feature]) -> None:
        self.all = tuple(features)
        self._pausing = asyncio.Event()
        self._paused = asyncio.Event()
        self._resumed: asyncio.Future[None] | None = None

    @property
    def heard(self) -> Sequence[Feature]:
        return () if self._pausing.is_set() else self.all

    async def run(self) -> None:
        """Run them until cancelled; the first error of one ends them all."""
        while True:
            running = [asyncio.ensure_future(feature.run()) for feature in self.all]
            pausing = asyncio.ensure_future(self._pausing.wait())
            try:
                done, _ = await asyncio.wait((*running, pausing), return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in (*running, pausing):
                    task.cancel()
                await asyncio.gather(*running, pausing, return_exceptions=True)
            for task in done:
                task.result()
            self._resumed = asyncio.get_running_loop().create_future()
            self._paused.set()
            await self._resumed

    async def pause(self) -> None:
        """Stop them; from now on they hear of no entry."""
        self._pausing.set()
        await self._paused.wait()

    def resume(self, features: Sequence[Feature]) -> None:
        """Run these from now on."""
        self.all = tuple(features)
        self._pausing.clear()
        self._paused.clear()
        if self._resumed is not None:
            self._resumed.set_result(None)

    def fail(self, error: BaseException) -> None:
        """End the engine with an error, since nothing can go on."""
        if self._resumed is not None:
            self._resumed.set_exception(error)
