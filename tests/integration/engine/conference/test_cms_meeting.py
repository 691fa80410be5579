"""Meetings on the simulated Meeting Server, alone and as a cluster: the whole engine over its protocol."""

import asyncio

import pytest

from gbdt_console.core.conference.call_quality import CallQuality
from gbdt_console.core.conference.commands import (
    BlockMicrophone,
    BlockOthers,
    DialSite,
    GiveFloor,
    LockConference,
)
from gbdt_console.core.conference.roster import RosterStatus
from gbdt_console.core.frame.commands import TakeFrame, UndoTake
from gbdt_console.core.requests import Progress, Stage
from gbdt_console.devices.cms.dialling import ENDED
from gbdt_console.simulator.cms.faults import CmsHarm
from tests.support.conference.codian_hall import NUMBERS, Hall, cms_hall
from tests.support.conference.simulated_cms import CmsPeer


async def take(at: Hall[CmsPeer], command: TakeFrame | UndoTake) -> Progress:
    """Ask once the last take is long enough ago."""
    while (end := await at.ask(command)).code == "frame.too-soon":
        await asyncio.sleep(0.05)
    return end


@pytest.mark.parametrize("bridges", [1, 2])
async def test_take_mute_all_floor_undo_lost_and_back(bridges: int) -> None:
    async with cms_hall(bridges) as at:
        assert (await take(at, TakeFrame("s5"))).stage is Stage.VERIFIED
        assert (await at.peer.seen()).shown == NUMBERS[4]
        assert await at.peer.layouts() == {"speakerOnly"}
        assert (await at.ask(BlockOthers())).stage is Stage.VERIFIED
        assert (await at.peer.seen()).blocked == set(NUMBERS[1:])
        for site, number in (("s3", NUMBERS[2]), ("s13", NUMBERS[12])):
            assert (await at.ask(GiveFloor(site))).stage is Stage.VERIFIED
            seen = await at.peer.seen()
            assert (seen.shown, seen.blocked) == (number, set(NUMBERS[1:]) - {number})
        assert (await take(at, UndoTake())).stage is Stage.VERIFIED
        assert (await at.peer.seen()).shown == NUMBERS[2]
        await at.peer.lose()
        await at.until(lambda: not _is_known(at))
        assert (await at.ask(BlockMicrophone("s2"))).stage is Stage.FAILED
        for bridge in at.peer.bridges:
            bridge.set_unreachable(False)
        await at.until(lambda: _is_known(at))
        await at.until(lambda: at.count(RosterStatus.CONNECTED) == len(NUMBERS))
        assert (await at.ask(BlockMicrophone("s3"))).stage is Stage.VERIFIED
        assert NUMBERS[2] in (await at.peer.seen()).blocked


async def test_accepted_and_not_done_is_not_called_done() -> None:
    async with cms_hall() as at:
        at.peer.sim.faults.requests["PUT callLegs"] = CmsHarm.IGNORED
        end = await at.ask(BlockMicrophone("s2"))
        assert (end.stage, end.code) == (Stage.FAILED, "order.not-obeyed")


async def test_an_absent_site_is_called_and_the_conference_locked() -> None:
    async with cms_hall() as at:
        at.peer.sim.leave(NUMBERS[7])
        await at.until(lambda: at.standing("s8") is RosterStatus.ABSENT)
        end = await at.ask(DialSite("s8"))
        assert (end.stage, end.code) == (Stage.FAILED, ENDED)
        at.peer.sim.dialable[NUMBERS[7]] = (NUMBERS[7], "Sa Pa")
        assert (await at.ask(DialSite("s8"))).stage is Stage.VERIFIED
        assert at.standing("s8") is RosterStatus.CONNECTED
        assert (await at.ask(LockConference(is_on=True))).stage is Stage.VERIFIED
        assert (await at.peer.seen()).is_locked


async def test_loss_that_the_server_tells_is_the_sites_call_quality() -> None:
    async with cms_hall() as at:
        at.peer.sim.entry(NUMBERS[3]).loss_percent = 7.0

        def quality() -> CallQuality | None:
            view = at.engine.publisher.latest.conference
            row = None if view is None else view.row("s4")
            return None if row is None else row.quality

        await at.until(lambda: quality() is CallQuality.POOR)


def _is_known(at: Hall[CmsPeer]) -> bool:
    view = at.engine.publisher.latest.conference
    return view is not None and view.fault is None
