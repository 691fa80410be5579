"""Keeps outage records: opens them from alarms, follows the fault, takes operators' commands."""

import asyncio
from collections.abc import Mapping
from concurrent.futures import Future

from gbdt_console.core.alarms.book import AlarmBook
from gbdt_console.core.commands import Command
from gbdt_console.core.events import Entry
from gbdt_console.core.last_states import LastStates
from gbdt_console.core.outages.book import OutageBook
from gbdt_console.core.outages.commands import OUTAGE_COMMANDS
from gbdt_console.core.outages.contract_events import LineAvailable, LineUnavailable
from gbdt_console.core.outages.events import OutageEvent, OutageOpened
from gbdt_console.core.outages.outage import Outage
from gbdt_console.core.outages.planning import plan_events
from gbdt_console.core.quick_dataclass import replace
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.engine.alarms.switched_off import SwitchedOff
from gbdt_console.engine.command_request import Handler
from gbdt_console.engine.features import EngineContext, Feature
from gbdt_console.engine.outages.command_handler import OutageCommandHandler
from gbdt_console.engine.outages.conditions import OutageConditions
from gbdt_console.engine.outages.contract_monitor import ContractMonitor

_POLL_S = 1.0
"""Limits how late an estimate that passed is noticed; the specification allows 5 s."""


class OutageFeature(Feature):
    """Plans from the ledger alone, one round of events at a time, so that ledger and plan never differ."""

    commands = OUTAGE_COMMANDS

    def __init__(self, context: EngineContext) -> None:
        self._context = context
        self._ledger = context.ledger
        self._conditions = OutageConditions(context.alarms.conditions, context.ledger)
        self._carriers = {site.id: site.line.carrier_id for site in context.network.sites}
        self._switched_off = SwitchedOff(context.ledger, context.network.sites)
        self._last_number = 0
        self._waiting: set[Future[Entry]] = set()
        self._applied_seq = 0
        self._shown: tuple[Outage, ...] = ()
        self._is_shown_old = True
        sites = [site.id for site in context.network.sites]
        self._plans = OutageCommandHandler(sites, context.ledger, context.clock, self._new_number).plans
        self._contract = ContractMonitor(context, self._new_number)

    def handlers(self) -> Mapping[type[Command], Handler]:
        return self._context.recording(self._plans)

    @property
    def is_busy(self) -> bool:
        return self._contract.is_counting

    def continue_from(self, before: Feature) -> None:
        if isinstance(before, OutageFeature):
            self._contract.continue_from(before._contract)
            self._last_number = before._last_number

    async def run(self) -> None:
        """Plan and judge once a second; entries in between plan at once."""
        await asyncio.gather(self._plan_always(), self._contract.run())

    async def _plan_always(self) -> None:
        while True:
            self._plan()
            self._conditions.poll(self._context.clock.utc())
            await asyncio.sleep(_POLL_S)

    def take(self, entry: Entry) -> None:
        self._applied_seq = entry.seq
        self._contract.take(entry)
        if entry.kind.startswith(("alarm.", "cause.", "maintenance.", "outage.")):
            self._plan()
        if isinstance(entry.event, OutageEvent | LineUnavailable | LineAvailable):
            self._is_shown_old = True
            self._context.on_urgent()

    def fill(self, snapshot: Snapshot) -> Snapshot:
        if self._is_shown_old:
            self._shown, self._is_shown_old = self._ledger[OutageBook].shown, False
        self._contract.judge_recorded()
        return replace(snapshot, outages=self._shown, contract=self._contract.months)

    def _plan(self) -> None:
        """Record the events that are due, once all events recorded before are applied."""
        if any(not self._is_applied(future) for future in self._waiting):
            return
        self._waiting.clear()
        ledger, now_utc = self._ledger, self._context.clock.utc()
        self._last_number = max(self._last_number, ledger[OutageBook].last_number)
        due = plan_events(
            ledger[AlarmBook],
            ledger[OutageBook],
            self._last_number + 1,
            self._carrier_of,
            now_utc,
            self._is_off,
        )
        opened = (event.number for event in due if isinstance(event, OutageOpened))
        self._last_number = max((self._last_number, *opened))
        self._waiting = {self._context.record(event, "") for event in due}

    def _is_applied(self, future: Future[Entry]) -> bool:
        """Tell whether the ledger has the entry, or the disk refused it."""
        if not future.done():
            return False
        return (
            future.cancelled() or future.exception() is not None or future.result().seq <= self._applied_seq
        )

    def _carrier_of(self, site_id: str) -> str:
        return self._carriers.get(site_id, "")

    def _is_off(self, site_id: str) -> bool:
        """Tell whether the site's codec is silent because its room is switched off."""
        codec_id = self._switched_off.codec_of.get(site_id, "")
        is_down = self._ledger[LastStates].is_down(codec_id)
        return is_down and self._switched_off.is_expected(codec_id, self._context.clock.utc())

    def _new_number(self) -> int:
        self._last_number = max(self._last_number, self._ledger[OutageBook].last_number) + 1
        return self._last_number
