"""Poll a codec or a camera for microphone, standby, calls and position."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TypeVar

from gbdt_console.core.cleaning import clean
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.rooms.room import RoomCall, RoomState
from gbdt_console.devices.control import (
    Codec,
    ControlError,
    HasCalls,
    HasMicrophone,
    ReportsPosition,
    Sleeps,
)

_LONGEST_NUMBER = 120
"""Limits a call's id and number, in characters."""
_MOST_CALLS = 32
"""Limits the calls of one codec; no room has so many."""
_CANNOT_TELL = frozenset({ControlFault.REFUSED, ControlFault.MALFORMED})

T = TypeVar("T")


class CodecSource:
    """A codec as a Source; `name` is the device's id."""

    def __init__(self, name: str, codec: Codec) -> None:
        self.name = name
        self._codec = codec
        self._microphone = codec if isinstance(codec, HasMicrophone) else None
        self._standby = codec if isinstance(codec, Sleeps) else None
        self._calls = codec if isinstance(codec, HasCalls) else None
        self._camera = codec if isinstance(codec, ReportsPosition) else None

    async def open(self) -> None:
        await self._codec.open()

    async def close(self) -> None:
        await self._codec.close()

    async def poll(self) -> RoomState:
        """Ask one question after the other. Raises ControlError.

        An unknown microphone or standby stays None. Unknown calls fail the poll, since they would end when
        the codec is put to sleep.
        """
        return RoomState(
            await _answer_or_none(self._microphone.is_muted) if self._microphone else None,
            await _answer_or_none(self._standby.is_asleep) if self._standby else None,
            await calls_of(self._calls) if self._calls else None,
            await _answer_or_none(self._camera.position) if self._camera else None,
        )

    def changes(self) -> AsyncIterator[object]:
        return self._codec.changes()


async def calls_of(codec: HasCalls) -> tuple[RoomCall, ...]:
    """Return the codec's calls now, cleaned. Raises ControlError."""
    return tuple(
        RoomCall(clean(call.id, _LONGEST_NUMBER), clean(call.number, _LONGEST_NUMBER), call.is_connected)
        for call in (await codec.calls())[:_MOST_CALLS]
    )


async def _answer_or_none(ask: Callable[[], Awaitable[T | None]]) -> T | None:
    try:
        return await ask()
    except ControlError as error:
        if error.fault in _CANNOT_TELL:
            return None
        raise
