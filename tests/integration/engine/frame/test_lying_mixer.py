"""What the whole engine claims about takes while a proxy before the mixer drops, holds, doubles or cuts them.

What is on air is looked at by obsws-python, past the proxy.
"""

import asyncio
from collections.abc import AsyncIterator

import pytest

from gbdt_console.core.frame.commands import TakeFrame
from gbdt_console.core.pictures import Shot
from gbdt_console.core.requests import Stage
from gbdt_console.devices.obs import client
from gbdt_console.engine.control import device_orders
from tests.support.mixer.console import console
from tests.support.mixer.mixer_contract import come_on_air, seen
from tests.support.mixer.obs_proxy import Lie, LyingPeer, lying_peer
from tests.support.mixer.office import BACHA, CHAIR, FULL, SAPA
from tests.support.mixer.simulated_mixer import simulated_peer

ANSWER_S = 0.5
VERIFY_S = 0.5


@pytest.fixture
async def peer(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[LyingPeer]:
    monkeypatch.setattr(client, "ANSWER_S", ANSWER_S)
    monkeypatch.setattr(device_orders, "VERIFY_WITHIN_S", VERIFY_S)
    async with simulated_peer() as inner, lying_peer(inner) as peer:
        yield peer


async def test_a_take_that_is_accepted_and_dropped_is_not_confirmed(peer: LyingPeer) -> None:
    async with console(peer) as at:
        peer.lie = Lie.DROPPED
        taken = await at.take(TakeFrame("s3"))
        assert (taken.stage, taken.code) == (Stage.FAILED, "order.not-obeyed")
        assert (await seen(peer)).active == {CHAIR}
        await at.until(lambda: at.bus().differs_since_utc is not None)
        peer.lie = None
        assert (await at.take(TakeFrame("s3"))).stage is Stage.VERIFIED
        await come_on_air(peer, BACHA)


@pytest.mark.outcome("failed")
async def test_a_take_that_arrives_long_after_it_was_given_up_is_told(peer: LyingPeer) -> None:
    """Until then its end is unknown: it may still come, so it stays wanted."""
    async with console(peer) as at:
        peer.lie = Lie.HELD
        taken = await at.take(TakeFrame("s3"))
        assert (taken.stage, taken.code) == (Stage.UNKNOWN, "control.silent")
        assert (await seen(peer)).active == {CHAIR}
        assert at.on_air() == ["s1"]
        await peer.release()
        await come_on_air(peer, BACHA)
        await at.until(lambda: at.on_air() == ["s3"])
        assert at.bus().wanted == Shot(FULL, ("s3",))
        await at.until(lambda: at.bus().differs_since_utc is None)


async def test_a_doubled_take_is_one_take(peer: LyingPeer) -> None:
    async with console(peer) as at:
        peer.lie = Lie.DOUBLED
        assert (await at.take(TakeFrame("s3"))).stage is Stage.VERIFIED
        assert (await come_on_air(peer, BACHA)).switched_on == {BACHA}
        assert (await at.take(TakeFrame("s2"))).stage is Stage.VERIFIED
        assert (await come_on_air(peer, SAPA)).switched_on == {SAPA}
        await at.until(lambda: at.on_air() == ["s2"])
        assert peer.connections == 1, "the second answer costs no connection"


async def test_a_take_whose_answer_is_cut_off_is_read_back_anew(peer: LyingPeer) -> None:
    async with console(peer) as at:
        peer.lie = Lie.TRUNCATED
        taken = await at.take(TakeFrame("s3"))
        assert taken.stage in (Stage.VERIFIED, Stage.UNKNOWN)
        peer.lie = None
        await come_on_air(peer, BACHA)
        await at.until(lambda: at.bus().fault is None and at.on_air() == ["s3"])


async def test_a_late_answer_is_not_taken_for_that_of_the_next_take(peer: LyingPeer) -> None:
    async with console(peer) as at:
        peer.lie = Lie.LATE
        assert (await at.take(TakeFrame("s3"))).stage is Stage.VERIFIED
        await come_on_air(peer, BACHA)
        peer.lie = Lie.HELD
        second = asyncio.ensure_future(at.take(TakeFrame("s2")))
        await at.until(lambda: peer.held)
        await peer.answer_late()
        assert (await second).stage is Stage.UNKNOWN
        assert (await seen(peer)).active == {BACHA}
        assert at.on_air() == ["s3"]
