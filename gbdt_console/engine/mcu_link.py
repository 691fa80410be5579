"""The connection to the MCU: it is asked again and again, and every command is read back once accepted.

No reconnect is hidden and none repeats a command. A look that began before a moment says nothing about it, so
whoever verifies waits for one that began after.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

from gbdt_console.core.clock import Clock
from gbdt_console.core.conference import ConferenceState, ControlFault
from gbdt_console.devices.control import ControlError, ListsParticipants

_BACK_OFF_S = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
_EVENT_GAP_S = 0.1
"""A burst of events is one reason to look."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Look:
    """What the MCU said: asked at `began_s`, answered at `taken_s` (monotonic)."""

    state: ConferenceState
    began_s: float
    taken_s: float


class McuLink:
    """Run `run` as a task. `on_look` is called after every look, `on_fault` when the connection is lost or
    won (None). `period_s` says how often to look."""

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

    async def run(self) -> None:
        """Until cancelled: connect, look, and connect again when it was lost."""
        failures = 0
        try:
            while True:
                try:
                    await self.mcu.open()
                    failures = 0
                    self._set_fault(None)
                    self._is_open = True
                    await self._while_open()
                except ControlError as error:
                    self._set_fault(error.fault)
                except Exception:
                    log.exception("the driver of the MCU failed")
                    self._set_fault(ControlFault.MALFORMED)
                self._is_open = False
                self._fail_waiting()
                await asyncio.sleep(_BACK_OFF_S[min(failures, len(_BACK_OFF_S) - 1)])
                failures += 1
        finally:
            self._is_open = False
            self._fail_waiting()
            with suppress(Exception):
                await self.mcu.close()

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
        await send()
        return self._clock.monotonic()

    async def _while_open(self) -> None:
        listening = asyncio.create_task(self._listen())
        try:
            while not listening.done():
                began_s = self._clock.monotonic()
                self._hurry.clear()
                state = await self.mcu.conference()
                self._tell(Look(state, began_s, self._clock.monotonic()))
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._period_s()):
                        await self._hurry.wait()
            raise ControlError(ControlFault.CLOSED)
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)

    async def _listen(self) -> None:
        """Events say that something happened; what, the next look says. Ends with the connection."""
        async for _ in self.mcu.events():
            self._hurry.set()
            await asyncio.sleep(_EVENT_GAP_S)
        self._hurry.set()

    def _tell(self, look: Look) -> None:
        self.latest = look
        looked, self._looked = self._looked, asyncio.get_running_loop().create_future()
        looked.set_result(look)
        self._on_look(look)

    def _fail_waiting(self) -> None:
        waiting, self._looked = self._looked, asyncio.get_running_loop().create_future()
        if not waiting.done():
            waiting.set_exception(ControlError(self.fault or ControlFault.CLOSED))
            waiting.exception()

    def _set_fault(self, fault: ControlFault | None) -> None:
        if fault is not self.fault:
            self.fault = fault
            self._on_fault(fault)
