"""One call on several Call Bridges: a participant's legs live on one of them."""

import pytest

from gbdt_console.core.clock import ManualClock
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.pictures import Bus, PictureOrder
from gbdt_console.devices.cms.cluster import OTHER_BRIDGE
from gbdt_console.devices.drivers.cisco_meeting_server import MeetingServer
from gbdt_console.driver_contract.checking import come_true, refusal_of
from gbdt_console.driver_contract.mcu import opened, sorted_numbers, who
from tests.support.conference.simulated_cms import NUMBERS, CmsPeer, cms, driver


async def opened_on(peer: CmsPeer, *ports: int, clock: ManualClock | None = None) -> MeetingServer:
    mcu = driver(ports, clock=clock)
    await mcu.open()
    return mcu


async def test_everybody_is_listed_once_and_blocked_where_its_leg_is() -> None:
    async with cms(bridges=2) as peer, opened(peer) as mcu:
        assert sorted_numbers(await mcu.conference()) == NUMBERS
        for number in NUMBERS:
            await mcu.block((await who(mcu, number)).id)
        assert (await peer.seen()).blocked == set(NUMBERS)
        assert [bridge.asked["PUT callLegs"] for bridge in peer.bridges] == [2, 1]


async def test_who_is_on_a_bridge_that_is_not_configured_is_in_and_otherwise_unknown() -> None:
    async with cms(bridges=2) as peer:
        mcu = await opened_on(peer, peer.ports[0])
        assert sorted_numbers(await mcu.conference()) == NUMBERS
        stranger = await who(mcu, NUMBERS[1])
        assert (stranger.is_blocked, stranger.name) == (None, f"Điểm {NUMBERS[1]}")
        assert (await refusal_of(mcu.block(stranger.id))).code == OTHER_BRIDGE
        await mcu.close()


async def test_a_bridge_that_is_lost_takes_its_own_participants_knowledge_only() -> None:
    clock = ManualClock()
    async with cms(bridges=2) as peer:
        mcu = await opened_on(peer, *peer.ports, clock=clock)
        await mcu.conference()
        peer.bridges[1].set_unreachable(True)
        assert {p.number: p.is_blocked for p in (await mcu.conference()).participants} == {
            NUMBERS[0]: False, NUMBERS[1]: None, NUMBERS[2]: False,
        }  # fmt: skip
        await mcu.block((await who(mcu, NUMBERS[0])).id)
        assert (await who(mcu, NUMBERS[0])).is_blocked is True
        peer.bridges[1].set_unreachable(False)
        clock.advance(11)
        assert (await who(mcu, NUMBERS[1])).is_blocked is False
        peer.bridges[0].set_unreachable(True)
        assert (await who(mcu, NUMBERS[1])).is_blocked is False, "the other bridge goes on"
        peer.bridges[1].set_unreachable(True)
        assert (await refusal_of(mcu.conference())).fault in (ControlFault.REFUSED, ControlFault.CLOSED)
        await mcu.close()


async def test_a_cluster_opens_while_one_of_its_bridges_is_down() -> None:
    async with cms(bridges=2) as peer:
        peer.bridges[0].set_unreachable(True)
        mcu = await opened_on(peer, *peer.ports)
        assert (await who(mcu, NUMBERS[1])).is_blocked is False
        await mcu.close()


async def test_one_layout_and_one_lock_on_all_bridges() -> None:
    async with cms(bridges=2) as peer, opened(peer) as mcu:
        assert isinstance(mcu, MeetingServer)
        legs = [(await who(mcu, number)).id for number in NUMBERS]
        await mcu.take({Bus.BRANCHES: PictureOrder("onePlusFive", tuple(legs))})
        assert {peer.sim.entry(number).layout for number in NUMBERS} == {"onePlusFive"}
        state = await mcu.conference()
        assert state.frame is not None
        assert [pane.source for pane in state.frame.programs[Bus.BRANCHES].panes[:3]] == legs
        await mcu.lock()
        assert (await mcu.conference()).is_locked is True


@pytest.mark.parametrize("home", [0, 1])
async def test_a_call_may_come_in_on_another_bridge(home: int) -> None:
    async with cms(bridges=2) as peer, opened(peer) as mcu:
        await mcu.conference()
        peer.sim.call.homes["2999"] = home
        peer.sim.dialable["2999"] = ("2999", "Mới")
        await mcu.dial("2999")

        async def is_in() -> bool:
            return any(p.site_number == "2999" for p in (await mcu.conference()).participants)

        await come_true(is_in, "it answered")
        await mcu.block((await who(mcu, "2999")).id)
        assert peer.sim.is_blocked("2999")
