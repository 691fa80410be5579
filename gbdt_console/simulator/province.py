"""The running simulator: a stage, and the sockets by which it is seen: agents, codecs, echo, control.

The stage itself has the MCU's.
"""

from pathlib import Path
from typing import Self

from gbdt_console.simulator.agents.agent_pool import Agents
from gbdt_console.simulator.control import ControlPort
from gbdt_console.simulator.icmp.echo_service import EchoService
from gbdt_console.simulator.polycom.ports import CodecPorts
from gbdt_console.simulator.simulation import Simulation
from gbdt_console.simulator.world.plan import ProvincePlan
from gbdt_console.simulator.world.scenario import Scenario
from gbdt_console.simulator.world.world_clock import WorldClock


class Province:
    """Opened and closed on one event loop. `echo` is the address of the echo service."""

    def __init__(self, plan: ProvincePlan, scenario: Scenario, pace: WorldClock) -> None:
        self._stage = Simulation(plan, scenario, pace)
        self._agents = Agents(plan, self._stage.world, pace)
        self._codecs = CodecPorts(plan, self._stage.world, pace)
        self._control = ControlPort(self._stage.inject, self._step, self._skip, self._facts)
        self._echo: EchoService | None = None
        self.echo = ("", 0)

    @classmethod
    async def open(cls, plan: ProvincePlan, scenario: Scenario, pace: WorldClock, control: Path) -> Self:
        """Bind everything, then let the scenario begin. Raises OSError; then nothing stays open."""
        province = cls(plan, scenario, pace)
        try:
            province._agents.open()
            await province._codecs.open()
            province._echo, province.echo = await EchoService.open(province._stage.world, pace)
            await province._stage.open()
            await province._control.open(control)
        except OSError:
            province.close()
            raise
        province._stage.raise_curtain(province._agents.tell)
        return province

    def close(self) -> None:
        self._stage.close()
        if self._echo is not None:
            self._echo.close()
        self._control.close()
        self._codecs.close()
        self._agents.close()

    def _step(self, seconds: float) -> None:
        self._stage.step(seconds)
        self._codecs.look()

    def _skip(self) -> None:
        self._stage.skip()
        self._codecs.look()

    def _facts(self) -> dict[str, object]:
        """The world's facts, how many datagrams made no sense to the agents and the echo service, and how
        many traps left."""
        dropped = {"agents": self._agents.dropped, "echo": self._echo.dropped if self._echo else 0}
        return self._stage.facts() | {"dropped": dropped, "told": self._agents.told}
