"""Looks at the nats-servers for `doctor` and `check --reach`."""

import asyncio
import time
from contextlib import suppress

from gbdt_console.core.health.standby import Claim, ServerFacts
from gbdt_console.core.quick_dataclass import replace
from gbdt_console.core.standby.settings import Machine, StandbySettings
from gbdt_console.engine.standby.greeting import NotUsable, greeting_of
from gbdt_console.engine.standby.message import Malformed, Unreachable
from gbdt_console.engine.standby.nats_stream import USER, NatsStream, StreamTold


async def looked_at(settings: StandbySettings, here: str) -> tuple[ServerFacts, ...]:
    """Return what each says; `here` is the name of this PC. Nothing is written there."""
    return tuple(await asyncio.gather(*(_server(settings, at, here) for at in settings.servers)))


async def _server(settings: StandbySettings, at: Machine, here: str) -> ServerFacts:
    place = f"{at.address}:{settings.port}"
    try:
        greeting = await greeting_of(settings, at, USER)
    except NotUsable as error:
        return ServerFacts(at.name, place, error.fault)
    claim: Claim | None = None
    told: StreamTold | None = None
    before_utc = took_s = 0.0
    is_answered = False
    stream = NatsStream(replace(settings, witness=None), at, here)  # that server, and no other in its place
    with suppress(Unreachable, Malformed):
        try:
            await stream.open()
            before_s, before_utc = time.monotonic(), time.time()
            told = await stream.told()
            is_answered, took_s = True, time.monotonic() - before_s
            if (last := await stream.last()) is not None:
                claim = Claim(last.message.term, last.message.machine)
        finally:
            await stream.close()
    ahead_s = None if told is None or at.name == here else told.at_utc - before_utc - took_s / 2
    is_of_three = settings.witness is not None
    return ServerFacts(
        at.name, place, None, greeting.version, greeting.max_payload, greeting.ends_utc,
        told is not None, None if is_of_three else ahead_s, claim,
        is_answered or not is_of_three, () if told is None else told.away,
    )  # fmt: skip
