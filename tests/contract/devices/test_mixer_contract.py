"""The contract of mixers against our simulated OBS, with obsws-python as its second client."""

import pytest

from tests.support.drivers.evidence import Against, proves
from tests.support.mixer.mixer_contract import ANY_PEER, Check
from tests.support.mixer.simulated_mixer import simulated_peer

pytestmark = pytest.mark.real


@proves("obs-websocket", Against.INDEPENDENT_CLIENT, "obsws-python 1.8.0, on our simulator")
@pytest.mark.parametrize("check", ANY_PEER, ids=lambda check: check.__name__)
async def test_the_contract(check: Check) -> None:
    async with simulated_peer() as peer:
        await check(peer)
