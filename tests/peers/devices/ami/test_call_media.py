"""What a real Asterisk tells of a call of which the network loses a part, and of ten whole ones."""

import asyncio

from gbdt_console.core.conference.state import Participant
from gbdt_console.core.secret import Secret
from gbdt_console.devices.ami.client import AmiLogin
from gbdt_console.devices.drivers.asterisk_confbridge import ConfBridge
from tests.support.drivers.evidence import Against, proves
from tests.support.lab.asterisk import AMI_PORT
from tests.support.lab.conference import Mcu
from tests.support.lab.lab import Lab
from tests.support.lab.mcu import CONFERENCE, CONSOLE, CONSOLE_SECRET
from tests.support.lab.plan import CENTRE_ADDRESS

LOSS_PERCENT = 20
WITHIN_S = 60.0


@proves("asterisk-confbridge", Against.REAL_PEER, "loss and jitter of baresip's calls over a line that loses")
async def test_the_loss_of_one_site_is_told_of_that_site_alone(mcu: Mcu, lab: Lab) -> None:
    lossy = mcu.sites[2]
    console = ConfBridge(AmiLogin(CENTRE_ADDRESS, AMI_PORT, CONSOLE, Secret(CONSOLE_SECRET)), CONFERENCE)
    await console.open()
    try:
        lab.drop(lossy.id, LOSS_PERCENT)
        found: tuple[Participant, ...] = ()
        try:
            async with asyncio.timeout(WITHIN_S):
                while not _is_told(found, mcu.number(lossy.id)):
                    await asyncio.sleep(1)
                    found = (await console.conference()).participants
        except TimeoutError:
            raise AssertionError(f"never told of {lossy.id} alone: {found}") from None
    finally:
        await console.close()


def _is_told(found: tuple[Participant, ...], lossy: str) -> bool:
    """Whether the loss of that one is told about right, and of the others a whole call each.

    A codec that a busy machine lets wait reports the jitter of that; its next report is of the line.
    """
    is_lossy = [
        LOSS_PERCENT / 2 < (p.loss_percent or 0.0) < LOSS_PERCENT * 2 for p in found if p.number == lossy
    ]
    others = [p for p in found if p.number != lossy]
    are_whole = all((p.loss_percent or 0.0) < 1.0 for p in others)
    are_even = all(p.jitter_ms is not None and p.jitter_ms < 30.0 for p in others)
    return is_lossy == [True] and are_whole and are_even
