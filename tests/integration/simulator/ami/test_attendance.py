"""The simulated conference, as the console's own driver sees it while the province moves by hand."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from gbdt_console.core.clock import ManualClock
from gbdt_console.core.conference.state import HungUpBy, Participant
from gbdt_console.devices.ami.client import AmiLogin
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.drivers.asterisk_confbridge import ConfBridge
from gbdt_console.simulator.calls.attendance import SLOWEST_CALL_S, Attendance
from gbdt_console.simulator.calls.attendees import RTP_TIMEOUT_S
from gbdt_console.simulator.world.faults import CENTRE, FaultCode, WorldFault
from gbdt_console.simulator.world.plan import on_loopback, plan_for
from gbdt_console.simulator.world.room import BOOT_S
from gbdt_console.simulator.world.world import World
from gbdt_console.simulator.world.world_clock import WorldClock
from tests.support.simulator.sample import calling, network

ALL = ["2001", "2002", "2003", "2004", "2005", "2006"]
REVERTED_S = 1.0


class Hall:
    def __init__(self, world: World, pace: WorldClock, attendance: Attendance, mcu: ConfBridge) -> None:
        self.world = world
        self.mcu = mcu
        self.pace = pace
        self._attendance = attendance

    def strike(self, code: FaultCode, target: str) -> None:
        self.world.apply(WorldFault(code, target))

    def later(self, seconds: float) -> None:
        self.pace.step(seconds)
        self._attendance.update()

    async def legs(self) -> list[Participant]:
        return list((await self.mcu.conference()).participants)

    async def numbers(self) -> list[str]:
        return sorted(leg.number for leg in await self.legs())

    async def leg(self, number: str) -> Participant:
        return next(leg for leg in await self.legs() if leg.number == number)


@asynccontextmanager
async def hall() -> AsyncIterator[Hall]:
    plan = plan_for(on_loopback(calling(network())), 7)
    assert plan.mcu is not None
    pace = WorldClock(ManualClock(), speed=0)
    world = World(plan, pace.now())
    attendance = Attendance(plan, plan.mcu, world, pace)
    await attendance.open()
    mcu = ConfBridge(
        AmiLogin(plan.mcu.address, plan.mcu.port, plan.mcu.user, plan.mcu.password), plan.mcu.conference
    )
    try:
        await mcu.open()
        yield Hall(world, pace, attendance, mcu)
    finally:
        await mcu.close()
        attendance.close()


async def test_all_are_there_from_the_start_since_a_while_and_the_first_is_the_chair() -> None:
    async with hall() as at:
        legs = await at.legs()
        assert sorted(leg.number for leg in legs) == ALL
        assert [leg.number for leg in legs if leg.is_chair] == ["2001"]
        assert all((leg.joined_ago_s or 0) > 20 * 60 and leg.is_blocked is False for leg in legs)


async def test_a_cut_site_is_listed_for_a_while_leaves_and_comes_back_open() -> None:
    async with hall() as at:
        leg = (await at.leg("2002")).id
        await at.mcu.block(leg)
        at.strike(FaultCode.CUT_LINE, "site-2")
        at.later(RTP_TIMEOUT_S - 1)
        assert await at.numbers() == ALL
        at.later(1)
        assert "2002" not in await at.numbers()
        assert (await at.mcu.conference()).ended == ((leg, HungUpBy.LOST),), "nobody hung up"
        at.strike(FaultCode.RESTORE_LINE, "site-2")
        assert "2002" not in await at.numbers(), "nobody is there at once"
        at.later(SLOWEST_CALL_S)
        assert (await at.leg("2002")).is_blocked is False


async def test_a_short_cut_ends_no_call() -> None:
    async with hall() as at:
        before = await at.leg("2002")
        at.strike(FaultCode.CUT_LINE, "site-2")
        at.later(RTP_TIMEOUT_S / 2)
        at.strike(FaultCode.RESTORE_LINE, "site-2")
        at.later(RTP_TIMEOUT_S)
        assert (await at.leg("2002")).id == before.id


async def test_a_long_cut_that_is_stepped_over_ended_the_call_all_the_same() -> None:
    async with hall() as at:
        before = await at.leg("2002")
        at.strike(FaultCode.CUT_LINE, "site-2")
        at.pace.step(RTP_TIMEOUT_S + 1)
        at.world.set_time(at.pace.now())
        at.strike(FaultCode.RESTORE_LINE, "site-2")
        at.later(SLOWEST_CALL_S)
        assert (await at.leg("2002")).id != before.id


async def test_a_lost_node_and_a_codec_without_power_take_their_own_along() -> None:
    async with hall() as at:
        at.strike(FaultCode.LOSE_NODE, "node-b")
        at.strike(FaultCode.CODEC_OFF, "site-1")
        at.later(1)
        at.later(RTP_TIMEOUT_S)
        assert await at.numbers() == ["2002", "2004", "2005"]
        at.strike(FaultCode.RESTORE_NODE, "node-b")
        at.strike(FaultCode.CODEC_ON, "site-1")
        at.later(BOOT_S + 1)
        at.later(SLOWEST_CALL_S)
        assert await at.numbers() == ALL


async def test_who_speaks_is_heard_unless_he_is_blocked_or_cut() -> None:
    async with hall() as at:
        at.strike(FaultCode.TALK, "site-3")
        assert [leg.number for leg in await at.legs() if leg.is_talking] == ["2003"]
        leg = await at.leg("2003")
        await at.mcu.block(leg.id)
        at.later(1)
        assert not (await at.leg("2003")).is_talking
        await at.mcu.unblock(leg.id)
        at.later(1)
        assert (await at.leg("2003")).is_talking, "he goes on"
        at.strike(FaultCode.CUT_LINE, "site-3")
        assert not (await at.leg("2003")).is_talking


async def test_who_is_put_on_air_speaks_until_another_is() -> None:
    async with hall() as at:
        await at.mcu.show((await at.leg("2004")).id)
        at.later(1)
        assert [leg.number for leg in await at.legs() if leg.is_talking] == ["2004"]
        await at.mcu.show((await at.leg("2001")).id)
        at.later(1)
        assert [leg.number for leg in await at.legs() if leg.is_talking] == ["2001"]


async def test_who_is_hung_up_on_stays_out_until_he_is_called() -> None:
    async with hall() as at:
        await at.mcu.disconnect((await at.leg("2005")).id)
        at.later(600)
        assert "2005" not in await at.numbers()
        await at.mcu.dial("2005")
        at.later(1)
        assert await at.numbers() == ALL
        at.later(600)
        assert await at.numbers() == ALL, "once"


async def test_a_site_that_is_cut_does_not_pick_up() -> None:
    async with hall() as at:
        at.strike(FaultCode.HANG_UP, "site-5")
        at.strike(FaultCode.CUT_LINE, "site-5")
        await at.mcu.dial("2005")
        at.later(1)
        assert "2005" not in await at.numbers()


async def test_a_stranger_and_a_second_device_come_and_go_and_can_be_thrown_out() -> None:
    async with hall() as at:
        at.strike(FaultCode.STRANGER_CALLS, CENTRE)
        at.strike(FaultCode.CALL_TWICE, "site-4")
        (stranger,) = set(await at.numbers()) - set(ALL)
        assert (await at.numbers()).count("2004") == 2
        at.strike(FaultCode.CALL_ONCE, "site-4")
        assert sorted(await at.numbers()) == sorted([*ALL, stranger])
        await at.mcu.disconnect((await at.leg(stranger)).id)
        at.later(600)
        assert await at.numbers() == ALL


@pytest.mark.parametrize(
    ("lie", "at_once"), [(FaultCode.BLOCK_IGNORED, False), (FaultCode.BLOCK_REVERTED, True)]
)
async def test_the_mcu_lies_about_one_site_and_no_other_until_it_obeys(lie, at_once) -> None:
    async with hall() as at:
        at.strike(lie, "site-2")
        for number in ("2002", "2003"):
            await at.mcu.block((await at.leg(number)).id)
        assert (await at.leg("2002")).is_blocked is at_once
        at.later(REVERTED_S)
        assert (await at.leg("2002")).is_blocked is False
        assert (await at.leg("2003")).is_blocked is True
        at.strike(FaultCode.BLOCK_OBEYED, "site-2")
        await at.mcu.block((await at.leg("2002")).id)
        at.later(REVERTED_S)
        assert (await at.leg("2002")).is_blocked is True


async def test_a_lost_mcu_answers_nobody_and_comes_back_empty_until_all_called_in_again() -> None:
    async with hall() as at:
        before = await at.leg("2001")
        at.strike(FaultCode.LOSE_MCU, CENTRE)
        at.later(1)
        with pytest.raises(ControlError):
            await at.mcu.open()
        at.later(60)
        at.strike(FaultCode.RESTORE_MCU, CENTRE)
        await at.mcu.open()
        assert await at.numbers() == []
        at.later(SLOWEST_CALL_S)
        assert await at.numbers() == ALL
        assert (await at.leg("2001")).id != before.id


async def test_a_blind_centre_does_not_reach_the_mcu_but_the_conference_goes_on() -> None:
    async with hall() as at:
        before = await at.leg("2001")
        at.strike(FaultCode.BLIND_CENTRE, CENTRE)
        with pytest.raises(ControlError):
            await at.mcu.open()
        at.later(60)
        at.strike(FaultCode.SEEING_CENTRE, CENTRE)
        await at.mcu.open()
        assert await at.numbers() == ALL
        assert (await at.leg("2001")).id == before.id
