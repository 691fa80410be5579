"""Poll a codec or a camera for microphone, standby, calls and position."""

import asyncio
import math
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import TypeVar

from gbdt_console.core.clean_text import clean
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.rooms.room import Registration, RoomCall, RoomState
from gbdt_console.devices import control, room_control

_LONGEST_NUMBER = 120
"""Limits a call's id and number, in characters."""
_MOST_CALLS = 32
"""Limits the calls of one codec; no room has so many."""
_LONGEST_WORD = 40
"""Limits the codec's word of an input or a layout, in characters."""
_PICTURES_PERIOD_S = 30.0
"""Separates two questions about content and monitor, seconds: they double the length of a Polycom's poll."""
_HEALTH_PERIOD_S = 30.0
"""The same for registration and parts of a codec that told no change of them, seconds."""
_AT_ONCE = -math.inf
_MOST_PARTS = 8
_MOST_LAYOUTS = 9
"""Limits the layouts of one codec, each with a digit of its own."""
_LOSS_PERIOD_S = 10.0
"""Separates two questions about the loss of the call, seconds."""
_MOST_KBPS = 100_000
"""Limits the bandwidth of a call that is believed, kbit/s."""
_CANNOT_TELL = frozenset({ControlFault.REFUSED, ControlFault.MALFORMED})

T = TypeVar("T")
_Pictures = tuple[str | None, str | None, tuple[str, ...]]
_NO_PICTURES: _Pictures = (None, None, ())
_Health = tuple[tuple[Registration, ...], tuple[str, ...] | None]


