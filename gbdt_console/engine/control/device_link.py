"""Keep the connection to one controlled device and poll it.

A reconnect is never hidden and never repeats a command. A poll that began before a moment says nothing about
that moment, so a verification waits for a poll that began after it.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, nullcontext, suppress
from typing import Any, Generic, Protocol, TypeVar

from gbdt_console.core.clock import Clock
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.devices.control import ControlError, Reached
from gbdt_console.devices.recognition import Acquaintance, let_in
from gbdt_console.engine.control.authority import Authority
from gbdt_console.engine.control.giving import NOT_FINISHED

_BACK_OFF_S = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
"""Pauses before each reconnect; the last one repeats, where the policy of the link has no shorter one."""
_STABLE_AFTER_S = 4.0
"""A connection that closes sooner does not reset the back-off, although the device answered."""
_POLL_GAP_S = 0.1
"""Limits polls after a burst of events to one."""
_ANSWERS_FIRST_S = 0.02
"""Waits for a command's answer, which may come after its event: a poll between the two proves nothing."""
_CLOSE_WITHIN_S = 2.0
"""Limits how long the engine's end waits for a device to close."""

S = TypeVar("S")
T = TypeVar("T")
S_co = TypeVar("S_co", covariant=True)
log = logging.getLogger(__name__)


class NotSentError(ControlError):
    """Raised where nothing was sent to the device."""


class Source(Protocol[S_co]):
    """A device that a link connects to; `name` is for the log, `reached_at` is that of Connects."""

    @property
    def name(self) -> str: ...

    @property
    def reached_at(self) -> Reached | None: ...

    async def open(self) -> None:
        """Connect; called again after a loss. Raises ControlError."""
        ...

    async def close(self) -> None: ...

    async def poll(self) -> S_co:
        """Ask for the device's state. Raises ControlError."""
        ...

    def changes(self) -> AsyncIterator[object]:
        """Yield reasons to poll; end when the connection is lost."""
        ...


@dataclass(frozen=True, slots=True)
class Observation(Generic[S]):
    """One poll of a device.

    began_s: when the poll began, monotonic seconds
    taken_s: when the answer was there, monotonic seconds
    """

    state: S
    began_s: float
    taken_s: float


async def _at_once() -> None:
    return None


@dataclass(frozen=True, slots=True)
class LinkPolicy:
    """The limits of asking a device.

    answer_within_s: limit on one answer where the driver forgot its own limits, seconds
    is_one_at_a_time: whether nothing is asked before the last answer is there
    may_open: awaited before every connection, so that many devices do not all connect at once
    longest_pause_s: returns the limit of the pause before a reconnect, seconds; refused credentials are tried
        again by the usual back-off, so that the device does not lock the account
    """

    answer_within_s: float = 15.0
    is_one_at_a_time: bool = False
    may_open: Callable[[], Awaitable[None]] = _at_once
    longest_pause_s: Callable[[], float] = lambda: _BACK_OFF_S[-1]


_USUAL = LinkPolicy()


