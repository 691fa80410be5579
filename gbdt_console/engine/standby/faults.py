"""Names what keeps the two PCs apart by the errors that say so."""

from collections.abc import Mapping

from gbdt_console.core.standby.view import StandbyFault
from gbdt_console.engine.standby.message import Malformed, NotKnown, TooLarge, Unreachable
from gbdt_console.engine.standby.shipper import NotFollowing, OtherChain, Unproven

_FAULTS: Mapping[type[Exception], StandbyFault] = {
    Unreachable: StandbyFault.UNREACHABLE,
    NotKnown: StandbyFault.UNREACHABLE,
    NotFollowing: StandbyFault.NOT_FOLLOWING,
    OtherChain: StandbyFault.OTHER_JOURNAL,
    Unproven: StandbyFault.FOREIGN,
    Malformed: StandbyFault.FOREIGN,
    TooLarge: StandbyFault.TOO_LARGE,
}
FAULTY: tuple[type[Exception], ...] = tuple(_FAULTS)


def fault_of(error: Exception) -> StandbyFault:
    """Return the fault of one of FAULTY."""
    return _FAULTS[type(error)]
