"""Asks at a start whether the other PC was let command while this one was away."""

import asyncio

from gbdt_console.core.standby.role import RoleTaken
from gbdt_console.core.standby.settings import Machine
from gbdt_console.engine.standby.message import Malformed, NotKnown, Unreachable
from gbdt_console.engine.standby.seat import OpenStream, Seat, taken_by

_WITHIN_S = 4.0


async def taken_since(seat: Seat, open_stream: OpenStream) -> RoleTaken | None:
    """Return who was let command since; None where no nats-server that answers knows of anybody."""
    asked = await asyncio.gather(*(_taken_at(seat, at, open_stream) for at in (seat.this, seat.other)))
    return max(filter(None, asked), key=lambda taken: taken.term, default=None)


async def _taken_at(seat: Seat, at: Machine, open_stream: OpenStream) -> RoleTaken | None:
    stream = open_stream(seat, at, lambda seq: None, lambda: None)
    try:
        async with asyncio.timeout(_WITHIN_S):
            await stream.open()
            last = await stream.last()
    except (Unreachable, NotKnown, Malformed, TimeoutError):
        return None
    finally:
        await stream.close()
    is_later = last is not None and last.message.term > seat.holder.term
    return taken_by(last.message, seat.here) if last is not None and is_later else None
