"""The engine: looks, records and publishes, until it is told to stop."""

import asyncio
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

from gbdt_console import __version__
from gbdt_console.core.clock import Clock
from gbdt_console.core.events import EngineStarted, EngineStopped, Entry, Event
from gbdt_console.core.meetings import Meeting
from gbdt_console.core.monitoring.echo import EchoTransport
from gbdt_console.core.monitoring.traps import TrapListener
from gbdt_console.core.port import ClientKind
from gbdt_console.core.sites import Network
from gbdt_console.core.snapshot import Recording, Snapshot
from gbdt_console.devices.control import Codec, ListsParticipants
from gbdt_console.engine.clients.publisher import SnapshotPublisher
from gbdt_console.engine.clients.session import Session
from gbdt_console.engine.clients.session_factory import SessionFactory
from gbdt_console.engine.clients.socket_server import ControlServer
from gbdt_console.engine.conference.conference import ConferenceFeature
from gbdt_console.engine.monitoring.device_poller import DevicePoller
from gbdt_console.engine.monitoring.targets import targets_of
from gbdt_console.engine.records.records import Records
from gbdt_console.engine.records.samples import Samples
from gbdt_console.engine.rooms.rooms import RoomFeature
from gbdt_console.engine.wiring import build_monitor

_PROBE_TICK_S = 0.02
_READ_TICK_S = 0.05
_VIGIL_TICK_S = 0.25
_PUBLISH_S = 1.0
_URGENT_S = 0.05

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Equipment:
    """What the engine works with. Without a `socket_path` nobody else can attach; `traps` may be left out.
    `codecs` are those that can be controlled, by the device's id."""

    network: Network
    clock: Clock
    echo: EchoTransport
    coordinators: Sequence[DevicePoller]
    records: Records
    socket_path: Path | None = None
    is_simulated: bool = False
    traps: TrapListener | None = None
    mcu: ListsParticipants | None = None
    codecs: Mapping[str, Codec] = field(default_factory=dict)


