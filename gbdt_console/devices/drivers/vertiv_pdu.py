"""Reads the outlet states and the load of a Geist or Vertiv PDU by VERTIV-V5-MIB (1.3.6.1.4.1.21239.5.2).

Such a PDU has a monitoring module (IMD) of the third generation, or is of the R series. The states of an
outlet are on 1, off 2, a change after a delay 3 to 6 (also that of a reboot), not known 7; the command off at
once is 4, which an outlet that is not in manual mode refuses. The load is the current of the first phase, in
hundredths; the MIB has no state of it. A metered PDU has the load alone.
"""

from gbdt_console.devices.driver import pdu_driver
from gbdt_console.devices.snmp.outlets import LoadTable, OutletBranch

_PDU = "1.3.6.1.4.1.21239.5.2.3"
_CODES = {1: "on", 2: "off", 3: "pending_off", 4: "pending_on", 5: "pending_off", 6: "pending_on"}

BRANCHES = (
    OutletBranch(
        f"{_PDU}.5.1.4",
        _CODES,
        (LoadTable("", "", f"{_PDU}.2.1.8", per_ampere=100),),
        commands=f"{_PDU}.5.1.6",
        off=4,
    ),
)

_IMD3, _R_SERIES = "1.3.6.1.4.1.21239.42.1.53", "1.3.6.1.4.1.21239.42.1.15"

SPEC = pdu_driver("vertiv-pdu", lambda _: BRANCHES, fits=(_IMD3, _R_SERIES))
