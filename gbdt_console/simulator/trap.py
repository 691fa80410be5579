"""What an agent says unasked: a trap's name and its variables, in an SNMPv2-Trap-PDU (RFC 3416, 4.2.6)."""

from typing import NamedTuple

from gbdt_console.simulator.ber import Oid, object_id, time_ticks
from gbdt_console.simulator.messages import Binding, Pdu, PduKind

_UPTIME = (1, 3, 6, 1, 2, 1, 1, 3, 0)
_TRAP_OID = (1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0)
_STANDARD = (1, 3, 6, 1, 6, 3, 1, 1, 5)


class Trap(NamedTuple):
    oid: Oid
    bindings: tuple[Binding, ...] = ()

    def pdu(self, uptime_s: float, number: int) -> Pdu:
        """The PDU of the agent that has been up for so long; `number` is its request-id."""
        heads = (Binding(_UPTIME, time_ticks(uptime_s)), Binding(_TRAP_OID, object_id(self.oid)))
        return Pdu(PduKind.TRAP, number, 0, 0, (*heads, *self.bindings))


COLD_START = Trap((*_STANDARD, 1))
LINK_DOWN = (*_STANDARD, 3)
LINK_UP = (*_STANDARD, 4)
AUTHENTICATION_FAILURE = Trap((*_STANDARD, 5))
