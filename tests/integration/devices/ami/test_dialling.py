"""Whom a site's number calls on Asterisk, by what the call is known, and that it is called once."""

import pytest

from gbdt_console.core.secret import Secret
from gbdt_console.devices.ami.call_ends import DialledCalls, dialled_number
from gbdt_console.devices.ami.client import AmiLogin
from gbdt_console.devices.control import CALL_STANDS
from gbdt_console.devices.drivers.asterisk_confbridge import ConfBridge
from gbdt_console.driver_contract.checking import come_true, refusal_of
from gbdt_console.driver_contract.mcu import sorted_numbers
from gbdt_console.simulator.ami.faults import AmiFault
from gbdt_console.simulator.ami.mcu import AmiMcu
from gbdt_console.simulator.ami.session import AmiUser
from tests.support.conference.simulated_mcu import HOST, console, consoles

PASSWORD = "zq-mcu-password"


async def test_a_plain_number_calls_the_endpoint_of_that_name() -> None:
    sim = AmiMcu("giaoban", {"dieuhanh": AmiUser(PASSWORD)})
    sim.dialable |= {"PJSIP/2008": ("2008", "Sa Pa"), "PJSIP/khac": ("2009", "Khác")}
    mcu = ConfBridge(AmiLogin(HOST, await sim.start(HOST), "dieuhanh", Secret(PASSWORD)), "giaoban")
    try:
        await mcu.open()
        await mcu.dial("2008")
        await mcu.dial("PJSIP/khac")
        state = await mcu.conference()
        assert sorted(leg.number for leg in state.participants) == ["2008", "2009"]
    finally:
        await mcu.close()
        sim.close()


async def test_a_dialled_leg_of_a_numeric_conference_is_the_site_s() -> None:
    async with console("2001", room="6101") as (sim, mcu):
        sim.dialable["PJSIP/2008"] = ("2008", "Sa Pa")
        await mcu.dial("2008")

        async def is_in() -> bool:
            return "2008" in {leg.site_number for leg in (await mcu.conference()).participants}

        await come_true(is_in, "it was called in")
        assert sorted_numbers(await mcu.conference()) == ("2001", "2008"), "no number of ours is sent"


async def test_a_leg_of_another_client_is_known_by_its_own_caller_id_only() -> None:
    async with console("2001") as (sim, mcu):
        sim.join("6101", uid="1795528310.77")
        sim.join("6102", uid="other-0123-2008")
        assert {leg.dialled for leg in (await mcu.conference()).participants} == {""}


@pytest.mark.parametrize("number", ["2008", "PJSIP/sapa", "Local/9201@sites", "sapa-2", "điểm 8"])
def test_the_channel_id_gives_the_number_back(number: str) -> None:
    uid = DialledCalls().begin(number)["ChannelId"]
    assert uid.isascii()
    assert "/" not in uid
    assert dialled_number(uid) == number


async def test_no_second_call_is_placed_while_ours_rings_or_stands() -> None:
    async with consoles(2, "2001") as (sim, (mcu, restarted)):
        sim.dialable["PJSIP/2008"] = ("2008", "Sa Pa")
        sim.faults.rings_s = 0.5
        await mcu.dial("2008")
        assert (await refusal_of(mcu.dial("2008"))).code == CALL_STANDS
        assert (await refusal_of(restarted.dial("2008"))).code == CALL_STANDS

        async def is_in() -> bool:
            return "2008" in sim.numbers()

        await come_true(is_in, "it answered")
        assert (await refusal_of(restarted.dial("2008"))).code == CALL_STANDS
        assert sim.asked.count("Originate") == 1
        sim.leave("2008")
        await mcu.dial("2008")
        await come_true(is_in, "called again once the first call ended")


async def test_an_account_that_may_not_list_channels_dials_all_the_same() -> None:
    async with console("2001") as (sim, mcu):
        sim.dialable["PJSIP/2008"] = ("2008", "Sa Pa")
        sim.faults.actions["CoreShowChannels"] = AmiFault.DENIED
        await mcu.dial("2008")

        async def is_in() -> bool:
            return "2008" in sim.numbers()

        await come_true(is_in, "it was called in")
