"""The life of what is asked of a device: sent, accepted, verified by reading back, or how it failed.

Only a look that began after the acceptance verifies. What was verified is watched for a while longer: of a
device that obeys and goes back by itself this is said.

What a device cannot be asked afterwards (where a Polycom's camera looks, whether it sleeps) is never called
verified, however well it was accepted: it ends unknown, as order.not-readable. Accepted is no end of its own:
an end says whether it is so, and here nobody can know that.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from gbdt_console.core.clock import Clock
from gbdt_console.core.conference.floor_events import OrderEnded, OrderReverted
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.conference.view import OrderView
from gbdt_console.core.events import Entry, Event
from gbdt_console.core.requests import Progress, Stage
from gbdt_console.devices.control import ControlError
from gbdt_console.engine.control.device_link import DeviceLink, NotSentError, Observation
from gbdt_console.engine.control.order_codes import OPPOSITES, SHOW

READ_BACK_WITHIN_S = 10.0
"""Where two hundred are asked at once, the reading back waits behind the last of them."""
VERIFY_WITHIN_S = 3.0
"""From the first reading back on, where an order names no longer time."""
WATCHED_FOR_S = 5.0
SHOWN_FOR_S = 60.0
_PAUSE_S = 0.15
_LONGEST_PAUSE_S = 0.5
"""Between two readings back of what takes long."""

_MAY_HAVE_ARRIVED = frozenset({ControlFault.SILENT, ControlFault.CLOSED})

S = TypeVar("S")
_NOT_SO: Mapping[bool | None, str] = {False: "order.not-obeyed", None: "order.not-readable"}


@dataclass(frozen=True, slots=True)
class DeviceOrder(Generic[S]):
    """`what` is a code ('microphone.block'), `target` a site's id or a caller's number; `is_done` looks for
    the wish in what the device says: None where that does not tell, and no `is_done` where it never will.
    `operator` is empty where the running policy asks. `is_gone` is whether what it is about is not there any
    more, so that nothing can be said of it. `told` are the ends that are written already: what is asked again
    and again ends the same way every time. `verify_within_s` is for what takes longer than others,
    and `failure` gives the device's own words where it says afterwards that nothing comes of what it took.
    `value` is what exactly is asked for, where `what` leaves it open."""

    id: str
    what: str
    target: str
    operator: str
    send: Callable[[], Awaitable[None]]
    is_done: Callable[[S], bool | None] | None
    is_gone: Callable[[S], bool] = lambda state: False
    told: set[str] = field(default_factory=set)
    verify_within_s: float | None = None
    failure: Callable[[], str] = lambda: ""
    value: str = ""


class DeviceOrders(Generic[S]):
    """Carries orders out and remembers the last end of each by (what, target). `name_of` gives an operator's
    name."""

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
        self.under_way: dict[tuple[str, str], Progress] = {}

    def claim(self, order: DeviceOrder[S]) -> None:
        """From now on it is under way, for who asks for the same before it is begun."""
        self.under_way[order.what, order.target] = Progress(order.id, Stage.REQUESTED)

    async def carry_out(
        self, order: DeviceOrder[S], tell: Callable[[Progress], None] = lambda step: None
    ) -> Progress:
        """Send, then read back until it is so or the time is over. Never raises; the last step is final."""
        began_s = self._clock.monotonic()
        key = (order.what, order.target)
        self._forget_replaced(order)

        def step(stage: Stage, code: str = "", words: str = "") -> Progress:
            progress = Progress(order.id, stage, code, words)
            if not stage.is_final:
                self.under_way[key] = progress
            tell(progress)
            return progress

        last = step(Stage.SENT)
        try:
            accepted_s = await self._link.ask(order.send)
            last = step(Stage.ACCEPTED)
            last = step(*await self._verify(order, accepted_s))
        except NotSentError as error:
            last = step(Stage.FAILED, error.code)
        except ControlError as error:
            last = step(*await self._after_error(order, error))
        if (latest := self.under_way.get(key)) is not None and latest.request_id == order.id:
            del self.under_way[key]
        now_s = self._clock.monotonic()
        self._ended.pop(key, None)
        if last.stage is Stage.VERIFIED:
            self._watched[key] = (now_s + WATCHED_FOR_S, order)
        else:
            self._ended[key] = now_s, OrderView(*key, last.stage, last.code, last.detail)
        took_s = round(now_s - began_s, 3)
        ended = OrderEnded(
            order.id, order.what, order.target, last.stage, last.detail, took_s, order.operator,
            self._name_of(order.operator), last.code, order.value,
        )  # fmt: skip
        self._write(order, last.code or last.stage, ended, order.operator)
        return last

    def looked(self, look: Observation[S]) -> None:
        """Whether what was verified still is so. Of who has left it cannot be said."""
        for key, (until_s, order) in list(self._watched.items()):
            if order.is_done is None or order.is_gone(look.state):
                del self._watched[key]
            elif order.is_done(look.state) is False:
                del self._watched[key]
                self._ended[key] = look.taken_s, OrderView(*key, Stage.VERIFIED, is_reverted=True)
                self._write(order, "reverted", OrderReverted(order.id, order.what, order.target), "")
            elif look.taken_s > until_s:
                del self._watched[key]

    def _write(self, order: DeviceOrder[S], end: str, event: Event, actor: str) -> None:
        """What a device did is a fact: on a disk that refuses what persons ask for it waits, as the engine's
        own."""
        if end in order.told:
            return
        order.told.add(end)
        written = self._record(event, actor)
        if actor:
            written.add_done_callback(lambda done: self._record(event, "") if done.exception() else None)

    def _forget_replaced(self, order: DeviceOrder[S]) -> None:
        """Whoever asks for the opposite, or for another picture, is not surprised that the first changes."""
        opposites = OPPOSITES.get(order.what, ())
        for what, target in list(self._watched):
            is_replaced = what == order.what == SHOW
            if is_replaced or (what in opposites and target == order.target):
                del self._watched[what, target]

    def shown(self, now_s: float) -> tuple[OrderView, ...]:
        """What is under way, and what ended badly a while ago."""
        self._ended = {
            k: (at_s, view) for k, (at_s, view) in self._ended.items() if now_s - at_s < SHOWN_FOR_S
        }
        running = [OrderView(*key, step.stage) for key, step in self.under_way.items()]
        return (*running, *(view for key, (_, view) in self._ended.items() if key not in self.under_way))

    @property
    def is_reading_back(self) -> bool:
        """Whether anything hangs on the next looks."""
        return bool(self.under_way or self._watched)

    async def _verify(self, order: DeviceOrder[S], after_s: float) -> tuple[Stage, str, str]:
        """A device that can be asked and does not say that it is so has not obeyed; one that cannot be asked
        leaves it unknown."""
        if order.is_done is None:
            return Stage.UNKNOWN, "order.not-readable", ""
        code = "order.not-read-back"
        within_s = VERIFY_WITHIN_S if order.verify_within_s is None else order.verify_within_s
        pause_s = min(within_s * _PAUSE_S / VERIFY_WITHIN_S, _LONGEST_PAUSE_S)
        try:
            async with asyncio.timeout(READ_BACK_WITHIN_S) as limit:
                while True:
                    look = await self._link.look_after(after_s)
                    is_done = order.is_done(look.state)
                    if is_done:
                        return Stage.VERIFIED, "", ""
                    if words := order.failure():
                        return Stage.FAILED, "control.refused", words
                    is_first, code = code == "order.not-read-back", _NOT_SO[is_done]
                    if is_first:
                        limit.reschedule(asyncio.get_running_loop().time() + within_s)
                    await asyncio.sleep(pause_s)
                    after_s = self._clock.monotonic()
        except ControlError:
            return Stage.UNKNOWN, "order.not-read-back", ""
        except TimeoutError:
            return Stage.FAILED if code == "order.not-obeyed" else Stage.UNKNOWN, code, ""

    async def _after_error(self, order: DeviceOrder[S], error: ControlError) -> tuple[Stage, str, str]:
        """A refusal is the end; silence says nothing, so what the device did is read."""
        code = f"control.{error.fault}"
        if error.fault not in _MAY_HAVE_ARRIVED:
            return Stage.FAILED, code, error.words
        end = await self._verify(order, self._clock.monotonic())
        return end if end[0] is Stage.VERIFIED else (Stage.UNKNOWN, code, "")
