"""Drives a simulated Cisco codec by one wire or by both, in fake time."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest

from gbdt_console.core.clock import ManualClock
from gbdt_console.simulator.cisco.device import Manners
from tests.support.engine import time_loop
from tests.support.rooms.codec_stands import XapiStand

T = TypeVar("T")
LIMIT_S = 600
both_wires = pytest.mark.parametrize("is_socket", [False, True], ids=["ssh", "wss"])


def drive(
    play: Callable[[XapiStand], Awaitable[T]],
    manners: Manners | None = None,
    *,
    is_socket: bool = False,
    opens: bool = True,
) -> T:
    clock = ManualClock()

    async def main() -> T:
        stand = XapiStand(clock, "FTT1", manners or Manners(), is_socket=is_socket)
        try:
            async with asyncio.timeout(LIMIT_S):
                if opens:
                    await stand.driver.open()
                return await play(stand)
        finally:
            await stand.driver.close()

    return time_loop.run(clock, main())
