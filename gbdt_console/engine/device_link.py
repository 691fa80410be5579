"""The connection to the MCU: it is asked again and again, and every command is read back once accepted.

No reconnect is hidden and none repeats a command. A look that began before a moment says nothing about it, so
whoever verifies waits for one that began after.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

from gbdt_console.core.clock import Clock
from gbdt_console.core.conference import ConferenceState, ControlFault
from gbdt_console.devices.control import ControlError, ListsParticipants

_BACK_OFF_S = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
_LOOK_GAP_S = 0.1
"""A burst of events is one reason to look."""
_ANSWERS_FIRST_S = 0.02
"""A command's event may come before its answer: a look that began between the two proves nothing of it."""
_ANSWER_WITHIN_S = 15.0
"""A driver has shorter limits of its own; this one holds where it forgot one."""
_CLOSE_WITHIN_S = 2.0

T = TypeVar("T")
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Look:
    """What the MCU said: asked at `began_s`, answered at `taken_s` (monotonic)."""

    state: ConferenceState
    began_s: float
    taken_s: float


class McuLink:
    """Run `run` as a task. `on_look` is called after every look, `on_fault` when the connection is lost, and
    when it was won (None) as the first look proves. `period_s` says how often to look."""

    def __init__(
        self,
        mcu: ListsParticipants,
        clock: Clock,
        period_s: Callable[[], float],
        on_look: Callable[[Look], None],
        on_fault: Callable[[ControlFault | None], None],
    ) -> None:
        self.mcu = mcu
        self.fault: ControlFault | None = None
        self.latest: Look | None = None
        self._clock = clock
        self._period_s = period_s
        self._on_look = on_look
        self._on_fault = on_fault
        self._hurry = asyncio.Event()
        self._looked: asyncio.Future[Look] = asyncio.get_running_loop().create_future()
        self._is_open = False
        self._is_fault_told = False
        self._failures = 0

    async def run(self) -> None:
        """Until cancelled: connect, look, and connect again when it was lost."""
        try:
            while True:
                try:
                    await _answer(self.mcu.open())
                    self._is_open = True
                    await self._while_open()
                except ControlError as error:
                    self._set_fault(error.fault)
                self._is_open = False
                self._fail_waiting()
                await asyncio.sleep(_BACK_OFF_S[min(self._failures, len(_BACK_OFF_S) - 1)])
                self._failures += 1
        finally:
            self._is_open = False
            self._fail_waiting()
            with suppress(Exception):
                async with asyncio.timeout(_CLOSE_WITHIN_S):
                    await self.mcu.close()

    def look_soon(self) -> None:
        """Something has changed that a look should not wait for."""
        self._hurry.set()

    async def look_after(self, moment_s: float) -> Look:
        """The first look that begins at or after that moment. Raises ControlError when there will be none."""
        while True:
            if not self._is_open:
                raise ControlError(self.fault or ControlFault.CLOSED)
            self._hurry.set()
            look = await asyncio.shield(self._looked)
            if look.began_s >= moment_s:
                return look

    async def ask(self, send: Callable[[], Awaitable[None]]) -> float:
        """Let the device do something; the monotonic time of its acceptance. Raises ControlError."""
        if not self._is_open:
            raise ControlError(self.fault or ControlFault.CLOSED)
        await _answer(send())
        return self._clock.monotonic()

    async def _while_open(self) -> None:
        listening = asyncio.create_task(self._listen())
        try:
            while not listening.done():
                began_s = self._clock.monotonic()
                self._hurry.clear()
                state = await _answer(self.mcu.conference())
                self._tell(Look(state, began_s, self._clock.monotonic()))
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
            async for _ in self.mcu.events():
                self._hurry.set()
        finally:
            self._hurry.set()

    def _tell(self, look: Look) -> None:
        self.latest = look
        looked, self._looked = self._looked, asyncio.get_running_loop().create_future()
        looked.set_result(look)
        self._failures = 0
        self._set_fault(None)
        self._on_look(look)

    def _fail_waiting(self) -> None:
        waiting, self._looked = self._looked, asyncio.get_running_loop().create_future()
        if not waiting.done():
            waiting.set_exception(ControlError(self.fault or ControlFault.CLOSED))
            waiting.exception()

    def _set_fault(self, fault: ControlFault | None) -> None:
        """The first is always told: an earlier run may have left another."""
        if fault is not self.fault or not self._is_fault_told:
            self.fault, self._is_fault_told = fault, True
            self._on_fault(fault)


async def _answer(work: Awaitable[T]) -> T:
    """What the driver answers. Raises ControlError, whatever else the driver raises and however long it
    takes."""
    asking = asyncio.ensure_future(work)
    try:
        done, _ = await asyncio.wait((asking,), timeout=_ANSWER_WITHIN_S)
    finally:
        asking.cancel()
    if not done:
        raise ControlError(ControlFault.SILENT)
    if asking.cancelled():
        raise ControlError(ControlFault.CLOSED)
    error = asking.exception()
    if error is None or isinstance(error, ControlError):
        return asking.result()
    log.error("the driver of the MCU failed", exc_info=error)
    raise ControlError(ControlFault.MALFORMED)
