"""The world over time: plays the scenario, runs the conference and the traps, and takes faults by hand."""

import asyncio

from gbdt_console.simulator.agents.trap_notifier import SendTrap, TrapNotifier
from gbdt_console.simulator.calls.attendance import Attendance
from gbdt_console.simulator.world.faults import WorldFault
from gbdt_console.simulator.world.plan import ProvincePlan
from gbdt_console.simulator.world.scenario import Scenario
from gbdt_console.simulator.world.scenario_player import ScenarioPlayer
from gbdt_console.simulator.world.world import Facts, World
from gbdt_console.simulator.world.world_clock import Timers, WorldClock


class Simulation:
    """Runs on an event loop from `open` to `close`.

    timers: what is due later in that time
    world: the province's state, which agents and echo read
    """

    def __init__(self, plan: ProvincePlan, scenario: Scenario, clock: WorldClock) -> None:
        self.clock = clock
        self.timers = Timers(clock)
        self.world = World(plan, clock.now(), self.timers.call_later)
        self._scenario_player = ScenarioPlayer(scenario, plan, self.world)
        self._attendance = None if plan.mcu is None else Attendance(plan, plan.mcu, self.world, clock)
        self._notifier: TrapNotifier | None = None
        self._timer: asyncio.TimerHandle | None = None

    async def open(self) -> None:
        """Let the MCU listen, where the plan has one. Raises OSError."""
        if self._attendance is not None:
            await self._attendance.open()

    def start_scenario(self, send_trap: SendTrap) -> None:
        self._notifier = TrapNotifier(self.world, self.clock, send_trap)
        self._play()

    def inject(self, fault: WorldFault) -> None:
        """Apply a fault now. Raises ValueError for an unknown target."""
        self._play()
        self.world.apply(fault)

    def step(self, seconds: float) -> None:
        """Let that many seconds of the world's time pass at once."""
        self.clock.step(seconds)
        self._play()
        if self._notifier is not None:
            self._notifier.update()
        if self._attendance is not None:
            self._attendance.update()
        self.timers.run_due()

    def skip(self) -> None:
        """Step to the scenario's next fault; do nothing where none follows."""
        next_s = self._scenario_player.next_s
        if next_s is not None:
            self.step(max(0.0, next_s - self.clock.now()))

    def facts(self) -> Facts:
        """Return the world's facts now, and the conference's members."""
        self._play()
        listed = [] if self._attendance is None else self._attendance.facts()
        return self.world.facts() | {"conference": listed}

    def close(self) -> None:
        self._cancel_timer()
        self.timers.close()
        if self._notifier is not None:
            self._notifier.close()
        if self._attendance is not None:
            self._attendance.close()

    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _play(self) -> None:
        """Apply what is due, and return at the scenario's next fault."""
        self._cancel_timer()
        self._scenario_player.play(self.clock.now())
        next_s = self._scenario_player.next_s
        wait_s = None if next_s is None else self.clock.wait_s(next_s)
        if wait_s is not None:
            self._timer = asyncio.get_running_loop().call_later(wait_s, self._play)
