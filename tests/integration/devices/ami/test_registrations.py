"""Which sites no device is registered for: told by Asterisk's list, by its event, and before a call."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from gbdt_console.core.conference.state import ConferenceEventKind
from gbdt_console.core.secret import Secret
from gbdt_console.devices.ami.client import AmiLogin
from gbdt_console.devices.control import NOT_REGISTERED, ControlError
from gbdt_console.devices.drivers.asterisk_confbridge import ConfBridge
from gbdt_console.simulator.ami.mcu import AmiMcu
from gbdt_console.simulator.ami.session import AmiUser

HOST, PASSWORD = "127.0.0.1", "zq-mcu-password"
BOTH = frozenset({"2008", "PJSIP/2008"})
WITHOUT_SYSTEM = frozenset({"call", "reporting", "originate"})


@asynccontextmanager
async def opened(
    classes: frozenset[str] = WITHOUT_SYSTEM | {"system"},
) -> AsyncIterator[tuple[AmiMcu, ConfBridge]]:
    sim = AmiMcu("giaoban", {"dieuhanh": AmiUser(PASSWORD, classes)})
    sim.answer_calls("2007", "Mường Khương")
    sim.unregistered.add("2008")
    mcu = ConfBridge(AmiLogin(HOST, await sim.start(HOST), "dieuhanh", Secret(PASSWORD)), "giaoban")
    try:
        await mcu.open()
        yield sim, mcu
    finally:
        await mcu.close()
        sim.close()


async def test_an_endpoint_without_a_device_is_told_before_and_in_a_conference() -> None:
    async with opened() as (sim, mcu):
        assert (await mcu.conference()).unregistered == BOTH
        sim.join("2007")
        state = await mcu.conference()
        assert (state.is_running, state.unregistered) == (True, BOTH)


async def test_a_changed_registration_is_seen_at_once_and_the_list_is_not_asked_at_every_poll() -> None:
    async with opened() as (sim, mcu):
        for _ in range(5):
            await mcu.conference()
        assert sim.asked.count("PJSIPShowEndpoints") == 1
        sim.answer_calls("2008", "Sa Pa")
        sim.register("2008", is_registered=True)
        event = await anext(aiter(mcu.events()))
        assert event.kind is ConferenceEventKind.CHANGED
        assert (await mcu.conference()).unregistered == frozenset()


@pytest.mark.parametrize("number", sorted(BOTH))
async def test_nothing_is_dialled_to_who_has_no_device(number: str) -> None:
    async with opened() as (sim, mcu):
        with pytest.raises(ControlError) as refused:
            await mcu.dial(number)
        assert refused.value.code == NOT_REGISTERED
        assert "Originate" not in sim.asked


async def test_an_account_that_may_not_ask_knows_nothing_of_it_and_asks_once() -> None:
    async with opened(WITHOUT_SYSTEM) as (sim, mcu):
        for _ in range(3):
            assert (await mcu.conference()).unregistered == frozenset()
        await mcu.dial("2008")
        assert "Originate" in sim.asked
