"""The running simulator: one simulation, and the sockets of its agents, devices, echo service and control.

The simulation itself holds the MCU's socket.
"""

from pathlib import Path
from typing import Self

from gbdt_console.simulator.agents.agent_pool import AgentPool
from gbdt_console.simulator.control import ControlPort
from gbdt_console.simulator.controlled_ports import ControlledPorts
from gbdt_console.simulator.icmp.echo_service import EchoService
from gbdt_console.simulator.simulation import Simulation
from gbdt_console.simulator.world.plan import ProvincePlan
from gbdt_console.simulator.world.scenario import Scenario
from gbdt_console.simulator.world.world_clock import WorldClock


class Province:
    """Opened and closed on one event loop. `echo` is the echo service's host and port."""

    def __init__(self, plan: ProvincePlan, scenario: Scenario, clock: WorldClock) -> None:
        self._simulation = simulation = Simulation(plan, scenario, clock)
        self._agents = AgentPool(plan, simulation.world, clock)
        self._controlled = ControlledPorts(plan, simulation.world, clock, simulation.timers.call_later)
        self._control = ControlPort(simulation.inject, simulation.step, simulation.skip, self._facts)
        self._echo: EchoService | None = None
        self.echo = ("", 0)

    @classmethod
    async def open(cls, plan: ProvincePlan, scenario: Scenario, clock: WorldClock, control: Path) -> Self:
        """Bind all sockets, then start the scenario. Raises OSError; then nothing stays open."""
        province = cls(plan, scenario, clock)
        try:
            province._agents.open()
            await province._controlled.open()
            province._echo, province.echo = await EchoService.open(province._simulation.world, clock)
            await province._simulation.open()
            await province._control.open(control)
        except OSError:
            province.close()
            raise
        province._simulation.start_scenario(province._agents.send_trap)
        return province

    def close(self) -> None:
        self._simulation.close()
        if self._echo is not None:
            self._echo.close()
        self._control.close()
        self._controlled.close()
        self._agents.close()

    def _facts(self) -> dict[str, object]:
        """Return the world's facts, and counts of dropped datagrams and sent traps."""
        dropped = {"agents": self._agents.dropped, "echo": self._echo.dropped if self._echo else 0}
        return self._simulation.facts() | {"dropped": dropped, "told": self._agents.traps_sent}
