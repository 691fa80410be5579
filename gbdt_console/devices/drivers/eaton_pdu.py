"""Reads the outlet states of an Eaton ePDU by EATON-EPDU-MIB (1.3.6.1.4.1.534.6.6.7).

outletControlStatus: off 0, on 1, pendingOff 2, pendingOn 3. The option `unit` is the strapping index of one
of several ePDUs that share an address; a single ePDU is 0. outletControlOffCmd takes the
seconds to wait: 0 is at once.
"""

from gbdt_console.core.driver_options import Option, OptionType
from gbdt_console.core.sites import Device
from gbdt_console.devices.driver import pdu_driver
from gbdt_console.devices.snmp.outlets import OutletBranch

_STATES = "1.3.6.1.4.1.534.6.6.7.6.6.1.2"
_OFF = "1.3.6.1.4.1.534.6.6.7.6.6.1.3"
CODES = {0: "off", 1: "on", 2: "pending_off", 3: "pending_on"}


def _branches(device: Device) -> tuple[OutletBranch, ...]:
    unit = device.options.get("unit", 0)
    return (OutletBranch(f"{_STATES}.{unit}", CODES, commands=f"{_OFF}.{unit}", off=0),)


SPEC = pdu_driver(
    "eaton-pdu",
    _branches,
    fits=("1.3.6.1.4.1.534.6.6",),
    options={"unit": Option(OptionType.INTEGER, default=0, choices=tuple(range(8)))},
)
