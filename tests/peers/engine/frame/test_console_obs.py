"""The whole engine over OBS Studio itself, with obsws-python as its second client."""

import pytest

from gbdt_console.devices.drivers.obs import ObsMixer
from tests.support.mixer.console import OF_BOTH, Check, is_not_confirmed
from tests.support.mixer.office import LONE
from tests.support.mixer.real_obs import RealPeer
from tests.support.mixer.witness import Witness


@pytest.mark.parametrize("check", OF_BOTH, ids=lambda check: check.__name__)
async def test_the_console_at_a_real_mixer(office: RealPeer, check: Check) -> None:
    await check(office)


async def test_a_take_that_obs_accepts_and_does_not_do_is_not_confirmed(
    office: RealPeer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """OBS loses a take in a transition; the driver would wait for its end."""

    monkeypatch.setattr(ObsMixer, "_settled_look", lambda mixer: mixer._scenes.look())

    def fade(witness: Witness) -> None:
        witness.ask("SetStudioModeEnabled", studioModeEnabled=True)
        witness.fade_to(LONE)

    await is_not_confirmed(office, fade)
