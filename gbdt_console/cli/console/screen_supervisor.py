"""Keeps a screen over a port: one that dies is reported and started again, until it dies too often."""

import asyncio
import time
import traceback
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from gbdt_console import collector
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.commands import ReportScreenFailure
from gbdt_console.core.port import ClientKind, ConsolePort, PortClosed
from gbdt_console.text.words import Words

if TYPE_CHECKING:
    from gbdt_console.app import GbdtApp

MOST_FAILURES = 3
_FORGOTTEN_AFTER_S = 60.0
_STARTED_S = 10.0


@dataclass(frozen=True, slots=True)
class ScreenOptions:
    """How the screen is opened. `theme` None lets the terminal decide; `engine_stays` says whether monitoring
    goes on when the screen is closed; `skip` is given where an autopilot presses the keys at first: how it
    lets the simulated world go on to what happens next. With `is_mute` no alarm rings the bell."""

    kind: ClientKind = ClientKind.CONSOLE
    ascii_only: bool = False
    theme: str | None = None
    engine_stays: bool = False
    skip: Callable[[], Awaitable[None]] | None = None
    is_mute: bool = False


async def keep_showing(port: ConsolePort, words: Words, look: ScreenOptions) -> bool:
    """Show until a person leaves or a signal ends it; False when the screen died MOST_FAILURES times in a
    minute. The port is closed in the end."""
    failures: deque[float] = deque(maxlen=MOST_FAILURES)
    make = _maker_of_app(look)
    settling = asyncio.get_running_loop().call_later(_STARTED_S, collector.settle)
    try:
        while (error := await _show(make, port, words, look)) is not None:
            await _report(port, error)
            failures.append(time.monotonic())
            if len(failures) == MOST_FAILURES and failures[-1] - failures[0] < _FORGOTTEN_AFTER_S:
                return False
        return True
    finally:
        settling.cancel()
        await port.close()


async def _show(
    make: "Callable[..., GbdtApp]", port: ConsolePort, words: Words, look: ScreenOptions
) -> Exception | None:
    """One life of the screen; what it died of, if it did."""
    app = make(
        port,
        SystemClock(),
        words.language,
        theme=look.theme,
        ascii_only=look.ascii_only,
        observe=look.kind is ClientKind.OBSERVER,
        engine_stays=look.engine_stays,
        mute=look.is_mute,
    )
    await app.run_async()
    return app.failure


def _maker_of_app(look: ScreenOptions) -> "Callable[..., GbdtApp]":
    if look.skip is not None:
        from gbdt_console.cli.console.tour_app import GuidedApp

        return partial(GuidedApp, skip=look.skip)
    from gbdt_console.app import GbdtApp

    return GbdtApp


async def _report(port: ConsolePort, error: Exception) -> None:
    """Into the journal by name and place alone: a traceback would carry values."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "-"
    try:
        async for _ in port.submit(ReportScreenFailure(type(error).__name__, place)):
            pass
    except PortClosed:
        return
