"""Plays a scenario on the world: applies each fault at its time, also when a step passes over it."""

from gbdt_console.simulator.world.plan import ProvincePlan
from gbdt_console.simulator.world.scenario import Scenario
from gbdt_console.simulator.world.world import World


class ScenarioPlayer:
    """Applies the faults of a scenario, round after round. Times are world seconds."""

    def __init__(self, scenario: Scenario, plan: ProvincePlan, world: World) -> None:
        self._scenario = scenario
        self._plan = plan
        self._world = world
        self._round = 0
        self._round_started_s = world.now_s
        self._queue = scenario.round(plan, 0)

    @property
    def next_s(self) -> float | None:
        """When the next fault or round is due, world seconds; None when nothing is due."""
        if self._queue:
            return self._round_started_s + self._queue[0][0]
        return self._next_round_s

    def play(self, now_s: float) -> None:
        """Apply all faults that are due, each at its own time."""
        while (due_s := self.next_s) is not None and due_s <= now_s:
            self._world.set_time(due_s)
            if self._queue:
                self._world.apply(self._queue.pop(0)[1])
            else:
                self._start_round(due_s)
        self._world.set_time(now_s)

    @property
    def _next_round_s(self) -> float | None:
        repeat_s = self._scenario.repeat_s
        return None if repeat_s is None else self._round_started_s + repeat_s

    def _start_round(self, at_s: float) -> None:
        self._round += 1
        self._round_started_s = at_s
        self._queue = self._scenario.round(self._plan, self._round)
