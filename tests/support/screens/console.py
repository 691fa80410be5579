"""A console under test: the App over a scripted port and a clock that stands still."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from textual.pilot import Pilot

from gbdt_console.app import Ending, GbdtApp
from gbdt_console.cli.console.replay_app import ReplayApp
from gbdt_console.core.app_options import AppOptions
from gbdt_console.core.clock import ManualClock
from gbdt_console.core.configuration.editing import SitesDesk
from gbdt_console.core.replay.replayed import Replayed
from gbdt_console.core.reports.archive import ReportArchive
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.screens.screen_table import SCREENS, ScreenRow
from gbdt_console.screens.wall.wall_screen import WallScreen
from tests.support.screens.scripted_port import ScriptedPort, make_snapshot
from tests.support.screens.unpainted import paint


@dataclass
class Console:
    app: GbdtApp
    port: ScriptedPort
    clock: ManualClock
    pilot: Pilot[Ending]

    @property
    def wall(self) -> WallScreen:
        screen = self.app.screen_stack[0]
        assert isinstance(screen, WallScreen)
        return screen

    def text(self) -> str:
        """All that is on the screen."""
        return "\n".join(line.text for line in paint(self.app))

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def publish(self, snapshot: Snapshot) -> None:
        self.port.publish(snapshot)
        await self.pilot.pause()
        await self.pilot.pause()

    async def let_pass(self, seconds: float) -> None:
        """Time passes and nothing comes; the screen looks at its clock."""
        self.clock.advance(seconds)
        self.app.look_at_screens()
        await self.pilot.pause()


@asynccontextmanager
async def console(
    snapshot: Snapshot | None = None,
    *,
    size: tuple[int, int] = (120, 40),
    language: str = "vi",
    observe: bool = False,
    engine_stays: bool = False,
    ascii_only: bool = False,
    mute: bool = False,
    first_screen: str = "",
    meeting: int = 0,
    reports: Callable[[], ReportArchive] | None = None,
    write_sheet: Callable[[Snapshot], Path] | None = None,
    replay: Replayed | None = None,
    sites: Callable[[], SitesDesk] | None = None,
    screens: Sequence[ScreenRow] = SCREENS,
) -> AsyncIterator[Console]:
    snapshot = snapshot or make_snapshot(11)
    clock = ManualClock(snapshot.at_s, snapshot.at_utc)
    port = ScriptedPort(snapshot)
    make = GbdtApp if replay is None else ReplayApp
    app = make(
        port,
        clock,
        AppOptions(
            language,
            "dark",
            ascii_only,
            is_observer=observe,
            engine_stays=engine_stays,
            is_mute=mute,
            first_screen=first_screen,
            meeting=meeting,
            reports=reports,
            write_sheet=write_sheet,
            replay=replay,
            sites=sites,
        ),
        *([screens] if replay is None else []),
    )
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await pilot.pause()
        yield Console(app, port, clock, pilot)
