"""Carry out planned commands of conference and pictures.

Events are written first; then orders are sent and read back.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from gbdt_console.core.commands import Command
from gbdt_console.core.events import Event
from gbdt_console.core.requests import Progress, Stage, ended_in_part
from gbdt_console.engine.command_request import Handler
from gbdt_console.engine.conference.floor_plans import Plan, Request
from gbdt_console.engine.control.device_orders import PlannedOrder
from gbdt_console.engine.turn import Turn

Planner = Callable[[Request], Plan]


class PlannedCommands:
    """Carries out the commands that a planner turns into events and orders, one writing after the other.

    record: writes the events of one command before it acts, all of them or none
    read_again: reads the devices anew before a command of these classes is planned
    """

    def __init__(
        self,
        record: Callable[[Request, Sequence[Event]], Awaitable[None]],
        read_again: Mapping[type[Command], Callable[[], Awaitable[None]]],
    ) -> None:
        self._record = record
        self._read_again = read_again
        self._turn = Turn()

    def handlers(self, planners: Mapping[type[Command], Planner]) -> Mapping[type[Command], Handler]:
        """Return the handler of each command, which never waits for the disk without an event to write."""
        return {command: partial(self._carry_out, planner) for command, planner in planners.items()}

    def handlers_in_turn(self, planners: Mapping[type[Command], Planner]) -> Mapping[type[Command], Handler]:
        """Return the handler of each command that builds on what the commands before it record."""
        return {command: partial(self._in_turn, planner) for command, planner in planners.items()}

    async def _in_turn(self, plan: Planner, request: Request) -> Progress:
        await self._read_for(request)
        return await self._done(request, *await self._written(plan, request))

    async def _read_for(self, request: Request) -> None:
        """Read the devices where the command builds on what they can show."""
        read_again = self._read_again.get(type(request.command))
        if read_again is not None:
            await read_again()

    async def _carry_out(self, plan: Planner, request: Request) -> Progress:
        await self._read_for(request)
        events, orders = plan(request)
        if events:
            events, orders = await self._written(plan, request)
        return await self._done(request, events, orders)

    async def _done(self, request: Request, events: list[Event], orders: list[PlannedOrder[Any]]) -> Progress:
        if not orders:
            return Progress(request.id, Stage.RECORDED if events else Stage.VERIFIED)
        for order in orders:
            order.claim()
        waiting, is_sent = {planned.order.id for planned in orders}, False

        def on_progress(step: Progress) -> None:
            """Report SENT with the first order, and ACCEPTED once every order is accepted."""
            nonlocal is_sent
            if step.stage is Stage.SENT and not is_sent:
                is_sent = True
                request.on_progress(Progress(request.id, Stage.SENT))
            if step.stage is Stage.ACCEPTED:
                waiting.discard(step.request_id)
                if not waiting:
                    request.on_progress(Progress(request.id, Stage.ACCEPTED))

        ends = await asyncio.gather(*(order.carry_out(on_progress) for order in orders))
        return _summed_up(request.id, orders, ends)

    async def _written(self, plan: Planner, request: Request) -> Plan:
        """Plan again in this command's turn and write the events.

        The command before may have recorded something. A command without events never waits for the disk.
        """

        def on_progress(step: Progress) -> None:
            if step.stage is Stage.DOUBTFUL:
                self._turn.doubt()
            request.on_progress(step)

        async with self._turn.taken():
            events, orders = plan(request)
            if events:
                await self._record(replace(request, on_progress=on_progress), events)
        return events, orders


def _summed_up(request_id: str, orders: list[PlannedOrder[Any]], ends: list[Progress]) -> Progress:
    """Return VERIFIED if all are, else the worst end.

    Of several orders the detail is how many did not verify: '2/11'; their targets are named.
    """
    targets = [planned.order.target for planned in orders]
    ended = zip(targets, (end.stage for end in ends), strict=True)
    bad = [(target, stage) for target, stage in ended if stage is not Stage.VERIFIED]
    if not bad:
        return Progress(request_id, Stage.VERIFIED)
    if len(ends) == 1:
        return Progress(request_id, ends[0].stage, ends[0].code, ends[0].detail)
    return ended_in_part(request_id, bad, len(ends))
