"""The objects and trap conditions of one device family, shared by all its agents."""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence

from gbdt_console.simulator.mibs.trap_conditions import TrapCondition
from gbdt_console.simulator.snmp.ber import NO_SUCH_INSTANCE, NO_SUCH_OBJECT, Oid, Value
from gbdt_console.simulator.world.room import Machine, SimulatedRoom

Object = Callable[[SimulatedRoom, Machine], Value]
"""Computes the value of one object when a request reads it."""

Objects = dict[Oid, Object]
"""The objects of a family by their identifiers."""

Setter = Callable[[SimulatedRoom, Machine, Value], bool]
"""Writes one object; returns False for a value that it does not take."""

Rows = Callable[[SimulatedRoom, Machine], Mapping[Oid, Value]]
"""Computes the rows of a table that change over time, as they are now."""


class Mib:
    """Objects in MIB order, and the trap conditions beside coldStart and authenticationFailure."""

    def __init__(
        self,
        objects: Mapping[Oid, Object],
        quirks: Mapping[Oid, Object],
        conditions: Sequence[TrapCondition] = (),
        rows: Rows | None = None,
        setters: Mapping[Oid, Setter] | None = None,
    ) -> None:
        """Make the objects of a family.

        quirks: replace the objects of the same identifier while a machine gives wrong values
        conditions: what its machines report by traps
        rows: objects that change over time
        setters: what writes an object, by object identifier; the others are read-only
        """
        self.conditions = conditions
        self._objects = objects
        self._quirky = {**objects, **quirks}
        self._order = sorted(objects)
        self._groups = frozenset(oid[:-1] for oid in objects)
        self._rows = rows
        self._setters = setters or {}

    def get(self, oid: Oid, room: SimulatedRoom, machine: Machine) -> Value:
        """Return the value, or the exception noSuchObject or noSuchInstance."""
        found = (self._quirky if machine.is_wrong else self._objects).get(oid)
        if found is not None:
            return found(room, machine)
        row = self._rows(room, machine).get(oid) if self._rows else None
        if row is not None:
            return row
        return NO_SUCH_INSTANCE if oid[:-1] in self._groups else NO_SUCH_OBJECT

    def put(self, oid: Oid, value: Value, room: SimulatedRoom, machine: Machine) -> bool:
        """Write an object; return False for one that is read-only or does not take the value."""
        setter = self._setters.get(oid)
        return setter is not None and setter(room, machine, value)

    def after(self, oid: Oid, room: SimulatedRoom, machine: Machine) -> Oid | None:
        """Return the first object behind `oid` in MIB order."""
        at = bisect_right(self._order, oid)
        following = self._order[at : at + 1]
        if self._rows:
            following += [row for row in self._rows(room, machine) if row > oid]
        return min(following, default=None)
