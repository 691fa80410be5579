"""Show one site after the other while nobody is to be looked at: in roll-call and breaks.

The engine rolls, not the MCU: an MCU's own rolling pane cannot leave a site out.
"""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress

from gbdt_console.core.clock import Clock
from gbdt_console.core.commands import Command
from gbdt_console.core.conference.floor import Floor
from gbdt_console.core.conference.floor_events import BreakSet
from gbdt_console.core.events import Entry, Event
from gbdt_console.core.frame.commands import KeepOffAir, RollPictures
from gbdt_console.core.frame.events import KeptOffAir, RollingStarted, RollingStopped
from gbdt_console.core.frame.frame import Frame
from gbdt_console.core.frame.rules import LEAST_ROLL_S, MOST_ROLL_S
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.meetings.held import MeetingsHeld
from gbdt_console.core.pictures import Bus, Shot
from gbdt_console.core.sites import Network
from gbdt_console.engine.command_request import CommandRequest, Refused
from gbdt_console.engine.conference.floor_plans import Plan, Request
from gbdt_console.engine.frame.pictures import Pictures


class Rolling:
    """Plans the commands of the rolling view and rolls while the task `run` runs.

    A take, an undo or a given floor ends it with their own picture; the end of the break, the planned opening
    and the command that ends it bring back the picture that was taken last.

    of: the plan of each command, by its class
    """

    def __init__(
        self,
        pictures: Pictures,
        ledger: Ledger,
        clock: Clock,
        network: Network,
        record: Callable[[Event, str], Future[Entry]],
        *,
        goes_on: bool = False,
    ) -> None:
        """`goes_on`: a view that rolls already goes on; else it is one of an earlier run and ends."""
        self._pictures = pictures
        self._ledger = ledger
        self._clock = clock
        self._sites = tuple(site.id for site in network.sites)
        self._record = record
        self._changed = asyncio.Event()
        self._shown = ""
        self._brings_back = False
        self._goes_on = goes_on
        self.of: Mapping[type[Command], Callable[[Request], Plan]] = {
            RollPictures: self._roll,
            KeepOffAir: self._keep_off,
        }

    def take(self, entry: Entry) -> None:
        """Take one entry; it may begin or end the rolling view."""
        event = entry.event
        if isinstance(event, RollingStarted):
            self._brings_back = False
        if isinstance(event, BreakSet) and not event.is_on:
            self._brings_back = True
        self._changed.set()

    async def run(self) -> None:
        """Roll until cancelled; a view that an earlier run of the engine rolled stays ended."""
        if self._ledger[Frame].rolling_s is not None and not self._goes_on:
            await asyncio.wrap_future(self._record(RollingStopped(""), ""))
        while True:
            self._changed.clear()
            if self._ledger[Frame].rolling_s is not None:
                await self._while_rolling()
            else:
                await self._changed.wait()

    async def _while_rolling(self) -> None:
        while (interval_s := self._ledger[Frame].rolling_s) is not None:
            if (left_s := self._left_s()) <= 0:
                self._brings_back = True
                await asyncio.wrap_future(self._record(RollingStopped(""), ""))
                break
            await self._show_next()
            self._changed.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(min(interval_s, left_s)):
                    await self._until_ended()
        if self._brings_back:
            await self._carry_out(self._ledger[Frame].wanted)

    async def _until_ended(self) -> None:
        while self._ledger[Frame].rolling_s is not None:
            await self._changed.wait()
            self._changed.clear()

    async def _show_next(self) -> None:
        waiting = self._rolled()
        if not waiting:
            return
        places = {site_id: place for place, site_id in enumerate(self._sites)}
        last = places.get(self._shown, -1)
        self._shown = next((site for site in waiting if places[site] > last), waiting[0])
        await self._carry_out(self._pictures.alone(self._shown, self._pictures.moved_by_take()))

    async def _carry_out(self, shots: Mapping[Bus, Shot]) -> None:
        for order in self._pictures.orders(shots, ""):
            order.claim()
            await order.carry_out(lambda step: None)

    def _rolled(self) -> list[str]:
        """Return the sites that may be shown now, in their order; never the chair."""
        frame, buses = self._ledger[Frame], self._pictures.moved_by_take()
        return [
            site_id
            for site_id in self._sites
            if site_id not in frame.kept_off
            and site_id != self._ledger[Floor].chair
            and self._pictures.has_source(site_id)
            and not self._pictures.refusals(self._pictures.alone(site_id, buses))
        ]

    def _left_s(self) -> float:
        """Return how long the view may go on rolling, seconds: through a break, or until the opening."""
        meeting = self._ledger[MeetingsHeld].running
        if meeting is None:
            return 0.0
        return float("inf") if self._ledger[Floor].is_break else meeting.opening_utc - self._clock.utc()

    def _roll(self, request: CommandRequest[RollPictures]) -> Plan:
        command = request.command
        if self._ledger[MeetingsHeld].running is None:
            raise Refused("meeting.none")
        if not command.is_on:
            if self._ledger[Frame].rolling_s is None:
                raise Refused("frame.rolls-not")
            orders = self._pictures.orders(self._ledger[Frame].wanted, request.operator)
            return [RollingStopped(request.name)], orders
        if not LEAST_ROLL_S <= command.interval_s <= MOST_ROLL_S:
            raise Refused("frame.roll-interval")
        if self._left_s() <= 0:
            raise Refused("frame.roll-not-now")
        if len(self._rolled()) < 2:
            raise Refused("frame.roll-nobody")
        return [RollingStarted(command.interval_s, request.name)], []

    def _keep_off(self, request: CommandRequest[KeepOffAir]) -> Plan:
        command = request.command
        if self._ledger[MeetingsHeld].running is None:
            raise Refused("meeting.none")
        if command.site_id not in self._sites:
            raise Refused("meeting.site-unknown")
        return [KeptOffAir(command.site_id, command.is_on, request.name)], []
