"""What every contract needs: drivers that can, refusals, and things that come true."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar
from unittest import SkipTest

from gbdt_console.devices.control import Connects, ControlError

WITHIN_S = 30.0
"""Limits the wait for what a device does in its own time, seconds."""

D = TypeVar("D", bound=Connects)


def able(driver: D, *needed: type) -> D:
    """Return the driver. Raises SkipTest where it does not name all of these capabilities."""
    lacking = [capability.__name__ for capability in needed if not isinstance(driver, capability)]
    if lacking:
        raise SkipTest(f"{type(driver).__name__} does not name {', '.join(lacking)}")
    return driver


async def come_true(condition: Callable[[], Awaitable[bool]], what: str) -> None:
    """Ask again and again until it holds."""
    try:
        async with asyncio.timeout(WITHIN_S):
            while not await condition():  # noqa: ASYNC110 - only asking tells
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise AssertionError(f"not within {WITHIN_S:g} s: {what}") from None


async def refusal_of(asking: Awaitable[object]) -> ControlError:
    try:
        await asking
    except ControlError as error:
        return error
    raise AssertionError("it was not refused")
