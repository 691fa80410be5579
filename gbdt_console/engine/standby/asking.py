"""Asks at a start whether the other PC was let command while this one was away."""

import asyncio
from collections.abc import Sequence

from gbdt_console.core.standby.role import RoleTaken
from gbdt_console.core.standby.settings import Machine
from gbdt_console.engine.standby.message import Malformed, Message, NotKnown, Unreachable
from gbdt_console.engine.standby.seat import OpenStream, Seat, taken_by

_WITHIN_S = 4.0


async def taken_since(seat: Seat, open_stream: OpenStream) -> RoleTaken | None:
    """Return who was let command since; None where no nats-server that answers knows of anybody."""
    return taken_in(seat, await last_messages(seat, open_stream))


async def last_messages(seat: Seat, open_stream: OpenStream) -> Sequence[Message]:
    """Return the last message of each nats-server that answers and has one."""
    asked = await asyncio.gather(*(_last_at(seat, at, open_stream) for at in (seat.this, seat.other)))
    return [message for message in asked if message is not None]


def taken_in(seat: Seat, said: Sequence[Message]) -> RoleTaken | None:
    later = [message for message in said if message.term > seat.holder.term]
    last = max(later, key=lambda message: message.term, default=None)
    return None if last is None else taken_by(last, seat.here)


def rival_in(seat: Seat, said: Sequence[Message]) -> str:
    """Return the PC that commands too since its sites.yaml names it first; empty where none does."""
    rivals = (one.machine for one in said if one.term == seat.holder.term and one.machine != seat.here)
    return next(rivals, "")


async def _last_at(seat: Seat, at: Machine, open_stream: OpenStream) -> Message | None:
    stream = open_stream(seat, at, lambda seq: None, lambda: None)
    try:
        async with asyncio.timeout(_WITHIN_S):
            await stream.open()
            last = await stream.last()
    except (Unreachable, NotKnown, Malformed, TimeoutError):
        return None
    finally:
        await stream.close()
    return None if last is None else last.message
