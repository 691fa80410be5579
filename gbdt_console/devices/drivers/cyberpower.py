"""Reads a CyberPower UPS or PDU by CPS-MIB (1.3.6.1.4.1.3808.1.1).

Times are TimeTicks, voltages and currents tenths. The PDU's tables are laid out as APC's rPDU; rows of its
load table without a bank (0) are the phases.
"""

from gbdt_console.core.sites import DeviceKind
from gbdt_console.devices.driver import pdu_driver, snmp_driver
from gbdt_console.devices.snmp.decoding import DONT_KNOW
from gbdt_console.devices.snmp.outlets import LoadTable, OutletBranch
from gbdt_console.devices.snmp.rows import code, number
from gbdt_console.devices.snmp.table_reader import reader_of

_CPS = "1.3.6.1.4.1.3808.1.1"
_UPS, _PDU = f"{_CPS}.1", f"{_CPS}.3"
_STATUS = f"{_UPS}.4.1.1.0"
_SOURCES = {
    2: "normal", 3: "battery", 4: "booster", 5: "none", 6: "none", 7: "none", 8: "normal", 9: "bypass",
    10: "reducer",
}  # fmt: skip
"""upsBaseOutputStatus: sleeping, off and rebooting give no power; eco (8) is the mains."""
_OVERLOAD = 11
"""Says nothing of what feeds the output."""

TABLE = (
    code("ups.source", _STATUS, _SOURCES, unknown=DONT_KNOW | {1, _OVERLOAD}),
    code(
        "ups.overload", _STATUS, dict.fromkeys(_SOURCES, "no") | {_OVERLOAD: "yes"}, unknown=DONT_KNOW | {1}
    ),
    code(
        "ups.battery.status", f"{_UPS}.2.1.1.0", {2: "normal", 3: "low", 4: "absent"}, unknown=DONT_KNOW | {1}
    ),
    number("ups.battery.seconds", f"{_UPS}.2.1.2.0", per_unit=100),
    number("ups.battery.minutes", f"{_UPS}.2.2.4.0", per_unit=6000),
    number("ups.battery.charge", f"{_UPS}.2.2.1.0"),
    number("ups.battery.voltage", f"{_UPS}.2.2.2.0", per_unit=10),
    number("ups.battery.temperature", f"{_UPS}.2.2.3.0", unknown=DONT_KNOW | {0}),
    code("ups.battery.replace", f"{_UPS}.2.2.5.0", {1: "no", 2: "yes"}),
    number("ups.input.voltage", f"{_UPS}.3.2.1.0", per_unit=10),
    number("ups.input.frequency", f"{_UPS}.3.2.4.0", per_unit=10),
    number("ups.output.voltage", f"{_UPS}.4.2.1.0", per_unit=10),
    number("ups.output.load", f"{_UPS}.4.2.3.0"),
)

_LOADS = f"{_PDU}.2.3.1.1"
BRANCHES = (
    OutletBranch(
        f"{_PDU}.3.5.1.1.4",
        {1: "on", 2: "off"},
        (
            LoadTable(
                "bank",
                f"{_LOADS}.5",
                f"{_LOADS}.2",
                f"{_LOADS}.3",
                {1: "normal", 2: "low", 3: "near_overload", 4: "overload"},
            ),
        ),
        commands=f"{_PDU}.3.3.1.1.4",
        off=2,
    ),
)

# Both have the same sysObjectID: a UPS was seen to say that of a PDU.
UPS_SPEC = snmp_driver("cyberpower-ups", DeviceKind.UPS, reader_of(TABLE), fits=(_CPS,))
PDU_SPEC = pdu_driver("cyberpower-pdu", lambda _: BRANCHES, fits=(_CPS,))
