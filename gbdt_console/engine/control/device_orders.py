"""Carry orders to a device out and verify them by reading back.

Only a poll that began after the acceptance verifies. A verified order is watched for a while longer, so that
a device that goes back by itself is reported.

An order whose effect the device cannot report (where a Polycom's camera looks, whether it sleeps) ends
UNKNOWN with order.not-readable, never VERIFIED, however well it was accepted. Where no state ever tells, it
is not shown among the bad ends.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import Future
from dataclasses import field, replace
from typing import Generic, TypeVar

from gbdt_console.core.authority.withheld import Withheld
from gbdt_console.core.clock import Clock
from gbdt_console.core.conference.floor_events import OrderEnded, OrderReverted
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.conference.view import OrderView
from gbdt_console.core.events import Entry, Event
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.requests import Progress, Stage
from gbdt_console.devices.control import ControlError
from gbdt_console.engine.control.device_link import DeviceLink, NotSentError, Observation
from gbdt_console.engine.control.giving import NOT_FINISHED, give

READ_BACK_WITHIN_S = 10.0
"""Limits the wait for the first reading back: with 200 orders at once it waits behind the last of them."""
VERIFY_WITHIN_S = 3.0
"""Limits verification from the first reading back on, where an order names no longer time."""
WATCHED_FOR_S = 5.0
"""Limits how long a verified order is watched for a device that goes back by itself."""
FOLLOWED_FOR_S = 600.0
"""Limits how long an order is followed that was not over at its limit: no call rings longer."""
LATE = "order.late"
"""Code of an order whose effect showed after its limit; its words are the seconds."""
SHOWN_FOR_S = 60.0
"""Limits how long a bad end stays in the Snapshot."""
_PAUSE_S = 0.15
"""Separates two readings back."""
_LONGEST_PAUSE_S = 0.5
"""Limits that pause for orders that take long."""

MAY_HAVE_ARRIVED = frozenset({ControlFault.SILENT, ControlFault.CLOSED})
"""Faults after which nobody knows whether the device took the order."""

S = TypeVar("S")
_NOT_SO: Mapping[bool | None, str] = {False: "order.not-obeyed", None: "order.not-readable"}


async def _at_once() -> None:
    return None


@dataclass(frozen=True, slots=True)
class DeviceOrder(Generic[S]):
    """One order to a device.

    id: the order's id, which each of its steps carries
    what: code of what is ordered ('microphone.block')
    operator: id of the operator; empty where the running policy asks
    may_send: awaited just before it is sent; raises NotSentError where it must not be sent any more
    is_done: finds its effect in the device's state; None where that state does not tell, and no `is_done`
        where no state ever will
    is_gone: whether the order's subject is not there any more
    recorded_ends: the ends that are written already, shared by an order that is repeated
    verify_within_s: replaces VERIFY_WITHIN_S for what takes longer, seconds
    failure: code and device's own words where the device says afterwards that it failed; else empty
    waits_for: code of what it waits for while the device is still at it, else empty; such an order ends
        UNKNOWN at its limit and is followed on
    value: what exactly is ordered, where `what` leaves it open (the number of a preset)
    undoes: codes of orders to the same target that this one undoes; `what` itself means any target
    if_refused: recorded where the device refuses the order or it is not sent: nothing was done
    """

    id: str
    what: str
    target: str
    operator: str
    send: Callable[[], Awaitable[None]]
    is_done: Callable[[S], bool | None] | None
    is_gone: Callable[[S], bool] = lambda state: False
    recorded_ends: set[str] = field(default_factory=set)
    verify_within_s: float | None = None
    failure: Callable[[S], tuple[str, str]] = lambda state: ("", "")
    waits_for: Callable[[S], str] = lambda state: ""
    value: str = ""
    undoes: tuple[str, ...] = ()
    may_send: Callable[[], Awaitable[None]] = _at_once
    if_refused: Event | None = None


class DeviceOrders(Generic[S]):
    """Carries orders out and keeps the last end of each.

    record: writes an event as that operator (empty: the engine)
    name_of: returns an operator's name by id
    """

    def __init__(
        self,
        link: DeviceLink[S],
        clock: Clock,
        record: Callable[[Event, str], Future[Entry]],
        name_of: Callable[[str], str],
    ) -> None:
        self._link = link
        self._clock = clock
        self._record = record
        self._name_of = name_of
        self._ended: dict[tuple[str, str], tuple[float, OrderView]] = {}
        self._watched: dict[tuple[str, str], tuple[float, DeviceOrder[S]]] = {}
        self._followed: dict[tuple[str, str], tuple[float, DeviceOrder[S]]] = {}
        self.under_way: dict[tuple[str, str], Progress] = {}

    def planned(self, order: DeviceOrder[S]) -> "PlannedOrder[S]":
        """Return the order with these orders, which carry it out."""
        return PlannedOrder(order, self)

    def claim(self, order: DeviceOrder[S]) -> None:
        """Mark an order as under way, against a second one."""
        self.under_way[order.what, order.target] = Progress(order.id, Stage.REQUESTED)

    async def carry_out(
        self, order: DeviceOrder[S], on_progress: Callable[[Progress], None] = lambda step: None
    ) -> Progress:
        """Send an order and read back until its effect shows. It is called SENT only once it goes out.

        Returns the last step, which `on_progress` takes too. Never raises.
        """
        began_s = self._clock.monotonic()
        key = (order.what, order.target)
        authority, is_sent = self._link.authority, False
        self._forget_undone(order)

        def step(stage: Stage, code: str = "", words: str = "") -> Progress:
            progress = Progress(order.id, stage, code, words)
            if not stage.is_final:
                self.under_way[key] = progress
            on_progress(progress)
            return progress

        async def send() -> None:
            nonlocal is_sent
            await order.may_send()
            if code := authority.refusal:
                raise NotSentError(ControlFault.DENIED, code=code)
            is_sent = True
            step(Stage.SENT)
            await give(authority, order.send)

        if not order.operator and (withheld := authority.refusal):
            self.under_way.pop(key, None)
            return Progress(order.id, Stage.FAILED, withheld)  # nobody asked: neither shown nor recorded
        self.claim(order)
        try:
            accepted_s = await self._link.ask(send)
            self._followed.pop(key, None)
            last = step(Stage.ACCEPTED)
            last = step(*await self._verify(order, accepted_s))
        except ControlError as error:
            last = step(*await self._after_error(order, error, is_sent=is_sent))
            if order.if_refused is not None and last.stage is Stage.FAILED:
                self._write(order, "refused", order.if_refused, order.operator)
        latest = self._link.latest
        if last.stage is Stage.UNKNOWN and latest is not None and order.waits_for(latest.state):
            self._followed[key] = began_s, order
        self._end(order, last, began_s)
        return last

    def _end(self, order: DeviceOrder[S], last: Progress, began_s: float) -> None:
        """Show and record how an order ended."""
        key = (order.what, order.target)
        if (latest := self.under_way.get(key)) is not None and latest.request_id == order.id:
            del self.under_way[key]
        now_s = self._clock.monotonic()
        self._ended.pop(key, None)
        if last.stage is Stage.VERIFIED:
            self._watched[key] = (now_s + WATCHED_FOR_S, order)
        elif order.is_done is not None or last.code != _NOT_SO[None]:
            self._ended[key] = now_s, OrderView(*key, last.stage, last.code, last.detail)
        took_s = round(now_s - began_s, 3)
        ended = OrderEnded(
            order.id, order.what, order.target, last.stage, last.detail, took_s, order.operator,
            self._name_of(order.operator), last.code, order.value,
        )  # fmt: skip
        self._write(order, last.code or last.stage, ended, order.operator)

    def observed(self, observation: Observation[S]) -> None:
        """Check that verified orders still hold, and how those end that were not over at their limit.

        An order whose subject is gone is not watched any more.
        """
        self._follow(observation)
        for key, (until_s, order) in list(self._watched.items()):
            if order.is_done is None or order.is_gone(observation.state):
                del self._watched[key]
            elif order.is_done(observation.state) is False:
                self.end_reverted(order, observation.taken_s)
            elif observation.taken_s > until_s:
                del self._watched[key]

    def _follow(self, observation: Observation[S]) -> None:
        """Record a second end of an order that waited on after its limit, once the device tells it.

        What is seen while another PC may command is no end of an order of this one.
        """
        if self._link.authority.refusal:
            return
        for key, (began_s, order) in list(self._followed.items()):
            after_s = observation.taken_s - began_s
            is_over = after_s > FOLLOWED_FOR_S
            end = None if is_over else self._late_end(order, observation.state, after_s)
            if is_over or end is not None:
                del self._followed[key]
            if end is not None:
                self._end(order, end, began_s)

    def _late_end(self, order: DeviceOrder[S], state: S, after_s: float) -> Progress | None:
        if order.is_done is not None and order.is_done(state):
            return Progress(order.id, Stage.VERIFIED, LATE, str(round(after_s)))
        failure, words = order.failure(state)
        return Progress(order.id, Stage.FAILED, failure, words) if failure else None

    def end_reverted(self, order: DeviceOrder[S], taken_s: float) -> None:
        """Show and record that the device went back by itself after an order.

        taken_s: when it was seen, monotonic seconds
        """
        key = (order.what, order.target)
        self._watched.pop(key, None)
        self._ended[key] = taken_s, OrderView(*key, Stage.VERIFIED, is_reverted=True)
        self._write(order, "reverted", OrderReverted(order.id, order.what, order.target), "")

    def _write(self, order: DeviceOrder[S], end: str, event: Event, actor: str) -> None:
        """Record an end once.

        Where the disk refuses the operator's entry, the engine's own entry of it waits for the disk.
        """
        if end in order.recorded_ends:
            return
        order.recorded_ends.add(end)
        written = self._record(event, actor)
        if actor:
            written.add_done_callback(lambda done: self._record(event, "") if done.exception() else None)

    def _forget_undone(self, order: DeviceOrder[S]) -> None:
        for what, target in list(self._watched):
            if what in order.undoes and (target == order.target or what == order.what):
                del self._watched[what, target]
        for what in order.undoes:
            self._followed.pop((what, order.target), None)

    def shown(self, now_s: float) -> tuple[OrderView, ...]:
        """Return orders under way or that ended badly within SHOWN_FOR_S."""
        self._ended = {
            k: (at_s, view) for k, (at_s, view) in self._ended.items() if now_s - at_s < SHOWN_FOR_S
        }
        running = [OrderView(*key, step.stage) for key, step in self.under_way.items()]
        return (*running, *(view for key, (_, view) in self._ended.items() if key not in self.under_way))

    def targets(self, what: str, state: S, *, waits_for: str) -> set[str]:
        """Return the targets of such orders that are under way, or over their limit and wait for that."""
        late = {key for key, (_, order) in self._followed.items() if order.waits_for(state) == waits_for}
        return {target for one, target in self.under_way.keys() | late if one == what}

    def is_fresh(self, what: str, target: str) -> bool:
        """Tell whether such an order is under way, or was verified within WATCHED_FOR_S."""
        return (what, target) in self.under_way or (what, target) in self._watched

    @property
    def is_reading_back(self) -> bool:
        """Whether an order waits for the next polls."""
        return bool(self.under_way or self._watched)

    async def _verify(self, order: DeviceOrder[S], after_s: float) -> tuple[Stage, str, str]:
        """Poll until the effect is there; return stage, code and words.

        A device that reports another state has failed; one that cannot report it, or is still at it, leaves
        the order UNKNOWN.
        """
        if order.is_done is None:
            return Stage.UNKNOWN, "order.not-readable", ""
        code = unread = "order.not-read-back"
        waits_for = ""
        within_s = VERIFY_WITHIN_S if order.verify_within_s is None else order.verify_within_s
        pause_s = min(within_s * _PAUSE_S / VERIFY_WITHIN_S, _LONGEST_PAUSE_S)
        try:
            async with asyncio.timeout(READ_BACK_WITHIN_S) as limit:
                while True:
                    observation = await self._read_back(after_s, limit)
                    is_done = order.is_done(observation.state)
                    if is_done:
                        return Stage.VERIFIED, "", ""
                    failure, words = order.failure(observation.state)
                    if failure:
                        return Stage.FAILED, failure, words
                    waits_for = order.waits_for(observation.state)
                    is_first, code = code == unread, _NOT_SO[is_done]
                    if is_first:
                        limit.reschedule(asyncio.get_running_loop().time() + within_s)
                    await asyncio.sleep(pause_s)
                    after_s = self._clock.monotonic()
        except ControlError as error:
            return Stage.UNKNOWN, NOT_FINISHED if error.code == NOT_FINISHED else unread, ""
        except TimeoutError:
            if self._link.authority.refusal:  # the limit passed while the program stood still
                return Stage.UNKNOWN, unread, ""
            if waits_for:
                return Stage.UNKNOWN, waits_for, ""
            return Stage.FAILED if code == "order.not-obeyed" else Stage.UNKNOWN, code, ""

    async def _read_back(self, after_s: float, limit: asyncio.Timeout) -> Observation[S]:
        """Return a poll that began after that moment, and whose time this PC surely commanded.

        Raises ControlError, with NOT_FINISHED where another PC may have done what the device shows.
        """
        is_first, authority = True, self._link.authority
        while True:
            observation = await self._link.poll_after(after_s)
            if authority.withheld is Withheld.OVERTAKEN:
                raise ControlError(ControlFault.CLOSED, code=NOT_FINISHED)
            if authority.withheld not in (Withheld.ASKING, Withheld.ALONE):
                return observation
            if is_first:
                is_first = False
                limit.reschedule(asyncio.get_running_loop().time() + READ_BACK_WITHIN_S)
            await asyncio.sleep(_PAUSE_S)
            after_s = self._clock.monotonic()

    async def _after_error(
        self, order: DeviceOrder[S], error: ControlError, *, is_sent: bool
    ) -> tuple[Stage, str, str]:
        """Return the end after an error. A silent device is read back, since it may have taken the order."""
        if not is_sent or isinstance(error, NotSentError) or error.fault not in MAY_HAVE_ARRIVED:
            return Stage.FAILED, error.code, error.words
        end = await self._verify(order, self._clock.monotonic())
        return end if end[0] is Stage.VERIFIED else (Stage.UNKNOWN, error.code, "")


@dataclass(frozen=True, slots=True)
class PlannedOrder(Generic[S]):
    """An order, and the orders of the device that carries it out."""

    order: DeviceOrder[S]
    orders: DeviceOrders[S]

    def with_refusal(self, event: Event) -> "PlannedOrder[S]":
        return replace(self, order=replace(self.order, if_refused=event))

    def claim(self) -> None:
        self.orders.claim(self.order)

    async def carry_out(self, on_progress: Callable[[Progress], None]) -> Progress:
        return await self.orders.carry_out(self.order, on_progress)
