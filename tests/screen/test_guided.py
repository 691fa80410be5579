"""The demonstration's autopilot: its keys act, a sentence comes with each, and the viewer's key ends it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.pilot import Pilot

from gbdt_console.app import Ending
from gbdt_console.cli.guided_app import GuidedApp
from gbdt_console.core.clock import ManualClock
from gbdt_console.screens.help import HelpScreen
from gbdt_console.screens.palette import PaletteScreen
from gbdt_console.screens.site import SiteScreen
from gbdt_console.text.words import Words
from gbdt_console.ui.tour import TOUR
from tests.support.scripted_port import Fault, ScriptedPort, make_snapshot

Guided = tuple[GuidedApp, Pilot[Ending]]


class Pace:
    """Lets the tour go on by one pause at a time."""

    def __init__(self) -> None:
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
async def guided(pace: Pace) -> AsyncIterator[Guided]:
    snapshot = make_snapshot(11, {5: Fault.DOWN})
    app = GuidedApp(ScriptedPort(snapshot), ManualClock(snapshot.at_s, snapshot.at_utc), "en", theme="dark")
    app.pause = pace
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await pilot.pause()
        yield app, pilot


def said(app: GuidedApp) -> str:
    return "\n".join(notification.message for notification in app._notifications)


async def test_the_tour_shows_each_key_and_leads_through_the_screens_to_the_trouble() -> None:
    pace, words, seen, told = Pace(), Words("en"), set(), set()
    async with guided(pace) as (app, pilot):
        while app._is_touring:
            told.add(said(app))
            seen.add(type(app.screen))
            await pace.go_on(pilot)
        assert {SiteScreen, HelpScreen, PaletteScreen} <= seen
        assert app._wall.cursor == "site5", "Tab went to the site that is down"
        assert "The tour is over" in said(app)
    for stop in TOUR:
        assert any(words(stop.code) in message for message in told), stop.code
    assert any("|  Enter  |" in message for message in told)


async def test_any_key_of_the_viewer_ends_the_tour_and_acts() -> None:
    pace = Pace()
    async with guided(pace) as (app, pilot):
        await pace.go_on(pilot)
        await pilot.press("right")
        await pilot.pause()
        assert app._wall.cursor == "site2"
        assert said(app) == "The keys are yours."
        assert app._tour.is_finished
