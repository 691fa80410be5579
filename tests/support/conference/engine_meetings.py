"""Meetings of four sites with an MCU in memory, for the whole engine in fake time."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from gbdt_console.core.commands import Command, StartMeeting
from gbdt_console.core.conference.view import ConferenceView
from gbdt_console.core.port import ClientKind
from gbdt_console.core.requests import Progress, Stage, new_request_id
from gbdt_console.core.secret import Secret
from gbdt_console.core.sites import Conference, DeviceControl, Mcu, Network, VisionMixer
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.engine.networks import network
from tests.support.mixer.fake_mixer import FakeMixer

SITES = 4
Scenario = Callable[[Bench, FakeMcu], Awaitable[None]]


def numbered() -> Network:
    """Sites s1 to s4, called 2001 to 2004."""
    plain = network(SITES)
    return replace(plain, sites=tuple(replace(s, conference_number=f"200{s.number}") for s in plain.sites))


def view(bench: Bench) -> ConferenceView:
    assert bench.latest.conference is not None
    return bench.latest.conference


async def ask(bench: Bench, command: Command) -> Progress:
    session = bench.engine.join(ClientKind.CONSOLE, "tty")
    try:
        return [step async for step in session.submit(new_request_id(), command)][-1]
    finally:
        session.leave()


async def meeting_of(bench: Bench, mcu: FakeMcu, *sites: int) -> None:
    """A running meeting chaired by s1, with these sites in the conference."""
    for number in sites:
        mcu.join(f"200{number}")
    now = bench.clock.utc()
    ended = await ask(bench, StartMeeting("Giao ban", "s1", now, now + 7_200, ("s2", "s3")))
    assert ended.stage is Stage.RECORDED
    await bench.until(lambda: len([r for r in view(bench).roster if r.participant]) == len(sites))


def leg_of(mcu: FakeMcu, number: str) -> str:
    """Name the MCU's call leg of a number."""
    return next(leg for leg in mcu.legs if f"/{number}-" in leg)


def mixed() -> Network:
    """The same sites, what the branches see made by a mixer whose sources are named like the sites."""
    plain = numbered()
    sites = tuple(replace(site, mixer_source=site.id) for site in plain.sites)
    control = DeviceControl("obs-websocket", "ws", 4455, "", Secret("x"), {"bus": "branches"})
    centre = replace(plain.centre, mixer=VisionMixer("127.0.0.1", control))
    return replace(plain, sites=sites, centre=centre)


def in_two_conferences(sites: int = SITES) -> Network:
    """Sites called 2001 to 2009, and a second conference 'b' beside the centre's own."""
    return in_conferences(sites, "b")


def in_conferences(sites: int, *places: str) -> Network:
    """Sites called 2001 and so on, and these conferences beside the centre's own."""
    plain = network(sites)
    control = DeviceControl("asterisk-confbridge", "ami", 5038, "u", Secret("x"), {"conference": "9002"})
    return replace(
        plain,
        sites=tuple(replace(s, conference_number=str(2_000 + s.number)) for s in plain.sites),
        conferences=tuple(
            Conference(place, f"Phòng họp {place.upper()}", Mcu("127.0.0.1", control)) for place in places
        ),
    )


def play(scenario: Scenario, mcu: FakeMcu | None = None, mixer: FakeMixer | None = None) -> None:
    """Play it at an MCU, and with `mixer` at that mixer too."""
    used, network = mcu or FakeMcu(), mixed() if mixer is not None else numbered()
    run_engine(network, lambda bench: scenario(bench, used), mcu=used, mixer=mixer)
