"""Plays a scenario on the world: each fault at its moment, also when time is stepped over it."""

from gbdt_console.simulator.world.plan import ProvincePlan
from gbdt_console.simulator.world.scenario import Scenario
from gbdt_console.simulator.world.world import World


class Director:
    """Times are the world's. `play` is called whenever time has passed."""

    def __init__(self, scenario: Scenario, plan: ProvincePlan, world: World) -> None:
        self._scenario = scenario
        self._plan = plan
        self._world = world
        self._round = 0
        self._round_started_s = world.now_s
        self._queue = scenario.round(plan, 0)

    @property
    def next_s(self) -> float | None:
        """When something happens next; None when nothing will."""
        if self._queue:
            return self._round_started_s + self._queue[0][0]
        return self._next_round_s

    def play(self, now_s: float) -> None:
        """Let happen all that is due by `now_s`."""
        while (due_s := self.next_s) is not None and due_s <= now_s:
            self._world.look(due_s)
            if self._queue:
                self._world.apply(self._queue.pop(0)[1])
            else:
                self._begin_round(due_s)
        self._world.look(now_s)

    @property
    def _next_round_s(self) -> float | None:
        repeat_s = self._scenario.repeat_s
        return None if repeat_s is None else self._round_started_s + repeat_s

    def _begin_round(self, at_s: float) -> None:
        self._round += 1
        self._round_started_s = at_s
        self._queue = self._scenario.round(self._plan, self._round)
