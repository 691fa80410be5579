"""Who ended a call on Asterisk itself: the room, another client, or nobody."""

from collections.abc import Callable

import pytest

from gbdt_console.core.conference.state import HungUpBy
from gbdt_console.core.secret import Secret
from gbdt_console.devices.ami.client import AmiLogin
from gbdt_console.devices.drivers.asterisk_confbridge import ConfBridge
from gbdt_console.driver_contract.checking import come_true
from gbdt_console.driver_contract.mcu import who
from tests.support.lab import mcu as lab_mcu
from tests.support.lab.asterisk import AMI_PORT
from tests.support.lab.conference import Mcu
from tests.support.lab.mcu import CONFERENCE, CONSOLE, CONSOLE_SECRET
from tests.support.lab.plan import CENTRE_ADDRESS

DIES = "the codec dies"
HOW: dict[str, tuple[Callable[[Mcu, str], object], HungUpBy]] = {
    "the room hangs up": (lambda mcu, site_id: mcu.ends[site_id].hang_up(), HungUpBy.SITE),
    "another client hangs it up": (
        lambda mcu, site_id: mcu.hang_up("CallerIDNum", mcu.number(site_id)), HungUpBy.MCU,
    ),
    "the line is cut": (lambda mcu, site_id: mcu.lab.cut(site_id), HungUpBy.LOST),
    DIES: (lambda mcu, site_id: mcu.ends[site_id].close(), HungUpBy.LOST),
}  # fmt: skip


@pytest.mark.parametrize("how", HOW)
async def test_the_side_that_ended_a_call_is_told(mcu: Mcu, how: str) -> None:
    """By the caller whose calls end after some seconds without media."""
    end, by = HOW[how]
    site_id = mcu.stranger.id
    mcu.call(site_id)
    console = ConfBridge(AmiLogin(CENTRE_ADDRESS, AMI_PORT, CONSOLE, Secret(CONSOLE_SECRET)), CONFERENCE)
    await console.open()
    try:
        leg = (await who(console, lab_mcu.number_of(mcu.stranger))).id
        end(mcu, site_id)

        async def is_over() -> bool:
            return (await console.conference()).participant(leg) is None

        await come_true(is_over, "its call ended")
        assert dict((await console.conference()).ended)[leg] is by
    finally:
        await console.close()
        if how == DIES:
            mcu.ends[site_id].close()
            mcu.ends[site_id].start()
