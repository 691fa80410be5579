"""Notices what begins and ends at the machines, so that their agents tell of it: no room is looked at but
those that something befell, and these until they are still again."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from gbdt_console.simulator.mibs.mib_of_device import mib_of
from gbdt_console.simulator.mibs.trap_conditions import COLD_START, Trap, TrapCondition
from gbdt_console.simulator.world.room import Machine, SimulatedRoom
from gbdt_console.simulator.world.world import World
from gbdt_console.simulator.world.world_clock import WorldClock

_LOOK_EVERY_S = 0.2

Tell = Callable[[Machine, Trap], None]


@dataclass(slots=True)
class _Notified:
    """Of one start of a machine: when each condition that holds was last told."""

    booted_s: float
    at_s: dict[TrapCondition, float] = field(default_factory=dict)


class TrapNotifier:
    """`tell` sends a trap on its way, which it may lose. Lives on the running loop until `close`."""

    def __init__(self, world: World, pace: WorldClock, tell: Tell) -> None:
        self._world = world
        self._pace = pace
        self._tell = tell
        self._began_s = world.now_s
        self._told: dict[str, _Notified] = {}
        self._stirring: dict[str, SimulatedRoom] = {}
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        world.on_struck.append(self._stir)

    def look(self) -> None:
        """Tell of all that has changed by now."""
        self._world.look(self._pace.now())
        self._go_round()

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _stir(self, rooms: Iterable[SimulatedRoom]) -> None:
        self._stirring |= {room.plan.id: room for room in rooms}
        self._go_round()

    def _go_round(self) -> None:
        self.close()
        for room in list(self._stirring.values()):
            self._world.catch_up(room)
            for machine in room.machines:
                self._hear(room, machine)
            if not room.is_stirring():
                del self._stirring[room.plan.id]
        if self._stirring:
            self._timer = self._loop.call_later(_LOOK_EVERY_S, self.look)

    def _hear(self, room: SimulatedRoom, machine: Machine) -> None:
        """Nobody tells that the power of its own machine goes; a machine that starts anew says so and knows
        nothing of what it told before."""
        if machine.is_hung or not machine.is_up(room.now_s):
            return
        told = self._told.get(machine.plan.id)
        if told is None or told.booted_s != machine.booted_s:
            told = self._told[machine.plan.id] = _Notified(machine.booted_s)
            if machine.booted_s > self._began_s:
                self._tell(machine, COLD_START)
        for condition in mib_of(machine.plan).conditions:
            self._compare(condition, room, machine, told)

    def _compare(
        self, condition: TrapCondition, room: SimulatedRoom, machine: Machine, told: _Notified
    ) -> None:
        told_s = told.at_s.get(condition)
        if not condition.holds(room, machine, self._world.is_carried(room)):
            if told.at_s.pop(condition, None) is not None and condition.ended:
                self._tell(machine, condition.ended(room, machine))
            return
        is_due = (
            condition.repeat_s is not None
            and told_s is not None
            and room.now_s >= told_s + condition.repeat_s
        )
        if told_s is None or is_due:
            told.at_s[condition] = room.now_s
            if condition.begun:
                self._tell(machine, condition.begun(room, machine))
