"""Builds what the engine has of one sites.yaml, and lets what another needs take its place while it runs."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager
from dataclasses import replace

from gbdt_console.core.authority.machine import MachineBook
from gbdt_console.core.carriers import node_names
from gbdt_console.core.events import Entry, Event
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.monitoring.watched_service import AsksServices
from gbdt_console.engine.clients.clients import Clients
from gbdt_console.engine.clients.command_dispatcher import CommandDispatcher
from gbdt_console.engine.configuration.feature import ReloadFeature
from gbdt_console.engine.configuration.running_features import RunningFeatures
from gbdt_console.engine.control.links import Links
from gbdt_console.engine.equipment import Equipment
from gbdt_console.engine.features import EngineContext, Feature
from gbdt_console.engine.monitoring.targets import targets_of
from gbdt_console.engine.records.samples import Samples
from gbdt_console.engine.wiring.build_features import build_features
from gbdt_console.engine.wiring.build_monitor import build_monitor
from gbdt_console.engine.wiring.build_signalling import build_signalling

_OWN_FEATURES = 2
"""Clients and reload: they are the engine's, of no network, and stand before the others."""


class Works:
    """Monitor and clients stay for the engine's life and follow the network; features are built for one.

    nodes: names of the upstream nodes by their resources
    """

    def __init__(
        self,
        equipment: Equipment,
        ledger: Ledger,
        record: Callable[[Event, str], Future[Entry]],
        publish_soon: Callable[[], None],
        publish_now: Callable[[], None],
        on_earlier: Callable[[], None],
    ) -> None:
        """Build them on the engine's loop; `on_earlier` ends the wait for what is due next."""
        network, clock, records = equipment.network, equipment.clock, equipment.records
        self.equipment = equipment
        self.nodes = node_names(network.upstreams.values())
        self._ledger = ledger
        self._record = record
        self._publish_soon, self._publish_now = publish_soon, publish_now
        self.samples = Samples([target.id for target in targets_of(network)], clock, records)
        self.monitor = build_monitor(
            equipment, ledger, lambda event: record(event, ""), self.samples.put, publish_soon, on_earlier
        )
        withheld = equipment.withheld or ledger[MachineBook].withheld(equipment.machine)
        self.clients = Clients(network.operators, clock, records.record_together, withheld)
        self._links = Links(self.clients.authority)
        self._reload = ReloadFeature(self, records.record_together)
        self._reloading: set[asyncio.Future[None]] = set()
        self.features = RunningFeatures(self._build_features(is_reload=False))
        self.dispatcher = CommandDispatcher(self.features.all, self.clients, records.of_request)

    def reload_soon(self) -> None:
        """Read sites.yaml again for a signal."""
        reloading = asyncio.ensure_future(self._reload.by_signal())
        self._reloading.add(reloading)
        reloading.add_done_callback(self._reloading.discard)

    def is_busy(self, own: int) -> bool:
        return self.dispatcher.under_way > own or any(feature.is_busy for feature in self.features.all)

    def held(self) -> AbstractContextManager[None]:
        return self.dispatcher.held()

    async def change_over(self, equipment: Equipment, write: Callable[[], Awaitable[object]]) -> None:
        """Let the features of another network take the place of those that run.

        They are built from the ledger alone, once it has every entry of those before: what these recorded is
        written when the entry that `write` records is. Pings, polls, alarms and clients go on meanwhile.
        """
        before = self.equipment
        self._links.hand_over()
        await self.features.pause()
        try:
            await write()
        except BaseException:
            await self._follow(replace(before, signalling=equipment.signalling)).close()
            await _close(equipment, but=before)
            raise
        asked = self._follow(equipment)
        await asked.close()
        await self._links.close_left()
        await _close(before, but=equipment)

    def _follow(self, equipment: Equipment) -> AsksServices:
        """Go on with this equipment, without giving the loop away; an error ends the engine.

        Return what asked the call services until now, for the caller to close.
        """
        try:
            network, self.equipment = equipment.network, equipment
            self.nodes = node_names(network.upstreams.values())
            asked = self.monitor.follow(
                network,
                equipment.pollers,
                equipment.traps,
                lambda pings: build_signalling(equipment, self._ledger, pings),
            )
            self.samples.follow([target.id for target in targets_of(network)])
            self.clients.follow(network.operators)
            was = {type(feature): feature for feature in self.features.all}
            features = self._build_features(is_reload=True)
            self.dispatcher.follow(features)
            for feature in features[_OWN_FEATURES:]:
                if type(feature) in was:
                    feature.continue_from(was[type(feature)])
            for feature in features[_OWN_FEATURES:]:
                feature.begin()
            self.features.resume(features)
        except BaseException as error:
            self.features.fail(error)
            raise
        self._publish_now()
        return asked

    def _build_features(self, *, is_reload: bool) -> Sequence[Feature]:
        equipment, active = self.equipment, self.monitor.alarms.active
        context = EngineContext(
            network=equipment.network,
            clock=equipment.clock,
            ledger=self._ledger,
            record=self._record,
            record_together=equipment.records.record_together,
            on_urgent=self._publish_soon,
            alarms=active,
            samples=self.samples,
            mcu=equipment.mcu,
            mixer=equipment.mixer,
            registrar=equipment.registrar,
            codecs=equipment.codecs,
            outlets=equipment.outlets,
            read_devices=frozenset(poller.device.id for poller in equipment.pollers),
            on_control_fault=self.monitor.alarms.sites.controlled.fault_changed,
            notice_templates=equipment.notice_templates,
            sender=equipment.way_out,
            conferences=equipment.conferences,
            backup_times=equipment.backup_times,
            clock_sync=equipment.clock_sync,
            links=self._links,
            authority=self.clients.authority,
            machine=equipment.machine,
            is_reload=is_reload,
        )
        return self.clients, self._reload, *build_features(context, active, equipment.more_features)


async def _close(equipment: Equipment, but: Equipment) -> None:
    """Close the pollers of an equipment that another does not have."""
    left = [poller for poller in equipment.pollers if poller not in set(but.pollers)]
    await asyncio.gather(*(poller.close() for poller in left), return_exceptions=True)
