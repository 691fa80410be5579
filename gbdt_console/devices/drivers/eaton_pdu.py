"""An Eaton ePDU by EATON-EPDU-MIB (1.3.6.1.4.1.534.6.6.7): the states of its outlets.

outletControlStatus: off 0, on 1, pendingOff 2, pendingOn 3. Units that are strapped together are told apart
by their strapping index, the option `unit`; a single one is 0.
"""

from gbdt_console.core.driver_options import DriverOffer, Option, OptionType
from gbdt_console.core.sites import Device, DeviceKind
from gbdt_console.devices.driver import DriverSpec
from gbdt_console.devices.snmp.outlets import OutletBranch, Outlets

_STATES = "1.3.6.1.4.1.534.6.6.7.6.6.1.2"
CODES = {0: "off", 1: "on", 2: "pending_off", 3: "pending_on"}


def build(device: Device) -> Outlets:
    """A reader of one unit."""
    return Outlets(device, (OutletBranch(f"{_STATES}.{device.options.get('unit', 0)}", CODES),))


SPEC = DriverSpec(
    "eaton-pdu",
    DriverOffer(
        kinds=frozenset({DeviceKind.PDU}),
        needs_snmp=True,
        options={"unit": Option(OptionType.INTEGER, default=0, choices=tuple(range(8)))},
    ),
    build,
)
