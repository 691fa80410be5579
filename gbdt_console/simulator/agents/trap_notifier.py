"""Notices when trap conditions begin and end, and sends the traps.

Only rooms that a fault touched are checked, until nothing in them changes by itself any more.
"""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import field

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.simulator.mibs.mib_of_device import mib_of
from gbdt_console.simulator.mibs.trap_conditions import COLD_START, Trap, TrapCondition
from gbdt_console.simulator.world.room import Machine, SimulatedRoom
from gbdt_console.simulator.world.world import World
from gbdt_console.simulator.world.world_clock import WorldClock

_CHECK_EVERY_S = 0.2
"""Real seconds between two checks of a room that still changes; limits how late a trap leaves."""

SendTrap = Callable[[Machine, Trap], None]


@dataclass(slots=True)
class _SentTraps:
    """The traps that a machine sent since it booted.

    booted_s: the boot that these belong to, world seconds
    sent_s: when each condition that holds was last sent, world seconds
    """

    booted_s: float
    sent_s: dict[TrapCondition, float] = field(default_factory=dict)


class TrapNotifier:
    """Runs on the running loop until `close`. `send_trap` sends a trap, which the line may lose."""

    def __init__(self, world: World, clock: WorldClock, send_trap: SendTrap) -> None:
        self._world = world
        self._clock = clock
        self._send_trap = send_trap
        self._began_s = world.now_s
        self._sent: dict[str, _SentTraps] = {}
        self._changing: dict[str, SimulatedRoom] = {}
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        world.on_fault.append(self._on_fault)

    def update(self) -> None:
        """Send the traps of all that has changed by now."""
        self._world.set_time(self._clock.now())
        self._check_rooms()

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _on_fault(self, rooms: Iterable[SimulatedRoom]) -> None:
        self._changing |= {room.plan.id: room for room in rooms}
        self._check_rooms()

    def _check_rooms(self) -> None:
        self.close()
        for room in list(self._changing.values()):
            self._world.advance_room(room)
            for machine in room.machines:
                self._check_machine(room, machine)
            if not room.is_changing():
                del self._changing[room.plan.id]
        if self._changing:
            self._timer = self._loop.call_later(_CHECK_EVERY_S, self.update)

    def _check_machine(self, room: SimulatedRoom, machine: Machine) -> None:
        """Send the traps of one machine.

        A machine without power sends nothing. A machine that booted sends coldStart, and sends again what
        holds: it keeps no record over a boot.
        """
        if machine.is_hung or not machine.is_up(room.now_s):
            return
        sent = self._sent.get(machine.plan.id)
        if sent is None or sent.booted_s != machine.booted_s:
            sent = self._sent[machine.plan.id] = _SentTraps(machine.booted_s)
            if machine.booted_s > self._began_s:
                self._send_trap(machine, COLD_START)
        for condition in mib_of(machine.plan).conditions:
            self._check_condition(condition, room, machine, sent)

    def _check_condition(
        self, condition: TrapCondition, room: SimulatedRoom, machine: Machine, sent: _SentTraps
    ) -> None:
        last_s = sent.sent_s.get(condition)
        if not condition.holds(room, machine, self._world.is_path_up(room)):
            if sent.sent_s.pop(condition, None) is not None and condition.cleared:
                self._send_trap(machine, condition.cleared(room, machine))
            return
        is_due = (
            condition.repeat_s is not None
            and last_s is not None
            and room.now_s >= last_s + condition.repeat_s
        )
        if last_s is None or is_due:
            sent.sent_s[condition] = room.now_s
            if condition.raised:
                self._send_trap(machine, condition.raised(room, machine))
