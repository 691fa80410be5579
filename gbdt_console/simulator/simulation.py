"""The world in time: the scenario's director wakes when something is due, and a hand may reach in.

The conference goes on beside it, where the plan has an MCU.
"""

import asyncio

from gbdt_console.simulator.agents.trap_notifier import Tell, TrapNotifier
from gbdt_console.simulator.ami.attendance import Attendance
from gbdt_console.simulator.world.faults import WorldFault
from gbdt_console.simulator.world.plan import ProvincePlan
from gbdt_console.simulator.world.scenario import Scenario
from gbdt_console.simulator.world.scenario_player import Director
from gbdt_console.simulator.world.world import Facts, World
from gbdt_console.simulator.world.world_clock import WorldClock


class Simulation:
    """Lives on an event loop from `open` to `close`. Agents and echo read `world` at `pace`."""

    def __init__(self, plan: ProvincePlan, scenario: Scenario, pace: WorldClock) -> None:
        self.pace = pace
        self.world = World(plan, pace.now())
        self._director = Director(scenario, plan, self.world)
        self._attendance = None if plan.mcu is None else Attendance(plan, plan.mcu, self.world, pace)
        self._heralds: TrapNotifier | None = None
        self._timer: asyncio.TimerHandle | None = None

    async def open(self) -> None:
        """Let the MCU listen. Raises OSError."""
        if self._attendance is not None:
            await self._attendance.open()

    def raise_curtain(self, tell: Tell) -> None:
        """Let the scenario begin; `tell` sends the traps of its machines."""
        self._heralds = TrapNotifier(self.world, self.pace, tell)
        self._play()

    def inject(self, fault: WorldFault) -> None:
        """Let a fault happen now. Raises ValueError for an unknown target."""
        self._play()
        self.world.apply(fault)

    def step(self, seconds: float) -> None:
        """Let that much of the world's time pass at once."""
        self.pace.step(seconds)
        self._play()
        if self._heralds is not None:
            self._heralds.look()
        if self._attendance is not None:
            self._attendance.look()

    def skip(self) -> None:
        """Let the time pass until something of the scenario happens; nothing where nothing will."""
        next_s = self._director.next_s
        if next_s is not None:
            self.step(max(0.0, next_s - self.pace.now()))

    def facts(self) -> Facts:
        """What is true now, and who is in the conference."""
        self._play()
        listed = [] if self._attendance is None else self._attendance.facts()
        return self.world.facts() | {"conference": listed}

    def close(self) -> None:
        self._sleep()
        if self._heralds is not None:
            self._heralds.close()
        if self._attendance is not None:
            self._attendance.close()

    def _sleep(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _play(self) -> None:
        """Catch up with the scenario and come back at its next moment."""
        self._sleep()
        self._director.play(self.pace.now())
        next_s = self._director.next_s
        wait_s = None if next_s is None else self.pace.wait_s(next_s)
        if wait_s is not None:
            self._timer = asyncio.get_running_loop().call_later(wait_s, self._play)
