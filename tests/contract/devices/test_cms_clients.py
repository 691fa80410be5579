"""Another client's requests to the simulated Meeting Server do what that client meant by them."""

import asyncio
from pathlib import Path

import pytest

from tests.support.conference.cms_raw import RawCms
from tests.support.conference.simulated_cms import HOST, NUMBERS, PASSWORD, WITNESS, cms

pytestmark = pytest.mark.real

RECORDED = Path(__file__).parents[2] / "recordings/cms/canopy.txt"


async def test_what_canopy_sent_does_what_it_meant() -> None:
    """It listed, muted the first, gave him a layout, made the second important, called 2999 and dropped the
    third."""
    requests = [line.split(" ") for line in RECORDED.read_text().splitlines() if not line.startswith("#")]
    async with cms() as peer:
        peer.sim.dialable["2999"] = ("2999", "")
        canopy = RawCms(HOST, peer.ports[0], WITNESS, PASSWORD)
        for method, target, *form in requests:
            await asyncio.to_thread(canopy.send, method, target, "".join(form))
        assert set(peer.sim.numbers()) == {*NUMBERS[:2], "2999"}
        assert peer.sim.is_blocked(NUMBERS[0])
        assert peer.sim.entry(NUMBERS[0]).layout == "onePlusFive"
        assert await peer.importances() == {NUMBERS[1]: 5}
