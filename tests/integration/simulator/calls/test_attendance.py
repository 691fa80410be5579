"""The simulated province calls the composing MCUs of the demonstration, with the same faults as Asterisk."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from gbdt_console.cli.demo_network import MCUS
from gbdt_console.core.clock import ManualClock
from gbdt_console.core.conference.state import ConferenceState
from gbdt_console.core.pictures import Bus, PictureOrder
from gbdt_console.core.sites import Mcu, Network
from gbdt_console.devices.driver import ControlTarget
from gbdt_console.devices.drivers.cisco_codian import CiscoMcu
from gbdt_console.devices.drivers.cisco_meeting_server import MeetingServer
from gbdt_console.devices.registry import control_specs
from gbdt_console.driver_contract.checking import refusal_of
from gbdt_console.driver_contract.mcu import sorted_numbers, who
from gbdt_console.simulator.calls.attendance import SLOWEST_CALL_S, Attendance
from gbdt_console.simulator.calls.attendees import RTP_TIMEOUT_S
from gbdt_console.simulator.world.faults import CENTRE, FaultCode, WorldFault
from gbdt_console.simulator.world.plan import ProvincePlan, on_loopback, plan_for
from gbdt_console.simulator.world.world import World
from gbdt_console.simulator.world.world_clock import WorldClock
from tests.support.simulator.sample import calling, network

ALL = ("2001", "2002", "2003", "2004", "2005", "2006")


BOTH = pytest.mark.parametrize("name", ["codian", "cms"])


def with_mcu(plain: Network, name: str) -> Network:
    """The same network with that MCU of the demonstration, over a certificate that somebody signed."""
    mcu = plain.centre.mcu
    assert mcu is not None
    control = replace(MCUS[name], wire="https")
    return replace(plain, centre=replace(plain.centre, mcu=Mcu(mcu.address, control)))


@dataclass
class Hall:
    world: World
    pace: WorldClock
    clock: ManualClock
    mcu: CiscoMcu | MeetingServer
    attendance: Attendance
    site_of: dict[str, str]

    def strike(self, code: FaultCode, number: str) -> None:
        self.world.apply(WorldFault(code, self.site_of.get(number, number)))

    def later(self, seconds: float) -> None:
        self.clock.advance(seconds)
        self.pace.step(seconds)
        self.attendance.update()

    async def numbers(self) -> tuple[str, ...]:
        return sorted_numbers(await self.mcu.conference())


@asynccontextmanager
async def hall(name: str = "codian") -> AsyncIterator[Hall]:
    moved = on_loopback(with_mcu(calling(network()), name))
    plan = ProvincePlan.from_json(plan_for(moved, 7).to_json())
    assert plan.mcu is not None
    assert moved.centre.mcu is not None
    clock = ManualClock()
    pace = WorldClock(clock, speed=0)
    world = World(plan, pace.now())
    attendance = Attendance(plan, plan.mcu, world, pace)
    await attendance.open()
    target = ControlTarget(moved.centre.mcu.address, moved.centre.mcu.control, clock, Path("unused"))
    mcu = control_specs()[moved.centre.mcu.control.driver].build(target)
    assert isinstance(mcu, CiscoMcu | MeetingServer)
    try:
        await mcu.open()
        site_of = {site.number: site.id for site in plan.sites if site.number}
        yield Hall(world, pace, clock, mcu, attendance, site_of)
    finally:
        await mcu.close()
        attendance.close()


@BOTH
async def test_all_are_there_from_the_start_since_a_while(name: str) -> None:
    async with hall(name) as at:
        state: ConferenceState = await at.mcu.conference()
        assert sorted_numbers(state) == ALL
        assert [p.number for p in state.participants if p.is_chair] == ["2001"]
        assert all((p.joined_ago_s or 0) > 600 for p in state.participants)


async def test_a_cut_line_freezes_the_picture_then_drops_the_site_and_it_calls_again() -> None:
    async with hall() as at:
        leg = (await who(at.mcu, "2003")).id
        await at.mcu.take({Bus.BRANCHES: PictureOrder("layout1", (leg,))})
        at.strike(FaultCode.CUT_LINE, "2003")
        moving = []
        for _ in range(6):
            at.later(1.0)
            frame = (await at.mcu.conference()).frame
            assert frame is not None
            moving.append(frame.programs[Bus.BRANCHES].panes[0].is_moving)
        assert moving[-1] is False
        at.later(RTP_TIMEOUT_S)
        assert "2003" not in await at.numbers()
        at.strike(FaultCode.RESTORE_LINE, "2003")
        at.later(SLOWEST_CALL_S)
        at.later(SLOWEST_CALL_S)
        assert (await who(at.mcu, "2003")).id != leg


async def test_a_picture_that_stops_is_the_first_on_air_until_it_moves_again() -> None:
    async with hall() as at:
        legs = tuple([(await who(at.mcu, number)).id for number in ("2003", "2004")])
        await at.mcu.take({Bus.BRANCHES: PictureOrder("layout2", (*legs, "", ""))})

        async def moving() -> list[bool | None]:
            for _ in range(8):
                at.later(1.0)
                frame = (await at.mcu.conference()).frame
            assert frame is not None
            return [pane.is_moving for pane in frame.programs[Bus.BRANCHES].panes[:2]]

        at.strike(FaultCode.PICTURE_STOPS, CENTRE)
        assert await moving() == [False, True]
        at.strike(FaultCode.PICTURE_MOVES, CENTRE)
        assert await moving() == [True, True]


@BOTH
async def test_who_is_hung_up_stays_out_until_called(name: str) -> None:
    async with hall(name) as at:
        await at.mcu.disconnect((await who(at.mcu, "2004")).id)
        at.later(60)
        assert "2004" not in await at.numbers()
        await at.mcu.dial("2004")
        at.later(1)
        assert (await who(at.mcu, "2004")).dialled == "2004"


@BOTH
async def test_a_block_is_ignored_where_the_world_says_so(name: str) -> None:
    async with hall(name) as at:
        at.strike(FaultCode.BLOCK_IGNORED, "2005")
        at.later(1)
        await at.mcu.block((await who(at.mcu, "2005")).id)
        assert (await who(at.mcu, "2005")).is_blocked is False


@BOTH
async def test_a_lost_mcu_answers_nobody_and_forgets_all_calls(name: str) -> None:
    async with hall(name) as at:
        legs = {p.id for p in (await at.mcu.conference()).participants}
        at.strike(FaultCode.LOSE_MCU, CENTRE)
        await refusal_of(at.mcu.conference())
        at.strike(FaultCode.RESTORE_MCU, CENTRE)
        for _ in range(3):
            at.later(SLOWEST_CALL_S)
        await at.mcu.open()
        state = await at.mcu.conference()
        assert sorted_numbers(state) == ALL
        assert not legs & {p.id for p in state.participants}
