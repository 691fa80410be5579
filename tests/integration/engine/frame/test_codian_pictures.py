"""Take, undo and seats on the simulated Codian, each confirmed by a second client."""

import asyncio

import pytest

from gbdt_console.core.conference.commands import PrepareFloor
from gbdt_console.core.conference.roster import RosterStatus
from gbdt_console.core.frame.commands import (
    LinkBuses,
    LoadPreview,
    SetPreviewLayout,
    SetSeat,
    TakeFrame,
    UndoTake,
)
from gbdt_console.core.frame.view import BusView
from gbdt_console.core.pictures import Bus
from gbdt_console.core.requests import Progress, Stage
from gbdt_console.simulator.codian.faults import CodianFault
from tests.support.conference.codian_hall import NUMBERS, Hall, hall
from tests.support.conference.simulated_codian import CodianPeer

CHAIR, SECOND, THIRD, FOURTH = NUMBERS[:4]


async def take(at: Hall[CodianPeer], command: TakeFrame | UndoTake) -> Progress:
    """Ask once the last take is long enough ago."""
    while (end := await at.ask(command)).code == "frame.too-soon":
        await asyncio.sleep(0.05)
    return end


def bus(at: Hall[CodianPeer], which: Bus = Bus.BRANCHES) -> BusView:
    view = at.engine.publisher.latest.frame
    found = view.bus(which) if view is not None else None
    assert found is not None
    return found


def seats(at: Hall[CodianPeer], which: Bus = Bus.BRANCHES) -> list[str]:
    return [pane.site_id for pane in bus(at, which).panes]


async def a_quad_is_on_air(at: Hall[CodianPeer]) -> None:
    """s2, s3 and s4 in a layout of four, which nobody else fills."""
    await at.ask(LoadPreview("s2", layout="layout2"))
    await at.ask(SetSeat(1, "s3"))
    await at.ask(SetSeat(2, "s4"))
    assert (await take(at, TakeFrame())).stage is Stage.VERIFIED
    assert (await at.peer.panes())[:4] == [SECOND, THIRD, FOURTH, ""]


@pytest.mark.article("A8.1a")
async def test_a_take_is_verified_and_undo_brings_both_pictures_back() -> None:
    async with hall() as at:
        await a_quad_is_on_air(at)
        assert (await at.peer.view(CHAIR))["of"] == "conferenceCustom"
        assert (await take(at, TakeFrame("s5"))).stage is Stage.VERIFIED
        assert (await at.peer.panes())[0] == NUMBERS[4]
        assert (await at.peer.view(THIRD))["layout"] == 1
        assert (await take(at, UndoTake())).stage is Stage.VERIFIED
        assert (await at.peer.panes())[:4] == [SECOND, THIRD, FOURTH, ""]
        assert (await at.peer.view(THIRD))["layout"] == (await at.peer.view(CHAIR))["layout"] == 2
        assert (await take(at, UndoTake())).stage is Stage.VERIFIED
        assert await at.peer.panes() == [], "as before the first take: the MCU's own choice"
        assert (await at.peer.view(CHAIR))["of"] == "family1"


async def test_a_seat_belongs_to_its_site_across_a_drop() -> None:
    async with hall() as at:
        await a_quad_is_on_air(at)
        at.peer.sim.leave(THIRD)
        await at.until(lambda: at.standing("s3") is RosterStatus.ABSENT)
        assert seats(at)[:3] == ["s2", "", "s4"]
        at.peer.sim.join(THIRD)
        await at.until(lambda: seats(at)[:3] == ["s2", "s3", "s4"])
        assert (await at.peer.panes())[:4] == [SECOND, THIRD, FOURTH, ""]


async def test_each_picture_is_taken_alone_while_the_buses_are_not_linked() -> None:
    async with hall() as at:
        await a_quad_is_on_air(at)
        await at.ask(LinkBuses(False))
        assert (await take(at, TakeFrame("s6", bus="chair"))).stage is Stage.VERIFIED
        assert await at.peer.view(CHAIR) == {"layout": 1, "focus": NUMBERS[5], "of": "participantCustom"}
        assert (await at.peer.panes())[:3] == [SECOND, THIRD, FOURTH]
        assert (await take(at, TakeFrame("s7"))).stage is Stage.VERIFIED
        assert (await at.peer.panes())[0] == NUMBERS[6]
        assert (await at.peer.view(CHAIR))["focus"] == NUMBERS[5]
        assert seats(at, Bus.CHAIR) == ["s6"]


@pytest.mark.article("A8.2b")
async def test_a_prepared_take_gives_the_floor_with_its_picture() -> None:
    async with hall() as at:
        await at.ask(PrepareFloor("s8"))
        await at.ask(SetPreviewLayout("layout5"))
        assert (await take(at, TakeFrame())).stage is Stage.VERIFIED
        assert (await at.peer.panes())[0] == NUMBERS[7]
        assert (await at.peer.view(SECOND))["layout"] == 5
        view = at.engine.publisher.latest.conference
        assert view is not None
        assert view.floor.speaker == "s8"


async def test_a_take_without_the_chair_moves_the_branches() -> None:
    async with hall() as at:
        at.peer.sim.leave(CHAIR)
        await at.until(lambda: at.standing("s1") is RosterStatus.ABSENT)
        assert (await take(at, TakeFrame("s9"))).stage is Stage.VERIFIED
        assert (await at.peer.panes())[0] == NUMBERS[8]


async def test_a_take_that_is_accepted_and_not_done_is_not_called_done() -> None:
    async with hall() as at:
        await a_quad_is_on_air(at)
        at.peer.sim.faults.methods["conference.paneplacement.modify"] = CodianFault.IGNORED
        await at.ask(LoadPreview("s5", layout="layout2"))
        end = await take(at, TakeFrame())
        assert (end.stage, end.code) == (Stage.FAILED, "order.not-obeyed")
        assert (await at.peer.panes())[0] == SECOND


async def test_a_restarted_mcu_changes_nothing_by_itself_and_one_take_brings_the_picture_back() -> None:
    async with hall() as at:
        await a_quad_is_on_air(at)
        at.peer.sim.pictures.is_custom = False
        await at.until(lambda: bus(at).differs_since_utc is not None)
        assert bus(at).layout == "default"
        assert await at.peer.panes() == []
        await at.ask(LoadPreview("s2", layout="layout2"))
        assert (await take(at, TakeFrame())).stage is Stage.VERIFIED
        assert (await at.peer.panes())[0] == SECOND
