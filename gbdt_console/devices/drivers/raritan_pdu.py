"""Reads the outlet states of a Raritan PX2 or PX3 by PDU2-MIB (1.3.6.1.4.1.13742.6).

outletSwitchingState: on 7, off 8; switchingOperation: off 0. Only the first PDU of a cascade is read.
"""

from gbdt_console.devices.driver import pdu_driver
from gbdt_console.devices.snmp.outlets import OutletBranch

_OUTLETS = "1.3.6.1.4.1.13742.6.4.1.2.1"
BRANCHES = (OutletBranch(f"{_OUTLETS}.3.1", {7: "on", 8: "off"}, commands=f"{_OUTLETS}.2.1", off=0),)

SPEC = pdu_driver("raritan-pdu", lambda _: BRANCHES, fits=("1.3.6.1.4.1.13742",))
