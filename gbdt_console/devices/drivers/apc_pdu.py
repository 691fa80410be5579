"""Reads the outlet states of an APC PDU, and the loads of its phases and banks, by PowerNet-MIB.

sPDU: sPDUOutletCtl of the oldest cards, which newer cards still fill
rPDU: rPDUOutletStatusOutletState and rPDULoadStatus, whose rows are phases, then banks
rPDU2: rPDU2OutletSwitchedStatusState, rPDU2PhaseStatus and rPDU2BankStatus
The generations number on and off differently. Commands go to sPDUOutletCtl itself, to
rPDUOutletControlOutletCommand and to rPDU2OutletSwitchedControlCommand: off is 2 in all of them.
"""

from gbdt_console.devices.driver import pdu_driver
from gbdt_console.devices.snmp.outlets import LoadTable, OutletBranch

_APC = "1.3.6.1.4.1.318.1.1"
_RPDU2_CODES = {1: "low", 2: "normal", 3: "near_overload", 4: "overload"}
_RPDU_CODES = {1: "normal", 2: "low", 3: "near_overload", 4: "overload"}


def _rpdu2_loads(part: str, table: int) -> LoadTable:
    root = f"{_APC}.26.{table}.3.1"
    return LoadTable(part, f"{root}.3", f"{root}.5", f"{root}.4", _RPDU2_CODES)


def _rpdu_loads(part: str, column: int) -> LoadTable:
    root = f"{_APC}.12.2.3.1.1"
    return LoadTable(part, f"{root}.{column}", f"{root}.2", f"{root}.3", _RPDU_CODES)


RPDU2 = OutletBranch(
    f"{_APC}.26.9.2.3.1.5",
    {1: "off", 2: "on"},
    (_rpdu2_loads("phase", 6), _rpdu2_loads("bank", 8)),
    commands=f"{_APC}.26.9.2.4.1.5",
    off=2,
)
RPDU = OutletBranch(
    f"{_APC}.12.3.5.1.1.4",
    {1: "on", 2: "off"},
    (_rpdu_loads("phase", 4), _rpdu_loads("bank", 5)),
    commands=f"{_APC}.12.3.3.1.1.4",
    off=2,
)
SPDU = OutletBranch(f"{_APC}.4.4.2.1.3", {1: "on", 2: "off"}, commands=f"{_APC}.4.4.2.1.3", off=2)

BRANCHES = (RPDU2, RPDU, SPDU)
"""Ordered from the newest to the oldest: newer cards fill the older tables too, with less."""


SPEC = pdu_driver("apc-pdu", lambda _: BRANCHES, fits=("1.3.6.1.4.1.318.1.3.4",))
