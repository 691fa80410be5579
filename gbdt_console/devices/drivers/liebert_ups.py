"""Reads a Liebert or Vertiv UPS by LIEBERT-GP-POWER-MIB (1.3.6.1.4.1.476.1.42).

Its cards mostly answer UPS-MIB too, which gives voltages and load as well.
"""

from gbdt_console.core.sites import DeviceKind
from gbdt_console.devices.driver import snmp_driver
from gbdt_console.devices.snmp.decoding import DONT_KNOW
from gbdt_console.devices.snmp.rows import code, number
from gbdt_console.devices.snmp.table_reader import reader_of

_POWER = "1.3.6.1.4.1.476.1.42.3.5"
_SOURCES = {1: "other", 2: "none", 3: "normal", 4: "bypass", 5: "battery", 6: "booster", 7: "reducer"}
_BATTERY = {2: "normal", 3: "low", 4: "depleted"}
_UNAVAILABLE = 65535
"""'value is unavailable'"""

TABLE = (
    code("ups.source", f"{_POWER}.3.55.0", _SOURCES),
    code("ups.battery.status", f"{_POWER}.1.26.0", _BATTERY, unknown=DONT_KNOW | {1}),
    number("ups.battery.minutes", f"{_POWER}.1.18.0", unknown=DONT_KNOW | {_UNAVAILABLE}),
    number("ups.battery.charge", f"{_POWER}.1.19.0"),
)

SPEC = snmp_driver("liebert-ups", DeviceKind.UPS, reader_of(TABLE), fits=("1.3.6.1.4.1.476.1.42",))
