"""Runs the engine in the foreground, fit for a service: alone, or as one of two PCs."""

import asyncio
import faulthandler
import os
import sys
from collections.abc import Callable
from functools import partial

from gbdt_console.cli.console.engine_with_readers import WatchedPlant
from gbdt_console.cli.console.foreground_beside import run_beside
from gbdt_console.cli.context import Context
from gbdt_console.cli.failures import engine_failures
from gbdt_console.core.clock import SystemClock
from gbdt_console.engine.hosting.host import run_in_foreground
from gbdt_console.engine.hosting.open_records import records_of
from gbdt_console.engine.hosting.service_manager import ServiceManager
from gbdt_console.ui.terminal.library_output import library_output_logged


def run_engine(context: Context, plant: WatchedPlant, on_ready: Callable[[], None]) -> None:
    """Run it until a signal ends it; end the verb where it cannot run. `on_ready` is called once it serves.

    The service manager hears that it lives, and ends a frozen one with SIGABRT: then it says where it stood.
    """
    words, state = context.words(plant.network.language), context.state
    manager = ServiceManager(os.environ, SystemClock().monotonic)
    run = partial(run_in_foreground, manager=manager, on_ready=on_ready)
    with library_output_logged(), engine_failures(state, words):
        if sys.__stderr__ is not None:
            faulthandler.enable(sys.__stderr__)
        if plant.network.standby is not None:
            run_beside(context, plant.network.standby, plant, run)
            return
        with records_of(state) as records, plant.watched(words) as build:
            asyncio.run(run(lambda r: build(r, state.socket_path), records))
