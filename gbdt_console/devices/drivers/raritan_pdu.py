"""Reads the outlet states of a Raritan PX2 or PX3 by PDU2-MIB (1.3.6.1.4.1.13742.6).

outletSwitchingState: on 7, off 8; switchingOperation: off 0. Only the first PDU of a cascade is read.
"""

from gbdt_console.core.driver_options import DriverOffer
from gbdt_console.core.sites import Device, DeviceKind
from gbdt_console.devices.driver import DriverSpec
from gbdt_console.devices.snmp.outlets import OutletBranch, Outlets

_OUTLETS = "1.3.6.1.4.1.13742.6.4.1.2.1"
BRANCHES = (OutletBranch(f"{_OUTLETS}.3.1", {7: "on", 8: "off"}, commands=f"{_OUTLETS}.2.1", off=0),)


def build(device: Device) -> Outlets:
    """Make the reader of one PDU."""
    return Outlets(device, BRANCHES)


SPEC = DriverSpec(
    "raritan-pdu",
    DriverOffer(kinds=frozenset({DeviceKind.PDU}), needs_snmp=True),
    build,
    fits=("1.3.6.1.4.1.13742",),
    outlets=lambda _: BRANCHES,
)
