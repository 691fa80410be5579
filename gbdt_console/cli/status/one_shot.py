"""Observe the network once, without a running engine and without a journal."""

import asyncio
from dataclasses import replace

from gbdt_console.cli.event_loop import result_of
from gbdt_console.cli.failures import engine_failures
from gbdt_console.compose import Plant, build_engine
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.site_view import SiteView
from gbdt_console.core.sites import Network
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.engine.engine import Engine
from gbdt_console.engine.hosting.state_directory import StateDirectory
from gbdt_console.engine.records.records import NoRecords
from gbdt_console.text.words import Words

LONGEST_S = 12.0
"""Seconds after which devices that have not answered are shown as they are."""


def observe_once(network: Network, state: StateDirectory, words: Words) -> Snapshot:
    """Return a Snapshot once everything is known, or after LONGEST_S.

    No journal tells whether a site answered before, so that a silent one counts as lost.
    """
    with engine_failures(state, words):
        return result_of(_observe(network))


async def _observe(network: Network) -> Snapshot:
    engine = build_engine(Plant(network), NoRecords(SystemClock()), None)
    stop = asyncio.Event()
    running = asyncio.ensure_future(engine.run(stop))
    settled = asyncio.ensure_future(_settled(engine))
    await asyncio.wait((running, settled), timeout=LONGEST_S, return_when=asyncio.FIRST_COMPLETED)
    settled.cancel()
    stop.set()
    await running
    latest = engine.publisher.latest
    return replace(latest, sites=tuple(replace(view, has_answered=True) for view in latest.sites))


async def _settled(engine: Engine) -> None:
    """Wait until every site and device is known."""
    changed = asyncio.Event()
    leave = engine.publisher.on_snapshot(lambda _: changed.set())
    try:
        while not all(_is_known(view) for view in engine.publisher.latest.sites):
            await changed.wait()
            changed.clear()
    finally:
        leave()


def _is_known(view: SiteView) -> bool:
    """Tell whether line and devices are known.

    A state must be a lasting one, and a polled device have an answer or a fault.
    """
    passing = (PointState.UNKNOWN, PointState.SUSPECT)
    if view.state in passing:
        return False
    return all(
        device.ping not in passing
        and (device.driver == "ping" or device.answered_s is not None or device.fault is not None)
        for device in view.devices
    )
