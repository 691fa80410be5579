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
        found: dict[str, Participant] = {}
        async with asyncio.timeout(WITHIN_S):
            while not _are_told(found, mcu.number(lossy.id)):
                await asyncio.sleep(1)
                found = {one.number: one for one in (await console.conference()).participants}
    finally:
        await console.close()
    told = found.pop(mcu.number(lossy.id))
    assert told.loss_percent is not None
    assert LOSS_PERCENT / 2 < told.loss_percent < LOSS_PERCENT * 2
    assert all((one.loss_percent or 0.0) < 1.0 for one in found.values())
    assert all(one.jitter_ms is not None and one.jitter_ms < 30.0 for one in found.values())


def _are_told(found: dict[str, Participant], lossy: str) -> bool:
    others = (one.jitter_ms for number, one in found.items() if number != lossy)
    is_whole = bool(found) and all(jitter is not None for jitter in others)
    return is_whole and (found[lossy].loss_percent or 0.0) > LOSS_PERCENT / 2
