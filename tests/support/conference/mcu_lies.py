"""What the console claims about an MCU that lies, held against what that MCU itself says at the moment."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Protocol

from gbdt_console.core.clock import SystemClock
from gbdt_console.core.conference.floor_events import OrderReverted
from gbdt_console.core.conference.state import ConferenceState
from gbdt_console.core.events import Event
from gbdt_console.core.requests import Progress, Stage
from gbdt_console.driver_contract.checking import come_true
from gbdt_console.driver_contract.mcu import Mcu, who
from gbdt_console.engine.conference.monitor import McuSource
from gbdt_console.engine.control.device_link import DeviceLink, Observation
from gbdt_console.engine.control.device_orders import DeviceOrder, DeviceOrders
from tests.support.conference.mcu_proxy import Lie

GONE = "PJSIP/gone-000000ff"
OFTEN_S = 0.05


class Liar(Protocol):
    """A proxy that lies on demand."""

    lie: Lie | None
    delay_s: float
    goes_back: asyncio.Event


@dataclass
class Claims:
    """Orders to block, by number. `blocked` asks the MCU itself, at once; `untrue` holds every claim that
    was not so when it was made."""

    mcu: Mcu
    blocked: Callable[[], frozenset[str]]
    untrue: list[Progress] = field(default_factory=list)
    recorded: list[Event] = field(default_factory=list)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        clock = SystemClock()
        source = McuSource(self.mcu, None)
        self._link = DeviceLink(source, clock, lambda: OFTEN_S, self._looked, lambda fault: None)
        self._orders = DeviceOrders(
            self._link, clock, lambda event, operator: self.recorded.append(event), lambda operator: ""
        )
        task = asyncio.create_task(self._link.run())
        try:

            async def has_looked() -> bool:
                return self._link.latest is not None

            await come_true(has_looked, "the first look")
            yield
        finally:
            task.cancel()
            await asyncio.wait((task,))

    async def block(self, number: str) -> Progress:
        """Order it of who has that number; of nobody, where nobody has it."""
        assert self._link.latest is not None
        legs = [p.id for p in self._link.latest.state.participants if p.number == number]
        leg = legs[0] if legs else GONE

        def is_done(state: ConferenceState) -> bool:
            return any(p.number == number and p.is_blocked for p in state.participants)

        def told(step: Progress) -> None:
            if step.stage is Stage.VERIFIED and number not in self.blocked():
                self.untrue.append(step)

        order = DeviceOrder(number, "microphone.block", number, "", lambda: self.mcu.block(leg), is_done)
        return await self._orders.carry_out(order, told)

    def _looked(self, look: Observation[ConferenceState]) -> None:
        self._orders.observed(look)


async def hold_against(claims: Claims, proxy: Liar, lie: Lie, number: str, nobody: str) -> None:
    """Play one lie and check what is claimed meanwhile, and what at the end."""
    async with claims.running():
        assert (await claims.block(number)).stage is Stage.VERIFIED
        await claims.mcu.unblock((await who(claims.mcu, number)).id)
        proxy.lie = lie
        if lie is Lie.SWAPPED:
            ends = await asyncio.gather(claims.block(number), claims.block(nobody))
            assert Stage.VERIFIED not in [end.stage for end in ends]
        else:
            end = await claims.block(number)
            assert (end.stage is Stage.VERIFIED) == (lie is not Lie.DROPPED)
        if lie is Lie.REVERTED:
            proxy.goes_back.set()

            async def is_told() -> bool:
                return any(isinstance(event, OrderReverted) for event in claims.recorded)

            async def is_open() -> bool:
                return number not in claims.blocked()

            await come_true(is_told, "it is said that it went back")
            await come_true(is_open, "it went back")
    assert claims.untrue == []
