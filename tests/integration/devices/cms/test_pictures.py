"""Pictures on the simulated Meeting Server: taken, read back, and how many requests that costs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from gbdt_console.core.conference.state import ConferenceState, ControlFault
from gbdt_console.core.pictures import Bus, PaneKind, Picture, PictureOrder
from gbdt_console.devices.cms.pictures import SAME_PANES, SEATS_IN_ORDER
from gbdt_console.devices.drivers.cisco_meeting_server import MeetingServer
from gbdt_console.driver_contract.checking import refusal_of
from gbdt_console.driver_contract.mcu import opened, who
from gbdt_console.simulator.cms.faults import CmsHarm
from tests.support.conference.simulated_cms import NUMBERS, CmsPeer, cms

TWENTY = tuple(f"2{place:03}" for place in range(1, 21))
CHAIR = NUMBERS[0]


@asynccontextmanager
async def console(*numbers: str, chair: str = "") -> AsyncIterator[tuple[CmsPeer, MeetingServer]]:
    async with cms(*numbers, chair=chair) as peer, opened(peer) as mcu:
        assert isinstance(mcu, MeetingServer)
        await mcu.conference()
        yield peer, mcu


async def order(mcu: MeetingServer, layout: str, *numbers: str) -> PictureOrder:
    """An order of sites by number; an empty number leaves the pane to the server."""
    ids = {participant.number: participant.id for participant in (await mcu.conference()).participants}
    return PictureOrder(layout, tuple(ids[number] if number else "" for number in numbers))


async def program(mcu: MeetingServer, bus: Bus = Bus.BRANCHES) -> Picture:
    frame = (await mcu.conference()).frame
    assert frame is not None
    return frame.programs[bus]


def numbers_in(picture: Picture, state: ConferenceState) -> list[str]:
    by_id = {participant.id: participant.number for participant in state.participants}
    return [by_id.get(pane.source, "") for pane in picture.panes]


async def test_what_is_taken_is_so_for_another_client_and_reported() -> None:
    async with console() as (peer, mcu):
        await mcu.take({Bus.BRANCHES: await order(mcu, "allEqualQuarters", NUMBERS[2], NUMBERS[0], "", "")})
        ranks = await peer.importances()
        assert sorted(ranks, key=lambda number: -ranks[number]) == [NUMBERS[2], NUMBERS[0]]
        assert await peer.layouts() == {"allEqualQuarters"}
        picture = await program(mcu)
        assert numbers_in(picture, await mcu.conference()) == [NUMBERS[2], NUMBERS[0], "", ""]
        assert [pane.kind for pane in picture.panes] == [
            PaneKind.SOURCE, PaneKind.SOURCE, PaneKind.VOICE, PaneKind.VOICE,
        ]  # fmt: skip


async def test_nobody_of_an_earlier_picture_stays_important() -> None:
    async with console() as (peer, mcu):
        await mcu.take({Bus.BRANCHES: await order(mcu, "onePlusFive", *NUMBERS)})
        await mcu.take({Bus.BRANCHES: await order(mcu, "speakerOnly", NUMBERS[1])})
        assert list(await peer.importances()) == [NUMBERS[1]]
        assert numbers_in(await program(mcu), await mcu.conference()) == [NUMBERS[1]]
        await mcu.take({Bus.BRANCHES: PictureOrder("allEqual")})
        assert await peer.importances() == {}
        assert [pane.kind for pane in (await program(mcu)).panes] == [PaneKind.VOICE]


async def test_two_seats_that_change_places_are_two_requests() -> None:
    async with console(*TWENTY) as (peer, mcu):
        await mcu.take({Bus.BRANCHES: await order(mcu, "allEqualTwentyFifths", *TWENTY)})
        await mcu.conference()
        before = peer.sim.asked.copy()
        swapped = (TWENTY[1], TWENTY[0], *TWENTY[2:])
        await mcu.take({Bus.BRANCHES: await order(mcu, "allEqualTwentyFifths", *swapped)})
        assert (peer.sim.asked - before)["PUT participants"] == 2
        assert numbers_in(await program(mcu), await mcu.conference())[:20] == list(swapped)


async def test_importance_is_that_of_the_panes_where_pane_placement_is_on() -> None:
    async with console() as (peer, mcu):
        peer.sim.call.highest = 4
        await mcu.conference()
        await mcu.take({Bus.BRANCHES: await order(mcu, "allEqualQuarters", NUMBERS[1], NUMBERS[2])})
        assert await peer.importances() == {NUMBERS[1]: 4, NUMBERS[2]: 3}
        assert numbers_in(await program(mcu), await mcu.conference())[:2] == [NUMBERS[1], NUMBERS[2]]
        peer.sim.leave(NUMBERS[1])
        assert [pane.kind for pane in (await program(mcu)).panes[:2]] == [PaneKind.EMPTY, PaneKind.SOURCE]


async def test_the_shown_one_changes_places_with_the_former() -> None:
    async with console() as (_, mcu):
        await mcu.take({Bus.BRANCHES: await order(mcu, "onePlusFive", *NUMBERS)})
        await mcu.conference()
        await mcu.show((await who(mcu, NUMBERS[2])).id)
        shown = numbers_in(await program(mcu), await mcu.conference())[:3]
        assert shown == [NUMBERS[2], NUMBERS[1], NUMBERS[0]]


async def test_a_site_that_keeps_another_layout_is_not_called_done() -> None:
    async with console() as (peer, mcu):
        await mcu.take({Bus.BRANCHES: await order(mcu, "speakerOnly", NUMBERS[1])})
        assert (await program(mcu)).layout == "speakerOnly"
        peer.sim.join("2999", "Đến muộn")
        assert (await program(mcu)).layout == "speakerOnly", "it came later, with the space's own layout"
        peer.sim.entry(NUMBERS[2]).layout = "stacked"
        leg = (await who(mcu, NUMBERS[2])).id
        await mcu.block(leg)  # it is asked for again
        assert (await program(mcu)).layout == ""


async def test_a_layout_that_is_accepted_and_not_set_is_not_reported() -> None:
    async with console() as (peer, mcu):
        peer.sim.faults.requests["PUT participants"] = CmsHarm.IGNORED
        await mcu.take({Bus.BRANCHES: await order(mcu, "speakerOnly", NUMBERS[1])})
        picture = await program(mcu)
        assert (picture.layout, numbers_in(picture, await mcu.conference())) == ("allEqual", [""])


@pytest.mark.parametrize(
    ("layout", "seats", "code"),
    [
        ("layout5", (NUMBERS[0],), ""),
        ("speakerOnly", NUMBERS[:2], ""),
        ("onePlusFive", ("", NUMBERS[0]), SEATS_IN_ORDER),
        ("onePlusFive", (NUMBERS[0], NUMBERS[0]), SEATS_IN_ORDER),
    ],
)
async def test_what_the_server_cannot_is_refused_and_nothing_is_sent(
    layout: str, seats: tuple[str, ...], code: str
) -> None:
    async with console() as (peer, mcu):
        before = peer.sim.asked.copy()
        wanted = await order(mcu, layout, *seats)
        error = await refusal_of(mcu.take({Bus.BRANCHES: wanted}))
        assert error.fault is ControlFault.REFUSED
        assert not code or error.code == code
        assert [kind for kind in peer.sim.asked - before if not kind.startswith("GET")] == []


async def test_the_chair_has_a_layout_of_its_own_that_a_take_for_the_branches_leaves() -> None:
    async with console(chair=CHAIR) as (peer, mcu):
        await mcu.take({Bus.BRANCHES: await order(mcu, "onePlusFive", CHAIR, NUMBERS[1])})
        await mcu.conference()
        await mcu.take({Bus.CHAIR: PictureOrder("speakerOnly")})
        picture = await program(mcu, Bus.CHAIR)
        assert (picture.layout, numbers_in(picture, await mcu.conference())) == ("speakerOnly", [NUMBERS[1]])
        await mcu.take({Bus.BRANCHES: await order(mcu, "allEqualQuarters", CHAIR, NUMBERS[1])})
        layouts = {number: peer.sim.entry(number).layout for number in NUMBERS}
        assert layouts == {CHAIR: "speakerOnly", **dict.fromkeys(NUMBERS[1:], "allEqualQuarters")}
        other = await order(mcu, "speakerOnly", NUMBERS[2])
        assert (await refusal_of(mcu.take({Bus.CHAIR: other}))).code == SAME_PANES


async def test_a_chair_that_is_not_in_has_no_picture() -> None:
    async with console(chair="2999") as (_, mcu):
        assert (await refusal_of(mcu.take({Bus.CHAIR: PictureOrder("speakerOnly")}))).fault is (
            ControlFault.REFUSED
        )
