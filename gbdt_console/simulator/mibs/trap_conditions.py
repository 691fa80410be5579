"""Traps (SNMPv2-Trap-PDU, RFC 3416 section 4.2.6), and the conditions under which an agent sends them."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.simulator.snmp.ber import Oid, Value, object_id, time_ticks
from gbdt_console.simulator.snmp.messages import Binding, PduKind, SimulatedPdu
from gbdt_console.simulator.world.room import Machine, SimulatedRoom

_UPTIME = (1, 3, 6, 1, 2, 1, 1, 3, 0)
_TRAP_OID = (1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0)
_STANDARD = (1, 3, 6, 1, 6, 3, 1, 1, 5)


class Trap(NamedTuple):
    """One trap to send.

    oid: value of snmpTrapOID.0
    bindings: its variables behind sysUpTime.0 and snmpTrapOID.0
    """

    oid: Oid
    bindings: tuple[Binding, ...] = ()

    def pdu(self, uptime_s: float, request_id: int) -> SimulatedPdu:
        """Build the PDU; `uptime_s` is the agent's sysUpTime in seconds."""
        head = (Binding(_UPTIME, time_ticks(uptime_s)), Binding(_TRAP_OID, object_id(self.oid)))
        return SimulatedPdu(PduKind.TRAP, request_id, 0, 0, (*head, *self.bindings))


COLD_START = Trap((*_STANDARD, 1))
LINK_DOWN = (*_STANDARD, 3)
LINK_UP = (*_STANDARD, 4)
AUTHENTICATION_FAILURE = Trap((*_STANDARD, 5))


MakeTrap = Callable[[SimulatedRoom, Machine], Trap]


def always(oid: Oid, variables: Mapping[Oid, Value] | None = None) -> MakeTrap:
    """Return what makes the same trap for every room."""
    trap = trap_of(oid, variables or {})
    return lambda _room, _machine: trap


def trap_of(oid: Oid, variables: Mapping[Oid, Value]) -> Trap:
    return Trap(oid, tuple(Binding(name, value) for name, value in variables.items()))


@dataclass(frozen=True, slots=True)
class TrapCondition:
    """A condition whose beginning and end an agent reports.

    holds: decides by room, machine, and whether the upstream path works
    raised: makes the trap when the condition begins; None sends none
    cleared: makes the trap when it ends; None sends none
    repeat_s: seconds after which `raised` is sent again while it holds; None for never
    """

    holds: Callable[[SimulatedRoom, Machine, bool], bool]
    raised: MakeTrap | None = None
    cleared: MakeTrap | None = None
    repeat_s: float | None = None


def is_on_battery(room: SimulatedRoom, _machine: Machine, _is_path_up: bool) -> bool:
    return not room.power.has_mains


def is_low(room: SimulatedRoom, _machine: Machine, _is_path_up: bool) -> bool:
    return room.power.is_low
