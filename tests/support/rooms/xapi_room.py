"""A room with a simulated Cisco codec, in fake time."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from gbdt_console.core.clock import ManualClock
from gbdt_console.devices.control import Codec
from gbdt_console.simulator.cisco.device import Manners
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.rooms.codec_stands import XapiStand
from tests.support.rooms.engine_rooms import known, rooms_of

both_wires = pytest.mark.parametrize("is_socket", [False, True], ids=["ssh", "wss"])


def played(
    scenario: Callable[[Bench, XapiStand], Awaitable[None]],
    *,
    is_socket: bool = False,
    manners: Manners | None = None,
    registers: bool = False,
) -> None:
    """Play a scenario once the codec of the second site is known.

    registers: whether the sites say under which number their codecs register
    """
    stands: list[XapiStand] = []

    def codecs(clock: ManualClock) -> dict[str, Codec]:
        stands.append(XapiStand(clock, "FTT1", manners or Manners(), is_socket=is_socket))
        return {"s2.codec": stands[0].driver}

    async def begin(bench: Bench) -> None:
        await bench.until(lambda: known(bench), 60)
        await scenario(bench, stands[0])

    network = rooms_of(2)
    if registers:
        sites = tuple(replace(site, registered_as=site.conference_number) for site in network.sites)
        network = replace(network, sites=sites)
    run_engine(network, begin, mcu=FakeMcu(), codecs_of=codecs)
