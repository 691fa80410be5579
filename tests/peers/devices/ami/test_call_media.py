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
WITHIN_S = 120.0


@proves("asterisk-confbridge", Against.REAL_PEER, "loss and jitter of baresip's calls over a line that loses")
async def test_the_loss_of_one_site_is_told_of_that_site_alone(mcu: Mcu, lab: Lab) -> None:
    """Each of the others has an even call once, and loses nothing.

    A codec that a busy machine lets wait reports the jitter of that, or clocks that disagree and tell none.
    """
    lossy, even = mcu.number(mcu.sites[2].id), set[str]()
    found: tuple[Participant, ...] = ()
    console = ConfBridge(AmiLogin(CENTRE_ADDRESS, AMI_PORT, CONSOLE, Secret(CONSOLE_SECRET)), CONFERENCE)

    async def is_told() -> bool:
        nonlocal found
        found = (await console.conference()).participants
        even.update(one.number for one in found if one.jitter_ms is not None and one.jitter_ms < 30.0)
        losses = {one.number: one.loss_percent or 0.0 for one in found}
        loss = losses.pop(lossy)
        is_right = LOSS_PERCENT / 2 < loss < LOSS_PERCENT * 2 and max(losses.values()) < 1.0
        return is_right and losses.keys() <= even

    await console.open()
    try:
        lab.drop(mcu.sites[2].id, LOSS_PERCENT)
        async with asyncio.timeout(WITHIN_S):
            while not await is_told():
                await asyncio.sleep(1)
    except TimeoutError:
        raise AssertionError(f"never told of {lossy} alone: {even} were even, {found}") from None
    finally:
        await console.close()
