"""Keeps a screen over a port, and restarts one that fails."""

import logging
import time
import traceback
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from gbdt_console import collector
from gbdt_console.core.app_options import AppOptions
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.commands import ReportScreenFailure
from gbdt_console.core.port import ConsolePort, PortClosed
from gbdt_console.text.words import Words
from gbdt_console.ui.terminal.library_output import library_output_logged

if TYPE_CHECKING:
    from gbdt_console.app import GbdtApp

log = logging.getLogger(__name__)
MOST_FAILURES = 3
"""Failures after which the screen is given up: a third start would fail alike."""
_FORGOTTEN_AFTER_S = 60.0
"""Seconds within which those failures count."""


async def keep_showing(port: ConsolePort, words: Words, options: AppOptions) -> bool:
    """Show the screen until it ends in order. Return False when it failed MOST_FAILURES times in a minute.

    Closes the port in the end.
    """
    failures: deque[float] = deque(maxlen=MOST_FAILURES)
    make = _maker_of_app(options)
    collector.share_turns()
    settling = collector.settle_later()
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
    make: "Callable[..., GbdtApp]", port: ConsolePort, words: Words, options: AppOptions
) -> Exception | None:
    """Run the screen once. Return the error that ended it, if one did."""
    with library_output_logged():
        app = make(port, SystemClock(), replace(options, language=words.language))
        await app.run_async()
    return app.failure


def _maker_of_app(options: AppOptions) -> "Callable[..., GbdtApp]":
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
