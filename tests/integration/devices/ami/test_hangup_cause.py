"""Who ended a call on Asterisk, by the requests to hang up that it tells."""

import pytest

from gbdt_console.core.conference.state import HungUpBy
from gbdt_console.driver_contract.checking import come_true
from tests.support.conference.simulated_mcu import console


async def test_the_side_that_hangs_up_is_known_and_forgotten_with_a_new_call() -> None:
    async with console("2001", "2002", "2003") as (sim, mcu):
        legs = {p.number: p.id for p in (await mcu.conference()).participants}
        sim.leave("2002")
        await mcu.disconnect(legs["2003"])

        async def is_told() -> bool:
            return len((await mcu.conference()).ended) == 2

        await come_true(is_told, "both are told")
        ended = dict((await mcu.conference()).ended)
        assert ended == {legs["2002"]: HungUpBy.SITE, legs["2003"]: HungUpBy.MCU}


@pytest.mark.parametrize(
    ("request_", "cause", "by"),
    [
        ("SoftHangupRequest", "44", HungUpBy.LOST),
        ("HangupRequest", "102", HungUpBy.LOST),
        ("HangupRequest", "16", HungUpBy.SITE),
        ("HangupRequest", "31", HungUpBy.SITE),
        ("SoftHangupRequest", "16", HungUpBy.MCU),
    ],
)
async def test_a_call_that_times_out_was_hung_up_by_nobody(request_: str, cause: str, by: HungUpBy) -> None:
    async with console("2001", "2002") as (sim, mcu):
        member = next(m for m in sim.conference.listed() if m.number == "2002")
        sim.conference.leave(member, request_, cause)

        async def is_told() -> bool:
            return bool((await mcu.conference()).ended)

        await come_true(is_told, "it is told")
        assert (await mcu.conference()).ended == ((member.channel, by),)
