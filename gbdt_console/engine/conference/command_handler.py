"""Carry out commands of the conference.

Events are written first; then orders are sent and read back.
"""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import Future

from gbdt_console.core.clock import Clock
from gbdt_console.core.commands import Command
from gbdt_console.core.events import Entry, Event
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.requests import Progress, Stage
from gbdt_console.engine.command_request import Handler
from gbdt_console.engine.conference.monitor import ConferenceMonitor
from gbdt_console.engine.conference.orders import McuOrder
from gbdt_console.engine.conference.plans import ConferencePlans, Plan, Request


class ConferenceCommandHandler:
    """Handles all commands of the conference.

    record: writes an event as that operator
    """

    def __init__(
        self,
        monitor: ConferenceMonitor,
        ledger: Ledger,
        clock: Clock,
        record: Callable[[Event, str], Future[Entry]],
    ) -> None:
        self._orders = monitor.orders
        self._plans = ConferencePlans(monitor, ledger, clock)
        self._record = record
        self._turn = asyncio.Lock()

    def handlers(self) -> Mapping[type[Command], Handler]:
        """Return the handler of each command."""
        return dict.fromkeys(self._plans.of, self._carry_out)

    async def _carry_out(self, request: Request) -> Progress:
        plan = self._plans.of[type(request.command)]
        events, orders = plan(request)
        if events:
            events, orders = await self._written(plan, request)
        if not orders:
            return Progress(request.id, Stage.RECORDED if events else Stage.VERIFIED)
        for order in orders:
            self._orders.claim(order)
        waiting, is_sent = {order.id for order in orders}, False

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

        ends = await asyncio.gather(*(self._orders.carry_out(order, on_progress) for order in orders))
        return _summed_up(request.id, orders, ends)

    async def _written(self, plan: Callable[[Request], Plan], request: Request) -> Plan:
        """Plan again in this command's turn and write the events.

        The command before may have recorded something. A command without events never waits for the disk.
        """
        async with self._turn:
            events, orders = plan(request)
            for event in events:
                await asyncio.wrap_future(self._record(event, request.operator))
        return events, orders


def _summed_up(request_id: str, orders: list[McuOrder], ends: list[Progress]) -> Progress:
    """Return VERIFIED if all are, else the worst end.

    Of several orders the detail is how many did not verify: '2/11'; their targets are named.
    """
    ended = list(zip(orders, ends, strict=True))
    bad = [end for end in ends if end.stage is not Stage.VERIFIED]
    if not bad:
        return Progress(request_id, Stage.VERIFIED)
    if len(ends) == 1:
        return Progress(request_id, bad[0].stage, bad[0].code, bad[0].detail)
    stage = Stage.FAILED if any(end.stage is Stage.FAILED for end in bad) else Stage.UNKNOWN
    targets = tuple(dict.fromkeys(order.target for order, end in ended if end in bad))
    return Progress(request_id, stage, "order.some-failed", f"{len(bad)}/{len(ends)}", targets)
