"""Looks at both nats-servers for `doctor` and `check --reach`."""

import asyncio
import time
from contextlib import suppress

from gbdt_console.core.health.standby import Claim, ServerFacts
from gbdt_console.core.standby.settings import Machine, StandbySettings
from gbdt_console.engine.standby.greeting import NotUsable, greeting_of
from gbdt_console.engine.standby.message import Malformed, Unreachable
from gbdt_console.engine.standby.nats_stream import USER, NatsStream


async def looked_at(settings: StandbySettings, here: str) -> tuple[ServerFacts, ...]:
    """Return what both say; `here` is the name of this PC. Nothing is written there."""
    return tuple(await asyncio.gather(*(_server(settings, at, here) for at in settings.machines)))


async def _server(settings: StandbySettings, at: Machine, here: str) -> ServerFacts:
    place = f"{at.address}:{settings.port}"
    try:
        greeting = await greeting_of(settings, at, USER)
    except NotUsable as error:
        return ServerFacts(at.name, place, error.fault)
    claim: Claim | None = None
    clock: float | None = None
    before_utc = took_s = 0.0
    stream = NatsStream(settings, at, here)
    with suppress(Unreachable, Malformed):
        try:
            await stream.open()
            before_s, before_utc = time.monotonic(), time.time()
            clock = await stream.clock_utc()
            took_s = time.monotonic() - before_s
            if (last := await stream.last()) is not None:
                claim = Claim(last.message.term, last.message.machine)
        finally:
            await stream.close()
    ahead_s = None if clock is None or at.name == here else clock - before_utc - took_s / 2
    return ServerFacts(
        at.name, place, None, greeting.version, greeting.max_payload, greeting.ends_utc,
        clock is not None, ahead_s, claim,
    )  # fmt: skip
