"""The demonstration's App over a scripted port, whose tour goes on only when a test lets it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.pilot import Pilot

from gbdt_console.app import Ending
from gbdt_console.cli.console.tour_app import GuidedApp, Skip, nothing_to_skip
from gbdt_console.core.app_options import AppOptions
from gbdt_console.core.clock import ManualClock
from gbdt_console.widgets.chrome.tour_strip import TourStrip
from tests.support.screens.scripted_port import Fault, ScriptedPort, make_snapshot

Guided = tuple[GuidedApp, Pilot[Ending]]


class Pace:
    """Lets the tour go on by one pause at a time."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self._waiting: asyncio.Future[None] | None = None

    async def __call__(self, seconds: float) -> None:
        self._waiting = asyncio.get_running_loop().create_future()
        await self._waiting

    async def go_on(self, pilot: Pilot[Ending]) -> None:
        assert self._waiting is not None
        self._waiting.set_result(None)
        await pilot.pause()
        await pilot.pause()


@asynccontextmanager
async def guided(
    pace: Pace,
    port: ScriptedPort | None = None,
    skip: Skip = nothing_to_skip,
    size: tuple[int, int] = (120, 40),
) -> AsyncIterator[Guided]:
    snapshot = make_snapshot(11, {5: Fault.DOWN})
    pace.clock = ManualClock(snapshot.at_s, snapshot.at_utc)
    app = GuidedApp(port or ScriptedPort(snapshot), pace.clock, AppOptions("en", theme="dark"), skip=skip)
    app.pause = pace
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await pilot.pause()
        yield app, pilot


def said(app: GuidedApp) -> tuple[str, str]:
    """The key and the sentence on the strip of the uppermost screen."""
    return app.screen.query_one(TourStrip).shown
