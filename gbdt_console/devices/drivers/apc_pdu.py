"""Reads the outlet states and load of an APC PDU by PowerNet-MIB.

sPDU: sPDUOutletCtl of the oldest cards, which newer cards still fill
rPDU: rPDUOutletStatusOutletState and rPDULoadStatus
rPDU2: rPDU2OutletSwitchedStatusState and rPDU2PhaseStatus
The generations number on and off differently.
"""

from gbdt_console.core.driver_options import DriverOffer
from gbdt_console.core.monitoring.readings import Unit
from gbdt_console.core.sites import Device, DeviceKind
from gbdt_console.devices.driver import DriverSpec
from gbdt_console.devices.snmp.decoding import TableRow, ValueKind
from gbdt_console.devices.snmp.outlets import OutletBranch, Outlets

_APC = "1.3.6.1.4.1.318.1.1"
_FITS = "1.3.6.1.4.1.318.1.3.4"
_MOST_AMPERES = 100
"""Limits a plausible current of one phase or bank."""


def _load(state: str, current: str, codes: dict[int, str]) -> tuple[TableRow, TableRow]:
    """Make the rows of the first phase or bank.

    They are its current in tenths of an ampere, and its load state.
    """
    return (
        TableRow("pdu.load", current, unit=Unit.AMPERE, per_unit=10, most=_MOST_AMPERES),
        TableRow("pdu.load_state", state, ValueKind.CODE, codes=codes),
    )


RPDU2 = OutletBranch(
    f"{_APC}.26.9.2.3.1.5",
    {1: "off", 2: "on"},
    _load(
        f"{_APC}.26.6.3.1.4.1",
        f"{_APC}.26.6.3.1.5.1",
        {1: "low", 2: "normal", 3: "near_overload", 4: "overload"},
    ),
)
RPDU = OutletBranch(
    f"{_APC}.12.3.5.1.1.4",
    {1: "on", 2: "off"},
    _load(
        f"{_APC}.12.2.3.1.1.3.1",
        f"{_APC}.12.2.3.1.1.2.1",
        {1: "normal", 2: "low", 3: "near_overload", 4: "overload"},
    ),
)
SPDU = OutletBranch(f"{_APC}.4.4.2.1.3", {1: "on", 2: "off"})

BRANCHES = (RPDU2, RPDU, SPDU)
"""Ordered from the newest to the oldest: newer cards fill the older tables too, with less."""


def build(device: Device) -> Outlets:
    """Make the reader of one PDU."""
    return Outlets(device, BRANCHES)


SPEC = DriverSpec(
    "apc-pdu", DriverOffer(kinds=frozenset({DeviceKind.PDU}), needs_snmp=True), build, fits=(_FITS,)
)
