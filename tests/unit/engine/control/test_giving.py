"""What becomes of a driver's order once the role is lost: it writes no more, whatever it waits for."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest

from gbdt_console.core.authority.withheld import Withheld
from gbdt_console.core.clock import ManualClock
from gbdt_console.devices.control import ControlError
from gbdt_console.engine.control.authority import Authority
from gbdt_console.engine.control.giving import NOT_FINISHED, give
from tests.support.engine import time_loop

LIMIT_S = 2.0


class PatientDriver:
    """It asks something, and orders whether or not that is answered within LIMIT_S."""

    def __init__(self) -> None:
        self.log: list[str] = []

    async def order(self) -> None:
        self.log.append("asked")
        try:
            async with asyncio.timeout(LIMIT_S):
                await asyncio.Event().wait()
        except TimeoutError:
            self.log.append("not answered")
        self.log.append("ordered")


def play(
    scenario: Callable[[Authority, PatientDriver], Awaitable[None]], driver: PatientDriver | None = None
) -> list[str]:
    driver = driver or PatientDriver()
    time_loop.run(ManualClock(), scenario(Authority(), driver))
    return driver.log


def test_a_driver_whose_own_limit_passes_as_well_writes_nothing_any_more() -> None:
    async def scenario(authority: Authority, driver: PatientDriver) -> None:
        giving = asyncio.ensure_future(give(authority, driver.order))
        await asyncio.sleep(LIMIT_S / 2)
        authority.withheld = Withheld.OVERTAKEN
        with pytest.raises(ControlError) as refused:
            await giving
        assert refused.value.code == NOT_FINISHED

    assert play(scenario) == ["asked"]


def test_who_is_cancelled_after_the_role_was_lost_ends_and_does_not_go_on_to_read_back() -> None:
    async def scenario(authority: Authority, driver: PatientDriver) -> None:
        giving = asyncio.ensure_future(give(authority, driver.order))
        await asyncio.sleep(LIMIT_S / 2)
        authority.withheld = Withheld.OVERTAKEN
        giving.cancel()
        await asyncio.wait((giving,))
        assert giving.cancelled()

    assert play(scenario) == ["asked"]


def test_a_driver_that_keeps_its_end_for_itself_has_not_finished() -> None:
    class SilentDriver(PatientDriver):
        async def order(self) -> None:
            with suppress(BaseException):
                await super().order()

    async def scenario(authority: Authority, driver: PatientDriver) -> None:
        giving = asyncio.ensure_future(give(authority, driver.order))
        await asyncio.sleep(LIMIT_S / 2)
        authority.withheld = Withheld.OVERTAKEN
        with pytest.raises(ControlError) as refused:
            await giving
        assert refused.value.code == NOT_FINISHED

    assert play(scenario, SilentDriver()) == ["asked"]
