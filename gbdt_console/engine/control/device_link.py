"""The connection to one controlled device: it is asked again and again, and every command is read back.

No reconnect is hidden and none repeats a command. A look that began before a moment says nothing about it, so
whoever verifies waits for one that began after.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, nullcontext, suppress
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from gbdt_console.core.clock import Clock
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.devices.control import Connects, ControlError

_BACK_OFF_S = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
_STAYS_S = 4.0
"""What closes sooner is called less and less often, although it answered."""
_LOOK_GAP_S = 0.1
"""A burst of events is one reason to look."""
_ANSWERS_FIRST_S = 0.02
"""A command's event may come before its answer: a look that began between the two proves nothing of it."""
_CLOSE_WITHIN_S = 2.0

S = TypeVar("S")
T = TypeVar("T")
S_co = TypeVar("S_co", covariant=True)
log = logging.getLogger(__name__)


class NotSentError(ControlError):
    """Nothing went to the device: there was no connection, or `code` says what forbids it by now."""

    def __init__(self, fault: ControlFault, code: str = "") -> None:
        super().__init__(fault)
        self.code = code or f"control.{fault}"


class Source(Connects, Protocol[S_co]):
    """A device as a link sees it; `name` is for the log."""

    @property
    def name(self) -> str: ...

    async def look(self) -> S_co:
        """Ask now how it is. Raises ControlError."""
        ...

    def news(self) -> AsyncIterator[object]:
        """Reasons to look, from now on; ends when the connection is lost."""
        ...


@dataclass(frozen=True, slots=True)
class Observation(Generic[S]):
    """What the device said: asked at `began_s`, answered at `taken_s` (monotonic)."""

    state: S
    began_s: float
    taken_s: float


async def _at_once() -> None:
    return None


@dataclass(frozen=True, slots=True)
class LinkPolicy:
    """How a device wants to be asked. `answer_within_s` holds where its driver forgot its own limits.
    Of one that `is_one_at_a_time` nothing is asked before the last answer is there. `may_open` is waited for
    before every connection, so that many devices do not all begin at once."""

    answer_within_s: float = 15.0
    is_one_at_a_time: bool = False
    may_open: Callable[[], Awaitable[None]] = _at_once


_USUAL = LinkPolicy()


class DeviceLink(Generic[S]):
    """Run `run` as a task. `on_look` is called after every look, `on_fault` when the connection is lost, and
    when it was won (None) as the first look proves. `period_s` says how often to look."""

    def __init__(
        self,
        source: Source[S],
        clock: Clock,
        period_s: Callable[[], float],
        on_look: Callable[[Observation[S]], None],
        on_fault: Callable[[ControlFault | None], None],
        manner: LinkPolicy = _USUAL,
    ) -> None:
        self.fault: ControlFault | None = None
        self.latest: Observation[S] | None = None
        self._source = source
        self._clock = clock
        self._period_s = period_s
        self._on_look = on_look
        self._on_fault = on_fault
        self._manner = manner
        self._turn = asyncio.Lock()
        self._hurry = asyncio.Event()
        self._looked: asyncio.Future[Observation[S]] = asyncio.get_running_loop().create_future()
        self._is_open = False
        self._opened_s = 0.0
        self._is_fault_told = False
        self._failures = 0

    async def run(self) -> None:
        """Until cancelled: connect, look, and connect again when it was lost."""
        try:
            while True:
                await self._manner.may_open()
                try:
                    await self._answer(self._source.open)
                    self._is_open, self._opened_s = True, self._clock.monotonic()
                    await self._while_open()
                except ControlError as error:
                    self._set_fault(error.fault, error.words)
                self._is_open = False
                self._fail_waiting()
                await asyncio.sleep(_BACK_OFF_S[min(self._failures, len(_BACK_OFF_S) - 1)])
                self._failures += 1
        finally:
            self._is_open = False
            self._fail_waiting()
            with suppress(Exception):
                async with asyncio.timeout(_CLOSE_WITHIN_S):
                    await self._source.close()

    def look_soon(self) -> None:
        """Something has changed that a look should not wait for."""
        self._hurry.set()

    async def look_after(self, moment_s: float) -> Observation[S]:
        """The first look that begins at or after that moment. Raises ControlError when there will be none."""
        while True:
            self._check_open()
            self._hurry.set()
            look = await asyncio.shield(self._looked)
            if look.began_s >= moment_s:
                return look

    async def ask(self, send: Callable[[], Awaitable[None]]) -> float:
        """Let the device do something; the monotonic time of its acceptance. Raises ControlError, and
        NotSentError where it never went out."""
        self._check_open(NotSentError)
        async with self._its_turn():
            self._check_open(NotSentError)
            await self._answer(send)
            return self._clock.monotonic()

    def _check_open(self, error: type[ControlError] = ControlError) -> None:
        if not self._is_open:
            raise error(self.fault or ControlFault.CLOSED)

    def _its_turn(self) -> AbstractAsyncContextManager[object]:
        return self._turn if self._manner.is_one_at_a_time else nullcontext()

    async def _while_open(self) -> None:
        listening = asyncio.create_task(self._listen())
        try:
            while not listening.done():
                async with self._its_turn():
                    began_s = self._clock.monotonic()
                    self._hurry.clear()
                    state = await self._answer(self._source.look)
                self._tell(Observation(state, began_s, self._clock.monotonic()))
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._period_s()):
                        await asyncio.sleep(_LOOK_GAP_S)
                        await self._hurry.wait()
                        await asyncio.sleep(_ANSWERS_FIRST_S)
            raise ControlError(ControlFault.CLOSED)
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)

    async def _listen(self) -> None:
        """Events say that something happened; what, the next look says. Ends with the connection."""
        try:
            async for _ in self._source.news():
                self._hurry.set()
        except ControlError:
            pass  # as every other end of the connection
        except Exception as error:
            log.error("the driver of %s failed", self._source.name, exc_info=error)
        finally:
            self._hurry.set()

    def _tell(self, look: Observation[S]) -> None:
        self.latest = look
        looked, self._looked = self._looked, asyncio.get_running_loop().create_future()
        looked.set_result(look)
        if look.taken_s - self._opened_s >= _STAYS_S:
            self._failures = 0
        self._set_fault(None)
        self._on_look(look)

    def _fail_waiting(self) -> None:
        waiting, self._looked = self._looked, asyncio.get_running_loop().create_future()
        if not waiting.done():
            waiting.set_exception(ControlError(self.fault or ControlFault.CLOSED))
            waiting.exception()

    def _set_fault(self, fault: ControlFault | None, words: str = "") -> None:
        """The first is always told: an earlier run may have left another."""
        if fault is not self.fault or not self._is_fault_told:
            self.fault, self._is_fault_told = fault, True
            if fault is not None:
                log.warning("%s: %s %s", self._source.name, fault, words)
            self._on_fault(fault)

    async def _answer(self, work: Callable[[], Awaitable[T]]) -> T:
        """What the driver answers. Raises ControlError, whatever else the driver raises and however long it
        takes."""
        asking = asyncio.ensure_future(work())
        try:
            done, _ = await asyncio.wait((asking,), timeout=self._manner.answer_within_s)
        finally:
            asking.cancel()
        if not done:
            raise ControlError(ControlFault.SILENT)
        if asking.cancelled():
            raise ControlError(ControlFault.CLOSED)
        error = asking.exception()
        if error is None or isinstance(error, ControlError):
            return asking.result()
        log.error("the driver of %s failed", self._source.name, exc_info=error)
        raise ControlError(ControlFault.MALFORMED)
