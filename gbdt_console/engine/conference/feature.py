"""Puts together what watches and controls the conference."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future

from gbdt_console.core.clock import Clock
from gbdt_console.core.conference.view import ConferenceView
from gbdt_console.core.events import Entry, Event
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.sites import Network
from gbdt_console.devices.control import ListsParticipants
from gbdt_console.engine.alarms.active_alarms import ActiveAlarms
from gbdt_console.engine.conference.command_handler import ConferenceCommandHandler
from gbdt_console.engine.conference.conditions import ConferenceConditions
from gbdt_console.engine.conference.monitor import ConferenceMonitor


class ConferenceFeature:
    """The conference of the network's MCU; of a network without one there is nothing to see or to do."""

    def __init__(
        self,
        network: Network,
        mcu: ListsParticipants | None,
        ledger: Ledger,
        clock: Clock,
        record: Callable[[Event, str], Future[Entry]],
        alarms: ActiveAlarms,
        on_urgent: Callable[[], None],
    ) -> None:
        self._watch: ConferenceMonitor | None = None
        self.desk: ConferenceCommandHandler | None = None
        if mcu is None:
            return
        told = ConferenceConditions(alarms.conditions, clock)
        reach, cause = alarms.reach, alarms.cause
        self._watch = ConferenceMonitor(network, mcu, ledger, clock, record, told, reach, cause, on_urgent)
        self.desk = ConferenceCommandHandler(self._watch, ledger, clock, record)

    async def run(self) -> None:
        """Until cancelled."""
        if self._watch is None:
            await asyncio.Event().wait()
        else:
            await self._watch.run()

    def look_soon(self) -> None:
        """Do not wait for the next look that is due."""
        if self._watch is not None:
            self._watch.link.look_soon()

    def view(self) -> ConferenceView | None:
        return self._watch.view() if self._watch is not None else None
