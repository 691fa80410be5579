"""What one family of agents answers and tells: its objects in MIB order and its conditions, shared by all."""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence

from gbdt_console.simulator.mibs.trap_conditions import TrapCondition
from gbdt_console.simulator.snmp.ber import NO_SUCH_INSTANCE, NO_SUCH_OBJECT, Oid, Value
from gbdt_console.simulator.world.room import Machine, SimulatedRoom

Object = Callable[[SimulatedRoom, Machine], Value]
"""How the value of one object is found; it costs nothing until somebody asks."""

Rows = Callable[[SimulatedRoom, Machine], Mapping[Oid, Value]]
"""Objects that come and go, as they are now."""


class Mib:
    """The objects of a family. `quirks` replace their namesakes while a device says wrong values.
    `conditions` are what its devices tell of by traps, beside their starts and strangers."""

    def __init__(
        self,
        objects: Mapping[Oid, Object],
        quirks: Mapping[Oid, Object],
        conditions: Sequence[TrapCondition] = (),
        rows: Rows | None = None,
    ) -> None:
        self.conditions = conditions
        self._objects = objects
        self._quirky = {**objects, **quirks}
        self._order = sorted(objects)
        self._groups = frozenset(oid[:-1] for oid in objects)
        self._rows = rows

    def get(self, oid: Oid, room: SimulatedRoom, machine: Machine) -> Value:
        """The value, or which of the two ways it is missing."""
        found = (self._quirky if machine.is_wrong else self._objects).get(oid)
        if found is not None:
            return found(room, machine)
        row = self._rows(room, machine).get(oid) if self._rows else None
        if row is not None:
            return row
        return NO_SUCH_INSTANCE if oid[:-1] in self._groups else NO_SUCH_OBJECT

    def after(self, oid: Oid, room: SimulatedRoom, machine: Machine) -> Oid | None:
        """The first object behind `oid` in MIB order."""
        at = bisect_right(self._order, oid)
        following = self._order[at : at + 1]
        if self._rows:
            following += [row for row in self._rows(room, machine) if row > oid]
        return min(following, default=None)
