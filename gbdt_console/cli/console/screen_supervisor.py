"""Keeps a screen over a port, and restarts one that fails."""

import asyncio
import logging
import time
import traceback
from collections import deque
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from gbdt_console import collector
from gbdt_console.cli.context import Context
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.commands import ReportScreenFailure
from gbdt_console.core.port import ClientKind, ConsolePort, PortClosed
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.replay.replayed import Replayed
from gbdt_console.core.reports.archive import ReportArchive
from gbdt_console.text.words import Words

if TYPE_CHECKING:
    from gbdt_console.app import GbdtApp

log = logging.getLogger(__name__)
MOST_FAILURES = 3
"""Failures after which the screen is given up: a third start would fail alike."""
_FORGOTTEN_AFTER_S = 60.0
"""Seconds within which those failures count."""
_STARTED_S = 10.0
"""Seconds after which the start's garbage is frozen: modules and the first Snapshots are loaded."""


@dataclass(frozen=True, slots=True)
class ScreenOptions:
    """Describes how the screen is opened.

    ascii_only: whether it draws with ASCII alone
    theme: name of its colours; None lets the terminal decide
    engine_stays: whether monitoring goes on when the screen is closed
    skip: moves the simulated world on to what the demonstration's autopilot waits for;
        None: no autopilot
    is_mute: whether no alarm rings the bell
    first_screen: name of the screen that it opens with; empty for the wall
    meeting: number of the registered meeting that it is opened for; 0 for none
    reports: opens the archive of its screen of reports (F8); None for none
    replay: what is replayed; None on a live console
    """

    kind: ClientKind = ClientKind.CONSOLE
    ascii_only: bool = False
    theme: str | None = None
    engine_stays: bool = False
    skip: Callable[[str], Awaitable[None]] | None = None
    is_mute: bool = False
    first_screen: str = ""
    meeting: int = 0
    reports: Callable[[], ReportArchive] | None = None
    replay: Replayed | None = None


def open_archive(context: Context, language: str) -> ReportArchive:
    """Return the archive that makes reports from the journal; its modules load with the first report."""
    from gbdt_console.cli.reports.journal_archive import JournalArchive

    return JournalArchive(context, language)


async def keep_showing(port: ConsolePort, words: Words, options: ScreenOptions) -> bool:
    """Show the screen until it ends in order. Return False when it failed MOST_FAILURES times in a minute.

    Closes the port in the end.
    """
    failures: deque[float] = deque(maxlen=MOST_FAILURES)
    make = _maker_of_app(options)
    settling = asyncio.get_running_loop().call_later(_STARTED_S, collector.settle)
    try:
        while (error := await _show(make, port, words, options)) is not None:
            await _report(port, error)
            failures.append(time.monotonic())
            if len(failures) == MOST_FAILURES and failures[-1] - failures[0] < _FORGOTTEN_AFTER_S:
                return False
        return True
    finally:
        settling.cancel()
        await port.close()


async def _show(
    make: "Callable[..., GbdtApp]", port: ConsolePort, words: Words, options: ScreenOptions
) -> Exception | None:
    """Run the screen once. Return the error that ended it, if one did."""
    from gbdt_console.app import AppOptions

    shown = AppOptions(
        words.language,
        options.theme,
        ascii_only=options.ascii_only,
        is_observer=options.kind is ClientKind.OBSERVER,
        engine_stays=options.engine_stays,
        is_mute=options.is_mute,
        first_screen=options.first_screen,
        meeting=options.meeting,
        reports=options.reports,
        replay=options.replay,
    )
    app = make(port, SystemClock(), shown)
    await app.run_async()
    return app.failure


def _maker_of_app(options: ScreenOptions) -> "Callable[..., GbdtApp]":
    if options.skip is not None:
        from gbdt_console.cli.console.tour_app import GuidedApp

        return partial(GuidedApp, skip=options.skip)
    if options.replay is not None:
        from gbdt_console.cli.console.replay_app import ReplayApp

        return ReplayApp
    from gbdt_console.app import GbdtApp

    return GbdtApp


async def _report(port: ConsolePort, error: Exception) -> None:
    """Report an error to log and journal by name and place; the engine takes no report from an observer.

    A traceback would carry values.
    """
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "-"
    log.error("the screen failed: %s at %s", type(error).__name__, place)
    try:
        async for _ in port.submit(ReportScreenFailure(type(error).__name__, place)):
            pass
    except PortClosed:
        return
