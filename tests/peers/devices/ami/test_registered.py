"""Which endpoints of a real Asterisk have no device, and that a real codec registers and goes again."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import pytest

from gbdt_console.core.secret import Secret
from gbdt_console.devices.ami.client import AmiLogin
from gbdt_console.devices.control import NOT_REGISTERED, ControlError
from gbdt_console.devices.drivers.asterisk_confbridge import ConfBridge
from gbdt_console.driver_contract.checking import come_true
from tests.support.drivers.evidence import Against, proves
from tests.support.lab.asterisk import AMI_PORT
from tests.support.lab.conference import Mcu
from tests.support.lab.mcu import (
    CONFERENCE,
    CONSOLE,
    CONSOLE_SECRET,
    UNREGISTERED,
    WATCHER,
    WATCHER_SECRET,
    Endpoint,
)
from tests.support.lab.plan import CENTRE_ADDRESS, ELEVEN


@contextmanager
def unknown_codec(mcu: Mcu) -> Iterator[Endpoint]:
    """A codec that Asterisk does not know by its address."""
    end = Endpoint(mcu.lab.namespaces, mcu.lab.sites[ELEVEN + 2])
    end.start()
    try:
        yield end
    finally:
        end.close()


NONE_THERE = frozenset({UNREGISTERED, f"PJSIP/{UNREGISTERED}"})


@asynccontextmanager
async def opened(user: str, secret: str) -> AsyncIterator[ConfBridge]:
    made = ConfBridge(AmiLogin(CENTRE_ADDRESS, AMI_PORT, user, Secret(secret)), CONFERENCE)
    await made.open()
    try:
        yield made
    finally:
        await made.close()


@proves("asterisk-confbridge", Against.REAL_PEER, "registration of a baresip at Asterisk of Debian sid")
async def test_a_device_that_registers_and_one_that_goes_are_told_within_a_poll(mcu: Mcu) -> None:
    with unknown_codec(mcu) as end:
        async with opened(WATCHER, WATCHER_SECRET) as console:

            async def is_missing() -> bool:
                return (await console.conference()).unregistered == NONE_THERE

            async def is_there() -> bool:
                return (await console.conference()).unregistered == frozenset()

            assert await is_missing()
            with pytest.raises(ControlError) as refused:
                await console.dial(UNREGISTERED)
            assert refused.value.code == NOT_REGISTERED
            end.register(UNREGISTERED)
            await come_true(is_there, "the codec is registered")
            end.unregister(UNREGISTERED)
            await come_true(is_missing, "its registration is gone")


async def test_an_account_without_system_is_told_nothing_of_it_and_all_else(mcu: Mcu) -> None:
    async with opened(CONSOLE, CONSOLE_SECRET) as console:
        state = await console.conference()
        assert (state.unregistered, len(state.participants)) == (frozenset(), len(mcu.sites))
