"""`check --reach` at the mixer, over our simulated OBS on real connections."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from gbdt_console.cli.reach_logins import reach_mixer
from gbdt_console.core.secret import Secret
from gbdt_console.core.sites import Network
from gbdt_console.devices.drivers.obs import ObsMixer
from gbdt_console.text.words import LANGUAGES, Words
from tests.support.engine.networks import network
from tests.support.mixer.console import network_with
from tests.support.mixer.simulated_mixer import PASSWORD, simulated_peer


async def said(of: Network, language: str = "en") -> tuple[str, bool]:
    def reach() -> tuple[str, bool]:
        (outcome,) = reach_mixer(of, Path("known_hosts"), Words(language))
        return outcome.text, outcome.is_good

    return await asyncio.to_thread(reach)


async def test_the_pictures_are_read_and_nothing_is_changed() -> None:
    async with simulated_peer() as peer:
        text, is_good = await said(network_with(peer))
        assert (text, is_good) == (f"mixer 127.0.0.1:{peer.port}: login OK, 4 layouts", True)
        assert not [name for name in peer.server.asked if not name.startswith("Get")]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_wrong_password_is_said_with_its_cure_and_without_the_password(language: str) -> None:
    async with simulated_peer() as peer:
        of = network_with(peer)
        assert of.centre.mixer is not None
        wrong = replace(of.centre.mixer.control, password=Secret("zq-another"))
        mixer = replace(of.centre.mixer, control=wrong)
        text, is_good = await said(replace(of, centre=replace(of.centre, mixer=mixer)), language)
    assert "sites.yaml" in text
    assert not is_good
    assert "zq-" not in text
    assert PASSWORD not in text


async def test_a_mixer_that_is_not_there_is_said_so() -> None:
    async with simulated_peer() as peer:
        peer.server.close()
        text, is_good = await said(network_with(peer))
    assert text.startswith(f"mixer 127.0.0.1:{peer.port}: ")
    assert not is_good


def test_without_a_mixer_nothing_is_said() -> None:
    assert list(reach_mixer(network(1), Path("known_hosts"), Words("en"))) == []


async def test_the_connection_is_closed_whatever_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    closed = []
    real = ObsMixer.close

    async def close(mixer: ObsMixer) -> None:
        closed.append(mixer)
        await real(mixer)

    monkeypatch.setattr(ObsMixer, "close", close)
    async with simulated_peer() as peer:
        await said(network_with(peer))
    assert closed
