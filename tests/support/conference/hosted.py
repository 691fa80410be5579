"""Meetings that others host, with codecs in memory, for the whole engine in fake time."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from gbdt_console.core.clock import ManualClock
from gbdt_console.core.people import Contact
from gbdt_console.core.sites import Conference, Hosted, Network
from gbdt_console.devices.control import Codec
from gbdt_console.engine.records.records import NoRecords, Records
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.engine.networks import network
from tests.support.rooms.fake_codec import FakeCodec

SERVICE = "8000@hop.vnpt.vn"
HOSTED = Hosted("VNPT Meeting", SERVICE, ("10.9.9.9",), (Contact("hỗ trợ VNPT Meeting", "1800 1260"),))
Codecs = dict[int, FakeCodec]


def hosted_network(sites: int = 4) -> Network:
    """Sites without any number in a conference, whose meetings run at the service."""
    plain = network(sites)
    return replace(plain, centre=replace(plain.centre, hosted=HOSTED))


def hosted_beside(sites: int = 4) -> Network:
    """Sites called 2001 to 2004 on an MCU of ours, and a hosted conference 'b' beside it."""
    plain = network(sites)
    numbered = tuple(replace(site, conference_number=f"200{site.number}") for site in plain.sites)
    return replace(plain, sites=numbered, conferences=(Conference("b", "Họp VNPT", None, None, HOSTED),))


def called(number: str = f"sip:{SERVICE}") -> FakeCodec:
    """A codec that is in a call to that number."""
    codec = FakeCodec()
    codec.call_in(number)
    return codec


def play(
    scenario: Callable[[Bench, Codecs], Awaitable[None]],
    codecs: Codecs,
    place: Network | None = None,
    records_of: Callable[[ManualClock], Records] = NoRecords,
    mcu: FakeMcu | None = None,
) -> None:
    """Play it once every codec was asked, or cannot be."""

    def all_of(_: ManualClock) -> Mapping[str, Codec]:
        return {f"s{number}.codec": codec for number, codec in codecs.items()}

    async def begin(bench: Bench) -> None:
        await bench.until(lambda: all(room.taken_s or room.fault for room in bench.latest.rooms), 120)
        await scenario(bench, codecs)

    run_engine(place or hosted_network(), begin, records_of, mcu, all_of)
