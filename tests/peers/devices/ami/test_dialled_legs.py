"""Calls that the console places on Asterisk itself, into a conference named by a number."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from gbdt_console.core.secret import Secret
from gbdt_console.devices.ami import call_ends
from gbdt_console.devices.ami.client import AmiLogin
from gbdt_console.devices.control import CALL_STANDS, NO_REPLY, NOT_REGISTERED, RINGS
from gbdt_console.devices.drivers.asterisk_confbridge import ConfBridge
from gbdt_console.driver_contract.checking import come_true, refusal_of
from tests.support.conference.ami_raw import Fields
from tests.support.lab.asterisk import AMI_PORT
from tests.support.lab.conference import Mcu
from tests.support.lab.mcu import CONSOLE, CONSOLE_SECRET, UNREGISTERED
from tests.support.lab.plan import CENTRE_ADDRESS

ROOM = "6101"


@asynccontextmanager
async def console() -> AsyncIterator[ConfBridge]:
    mcu = ConfBridge(AmiLogin(CENTRE_ADDRESS, AMI_PORT, CONSOLE, Secret(CONSOLE_SECRET)), ROOM)
    await mcu.open()
    try:
        yield mcu
    finally:
        await mcu.close()


def legs_of(mcu: Mcu, number: str) -> list[Fields]:
    """Channels that Asterisk has to that endpoint, by the other client."""
    rows = mcu.witness.rows("CoreShowChannels", row="CoreShowChannel")
    return [row for row in rows if row["Channel"].startswith(f"PJSIP/{number}-")]


async def leave(mcu: Mcu, number: str) -> None:
    """Let the site leave the conference that it called itself, and end what a test before left ringing."""
    mcu.hang_up("CallerIDNum", number)
    for leg in legs_of(mcu, number):
        mcu.witness.ask("Hangup", Channel=leg["Channel"])

    async def is_away() -> bool:
        return not legs_of(mcu, number)

    await come_true(is_away, "its own call ended")


@pytest.mark.parametrize("form", ["{}", "PJSIP/{}"])
async def test_a_site_dialled_into_a_numeric_conference_is_known(mcu: Mcu, form: str) -> None:
    number = mcu.number("laocai")
    dialled = form.format(number)
    await leave(mcu, number)
    async with console() as first, console() as restarted:
        await first.dial(dialled)

        async def is_in() -> bool:
            return bool((await restarted.conference()).participants)

        await come_true(is_in, "it was called in")
        for each in (first, restarted):
            (leg,) = (await each.conference()).participants
            assert (leg.site_number, leg.name) == (dialled, "")
        rows = mcu.witness.rows("ConfbridgeList", Conference=ROOM)
        assert [row["CallerIDNum"] for row in rows] == [number], "no number of the conference is sent"
        for each in (first, restarted):
            assert (await refusal_of(each.dial(dialled))).code == CALL_STANDS
        assert len(legs_of(mcu, number)) == 1
        await restarted.disconnect(leg.id)

        async def is_out() -> bool:
            return not legs_of(mcu, number)

        await come_true(is_out, "it was hung up")


async def test_no_second_call_is_placed_while_the_first_one_rings(mcu: Mcu) -> None:
    """The line is cut, so the call rings until Asterisk gives it up."""
    number = mcu.number("bacha")
    await leave(mcu, number)
    mcu.lab.cut("bacha")
    async with console() as first, console() as restarted:
        await first.dial(number)

        async def is_ringing() -> bool:
            return len(legs_of(mcu, number)) == 1

        await come_true(is_ringing, "the channel is there")
        for each in (first, restarted):
            assert (await refusal_of(each.dial(number))).code == CALL_STANDS
        assert len(legs_of(mcu, number)) == 1
    (leg,) = legs_of(mcu, number)
    mcu.witness.ask("Hangup", Channel=leg["Channel"])


@pytest.mark.parametrize("number", [UNREGISTERED, "khongco"])
async def test_a_call_to_an_endpoint_without_a_device_is_told_so(mcu: Mcu, number: str) -> None:
    async with console() as console_:
        await console_.dial(number)

        async def is_told() -> bool:
            return bool(console_.dial_failure(number))

        await come_true(is_told, "the call failed")
        assert console_.dial_failure_code(number) == NOT_REGISTERED


async def test_a_call_that_rings_in_vain_has_a_device(mcu: Mcu) -> None:
    """The line is cut, and another client hangs the ringing call up."""
    number = mcu.number("bacha")
    await leave(mcu, number)
    mcu.lab.cut("bacha")
    async with console() as console_:
        await console_.dial(number)

        async def is_ringing() -> bool:
            return console_.dial_waits_for(number) == RINGS

        await come_true(is_ringing, "the console has heard of the channel")
        (leg,) = legs_of(mcu, number)
        mcu.witness.ask("Hangup", Channel=leg["Channel"])

        async def is_told() -> bool:
            return bool(console_.dial_failure(number))

        await come_true(is_told, "the call failed")
        assert (console_.dial_failure_code(number), console_.dial_waits_for(number)) == ("", "")


async def test_a_call_that_asterisk_gives_up_was_refused_by_nobody(
    mcu: Mcu, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line is cut, so the device neither rings nor answers."""
    monkeypatch.setattr(call_ends, "RINGS_S", 1.0)
    number = mcu.number("bacha")
    await leave(mcu, number)
    mcu.lab.cut("bacha")
    async with console() as console_:
        await console_.dial(number)

        async def is_told() -> bool:
            return bool(console_.dial_failure(number))

        await come_true(is_told, "Asterisk gave the call up")
        assert console_.dial_failure_code(number) == NO_REPLY
