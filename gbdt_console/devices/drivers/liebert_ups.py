"""Reads a Liebert or Vertiv UPS by LIEBERT-GP-POWER-MIB (1.3.6.1.4.1.476.1.42).

Its cards mostly answer UPS-MIB too, which gives voltages and load as well.
"""

from gbdt_console.core.driver_options import DriverOffer
from gbdt_console.core.monitoring.readings import Unit
from gbdt_console.core.sites import DeviceKind
from gbdt_console.devices.driver import DriverSpec
from gbdt_console.devices.snmp.decoding import DONT_KNOW, TableRow, ValueKind
from gbdt_console.devices.snmp.table_reader import reader_of

_POWER = "1.3.6.1.4.1.476.1.42.3.5"

TABLE = (
    TableRow(
        "ups.source",
        f"{_POWER}.3.55.0",
        ValueKind.CODE,
        codes={1: "other", 2: "none", 3: "normal", 4: "bypass", 5: "battery", 6: "booster", 7: "reducer"},
    ),
    TableRow(
        "ups.battery.status",
        f"{_POWER}.1.26.0",
        ValueKind.CODE,
        codes={2: "normal", 3: "low", 4: "depleted"},
        unknown=DONT_KNOW | {1},
    ),
    TableRow(
        "ups.battery.minutes",
        f"{_POWER}.1.18.0",
        unit=Unit.MINUTE,
        most=10_000,
        unknown=DONT_KNOW | {65535},  # 'value is unavailable'
    ),
    TableRow("ups.battery.charge", f"{_POWER}.1.19.0", unit=Unit.PERCENT, most=100),
)

SPEC = DriverSpec(
    "liebert-ups",
    DriverOffer(kinds=frozenset({DeviceKind.UPS}), needs_snmp=True),
    reader_of(TABLE),
    fits=("1.3.6.1.4.1.476.1.42",),
)
