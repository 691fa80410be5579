"""What an agent says unasked: a trap's name and variables (SNMPv2-Trap-PDU, RFC 3416 section 4.2.6), and the
conditions that bring it about."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from gbdt_console.simulator.snmp.ber import Oid, Value, object_id, time_ticks
from gbdt_console.simulator.snmp.messages import Binding, PduKind, SimulatedPdu
from gbdt_console.simulator.world.room import Machine, SimulatedRoom

_UPTIME = (1, 3, 6, 1, 2, 1, 1, 3, 0)
_TRAP_OID = (1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0)
_STANDARD = (1, 3, 6, 1, 6, 3, 1, 1, 5)


class Trap(NamedTuple):
    oid: Oid
    bindings: tuple[Binding, ...] = ()

    def pdu(self, uptime_s: float, number: int) -> SimulatedPdu:
        """The PDU of the agent that has been up for so long; `number` is its request-id."""
        heads = (Binding(_UPTIME, time_ticks(uptime_s)), Binding(_TRAP_OID, object_id(self.oid)))
        return SimulatedPdu(PduKind.TRAP, number, 0, 0, (*heads, *self.bindings))


COLD_START = Trap((*_STANDARD, 1))
LINK_DOWN = (*_STANDARD, 3)
LINK_UP = (*_STANDARD, 4)
AUTHENTICATION_FAILURE = Trap((*_STANDARD, 5))


Telling = Callable[[SimulatedRoom, Machine], Trap]


def always(oid: Oid, said: Mapping[Oid, Value] | None = None) -> Telling:
    """The same trap whatever the room is like."""
    trap = trap_of(oid, said or {})
    return lambda _room, _machine: trap


def trap_of(oid: Oid, said: Mapping[Oid, Value]) -> Trap:
    """A trap with these variables."""
    return Trap(oid, tuple(Binding(name, value) for name, value in said.items()))


@dataclass(frozen=True, slots=True)
class TrapCondition:
    """`holds` gets room, machine, and whether the carrier's node works. `begun` is told again every
    `repeat_s` while it holds."""

    holds: Callable[[SimulatedRoom, Machine, bool], bool]
    begun: Telling | None = None
    ended: Telling | None = None
    repeat_s: float | None = None


def is_on_battery(room: SimulatedRoom, _machine: Machine, _is_carried: bool) -> bool:
    """What holds for a UPS without mains."""
    return not room.power.has_mains


def is_low(room: SimulatedRoom, _machine: Machine, _is_carried: bool) -> bool:
    """What holds for a UPS that will not last long."""
    return room.power.is_low