class DeviceLink(Generic[S]):
    """Keeps one connection while the task `run` runs.

    period_s: returns how often to poll, seconds
    on_observation: called after every poll
    authority: asked before each order
    on_fault: called when the connection is lost, and with None once the first poll proves the connection
    """

    def __init__(
        self,
        source: Source[S],
        clock: Clock,
        period_s: Callable[[], float],
        on_observation: Callable[[Observation[S]], None],
        on_fault: Callable[[ControlFault | None], None],
        policy: LinkPolicy = _USUAL,
    ) -> None:
        self.authority = Authority()
        self.fault: ControlFault | None = None
        self.latest: Observation[S] | None = None
        self._source = source
        self._met = Acquaintance()
        self._clock = clock
        self._period_s = period_s
        self._on_observation = on_observation
        self._on_fault = on_fault
        self._policy = policy
        self._turn = asyncio.Lock()
        self._is_due = asyncio.Event()
        self._next: asyncio.Future[Observation[S]] | None = None
        self._is_open = self._is_read = self._is_reopening = False
        self._using: asyncio.Future[None] | None = None
        self._asked: set[asyncio.Future[Any]] = set()
        self._opened_s = 0.0
        self._is_fault_notified = False
        self._failures = 0
        self._keeping: asyncio.Future[None] | None = None
        self._is_handed_over = False

    async def run(self) -> None:
        """Connect, poll, and connect again when the connection is lost, until cancelled.

        The connection of a link that is handed over stays for the next `run`.
        """
        if self._keeping is None:
            self._keeping = asyncio.ensure_future(self._keep())
        try:
            await asyncio.shield(self._keeping)
        except asyncio.CancelledError:
            if not self._is_handed_over:
                await self.close()
            raise

    async def close(self) -> None:
        """End the connection."""
        if self._keeping is not None:
            self._keeping.cancel()
            await asyncio.gather(self._keeping, return_exceptions=True)

    def hand_over(self) -> None:
        """Tell nobody of what comes until `work_as`; `latest` and `fault` go on."""
        self._is_handed_over = True
        self._on_observation = lambda observation: None
        self._on_fault = lambda fault: None

    def work_as(self, other: "DeviceLink[S]") -> None:
        """Work for the maker of `other`, a link to the same device that was never run, from now on."""
        self._source, self._period_s, self._policy = other._source, other._period_s, other._policy
        self._on_observation, self._on_fault = other._on_observation, other._on_fault
        self._is_handed_over = False

    async def _keep(self) -> None:
        try:
            while True:
                await self._policy.may_open()
                self._using = asyncio.ensure_future(self._use())
                try:
                    await self._using
                except ControlError as error:
                    self._set_fault(error.fault, error.words)
                except asyncio.CancelledError:
                    if not self._was_dropped():
                        raise
                    self._set_fault(ControlFault.CLOSED, "dropped")
                    await self._close_source()
                    continue
                finally:
                    self._using, self._is_open = None, False
                self._is_reopening = False
                self._fail_waiting()
                await self._pause()
                self._failures += 1
        finally:
            self._is_open = self._is_reopening = False
            self._fail_waiting()
            await self._close_source()

    async def _use(self) -> None:
        """Connect, and poll until the connection is lost. Raises ControlError."""
        await self._answer(lambda: let_in(self._source, self._met))
        if self.latest is not None:
            await self.authority.asks_again()
        self._is_open, self._opened_s = True, self._clock.monotonic()
        self._is_read = self._is_reopening = False
        await self._while_open()

    def _was_dropped(self) -> bool:
        """Tell whether a cancelled `_use` was dropped: then nobody ends the link itself."""
        task = asyncio.current_task()
        return task is not None and not task.cancelling()

    async def _close_source(self) -> None:
        with suppress(Exception):
            async with asyncio.timeout(_CLOSE_WITHIN_S):
                await self._source.close()

    def drop(self, *, reads_back: bool) -> None:
        """Use the connection no more: what waits to be sent is not sent, and another one is opened at once.

        reads_back: whether who waits for a poll gets the first one of the next connection, or ControlError
        """
        for asking in self._asked:
            asking.cancel()
        if not reads_back:
            self._is_reopening = False
            self._fail_waiting()  # also who waits for a connection that is not begun yet
        if self._using is not None:
            self._is_open, self._is_reopening = False, reads_back
            self._using.cancel()

    def poll_soon(self) -> None:
        """Poll, or connect again, before that is due."""
        self._is_due.set()

    async def poll_after(self, moment_s: float) -> Observation[S]:
        """Return the first observation that begins at or after `moment_s`.

        Raises ControlError when there will be none.
        """
        while True:
            if not self._is_reopening:
                self._check_open()
            self._is_due.set()
            observation = await asyncio.shield(self._coming())
            if observation.began_s >= moment_s:
                return observation

    async def next_observation(self) -> Observation[S]:
        """Return the next observation, whenever it comes.

        Raises ControlError when the connection is lost before.
        """
        return await asyncio.shield(self._coming())

    async def read_again(self) -> None:
        """Poll at once, beside the usual polls. Raises ControlError."""
        self._check_open()
        self._observed(await self._polled())

    async def ask(self, send: Callable[[], Awaitable[None]]) -> float:
        """Send an order; return the monotonic time of its acceptance.

        Beside another PC the device is read first, over each new connection. Raises ControlError, and
        NotSentError where nothing went out.
        """
        self._check_may_ask()
        if self.authority.is_shared and not self._is_read:
            try:
                await self.next_observation()
            except ControlError as error:
                raise NotSentError(error.fault, error.words) from None
        async with self._its_turn():
            self._check_may_ask()
            if self.authority.is_shared and not self._is_read:
                raise NotSentError(ControlFault.CLOSED)
            await self._answer(send, self._asked)
            return self._clock.monotonic()

    def _check_may_ask(self) -> None:
        if code := self.authority.refusal:
            raise NotSentError(ControlFault.DENIED, code=code)
        self._check_open(NotSentError)

    async def _pause(self) -> None:
        """Wait before the next connection, until `poll_soon` at most."""
        pause_s = _BACK_OFF_S[min(self._failures, len(_BACK_OFF_S) - 1)]
        if self.fault is not ControlFault.CREDENTIALS:
            pause_s = min(pause_s, self._policy.longest_pause_s())
        self._is_due.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(pause_s):
                await self._is_due.wait()

    def _check_open(self, error: type[ControlError] = ControlError) -> None:
        if not self._is_open:
            raise error(self.fault or ControlFault.CLOSED)

    def _its_turn(self) -> AbstractAsyncContextManager[object]:
        return self._turn if self._policy.is_one_at_a_time else nullcontext()

    async def _while_open(self) -> None:
        listening = asyncio.create_task(self._listen())
        try:
            while not listening.done():
                self._is_due.clear()
                self._observed(await self._polled())
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._period_s()):
                        await asyncio.sleep(_POLL_GAP_S)
                        await self._is_due.wait()
                        await asyncio.sleep(_ANSWERS_FIRST_S)
            raise ControlError(ControlFault.CLOSED)
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)

    async def _polled(self) -> Observation[S]:
        async with self._its_turn():
            began_s = self._clock.monotonic()
            state = await self._answer(self._source.poll)
        return Observation(state, began_s, self._clock.monotonic())

    async def _listen(self) -> None:
        """Poll after every change that the device reports."""
        try:
            async for _ in self._source.changes():
                self._is_due.set()
        except ControlError:
            pass  # as every other end of the connection
        except Exception as error:
            log.error("the driver of %s failed", self._source.name, exc_info=error)
        finally:
            self._is_due.set()

    def _observed(self, observation: Observation[S]) -> None:
        """Take a poll; one that began before another that was answered already tells nothing new."""
        if not self._is_open or (self.latest is not None and observation.began_s < self.latest.began_s):
            return
        self.latest, self._is_read = observation, True
        waiting, self._next = self._coming(), None
        waiting.set_result(observation)
        if observation.taken_s - self._opened_s >= _STABLE_AFTER_S:
            self._failures = 0
        self._set_fault(None)
        self._on_observation(observation)

    def _coming(self) -> "asyncio.Future[Observation[S]]":
        """Return the future of the next observation; a link is made where no loop runs yet, too."""
        if self._next is None:
            self._next = asyncio.get_running_loop().create_future()
        return self._next

    def _fail_waiting(self) -> None:
        waiting, self._next = self._coming(), None
        if not waiting.done():
            waiting.set_exception(ControlError(self.fault or ControlFault.CLOSED))
            waiting.exception()

    def _set_fault(self, fault: ControlFault | None, words: str = "") -> None:
        """Notify of a changed fault, and always of the first. An earlier run may have left another."""
        if fault is not self.fault or not self._is_fault_notified:
            self.fault, self._is_fault_notified = fault, True
            if fault is not None:
                log.warning("%s: %s %s", self._source.name, fault, words)
            self._on_fault(fault)

    async def _answer(
        self, work: Callable[[], Awaitable[T]], under_way: "set[asyncio.Future[Any]] | None" = None
    ) -> T:
        """Return the driver's answer.

        Raises ControlError for every exception of the driver, when the limit of the policy passes, and where
        somebody cancels what is `under_way`.
        """
        under_way = set() if under_way is None else under_way
        asking = asyncio.ensure_future(work())
        under_way.add(asking)
        try:
            done, _ = await asyncio.wait((asking,), timeout=self._policy.answer_within_s)
        finally:
            under_way.discard(asking)
            asking.cancel()
        if not done:
            raise ControlError(ControlFault.SILENT)
        if asking.cancelled():
            raise ControlError(ControlFault.CLOSED, code=NOT_FINISHED if self.authority.refusal else "")
        error = asking.exception()
        if error is None or isinstance(error, ControlError):
            return asking.result()
        log.error("the driver of %s failed", self._source.name, exc_info=error)
        raise ControlError(ControlFault.MALFORMED)
