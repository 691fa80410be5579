"""The whole engine over our simulated OBS, with obsws-python as its second client."""

import pytest

from gbdt_console.core.frame.commands import TakeFrame
from gbdt_console.core.port import ClientKind
from gbdt_console.core.requests import Stage
from tests.support.mixer.console import OF_BOTH, OF_THE_CONSOLE, Check, Console, console, is_not_confirmed
from tests.support.mixer.office import CORNER, FULL, SAPA
from tests.support.mixer.simulated_mixer import simulated_peer
from tests.support.mixer.studio.studio import SceneItem


@pytest.mark.parametrize("check", [*OF_BOTH, *OF_THE_CONSOLE], ids=lambda check: check.__name__)
async def test_the_console_at_a_simulated_mixer(check: Check) -> None:
    async with simulated_peer() as peer:
        await check(peer)


@pytest.mark.article("A8.1a")
async def test_a_take_that_the_mixer_accepts_and_does_not_do_is_not_confirmed() -> None:
    async with simulated_peer() as peer:
        peer.server.studio.is_taking_in_vain = True
        await is_not_confirmed(peer)


async def test_a_connection_to_the_mixer_that_others_can_change_is_told() -> None:
    async with simulated_peer() as peer, console(peer) as at:
        frame = at.engine.publisher.latest.frame
        assert frame is not None
        assert frame.is_mixer_protected is False


async def test_a_site_alone_is_shown_in_the_largest_place() -> None:
    async with simulated_peer() as peer:
        studio = peer.server.studio
        studio.scenes = {"Góc nhỏ": [SceneItem(1, SAPA, True, *CORNER)], **studio.scenes}
        async with console(peer) as at:
            assert (await at.take(TakeFrame("s2"))).stage is Stage.VERIFIED
            await at.until(lambda: at.on_air() == ["s2"])
            assert at.bus().layout == FULL


async def taken_and_gone(at: Console) -> None:
    """A console whose connection is cut, or which is killed, once its take is under way to the mixer."""
    session = at.engine.join(ClientKind.CONSOLE, "tty")
    life = session.submit("cut-off", TakeFrame("s2"))
    async for step in life:
        if step.stage is not Stage.REQUESTED:
            break
    assert not step.stage.is_final
    await life.aclose()  # type: ignore[attr-defined]
    session.leave()


async def test_a_take_whose_console_is_killed_is_done_whole_and_told_to_the_next() -> None:
    async with simulated_peer() as peer, console(peer) as at:
        await taken_and_gone(at)
        await at.until(lambda: at.on_air() == ["s2"])
        session = at.engine.join(ClientKind.CONSOLE, "tty")
        told = [step.stage async for step in session.submit("cut-off", TakeFrame("s2"))]
        session.leave()
        assert told[-1] is Stage.VERIFIED


async def test_a_take_that_fails_after_its_console_was_killed_is_told_to_the_next() -> None:
    async with simulated_peer() as peer, console(peer) as at:
        peer.server.studio.is_taking_in_vain = True
        await taken_and_gone(at)

        def ended_badly() -> list[str]:
            frame = at.engine.publisher.latest.frame
            assert frame is not None
            return [order.code for order in frame.orders if order.stage is Stage.FAILED]

        await at.until(lambda: ended_badly() == ["order.not-obeyed"])
        assert at.on_air() == ["s1"]
