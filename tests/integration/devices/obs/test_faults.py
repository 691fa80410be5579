"""A mixer that answers wrongly, late or not at all: how each ends, and that nothing is on air by it."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Mapping

import pytest

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.pictures import PaneKind
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.drivers import obs
from gbdt_console.devices.obs import client
from tests.support.mixer.mixer_contract import driver, on_air, opened, showing, take
from tests.support.mixer.office import CAMDUONG, CHAIR, FULL, FULL_2, SAPA
from tests.support.mixer.simulated_mixer import SimulatedPeer, simulated_peer
from tests.support.mixer.studio import answers
from tests.support.mixer.studio import server as obs_server
from tests.support.mixer.studio.server import MixerFault
from tests.support.mixer.studio.studio import RefusedError, Studio

SOON_S, LIMIT_S = 0.05, 10.0


@pytest.fixture
async def peer() -> AsyncIterator[SimulatedPeer]:
    async with simulated_peer() as peer:
        yield peer


@pytest.mark.parametrize(
    ("fault", "ends"),
    [
        (MixerFault.SILENT, ControlFault.SILENT),
        (MixerFault.TRUNCATED, ControlFault.CLOSED),
        (MixerFault.OVERSIZED, ControlFault.MALFORMED),
        (MixerFault.NO_JSON, ControlFault.MALFORMED),
        (MixerFault.OTHER_ID, ControlFault.SILENT),
        (MixerFault.SHORT, ControlFault.MALFORMED),
    ],
)
async def test_a_wrong_answer_ends_with_its_reason(
    peer: SimulatedPeer, fault: MixerFault, ends: ControlFault
) -> None:
    async with opened(peer) as mixer:
        peer.server.fault = fault
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(client, "ANSWER_S", SOON_S if ends is ControlFault.SILENT else client.ANSWER_S)
            with pytest.raises(ControlError) as failure:
                await mixer.frame()
        assert failure.value.fault is ends
        peer.server.fault = None
        await mixer.open()
        assert await on_air(mixer) == showing(FULL, CHAIR)


async def test_a_mixer_that_does_not_greet_is_silent(
    peer: SimulatedPeer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "HELLO_S", SOON_S)
    peer.server.fault = MixerFault.NO_HELLO
    with pytest.raises(ControlError) as failure:
        await driver(peer).open()
    assert failure.value.fault is ControlFault.SILENT


async def test_an_event_before_the_answer_to_the_login_is_no_fault(peer: SimulatedPeer) -> None:
    peer.server.fault = MixerFault.EARLY_EVENT
    async with opened(peer) as mixer:
        assert await on_air(mixer) == showing(FULL, CHAIR)


async def test_what_is_no_mixer_is_told_so() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"Asterisk Call Manager/9.0.0\r\n\r\n")
        await reader.read()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server, simulated_peer() as peer:
        peer.server.close()
        peer.server._port = server.sockets[0].getsockname()[1]
        with pytest.raises(ControlError) as failure:
            await driver(peer).open()
    assert failure.value.fault is ControlFault.MALFORMED


async def test_an_accepted_take_that_does_nothing_is_not_on_air(peer: SimulatedPeer) -> None:
    async with opened(peer) as mixer:
        peer.server.studio.is_taking_in_vain = True
        await take(mixer, FULL, SAPA)
        assert await on_air(mixer) == showing(FULL, CHAIR)


async def test_a_take_lost_in_a_transition_is_not_on_air_and_can_be_repeated(peer: SimulatedPeer) -> None:
    """OBS names the scene of a lost take as its program, and goes on sending the former one."""
    studio = peer.server.studio
    async with opened(peer) as mixer:
        studio.set_studio_mode(is_on=True)
        studio.program = FULL_2
        (pane,) = (await on_air(mixer)).panes
        assert pane.kind is PaneKind.OTHER
        await take(mixer, FULL, SAPA)
        assert await on_air(mixer) == showing(FULL, SAPA)


async def test_a_take_waits_for_the_transition_under_way(peer: SimulatedPeer) -> None:
    studio = peer.server.studio
    async with opened(peer) as mixer:
        studio.transition_s = 60.0
        studio.take(FULL_2)
        second = asyncio.create_task(take(mixer, FULL, CHAIR))
        while peer.server.asked.count("GetCurrentSceneTransitionCursor") < 3 and not second.done():
            await asyncio.sleep(0)
        assert (studio.program, second.done()) == (FULL_2, False)
        studio.end_transition()
        await second
        assert studio.program == FULL


async def test_a_transition_that_does_not_end_refuses_the_take(
    peer: SimulatedPeer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(obs, "TRANSITION_S", SOON_S)
    studio = peer.server.studio
    async with opened(peer) as mixer:
        studio.transition_s = 60.0
        studio.take(FULL_2)
        with pytest.raises(ControlError) as failure:
            await take(mixer, FULL, CHAIR)
        assert (failure.value.fault, failure.value.code) == (ControlFault.REFUSED, "mixer.in-transition")
        assert studio.program == FULL_2


async def test_while_a_transition_runs_the_picture_that_comes_is_on_air(peer: SimulatedPeer) -> None:
    peer.server.studio.transition_s = 60.0
    async with opened(peer) as mixer:
        await take(mixer, FULL, SAPA)
        assert peer.server.studio.is_active(CHAIR)
        assert await on_air(mixer) == showing(FULL, SAPA)


async def test_a_take_trusts_nothing_that_it_read_before(peer: SimulatedPeer) -> None:
    async with opened(peer) as mixer:
        await mixer.frame()
        for item in peer.server.studio.items(FULL_2):
            item.is_on = False
        await take(mixer, FULL, SAPA)
        assert await on_air(mixer) == showing(FULL, SAPA)


async def test_a_moved_seat_is_another_layout_at_once(peer: SimulatedPeer) -> None:
    async with opened(peer) as mixer:
        assert len((await mixer.frame()).layouts) == 4
        for item in peer.server.studio.items(FULL_2):
            peer.server.studio.move(FULL_2, item.id, 320.0, 0.0)
        async with asyncio.timeout(LIMIT_S):
            while len((await mixer.frame()).layouts) == 4:
                await asyncio.sleep(0)
        layouts = (await mixer.frame()).layouts
        assert [layout.boxes[0].x for layout in layouts if layout.boxes][:2] == [0.0, 0.5]


@pytest.mark.parametrize("request_type", ["SetSceneItemEnabled", "SetCurrentProgramScene"])
async def test_a_refused_take_gives_the_mixer_s_own_words(
    peer: SimulatedPeer, request_type: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(studio: Studio, data: Mapping[str, object]) -> Mapping[str, object]:
        raise RefusedError(600, "no such \x1bscene")

    monkeypatch.setitem(answers._WITH_FIELDS, request_type, refuse)
    async with opened(peer) as mixer:
        with pytest.raises(ControlError) as failure:
            await take(mixer, FULL, CAMDUONG)
        words = "no such \N{REPLACEMENT CHARACTER}scene"
        assert (failure.value.fault, failure.value.words) == (ControlFault.REFUSED, words)
        assert await on_air(mixer) == showing(FULL, CHAIR)


async def test_the_password_is_never_sent_and_never_logged(
    peer: SimulatedPeer, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(1)
    heard: list[str] = []
    monkeypatch.setattr(obs_server, "_read", _listening(heard))
    async with opened(peer) as mixer:
        await mixer.frame()
    assert any("authentication" in text for text in heard)
    assert peer.password not in "".join(heard) + caplog.text


def _listening(heard: list[str]) -> Callable[[str], object]:
    real = obs_server._read

    def read(text: str) -> object:
        heard.append(text)
        return real(text)

    return read


def test_a_console_without_a_mixer_does_not_load_websockets() -> None:
    code = (
        "import sys, gbdt_console.compose; from gbdt_console.devices.registry import catalogue; "
        "assert 'obs-websocket' in catalogue().controls; sys.exit('websockets' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
