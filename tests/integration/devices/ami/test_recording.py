"""Whether ConfBridge records: told by events alone, so what was not heard is not known."""

import pytest

from gbdt_console.devices.ami.packet import Packet
from gbdt_console.devices.drivers.asterisk_confbridge import ConfBridge
from gbdt_console.driver_contract.checking import come_true
from tests.support.conference.simulated_mcu import ROOM, console


async def becomes(mcu: ConfBridge, wanted: bool | None) -> None:
    async def is_so() -> bool:
        return (await mcu.conference()).is_recording is wanted

    await come_true(is_so, f"recording is {wanted}")


async def test_of_a_conference_that_ran_before_it_is_unknown_until_an_event_says() -> None:
    async with console("2001") as (sim, mcu):
        assert (await mcu.conference()).is_recording is None
        sim.conference.set_recorded(True)
        await becomes(mcu, True)
        sim.conference.set_recorded(False)
        await becomes(mcu, False)


async def test_one_that_begins_under_our_eyes_does_not_record_until_it_says_so() -> None:
    async with console() as (sim, mcu):
        assert (await mcu.conference()).is_recording is False
        sim.join("2001")
        state = await mcu.conference()
        assert (state.is_running, state.is_recording) == (True, False)


async def test_a_new_connection_knows_nothing_of_what_was_heard_over_the_old_one() -> None:
    async with console("2001") as (sim, mcu):
        sim.conference.set_recorded(True)
        await becomes(mcu, True)
        sim.drop_connections()
        await mcu.open()
        assert (await mcu.conference()).is_recording is None


@pytest.mark.parametrize(
    "order", [("ConfbridgeRecord", "ConfbridgeStart"), ("ConfbridgeStart", "ConfbridgeRecord")]
)
async def test_a_recording_from_the_start_is_known_in_either_order_of_events(
    order: tuple[str, str],
) -> None:
    async with console() as (sim, mcu):
        assert (await mcu.conference()).is_recording is False
        sim.join("2001")
        for name in order:
            mcu._take(Packet({"event": name, "conference": ROOM}))
        assert (await mcu.conference()).is_recording is True
        sim.leave("2001")
        await becomes(mcu, False)


async def test_where_no_events_arrive_nobody_says_that_it_does_not_record() -> None:
    async with console() as (sim, mcu):
        assert (await mcu.conference()).is_recording is False
        sim.conference.publish = lambda event: None
        sim.join("2001")
        sim.conference.set_recorded(True)
        state = await mcu.conference()
        assert (state.is_running, state.is_recording) == (True, None)