class Engine:
    """Build it inside the loop it will run on; `run` once."""

    def __init__(self, equipment: Equipment) -> None:
        self._clock = clock = equipment.clock
        self._network = network = equipment.network
        self._records = equipment.records
        self._is_simulated = equipment.is_simulated
        self._epoch = uuid4().hex[:8]
        self._version = 0
        self._recording = Recording.WRITING
        self._urgent = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._ledger = equipment.records.ledger()
        self._samples = Samples([target.id for target in targets_of(network)], clock, self._records)
        self._reception = SessionFactory(network, self._ledger, self._records, self._samples, clock)
        self._observation = build_monitor(
            network,
            equipment.echo,
            equipment.coordinators,
            equipment.traps,
            clock,
            self._ledger,
            self._record,
            self._samples.put,
            self._urgent.set,
        )
        self._alarms = self._observation.alarms
        self._conference = ConferenceFeature(
            network, equipment.mcu, self._ledger, clock, self._record, self._alarms.active, self._urgent.set
        )
        self._rooms = RoomFeature(
            network, equipment.codecs, self._ledger, clock, self._record, self._urgent.set
        )
        self._reception.desk.conference = self._conference.desk
        self._reception.desk.rooms = self._rooms.desk
        self._observation.set_meeting(is_meeting=self._ledger.meeting is not None)
        self.hub = SnapshotPublisher(self._snapshot())
        self._server = ControlServer(equipment.socket_path, self._join) if equipment.socket_path else None

    async def run(self, stop: asyncio.Event, on_ready: Callable[[], None] = lambda: None) -> None:
        """Work until `stop` is set. Raises EchoUnavailable, OSError, or a loop's own error."""
        self._observation.open()
        if self._server is not None:
            await self._server.start()
        self._records.listen(self._from_writer(self._take_entries), self._from_writer(self._take_recording))
        self._record(EngineStarted(self._epoch, self._network.fingerprint, __version__, self._is_simulated))
        has_mcu = self._conference.desk is not None
        self._alarms.begin(is_meeting=self._ledger.meeting is not None, has_mcu=has_mcu)
        if self._ledger.meeting is not None:
            self._samples.pin(self._ledger.meeting)  # begun without an engine, it was not pinned yet
        on_ready()
        try:
            await self._work_until(stop)
        finally:
            await self._reception.desk.close()
            self._samples.flush()
            await asyncio.wrap_future(self._last_word())
            self.hub.close()
            if self._server is not None:
                await self._server.close()
            await self._observation.close()

    def join(self, kind: ClientKind, terminal: str) -> Session:
        """A seat for a client of this process."""
        return self._join(kind, terminal, os.getuid())

    def _join(self, kind: ClientKind, terminal: str, uid: int) -> Session:
        self._urgent.set()
        return self._reception.seat(kind, terminal, uid, self.hub)

    async def _work_until(self, stop: asyncio.Event) -> None:
        """Runs all timers; the first that dies ends the engine with its error."""
        look = self._observation
        loops = [
            asyncio.ensure_future(work)
            for work in (
                _every(_PROBE_TICK_S, look.send_due),
                _every(_READ_TICK_S, look.read_due),
                _every(_VIGIL_TICK_S, look.look_at_self),
                _every(_PUBLISH_S, look.tick),
                _every(_PUBLISH_S, self._samples.tick),
                self._publish_always(),
                self._conference.run(),
                self._rooms.run(),
                stop.wait(),
            )
        ]
        done, pending = await asyncio.wait(loops, return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)
        for task in done:
            task.result()

    async def _publish_always(self) -> None:
        """Once a second, and soon after something urgent."""
        while True:
            self._urgent.clear()
            self.hub.publish(self._snapshot())
            await asyncio.sleep(_URGENT_S)
            try:
                async with asyncio.timeout(_PUBLISH_S - _URGENT_S):
                    await self._urgent.wait()
            except TimeoutError:
                pass

    def _snapshot(self) -> Snapshot:
        self._version += 1
        return Snapshot(
            epoch=self._epoch,
            version=self._version,
            at_s=self._clock.monotonic(),
            at_utc=self._clock.utc(),
            network=self._network.short_name,
            sites=self._observation.views(),
            language=self._network.language,
            meeting=self._ledger.meeting.without_closed_title() if self._ledger.meeting else None,
            control=self._reception.control,
            recording=self._recording,
            blind=self._observation.blind,
            is_simulated=self._is_simulated,
            alarms=self._alarms.active.alarms,
            alarm_load=self._alarms.active.load(),
            windows=self._alarms.active.windows,
            conference=self._conference.view(),
            rooms=self._rooms.views(),
            counters=tuple(sorted((self._observation.counters() | dict(self._records.counters())).items())),
        )

    def _record(self, event: Event, actor: str = "") -> Future[Entry]:
        return self._records.record(event, actor)

    def _last_word(self) -> Future[object]:
        """The stop is recorded before anybody is told that the engine is gone, unless the disk refuses."""
        ended: Future[object] = Future()
        self._record(EngineStopped(self._epoch)).add_done_callback(lambda _: ended.set_result(None))
        return ended

    def _take_entries(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            before = self._ledger.meeting
            self._ledger.apply(entry.event)
            self._alarms.take(entry)
            self._meeting_changed(before, entry)
            self._rooms.take(entry)
            self.hub.tell(entry)
        self._observation.set_meeting(is_meeting=self._ledger.meeting is not None)
        if any(entry.actor for entry in entries):
            self.hub.publish(self._snapshot())  # whoever is told 'recorded' finds it in the next Snapshot
        else:
            self._urgent.set()

    def _meeting_changed(self, before: Meeting | None, entry: Entry) -> None:
        """A meeting that began, and one that went on past its planned time."""
        now = self._ledger.meeting
        if now is not None and (before is None or now.id != before.id):
            self._samples.pin(now)
            self._conference.look_soon()
        elif now is None and before is not None and entry.at_utc > before.end_utc:
            self._samples.pin(before, entry.at_utc)

    def _take_recording(self, recording: Recording) -> None:
        self._recording = recording
        self._alarms.recording_changed(recording)
        self._urgent.set()

    def _from_writer(self, take: Callable[[T], None]) -> Callable[[T], None]:
        """The writer's thread hands over to the engine's loop."""
        return lambda value: _hand_over(self._loop, take, value)


async def _every(period_s: float, work: Callable[[], None]) -> None:
    while True:
        work()
        await asyncio.sleep(period_s)


def _hand_over(loop: asyncio.AbstractEventLoop, take: Callable[[T], None], value: T) -> None:
    if not loop.is_closed():
        loop.call_soon_threadsafe(take, value)
