"""Pictures on the simulated Codian: taken, read back by a second client, and how many requests that costs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from gbdt_console.core.clock import ManualClock
from gbdt_console.core.conference.state import ConferenceState, ControlFault
from gbdt_console.core.pictures import Bus, PaneKind, Picture, PictureOrder
from gbdt_console.devices.codian.pictures import CONFIGURED
from gbdt_console.devices.drivers.cisco_codian import CiscoMcu
from gbdt_console.driver_contract.checking import come_true, refusal_of
from gbdt_console.driver_contract.mcu import opened, who
from gbdt_console.simulator.codian.faults import CodianFault
from tests.support.conference.simulated_codian import NUMBERS, CodianPeer, codian, driver

TWENTY = tuple(f"2{place:03}" for place in range(1, 21))
CHAIR = NUMBERS[0]


@asynccontextmanager
async def console(*numbers: str, chair: str = "") -> AsyncIterator[tuple[CodianPeer, CiscoMcu]]:
    async with codian(*numbers, chair=chair) as peer, opened(peer) as mcu:
        assert isinstance(mcu, CiscoMcu)
        await mcu.conference()
        yield peer, mcu


async def order(mcu: CiscoMcu, layout: str, *numbers: str) -> PictureOrder:
    """An order of sites by number; an empty number leaves the pane to the MCU."""
    return PictureOrder(layout, tuple([(await who(mcu, n)).id if n else "" for n in numbers]))


async def program(mcu: CiscoMcu, bus: Bus = Bus.BRANCHES) -> Picture:
    frame = (await mcu.conference()).frame
    assert frame is not None
    return frame.programs[bus]


def numbers_in(picture: Picture, state: ConferenceState) -> list[str]:
    """The number in each pane; empty where none is fixed."""
    by_id = {participant.id: participant.number for participant in state.participants}
    return [by_id.get(pane.source, "") for pane in picture.panes]


async def test_what_is_taken_is_so_for_another_client_and_reported() -> None:
    async with console() as (peer, mcu):
        await mcu.take({Bus.BRANCHES: await order(mcu, "layout2", NUMBERS[2], "", NUMBERS[0])})
        assert (await peer.panes())[:4] == [NUMBERS[2], "", NUMBERS[0], ""]
        assert {(await peer.view(n))["layout"] for n in NUMBERS} == {2}
        picture = await program(mcu)
        assert picture.layout == "layout2"
        assert numbers_in(picture, await mcu.conference()) == [NUMBERS[2], "", NUMBERS[0], ""]
        assert [pane.kind for pane in picture.panes] == [
            PaneKind.SOURCE, PaneKind.VOICE, PaneKind.SOURCE, PaneKind.VOICE,
        ]  # fmt: skip
        assert picture.panes[0].words == f"Điểm {NUMBERS[2]}"


async def test_seats_of_an_earlier_picture_do_not_stay() -> None:
    async with console() as (peer, mcu):
        await mcu.take({Bus.BRANCHES: await order(mcu, "layout2", *NUMBERS)})
        await mcu.take({Bus.BRANCHES: await order(mcu, "layout2", NUMBERS[1])})
        assert (await peer.panes())[:4] == [NUMBERS[1], "", "", ""]


async def test_a_take_on_a_layout_of_twenty_sites_is_one_request() -> None:
    async with console(*TWENTY) as (peer, mcu):
        await mcu.take({Bus.BRANCHES: await order(mcu, "layout43", *TWENTY)})
        await mcu.conference()
        wanted = await order(mcu, "layout43", *reversed(TWENTY))
        before = peer.sim.asked.copy()
        await mcu.take({Bus.BRANCHES: wanted})
        assert dict(peer.sim.asked - before) == {"conference.paneplacement.modify": 1}
        assert await peer.panes() == list(reversed(TWENTY))


@pytest.mark.parametrize("first", [0, 1])
async def test_the_number_of_the_first_pane_is_learned_from_the_mcu(first: int) -> None:
    async with codian() as peer:
        peer.sim.pictures.first = first
        async with opened(peer) as opening:
            assert isinstance(opening, CiscoMcu)
            await opening.conference()
            await opening.take({Bus.BRANCHES: await order(opening, "layout3", *NUMBERS)})
        assert (await peer.panes())[:4] == [*NUMBERS, ""]


async def test_a_layout_that_is_not_drawn_keeps_its_name_and_places_of_all_seats() -> None:
    async with console() as (peer, mcu):
        await mcu.take({Bus.BRANCHES: await order(mcu, "layout33", *NUMBERS)})
        state = await mcu.conference()
        assert state.frame is not None
        layout = state.frame.layout("layout33")
        assert layout is not None
        assert layout.boxes == ()
        picture = state.frame.programs[Bus.BRANCHES]
        assert (picture.layout, numbers_in(picture, state)) == ("layout33", list(NUMBERS))
        assert (await peer.panes())[:4] == [*NUMBERS, ""]


async def test_the_chair_sees_one_fixed_site_in_a_layout_of_its_own() -> None:
    async with console(chair=CHAIR) as (peer, mcu):
        branches, chair = await order(mcu, "layout2", *NUMBERS), await order(mcu, "layout5", NUMBERS[2])
        await mcu.take({Bus.BRANCHES: branches, Bus.CHAIR: chair})
        assert await peer.view(CHAIR) == {"layout": 5, "focus": NUMBERS[2], "of": "participantCustom"}
        assert (await peer.view(NUMBERS[1]))["layout"] == 2
        picture = await program(mcu, Bus.CHAIR)
        assert picture.layout == "layout5"
        assert numbers_in(picture, await mcu.conference()) == [NUMBERS[2], *[""] * 5]


async def test_the_chair_sees_what_the_branches_see_where_both_pictures_are_one() -> None:
    async with console(chair=CHAIR) as (peer, mcu):
        both = await order(mcu, "layout2", *NUMBERS, "")
        await mcu.take({Bus.BRANCHES: both, Bus.CHAIR: both})
        assert (await peer.view(CHAIR))["of"] == "conferenceCustom"
        assert await program(mcu, Bus.CHAIR) == await program(mcu)


async def test_a_take_for_the_branches_alone_leaves_the_chairs_view() -> None:
    async with console(chair=CHAIR) as (peer, mcu):
        await mcu.take({Bus.CHAIR: await order(mcu, "layout1", NUMBERS[1])})
        await mcu.conference()
        await mcu.take({Bus.BRANCHES: await order(mcu, "layout3", NUMBERS[2])})
        assert await peer.view(CHAIR) == {"layout": 1, "focus": NUMBERS[1], "of": "participantCustom"}
        assert (await peer.view(NUMBERS[1]))["layout"] == 3


async def test_nothing_is_sent_of_a_take_that_cannot_be() -> None:
    async with console(chair=CHAIR) as (peer, mcu):
        good, grid = await order(mcu, "layout2", *NUMBERS), await order(mcu, "layout3", *NUMBERS)
        impossible = [
            {Bus.BRANCHES: good, Bus.CHAIR: grid},
            {Bus.BRANCHES: PictureOrder("panes9")},
            {Bus.BRANCHES: PictureOrder("family2")},
            {Bus.BRANCHES: PictureOrder("default", good.sources)},
            {Bus.BRANCHES: PictureOrder("layout2", ("h323/ad_hoc/1@x",))},
            {Bus.BRANCHES: good, Bus.CHAIR: PictureOrder("layout1", ("nobody",))},
        ]
        before = peer.sim.asked.copy()
        for pictures in impossible:
            assert (await refusal_of(mcu.take(pictures))).fault is ControlFault.REFUSED
        peer.sim.leave(CHAIR)
        await mcu.conference()
        refused = mcu.take({Bus.BRANCHES: good, Bus.CHAIR: PictureOrder("layout1")})
        assert (await refusal_of(refused)).fault is ControlFault.REFUSED
        assert not [method for method in peer.sim.asked - before if method.endswith("modify")]


async def test_a_take_that_is_accepted_and_not_done_is_not_reported_as_done() -> None:
    async with console() as (peer, mcu):
        await mcu.take({Bus.BRANCHES: await order(mcu, "layout2", NUMBERS[0])})
        peer.sim.faults.methods["conference.paneplacement.modify"] = CodianFault.IGNORED
        await mcu.take({Bus.BRANCHES: await order(mcu, "layout2", NUMBERS[1])})
        assert numbers_in(await program(mcu), await mcu.conference())[0] == NUMBERS[0]


async def test_a_picture_that_goes_back_by_itself_is_seen_to_go_back() -> None:
    async with console() as (peer, mcu):
        await mcu.take({Bus.BRANCHES: await order(mcu, "layout2", NUMBERS[0])})
        await mcu.conference()
        peer.sim.faults.revert_after_s = 0.1
        peer.sim.faults.methods["conference.paneplacement.modify"] = CodianFault.REVERTED
        await mcu.take({Bus.BRANCHES: await order(mcu, "layout2", NUMBERS[1])})
        assert numbers_in(await program(mcu), await mcu.conference())[0] == NUMBERS[1]

        async def is_back() -> bool:
            return numbers_in(await program(mcu), await mcu.conference())[0] == NUMBERS[0]

        await come_true(is_back, "it went back")


async def test_who_is_shown_takes_the_first_pane_and_gives_its_own_away() -> None:
    async with console() as (peer, mcu):
        await mcu.take({Bus.BRANCHES: await order(mcu, "layout2", *NUMBERS)})
        await mcu.conference()
        await mcu.show((await who(mcu, NUMBERS[2])).id)
        assert (await peer.panes())[:4] == [NUMBERS[2], NUMBERS[1], NUMBERS[0], ""]
        assert (await program(mcu)).layout == "layout2"


async def test_a_seat_whose_site_left_is_empty_and_named() -> None:
    async with console() as (peer, mcu):
        await mcu.take({Bus.BRANCHES: await order(mcu, "layout2", *NUMBERS)})
        peer.sim.leave(NUMBERS[1])
        pane = (await program(mcu)).panes[1]
        assert (pane.kind, pane.source) == (PaneKind.SOURCE, "")
        peer.sim.join(NUMBERS[1])
        assert numbers_in(await program(mcu), await mcu.conference())[1] == "", "another call, another leg"


async def test_a_picture_that_stands_still_is_frozen_and_one_that_moves_is_not() -> None:
    clock, seen = ManualClock(), []
    async with codian(clock=clock) as peer:
        mcu = driver(peer.port, clock=clock)
        await mcu.open()
        peer.sim.faults.frozen.add(NUMBERS[1])
        await mcu.conference()
        await mcu.take({Bus.BRANCHES: await order(mcu, "layout2", *NUMBERS)})
        for _ in range(5):
            seen.append([pane.is_moving for pane in (await program(mcu)).panes[:2]])
            clock.advance(1.0)
        await mcu.close()
    assert seen[0] == [None, None]
    assert seen[1:] == [[True, None], [True, None], [True, False], [True, False]]


async def test_an_mcu_that_counts_no_frames_says_nothing_of_movement() -> None:
    async with console() as (peer, mcu):
        peer.sim.faults.methods["participant.diagnostics"] = CodianFault.REFUSED
        await mcu.take({Bus.BRANCHES: await order(mcu, "layout2", *NUMBERS)})
        assert {pane.is_moving for pane in (await program(mcu)).panes} == {None}


async def test_before_any_take_the_layout_is_the_mcus_own_and_can_be_so_again() -> None:
    async with console(chair=CHAIR) as (peer, mcu):
        state = await mcu.conference()
        assert state.shown is None
        assert state.frame is not None
        own = {bus: picture.layout for bus, picture in state.frame.programs.items()}
        assert own == {Bus.BRANCHES: "default", Bus.CHAIR: "family1"}
        both = await order(mcu, "layout2", *NUMBERS)
        await mcu.take({Bus.BRANCHES: both, Bus.CHAIR: both})
        await mcu.conference()
        await mcu.take({bus: PictureOrder(layout, ("",)) for bus, layout in own.items()})
        assert await peer.panes() == []
        assert (await peer.view(CHAIR))["of"] == "family1"
        assert (await program(mcu)).layout == "default"
        assert (await program(mcu, Bus.CHAIR)).layout == "family1"
        await mcu.take({Bus.CHAIR: PictureOrder("default")})
        assert (await program(mcu, Bus.CHAIR)).layout == "default", "whatever family the MCU chooses for it"


async def test_an_endpoint_of_the_mcus_own_list_is_named_where_no_pane_takes_it() -> None:
    async with codian() as peer, opened(peer) as mcu:
        assert isinstance(mcu, CiscoMcu)
        peer.sim.endpoints["2999"] = "Sa Pa"
        peer.sim.join("2999")
        wanted = {Bus.BRANCHES: await order(mcu, "layout2", NUMBERS[0], "2999")}
        await mcu.take(wanted)
        assert numbers_in(await program(mcu), await mcu.conference())[1] == "2999", "an MCU that takes it"
        peer.sim.faults.refuses_by_name = True
        error = await refusal_of(mcu.take(wanted))
        assert (error.code, error.words) == (CONFIGURED, "Sa Pa")
