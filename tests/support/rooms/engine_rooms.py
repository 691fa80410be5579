"""Rooms with codecs, a conference and a meeting, for the whole engine in fake time."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from gbdt_console.core.clock import ManualClock
from gbdt_console.core.commands import Command, StartMeeting
from gbdt_console.core.port import ClientKind
from gbdt_console.core.requests import Progress, Stage, new_request_id
from gbdt_console.core.rooms.room import RoomView
from gbdt_console.core.sites import Network, Permissions
from gbdt_console.devices.control import Codec
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine import networks
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.rooms.fake_codec import FakeCodec

FLOOR_PRESET = 7


Codecs = dict[int, FakeCodec]


def rooms_of(sites: int) -> Network:
    """Sites s1, s2 … called 2001, 2002 … Only s2 may be opened from afar; s1 to s3 have a floor preset."""
    plain = networks.network(sites)
    return replace(
        plain,
        sites=tuple(
            replace(
                site,
                conference_number=f"{2_000 + site.number}",
                permissions=Permissions(remote_unmute=site.number == 2),
                floor_preset=FLOOR_PRESET if site.number in (1, 2, 3) else None,
            )
            for site in plain.sites
        ),
    )


def room(bench: Bench, number: int = 2) -> RoomView:
    return next(view for view in bench.latest.rooms if view.site_id == f"s{number}")


def known(bench: Bench, number: int = 2) -> bool:
    """Whether the codec's state is known now."""
    return room(bench, number).known(bench.latest.at_s) is not None


async def ask(bench: Bench, command: Command) -> Progress:
    return (await steps_of(bench, command))[-1]


async def steps_of(bench: Bench, command: Command) -> list[Progress]:
    session = bench.engine.join(ClientKind.CONSOLE, "tty")
    try:
        return [step async for step in session.submit(new_request_id(), command)]
    finally:
        session.leave()


async def meeting(bench: Bench) -> None:
    """A running meeting, chaired by s1."""
    now = bench.clock.utc()
    begun = await ask(bench, StartMeeting("Giao ban", "s1", now, now + 7_200, ("s2", "s3")))
    assert begun.stage is Stage.RECORDED


def play(
    scenario: Callable[[Bench, Codecs], Awaitable[None]],
    codecs: Codecs | None = None,
    sites: int = 3,
    mcu: FakeMcu | None = None,
    network: Network | None = None,
) -> None:
    """The scenario begins when every codec has been looked at, or cannot be."""
    used = codecs if codecs is not None else {2: FakeCodec()}

    def all_of(clock: ManualClock) -> Mapping[str, Codec]:
        return {f"s{number}.codec": codec for number, codec in used.items()}

    async def begin(bench: Bench) -> None:
        await bench.until(lambda: all(r.taken_s or r.fault for r in bench.latest.rooms), 120)
        await scenario(bench, used)

    run_engine(network or rooms_of(sites), begin, mcu=mcu or FakeMcu(), codecs_of=all_of)


def open_session(bench: Bench) -> Callable[[Command], "asyncio.Task[Progress]"]:
    """Open a console session that asks for several things without waiting."""
    session = bench.engine.join(ClientKind.CONSOLE, "tty")

    async def end_of(command: Command) -> Progress:
        return [step async for step in session.submit(new_request_id(), command)][-1]

    return lambda command: asyncio.ensure_future(end_of(command))
