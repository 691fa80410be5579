"""Collects what a transport says of its probes."""

import asyncio
from collections.abc import Callable, Sequence

from gbdt_console.core.monitoring.detector import Outcome
from gbdt_console.core.monitoring.echo import EchoOutcome


class Sink:
    """Collects outcomes and lets a test wait until they fulfil a condition."""

    def __init__(self) -> None:
        self.outcomes: list[EchoOutcome] = []
        self._changed = asyncio.Event()

    def __call__(self, outcomes: Sequence[EchoOutcome]) -> None:
        self.outcomes += outcomes
        self._changed.set()

    async def until(self, condition: Callable[[list[EchoOutcome]], bool]) -> None:
        async with asyncio.timeout(60):
            while not condition(self.outcomes):
                self._changed.clear()
                await self._changed.wait()

    def of(self, outcome: Outcome) -> set[int]:
        return {o.target for o in self.outcomes if o.outcome is outcome}
