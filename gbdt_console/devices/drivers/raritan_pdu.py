"""Reads the outlet states and the load of a Raritan PX2 or PX3 by PDU2-MIB (1.3.6.1.4.1.13742.6).

outletSwitchingState: on 7, off 8; switchingOperation: off 0. The load is the RMS current (sensor 1) of the
first inlet, which a three-phase PDU lacks. Only the first PDU of a cascade is read.
"""

from gbdt_console.devices.driver import pdu_driver
from gbdt_console.devices.snmp.outlets import LoadTable, OutletBranch

_PDU2 = "1.3.6.1.4.1.13742.6"
_OUTLETS, _INLET = f"{_PDU2}.4.1.2.1", f"{_PDU2}.5.2.3.1"
_LIMITS = {2: "low", 3: "low", 4: "normal", 5: "near_overload", 6: "overload"}
"""From below the lower to above the upper critical limit."""

BRANCHES = (
    OutletBranch(
        f"{_OUTLETS}.3.1",
        {7: "on", 8: "off"},
        (
            LoadTable(
                "", "", f"{_INLET}.4.1.1", f"{_INLET}.3.1.1", _LIMITS, decimals=f"{_PDU2}.3.3.4.1.7.1.1.1"
            ),
        ),
        commands=f"{_OUTLETS}.2.1",
        off=0,
    ),
)

SPEC = pdu_driver("raritan-pdu", lambda _: BRANCHES, fits=("1.3.6.1.4.1.13742",))
