"""Runs the engine: polls, records and publishes until it is stopped."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from math import inf
from typing import TypeVar
from uuid import uuid4

from gbdt_console import __version__
from gbdt_console.core.close_sites import close_sites
from gbdt_console.core.events import EngineStarted, EngineStopped, Entry, Event
from gbdt_console.core.meetings.held import running_meetings
from gbdt_console.core.port import ClientKind
from gbdt_console.core.snapshot import Recording, Snapshot
from gbdt_console.engine.clients.publisher import SnapshotPublisher
from gbdt_console.engine.clients.session import Session, SessionFactory
from gbdt_console.engine.clients.site_history import SiteHistory
from gbdt_console.engine.clients.socket_server import ControlServer
from gbdt_console.engine.equipment import Equipment
from gbdt_console.engine.works import Works

_TOGETHER_S = 0.02
"""What is due within this time is begun together, in seconds: a look costs more than a probe."""
_TICK_S = 1.0
_LOOKS_BACK = 200
"""Limits the last entries among which the engine before is looked for; those of verbs prove no engine."""
_STOP_RECORDED_S = 2.0
"""Limits how long clients wait for the record of the engine's end; the records' end waits for the rest."""

T = TypeVar("T")


class Engine:
    """Build it inside the loop it will run on; `run` once."""

    def __init__(self, equipment: Equipment) -> None:
        self._clock = clock = equipment.clock
        self._records = records = equipment.records
        self._epoch = uuid4().hex[:8]
        self._version = 0
        self._recording = Recording.WRITING
        self._earlier = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self.publisher = SnapshotPublisher(self._snapshot)
        publish_soon = self.publisher.publish_soon
        self._ledger = records.ledger()
        publish_now, on_earlier = self.publisher.publish_now, self._earlier.set
        self._works = works = Works(
            equipment, self._ledger, self._record, publish_soon, publish_now, on_earlier
        )
        self._monitor = works.monitor
        self._monitor.set_meeting(is_meeting=bool(running_meetings(self._ledger)))
        history = SiteHistory(records, works.samples, clock, self._ledger)
        self._sessions = SessionFactory(
            works.clients, works.dispatcher, self.publisher, history, records.entries_after, publish_soon,
            lambda: works.features.all,
        )  # fmt: skip
        path, names = equipment.socket_path, works.dispatcher.command_names
        self._server = ControlServer(path, self._sessions.open_session, names) if path else None

    def reload_soon(self) -> None:
        """Read sites.yaml again for a signal; called on the engine's loop."""
        self._works.reload_soon()

    async def run(self, stop: asyncio.Event, on_ready: Callable[[], None] = lambda: None) -> None:
        """Work until `stop` is set. Raises EchoUnavailable, OSError, or a loop's own error."""
        self._monitor.open()
        if self._server is not None:
            await self._server.start()
        self._records.listen(self._from_writer(self._take_entries), self._from_writer(self._take_recording))
        equipment = self._works.equipment
        own = (one.at_utc for one in reversed(self._records.newest(_LOOKS_BACK)) if not one.actor)
        seen_utc = min(self._clock.utc(), next(own, 0.0))
        fingerprint, is_simulated = equipment.network.fingerprint, equipment.is_simulated
        machine = equipment.machine.id if equipment.machine else ""
        self._record(EngineStarted(self._epoch, fingerprint, __version__, is_simulated, seen_utc, machine))
        for feature in self._works.features.all:
            feature.begin()
        on_ready()
        try:
            await self._work_until(stop)
        finally:
            await self._works.dispatcher.close()
            self._works.samples.flush()
            await asyncio.wait((asyncio.wrap_future(self._record_stop()),), timeout=_STOP_RECORDED_S)
            self.publisher.close()
            if self._server is not None:
                await self._server.close()
            await self._monitor.close()

    def join(self, kind: ClientKind, terminal: str) -> Session:
        return self._sessions.open_local(kind, terminal)

    async def _work_until(self, stop: asyncio.Event) -> None:
        """Run all timers and features; the first error ends the engine."""
        monitor = self._monitor
        loops = [
            asyncio.ensure_future(work)
            for work in (
                self._probe_always(),
                _every(_TICK_S, monitor.tick, self._works.samples.tick),
                self.publisher.run(),
                self._works.features.run(),
                stop.wait(),
            )
        ]
        done, pending = await asyncio.wait(loops, return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)
        for task in done:
            task.result()

    async def _probe_always(self) -> None:
        """Probe and poll when something is due."""
        clock, planned_s = self._clock, inf
        while True:
            now_s = clock.monotonic()
            due_s = self._monitor.work_due(max(0.0, now_s - planned_s))
            self.publisher.slow_down(self._monitor.pace.screen_s)
            now_s = clock.monotonic()
            self._earlier.clear()
            wait_s = max(due_s - now_s, _TOGETHER_S)
            planned_s = now_s + wait_s
            await _wait(self._earlier, wait_s)

    def _snapshot(self) -> Snapshot:
        self._version += 1
        works, counters = self._works, self._monitor.counters()
        snapshot = Snapshot(
            epoch=self._epoch,
            version=self._version,
            at_s=self._clock.monotonic(),
            at_utc=self._clock.utc(),
            network=works.equipment.network.short_name,
            sites=self._monitor.views(),
            language=works.equipment.network.language,
            recording=self._recording,
            blind=self._monitor.blind,
            anchor_doubt=self._monitor.anchor_doubt,
            is_simulated=works.equipment.is_simulated,
            nodes=works.nodes,
            counters=tuple(sorted(counters.items())),
            silences=self._monitor.silences(),
            slowed=self._monitor.slowed,
        )
        for feature in works.features.all:
            snapshot = feature.fill(snapshot)
        self._monitor.watch_closely(close_sites(snapshot.parts, snapshot.at_s).keys())
        return snapshot

    def _record(self, event: Event, actor: str = "") -> Future[Entry]:
        return self._records.record(event, actor)

    def _record_stop(self) -> Future[object]:
        """Record the stop, so that clients see it before the engine is gone."""
        ended: Future[object] = Future()
        self._record(EngineStopped(self._epoch)).add_done_callback(lambda _: ended.set_result(None))
        return ended

    def _take_entries(self, entries: Sequence[Entry]) -> None:
        """Hand entries to ledger, features and readers.

        An operator's entry is published at once: after RECORDED the next Snapshot shows it.
        """
        for entry in entries:
            self._ledger.apply(entry.event)
            for feature in self._works.features.heard:
                feature.take(entry)
            self.publisher.publish_entry(entry)
        self._monitor.set_meeting(is_meeting=bool(running_meetings(self._ledger)))
        if any(entry.actor for entry in entries):
            self.publisher.publish_now()
        else:
            self.publisher.publish_soon()

    def _take_recording(self, recording: Recording) -> None:
        self._recording = recording
        self._monitor.alarms.itself.recording(recording)
        self.publisher.publish_soon()

    def _from_writer(self, take: Callable[[T], None]) -> Callable[[T], None]:
        """Return a callback of the writer's thread that calls `take` on the engine's loop."""
        return lambda value: _hand_over(self._loop, take, value)


async def _every(period_s: float, *works: Callable[[], None]) -> None:
    while True:
        for work in works:
            work()
        await asyncio.sleep(period_s)


async def _wait(event: asyncio.Event, longest_s: float) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(longest_s):
            await event.wait()


def _hand_over(loop: asyncio.AbstractEventLoop, take: Callable[[T], None], value: T) -> None:
    if not loop.is_closed():
        loop.call_soon_threadsafe(take, value)
