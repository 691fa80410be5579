"""Reads the outlet states of a Tripp Lite PDU or transfer switch by TRIPPLITE-PRODUCTS (1.3.6.1.4.1.850).

tlpPduOutletState and tlpAtsOutletState: off 1, on 2. Only the first device behind a card is read.
"""

from gbdt_console.devices.driver import pdu_driver
from gbdt_console.devices.snmp.outlets import OutletBranch

_PRODUCTS = "1.3.6.1.4.1.850.1.1.3"
_CODES = {1: "off", 2: "on"}
BRANCHES = tuple(OutletBranch(f"{_PRODUCTS}.{kind}.3.3.1.1.4.1", _CODES) for kind in (2, 4))

SPEC = pdu_driver("tripplite-pdu", lambda _: BRANCHES, fits=("1.3.6.1.4.1.850",))