class CodecSource:
    """A codec as a Source.

    is_hurried: tells whether an order waits for the next polls
    wants_pictures: tells whether that is one about content or monitor
    """

    def __init__(
        self,
        name: str,
        codec: control.Codec,
        is_hurried: Callable[[], bool] = lambda: False,
        wants_pictures: Callable[[], bool] = lambda: False,
    ) -> None:
        self.name = name
        self._is_hurried = is_hurried
        self._wants_pictures = wants_pictures
        self._codec = codec
        self.reached_at = codec.reached_at
        self._microphone = codec if isinstance(codec, control.HasMicrophone) else None
        self._standby = codec if isinstance(codec, control.Sleeps) else None
        self._calls = codec if isinstance(codec, control.HasCalls) else None
        self._camera = codec if isinstance(codec, control.ReportsPosition) else None
        self._content = codec if isinstance(codec, control.ReportsContent) else None
        self._screen = codec if isinstance(codec, control.ReportsScreen) else None
        self._layouts = codec if isinstance(codec, room_control.DividesScreen) else None
        self._pictures = _NO_PICTURES
        self._pictures_due_s = 0.0
        self._registration = codec if isinstance(codec, control.ReportsRegistration) else None
        self._parts = codec if isinstance(codec, control.ReportsParts) else None
        self._health: _Health = ((), None)
        self._health_due_s = 0.0
        self._loss = codec if isinstance(codec, control.ReportsLoss) else None
        self._lost: tuple[str, float | None] = ("", None)
        self._loss_due_s = 0.0

    async def open(self) -> None:
        self._pictures, self._pictures_due_s = _NO_PICTURES, 0.0
        self._health, self._health_due_s = ((), None), 0.0
        self._lost, self._loss_due_s = ("", None), 0.0
        await self._codec.open()

    async def close(self) -> None:
        await self._codec.close()

    async def poll(self) -> RoomState:
        """Ask one question after the other. Raises ControlError.

        An unknown microphone or standby stays None. Unknown calls fail the poll, since they would end when
        the codec is put to sleep.
        """
        muted, asleep, calls, position = (
            await _answer_or_none(self._microphone.is_muted) if self._microphone else None,
            await _answer_or_none(self._standby.is_asleep) if self._standby else None,
            await calls_of(self._calls) if self._calls else None,
            await _answer_or_none(self._camera.position) if self._camera else None,
        )
        pictures, health = await self._asked_pictures(), await self._asked_health()
        content, screen, layouts = pictures
        state = RoomState(muted, asleep, calls, position, content, screen, *health, layouts)
        return replace(state, calls=await self._with_loss(state.calls or ())) if state.calls else state

    async def changes(self) -> AsyncIterator[object]:
        """Yield the codec's own; what is asked seldom is asked anew after each."""
        async for change in self._codec.changes():
            self._pictures_due_s = self._health_due_s = 0.0
            yield change

    def ask_health(self) -> None:
        """Ask for registration and parts with the next poll, also where that is hurried."""
        self._health_due_s = _AT_ONCE

    async def _asked_pictures(self) -> "_Pictures":
        """Return content, monitor and its layouts, asked at most once in _PICTURES_PERIOD_S, after a change,
        and while an order about them is read back.
        """
        now_s = asyncio.get_running_loop().time()
        is_due = now_s >= self._pictures_due_s and not self._is_hurried()
        if not is_due and not self._wants_pictures():
            return self._pictures
        self._pictures_due_s = now_s + _PICTURES_PERIOD_S
        content = await _answer_or_none(self._content.content_source) if self._content else None
        screen = await _answer_or_none(self._screen.screen_layout) if self._screen else None
        layouts = await _answer_or_none(self._layouts.screen_layouts) if self._layouts else None
        self._pictures = (
            None if content is None else clean(content, _LONGEST_WORD),
            None if screen is None else clean(screen, _LONGEST_WORD),
            tuple(clean(one, _LONGEST_WORD) for one in (layouts or ())[:_MOST_LAYOUTS]),
        )
        return self._pictures

    async def _asked_health(self) -> "_Health":
        """Return registrations and lost parts, asked at most once in _HEALTH_PERIOD_S and after a change."""
        now_s, is_wanted = asyncio.get_running_loop().time(), self._health_due_s == _AT_ONCE
        if now_s < self._health_due_s or (self._is_hurried() and not is_wanted):
            return self._health
        self._health_due_s = now_s + _HEALTH_PERIOD_S
        told = await _answer_or_none(self._registration.registrations) if self._registration else None
        lost = await _answer_or_none(self._parts.lost_parts) if self._parts else None
        names = None if lost is None else tuple(clean(name, _LONGEST_WORD) for name in lost[:_MOST_PARTS])
        self._health = (told or (), names)
        return self._health

    async def _with_loss(self, calls: tuple[RoomCall, ...]) -> tuple[RoomCall, ...]:
        """Return the calls with the loss of the connected one, asked at most once in _LOSS_PERIOD_S.

        Of several at once it would not be certain whose it is.
        """
        connected = [call for call in calls if call.is_connected]
        if self._loss is None or len(connected) != 1:
            return calls
        (own,), now_s = connected, asyncio.get_running_loop().time()
        if now_s >= self._loss_due_s and not self._is_hurried():
            self._loss_due_s = now_s + _LOSS_PERIOD_S
            self._lost = (own.id, await self._asked_loss(self._loss))
        of, percent = self._lost
        return tuple(replace(call, loss_percent=percent) if call.id == of else call for call in calls)

    async def _asked_loss(self, codec: control.ReportsLoss) -> float | None:
        """Return the loss; a codec that does not answer it is not asked again on this connection."""
        try:
            percent = await codec.packet_loss()
        except control.ControlError as error:
            if error.fault not in _CANNOT_TELL | {ControlFault.SILENT}:
                raise
            self._loss_due_s = math.inf
            return None
        return percent if percent is not None and 0 <= percent <= 100 else None


async def calls_of(codec: control.HasCalls) -> tuple[RoomCall, ...]:
    """Return the codec's calls now, cleaned. Raises ControlError."""
    return tuple(
        RoomCall(
            clean(call.id, _LONGEST_NUMBER),
            clean(call.number, _LONGEST_NUMBER),
            call.is_connected,
            call.speed_kbps if 0 < (call.speed_kbps or 0) <= _MOST_KBPS else None,
        )
        for call in (await codec.calls())[:_MOST_CALLS]
    )


async def _answer_or_none(ask: Callable[[], Awaitable[T | None]]) -> T | None:
    try:
        return await ask()
    except control.ControlError as error:
        if error.fault in _CANNOT_TELL:
            return None
        raise
